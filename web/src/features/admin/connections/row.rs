//! One connection.

use debrief_shared::api::{ChangeConnection, Connection, ConnectionSettings};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Page;
use super::form::ConnectionForm;
use crate::texts::connections as texts;
use crate::ui::{Button, Icon, IconName, Menu, MenuItem, MenuRule, RelativeTime, use_minute};
use crate::{api, bindings};

/// A connection, and what can be done with it.
#[component]
pub(super) fn Row(connection: Connection, page: Page) -> impl IntoView {
    let id = connection.id;
    let editing = Memo::new(move |_| page.editing.get() == Some(id));
    let before = StoredValue::new(connection.clone());
    let (shown, off) = (icon(&connection.settings), connection.off);
    let close = Callback::new(move |()| page.editing.set(None));
    view! {
        <li class="connection" data-testid="connection">
            <div class="account-row connection-row" class:is-off=off>
                <span class="account-icon"><Icon name=shown /></span>
                <About connection=connection.clone() />
                <Actions connection page editing />
            </div>
            <Show when=move || editing.get()>
                <ConnectionForm page before=Some(before.get_value()) close />
            </Show>
        </li>
    }
}

/// What it is and how it does.
#[component]
fn About(connection: Connection) -> impl IntoView {
    let Connection { name, settings, address, delivered_at, waiting, failed, off, .. } = connection;
    let tells = !settings.events().is_empty();
    let told = settings.events().len();
    let place = match &settings {
        ConnectionSettings::Webhook { url, .. } => Some(url.clone()),
        ConnectionSettings::Slack { .. } => None,
        ConnectionSettings::Inbound { .. } => address.map(whole),
        ConnectionSettings::Tracker { project, .. } => Some(project.clone()),
    };
    view! {
        <div class="account-row-main">
            <p class="account-row-title">
                {name} <span class="pill">{kind(&settings)}</span>
                {off.then(|| view! { <span class="pill pill-warn" data-testid="connection-off">{texts::IS_OFF}</span> })}
            </p>
            {place.map(|place| {
                let title = place.clone();
                view! { <p class="connection-place" title=title data-testid="connection-address">{place}</p> }
            })}
            {tells.then(|| view! {
                <p class="account-row-facts">
                    <span>{texts::told_of_number(told)}</span>
                    {match delivered_at {
                        Some(at) => view! { <span>{texts::DELIVERED} " " <RelativeTime at now=use_minute() /></span> }.into_any(),
                        None => view! { <span>{texts::NEVER_DELIVERED}</span> }.into_any(),
                    }}
                    {(waiting > 0).then(|| view! { <span>{texts::waiting(waiting)}</span> })}
                    {(failed > 0).then(|| view! { <span class="connection-failed">{texts::given_up(failed)}</span> })}
                </p>
            })}
        </div>
    }
}

#[component]
fn Actions(connection: Connection, page: Page, editing: Memo<bool>) -> impl IntoView {
    let Connection { id, name, settings, address, off, .. } = connection;
    let goes_out = !matches!(settings, ConnectionSettings::Inbound { .. });
    let makes_secret = settings.makes_secret();
    let labels = (texts::test_of(&name), texts::edit_of(&name), texts::more_of(&name));
    let copy_label = address.is_some().then(|| texts::copy_of(&name));
    let address = StoredValue::new(address.map(whole).unwrap_or_default());
    // Kept by what goes on after this row was made anew.
    let kept = StoredValue::new((name, settings));
    let testing = RwSignal::new(false);
    let test = move |_| {
        if testing.get_untracked() {
            return;
        }
        testing.set(true);
        spawn_local(async move {
            match api::test_connection(id).await {
                Ok(tried) => page.toaster.say(texts::answered(tried.ok, &tried.answer)),
                Err(error) => page.trouble(&error),
            }
            let _ = testing.try_set(false);
        });
    };
    let switch = Callback::new(move |()| {
        let (name, settings) = kept.get_value();
        let said = texts::is_switched(&name, !off);
        let with = move |off| ChangeConnection {
            name: name.clone(),
            settings: settings.clone(),
            off: Some(off),
            secret: None,
        };
        spawn_local(async move {
            match api::change_connection(id, &with(!off)).await {
                Ok(_) => page.change(id, with(off), said),
                Err(error) => page.trouble(&error),
            }
            page.load();
        });
    });
    let rotate = Callback::new(move |()| {
        let (name, _) = kept.get_value();
        spawn_local(async move {
            match api::rotate_connection(id, None).await {
                Ok(made) => page.secret.set(made.secret.map(|secret| (name, secret))),
                Err(error) => page.trouble(&error),
            }
        });
    });
    let remove = Callback::new(move |()| {
        let (name, _) = kept.get_value();
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
    });
    let copy = move |_| {
        let address = address.get_value();
        spawn_local(async move {
            if bindings::copy_text(&address).await.is_ok() {
                page.toaster.say(texts::ADDRESS_COPIED);
            }
        });
    };
    view! {
        <div class="connection-actions">
            {copy_label.map(|label| view! { <Button attr:aria-label=label on:click=copy>{texts::COPY_ADDRESS}</Button> })}
            {goes_out.then(|| view! { <Button busy=testing attr:aria-label=labels.0 on:click=test>{texts::TEST}</Button> })}
            <Button
                attr:aria-label=labels.1
                attr:aria-expanded=move || editing.get().to_string()
                on:click=move |_| page.editing.update(|open| *open = (*open != Some(id)).then_some(id))
            >{texts::EDIT}</Button>
            <Menu label=labels.2 trigger=move || view! { <Icon name=IconName::More /> }>
                {makes_secret.then(|| view! { <MenuItem icon=IconName::Redo on_select=rotate>{texts::NEW_SECRET}</MenuItem> })}
                <MenuItem icon=if off { IconName::Check } else { IconName::Close } on_select=switch>
                    {if off { texts::SWITCH_ON } else { texts::SWITCH_OFF }}
                </MenuItem>
                <MenuRule />
                <MenuItem icon=IconName::Trash danger=true on_select=remove>{texts::REMOVE}</MenuItem>
            </Menu>
        </div>
    }
}

/// Without a public address the server gives a path: this browser's address completes it.
fn whole(path: String) -> String {
    if path.starts_with('/') { window().location().origin().unwrap_or_default() + &path } else { path }
}

fn icon(settings: &ConnectionSettings) -> IconName {
    match settings {
        ConnectionSettings::Webhook { .. } => IconName::Code,
        ConnectionSettings::Slack { .. } => IconName::Comment,
        ConnectionSettings::Inbound { .. } => IconName::Download,
        ConnectionSettings::Tracker { .. } => IconName::Link,
    }
}

/// What it is, in the word before the colon.
fn kind(settings: &ConnectionSettings) -> &'static str {
    let value = match settings {
        ConnectionSettings::Webhook { .. } => "webhook",
        ConnectionSettings::Slack { .. } => "slack",
        ConnectionSettings::Inbound { source, .. } => source.as_str(),
        ConnectionSettings::Tracker { tracker, .. } => tracker.as_str(),
    };
    let words = texts::KINDS.iter().find(|(kind, _)| *kind == value).map_or("", |(_, words)| words);
    words.split(':').next().unwrap_or(words)
}
