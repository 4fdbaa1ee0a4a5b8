//! Adding a connection.

use debrief_shared::api::{
    ConnectionSettings, InboundSource, NewConnection, Person, SeverityTemplate, Template, TrackerKind, WebhookEvent,
};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};
use uuid::Uuid;

use super::Page;
use crate::api;
use crate::texts::connections as texts;
use crate::ui::{Button, ButtonKind, Field, Icon, IconName, Notice, NoticeKind, unique_id};

/// What is chosen at first.
const USUAL_EVENTS: [WebhookEvent; 2] = [WebhookEvent::Published, WebhookEvent::Committed];

#[component]
pub(super) fn NewForm(page: Page, adding: RwSignal<bool>) -> impl IntoView {
    let kind = RwSignal::new("webhook".to_owned());
    let [name, url, secret, project, user, severities] = std::array::from_fn(|_| RwSignal::new(String::new()));
    let (events, restricted) = (RwSignal::new(USUAL_EVENTS.to_vec()), RwSignal::new(false));
    let (owner, template) = (RwSignal::new(None::<Uuid>), RwSignal::new("pushpay".to_owned()));
    let (people, templates) = (RwSignal::new(Vec::<Person>::new()), RwSignal::new(Vec::<Template>::new()));
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    spawn_local(async move {
        if let Ok(found) = api::people().await {
            let _ = people.try_set(found.into_iter().filter(|person| !person.guest).collect());
        }
        if let Ok(found) = api::templates().await {
            let _ = templates.try_set(found);
        }
    });
    let tracker = move || TrackerKind::parse(&kind.get());
    let source = move || InboundSource::parse(&kind.get());
    let tells = move || matches!(kind.get().as_str(), "webhook" | "slack");
    let brings = move || tracker().is_some() || matches!(kind.get().as_str(), "slack" | "pagerduty");
    let settings = move || -> ConnectionSettings {
        let (events, restricted) = (events.get_untracked(), restricted.get_untracked());
        if let Some(tracker) = tracker() {
            let (url, project, user) = (url.get_untracked(), project.get_untracked(), user.get_untracked());
            return ConnectionSettings::Tracker { tracker, url, project, user, issue_type: String::new() };
        }
        if let Some(source) = source() {
            let first = people.with_untracked(|people| people.first().map(|person| person.id));
            let owner = owner.get_untracked().or(first).unwrap_or_default();
            let template = Some(template.get_untracked()).filter(|template| !template.is_empty());
            let templates = severities.with_untracked(|text| by_severity(text));
            return ConnectionSettings::Inbound { source, owner, template, templates };
        }
        match kind.get_untracked().as_str() {
            "slack" => ConnectionSettings::Slack { events, restricted },
            _ => ConnectionSettings::Webhook { url: url.get_untracked(), events, restricted },
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let secret = Some(secret.get_untracked()).filter(|secret| !secret.is_empty());
        let new = NewConnection { name: name.get_untracked(), settings: settings(), secret };
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let answer = api::create_connection(&new).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(made) => {
                    page.secret.set(made.secret.map(|secret| (made.connection.name, secret)));
                    adding.set(false);
                    page.load();
                }
                Err(error) => {
                    page.session.heed(&error);
                    let _ = trouble.try_set(Some(error.words()));
                }
            }
        });
    };
    let choose_kind = move |event| {
        kind.set(event_target_value(&event));
        url.set(TrackerKind::parse(&kind.get_untracked()).map_or("", texts::usual_address).to_owned());
    };
    let (kind_id, owner_id, template_id) = (unique_id("kind"), unique_id("owner"), unique_id("template"));
    let kinds = texts::KINDS.map(|(value, words)| view! { <option value=value>{words}</option> }).collect_view();
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
        <form class="policy" method="post" novalidate on:submit=submit data-testid="connection-form">
            <div class="field">
                <label class="field-label" for=kind_id.clone()>{texts::KIND}</label>
                <span class="select">
                    <select id=kind_id data-testid="connection-kind" on:change=choose_kind>{kinds}</select>
                    <Icon name=IconName::ChevronDown />
                </span>
            </div>
            <Field label=texts::NAME value=name placeholder=texts::NAME_EXAMPLE autofocus=true />
            <Show when=move || kind.get() == "webhook" || tracker().is_some()>
                <Field label=texts::ADDRESS value=url kind=Signal::stored("url") placeholder=texts::ADDRESS_EXAMPLE />
            </Show>
            <Show when=move || tracker().is_some()>
                <Field label=texts::PROJECT value=project hint=Signal::stored(Some(texts::PROJECT_HINT.to_owned())) />
            </Show>
            <Show when=move || kind.get() == "jira">
                <Field label=texts::ACCOUNT value=user kind=Signal::stored("email") placeholder=texts::ACCOUNT_EXAMPLE />
            </Show>
            <Show when=brings>
                {move || {
                    let label = if kind.get() == "slack" { texts::SLACK_ADDRESS } else { texts::SECRET };
                    view! { <Field label value=secret kind=Signal::stored("password") hint=Signal::stored(Some(texts::SECRET_HINT.to_owned())) /> }
                }}
            </Show>
            <div class="field" hidden=move || !tells() role="group" aria-label=texts::TOLD_OF>
                <span class="field-label">{texts::TOLD_OF}</span>
                <div class="connection-events">{checks}</div>
                <label class="share-check">
                    <input type="checkbox" prop:checked=move || restricted.get() on:change=move |event| restricted.set(event_target_checked(&event)) />
                    <span>{texts::RESTRICTED}</span>
                </label>
                <p class="field-note">{texts::RESTRICTED_HINT}</p>
            </div>
            <div hidden=move || source().is_none()>
                <div class="field">
                    <label class="field-label" for=owner_id.clone()>{texts::OWNER}</label>
                    <span class="select">
                        <select id=owner_id on:change=move |event| owner.set(event_target_value(&event).parse().ok())>
                            {move || people.get().into_iter().map(|person| view! { <option value=person.id.to_string()>{person.name}</option> }).collect_view()}
                        </select>
                        <Icon name=IconName::ChevronDown />
                    </span>
                </div>
                <div class="field">
                    <label class="field-label" for=template_id.clone()>{texts::TEMPLATE}</label>
                    <span class="select">
                        <select id=template_id on:change=move |event| template.set(event_target_value(&event))>
                            {move || templates.get().into_iter().map(|one| view! { <option value=one.id>{one.name}</option> }).collect_view()}
                            <option value="">{texts::NO_DRAFTS}</option>
                        </select>
                        <Icon name=IconName::ChevronDown />
                    </span>
                </div>
                <Field label=texts::BY_SEVERITY value=severities multiline=true hint=Signal::stored(Some(texts::BY_SEVERITY_HINT.to_owned())) />
            </div>
            {move || trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble>{words}</Notice> })}
            <div class="account-actions">
                <Button kind=ButtonKind::Primary submit=true busy attr:data-testid="connection-add">{texts::ADD}</Button>
                <Button on:click=move |_| adding.set(false)>{texts::CANCEL}</Button>
            </div>
        </form>
    }
}

/// Lines as `SEV-1 = google-sre`.
fn by_severity(text: &str) -> Vec<SeverityTemplate> {
    let read = |line: &str| {
        let (severity, template) = line.split_once('=')?;
        Some(SeverityTemplate { severity: severity.trim().to_owned(), template: template.trim().to_owned() })
    };
    text.lines().filter_map(read).collect()
}
