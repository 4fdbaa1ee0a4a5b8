//! One connection.

use debrief_shared::api::{Connection, ConnectionSettings};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Page;
use crate::api;
use crate::texts::connections as texts;
use crate::ui::{Button, Icon, IconName, RelativeTime, use_minute};

/// A connection, and what can be done with it.
#[component]
pub(super) fn Row(connection: Connection, page: Page) -> impl IntoView {
    let Connection { id, name, settings, address, delivered_at, waiting, failed, .. } = connection;
    let (what, told) = match &settings {
        ConnectionSettings::Webhook { url, .. } => (kind("webhook"), Some(url.clone())),
        ConnectionSettings::Slack { .. } => (kind("slack"), None),
        ConnectionSettings::Inbound { source, .. } => (kind(source.as_str()), None),
        ConnectionSettings::Tracker { tracker, project, .. } => (kind(tracker.as_str()), Some(project.clone())),
    };
    // Without a public address the server gives a path: this browser's address completes it.
    let whole = |path: String| {
        if path.starts_with('/') { window().location().origin().unwrap_or_default() + &path } else { path }
    };
    let place = told.or_else(|| address.map(whole));
    let goes_out = !matches!(settings, ConnectionSettings::Inbound { .. });
    let tells = matches!(settings, ConnectionSettings::Webhook { .. } | ConnectionSettings::Slack { .. });
    let makes_secret = settings.makes_secret();
    let labels = (texts::test_of(&name), texts::new_secret_for(&name), texts::remove_of(&name));
    let test = move |_| {
        spawn_local(async move {
            match api::test_connection(id).await {
                Ok(tried) => page.toaster.say(texts::answered(tried.ok, &tried.answer)),
                Err(error) => page.trouble(&error),
            }
        });
    };
    // Kept by what goes on after this row was made anew.
    let (named, gone) = (name.clone(), name.clone());
    let rotate = move |_| {
        let name = named.clone();
        spawn_local(async move {
            match api::rotate_connection(id, None).await {
                Ok(made) => page.secret.set(made.secret.map(|secret| (name, secret))),
                Err(error) => page.trouble(&error),
            }
        });
    };
    let remove = move |_| {
        let name = gone.clone();
        spawn_local(async move {
            match api::remove_connection(id).await {
                Ok(()) => page.toaster.undoable(texts::is_removed(&name), move || {
                    spawn_local(async move {
                        if let Err(error) = api::restore_connection(id).await {
                            page.trouble(&error);
                        }
                        page.load();
                    });
                }),
                Err(error) => page.trouble(&error),
            }
            page.load();
        });
    };
    view! {
        <li class="account-row" data-testid="connection">
            <span class="account-icon"><Icon name=IconName::Link /></span>
            <div class="account-row-main">
                <p class="account-row-title">{name} <span class="pill">{what}</span></p>
                <p class="account-row-facts">
                    {place.map(|place| view! { <span data-testid="connection-address">{place}</span> })}
                    {(waiting > 0).then(|| view! { <span>{texts::waiting(waiting)}</span> })}
                    {(failed > 0).then(|| view! { <span>{texts::given_up(failed)}</span> })}
                    {tells.then(|| match delivered_at {
                        Some(at) => view! { <RelativeTime at now=use_minute() /> }.into_any(),
                        None => view! { <span>{texts::NEVER_DELIVERED}</span> }.into_any(),
                    })}
                </p>
            </div>
            {goes_out.then(|| view! { <Button attr:aria-label=labels.0 on:click=test>{texts::TEST}</Button> })}
            {makes_secret.then(|| view! { <Button attr:aria-label=labels.1 on:click=rotate>{texts::NEW_SECRET}</Button> })}
            <Button attr:aria-label=labels.2 on:click=remove>{texts::REMOVE}</Button>
        </li>
    }
}

/// The word before the colon.
fn kind(value: &str) -> &'static str {
    let words = texts::KINDS.iter().find(|(kind, _)| *kind == value).map_or("", |(_, words)| words);
    words.split(':').next().unwrap_or(words)
}
