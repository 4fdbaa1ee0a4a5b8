//! The form of a connection: a new one, or one that is there.

use debrief_shared::api::{ChangeConnection, Connection, NewConnection, TrackerKind, WebhookEvent};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};

use super::Page;
use super::draft::Draft;
use super::drafts::Drafts;
use crate::api;
use crate::texts::connections as texts;
use crate::ui::{Button, ButtonKind, Field, Icon, IconName, Notice, NoticeKind, unique_id};

/// The form, over what a connection is before.
#[component]
pub(super) fn ConnectionForm(page: Page, before: Option<Connection>, close: Callback<()>) -> impl IntoView {
    let draft = Draft::of(before.as_ref());
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let is_new = before.is_none();
    let Draft { kind, name, url, secret, project, user, issue_type, .. } = draft;
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        let before = before.clone();
        spawn_local(async move {
            let answer = match before {
                None => add(page, draft).await,
                Some(before) => save(page, draft, before).await,
            };
            let _ = busy.try_set(false);
            match answer {
                Ok(()) => {
                    close.run(());
                    page.load();
                }
                Err(error) => {
                    page.session.heed(&error);
                    let _ = trouble.try_set(Some(error.words()));
                }
            }
        });
    };
    let leave = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !busy.get_untracked() {
            event.stop_propagation();
            close.run(());
        }
    };
    view! {
        <form class="policy connection-form" method="post" novalidate on:submit=submit on:keydown=leave data-testid="connection-form">
            {is_new.then(|| view! { <Kinds draft /> })}
            <Field label=texts::NAME value=name placeholder=Signal::derive(move || texts::name_example(&kind.get()).to_owned()) autofocus=true />
            <Show when=move || kind.get() == "webhook" || draft.tracker().is_some()>
                <Field label=texts::ADDRESS value=url kind=Signal::stored("url") placeholder=texts::ADDRESS_EXAMPLE />
            </Show>
            <Show when=move || draft.tracker().is_some()>
                <Field label=texts::PROJECT value=project hint=Signal::derive(move || Some(texts::project_hint(&kind.get()).to_owned())) />
            </Show>
            <Show when=move || kind.get() == "jira">
                <Field label=texts::ACCOUNT value=user kind=Signal::stored("email") placeholder=texts::ACCOUNT_EXAMPLE />
            </Show>
            <Show when=move || matches!(kind.get().as_str(), "jira" | "jira_server")>
                <Field label=texts::ISSUE_TYPE value=issue_type placeholder=texts::ISSUE_TYPE_EXAMPLE />
            </Show>
            <Show when=move || draft.brings()>
                {move || {
                    let label = texts::secret_label(&kind.get());
                    let hint = if is_new { texts::secret_hint(&kind.get()) } else { texts::KEEPS_SECRET };
                    // Managers of passwords offer nothing of their own for what is new.
                    view! {
                        <Field label value=secret kind=Signal::stored("password") autocomplete="new-password" hint=Signal::stored(Some(hint.to_owned())) />
                    }
                }}
            </Show>
            <Show when=move || draft.tells()><Events draft /></Show>
            <Show when=move || draft.source().is_some()><Drafts draft /></Show>
            {move || trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble>{words}</Notice> })}
            <div class="account-actions">
                <Button kind=ButtonKind::Primary submit=true busy attr:data-testid="connection-add">
                    {if is_new { texts::ADD } else { texts::SAVE }}
                </Button>
                <Button on:click=move |_| close.run(())>{texts::CANCEL}</Button>
            </div>
        </form>
    }
}

async fn add(page: Page, draft: Draft) -> Result<(), api::ApiError> {
    let name = draft.name.get_untracked();
    let new = NewConnection { name, settings: draft.settings(), secret: draft.typed_secret() };
    let made = api::create_connection(&new).await?;
    page.toaster.say(texts::is_added(&made.connection.name));
    page.secret.set(made.secret.map(|secret| (made.connection.name, secret)));
    Ok(())
}

async fn save(page: Page, draft: Draft, before: Connection) -> Result<(), api::ApiError> {
    let name = draft.name.get_untracked();
    let secret = draft.typed_secret();
    let again = secret.is_none();
    let change = ChangeConnection { name, settings: draft.settings(), off: None, secret };
    let saved = api::change_connection(before.id, &change).await?;
    let said = texts::is_saved(&saved.name);
    if again {
        page.change(
            before.id,
            ChangeConnection { name: before.name, settings: before.settings, off: None, secret: None },
            said,
        );
    } else {
        // Nobody here knows the secret before.
        page.toaster.say(said);
    }
    Ok(())
}

/// What to connect.
#[component]
fn Kinds(draft: Draft) -> impl IntoView {
    let id = unique_id("kind");
    let kinds = texts::KINDS.map(|(value, words)| view! { <option value=value>{words}</option> }).collect_view();
    let choose = move |event| {
        let kind: String = event_target_value(&event);
        draft.url.set(TrackerKind::parse(&kind).map_or("", texts::usual_address).to_owned());
        draft.secret.set(String::new());
        draft.kind.set(kind);
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{texts::KIND}</label>
            <span class="select">
                <select id=id data-testid="connection-kind" on:change=choose>{kinds}</select>
                <Icon name=IconName::ChevronDown />
            </span>
        </div>
    }
}

/// What it is told of.
#[component]
fn Events(draft: Draft) -> impl IntoView {
    let Draft { events, restricted, .. } = draft;
    let checks = WebhookEvent::ALL
        .iter()
        .map(|&one| {
            let toggle = move |event| {
                let on = event_target_checked(&event);
                events.update(|events| {
                    events.retain(|event| *event != one);
                    if on {
                        events.push(one);
                    }
                });
            };
            let checked = move || events.with(|events| events.contains(&one));
            view! {
                <label class="share-check">
                    <input type="checkbox" value=one.as_str() prop:checked=checked on:change=toggle />
                    <span>{texts::event(one)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="field" role="group" aria-label=texts::TOLD_OF>
            <span class="field-label">{texts::TOLD_OF}</span>
            <div class="connection-events">{checks}</div>
        </div>
        <div class="field">
            <label class="share-check">
                <input type="checkbox" prop:checked=move || restricted.get() on:change=move |event| restricted.set(event_target_checked(&event)) />
                <span>{texts::RESTRICTED}</span>
            </label>
            <p class="field-note">{texts::RESTRICTED_HINT}</p>
        </div>
    }
}
