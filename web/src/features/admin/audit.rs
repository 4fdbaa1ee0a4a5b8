//! The log of every security-relevant action.

use debrief_shared::api::{AuditEntry, AuditPage};
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use super::audit_words::{GROUPS, facts, words};
use crate::api::{self, AUDIT_EXPORT_PATH, AuditFilter};
use crate::session::Session;
use crate::texts::admin as texts;
use crate::ui::{Avatar, Button, EmptyState, GuestMark, Icon, IconName, LoadTrouble, Loaded, unique_id, use_title};
use crate::zone::{Zone, exact_words};
use debrief_shared::api::Person;

/// What the page knows.
#[derive(Clone, Copy)]
struct Log {
    filter: RwSignal<AuditFilter>,
    entries: RwSignal<Loaded<Vec<AuditEntry>>>,
    /// Where the next page begins.
    next: RwSignal<Option<i64>>,
    busy: RwSignal<bool>,
    session: Session,
}

impl Log {
    /// Fetches the first page, or with `more` the next one.
    fn load(self, more: bool) {
        let filter = self.filter.get_untracked();
        let before = self.next.get_untracked().filter(|_| more);
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::audit(&filter, before).await;
            // Somebody may have chosen another filter meanwhile.
            if self.filter.try_get_untracked() == Some(filter) {
                self.show(answer, more);
            }
        });
    }

    fn show(self, answer: Result<AuditPage, api::ApiError>, more: bool) {
        self.busy.set(false);
        match answer {
            Ok(page) => {
                self.next.set(page.next);
                self.entries.update(|entries| match entries {
                    Loaded::Ready(known) if more => known.extend(page.entries),
                    _ => *entries = Loaded::Ready(page.entries),
                });
            }
            Err(error) => {
                self.session.heed(&error);
                self.entries.set(Loaded::Failed(error.words()));
            }
        }
    }
}

/// The page at `/admin/audit`.
#[component]
pub fn AuditLogPage() -> impl IntoView {
    use_title(texts::AUDIT_LOG.to_owned());
    let log = Log {
        filter: RwSignal::default(),
        entries: RwSignal::new(Loaded::Waiting),
        next: RwSignal::new(None),
        busy: RwSignal::new(false),
        session: expect_context(),
    };
    Effect::new(move |_| {
        log.filter.track();
        log.load(false);
    });
    view! {
        <div class="page-head">
            <div>
                <h1>{texts::AUDIT_LOG}</h1>
                <p class="muted">{texts::WHO_DID_WHAT_TO_ACCOUNTS}</p>
            </div>
            <a class="button" href=AUDIT_EXPORT_PATH rel="external" download="audit.jsonl">
                <Icon name=IconName::Download />
                <span class="button-words">{texts::DOWNLOAD_ALL}</span>
            </a>
        </div>
        <Filters log />
        {move || match log.entries.get() {
            Loaded::Waiting => view! { <div class="account-list admin-waiting" aria-busy="true"></div> }.into_any(),
            Loaded::Failed(words) => {
                view! { <LoadTrouble words retry=Callback::new(move |()| log.load(false)) /> }.into_any()
            }
            Loaded::Ready(list) if list.is_empty() => {
                view! {
                    <EmptyState icon=IconName::Search title=texts::NOTHING_OF_THAT_KIND>
                        <p>{texts::CHOOSE_ANOTHER_KIND_OF_ACTION}</p>
                    </EmptyState>
                }
                    .into_any()
            }
            Loaded::Ready(list) => view! { <Table list /> }.into_any(),
        }}
        <Show when=move || log.next.get().is_some()>
            <div class="admin-more">
                <Button busy=log.busy on:click=move |_| log.load(true)>{texts::SHOW_OLDER}</Button>
            </div>
        </Show>
    }
}

#[component]
fn Filters(log: Log) -> impl IntoView {
    let people = RwSignal::new(Vec::<Person>::new());
    spawn_local(async move {
        if let Ok(list) = api::accounts().await {
            let _ = people.try_set(list.into_iter().map(|known| known.person).collect());
        }
    });
    let (group_id, person_id) = (unique_id("group"), unique_id("person"));
    let groups = GROUPS.map(|(value, words)| view! { <option value=value>{words}</option> }).collect_view();
    let persons = move || {
        let option = |person: Person| view! { <option value=person.id.to_string()>{person.named()}</option> };
        people.get().into_iter().map(option).collect_view()
    };
    view! {
        <div class="audit-filters">
            <div class="audit-filter">
            <label class="field-label" for=group_id.clone()>{texts::ACTIONS}</label>
            <div class="select">
                <select
                    id=group_id
                    on:change=move |event| log.filter.update(|filter| filter.group = event_target_value(&event))
                >
                    <option value="">{texts::ALL}</option>
                    {groups}
                </select>
                <Icon name=IconName::ChevronDown />
            </div>
            </div>
            <div class="audit-filter">
            <label class="field-label" for=person_id.clone()>{texts::PERSON}</label>
            <div class="select">
                <select
                    id=person_id
                    on:change=move |event| {
                        log.filter.update(|filter| filter.person = event_target_value(&event).parse().ok());
                    }
                >
                    <option value="">{texts::EVERYBODY}</option>
                    {persons}
                </select>
                <Icon name=IconName::ChevronDown />
            </div>
            </div>
        </div>
    }
}

#[component]
fn Table(list: Vec<AuditEntry>) -> impl IntoView {
    let zone = Zone::mine();
    let rows = list.into_iter().map(|entry| row(entry, &zone)).collect_view();
    view! {
        <div class="audit-frame" tabindex="0" role="region" aria-label=texts::AUDIT_LOG>
            <table class="audit">
                <thead>
                    <tr>
                        <th scope="col">{texts::WHEN}</th>
                        <th scope="col">{texts::WHO}</th>
                        <th scope="col">{texts::WHAT}</th>
                        <th scope="col">{texts::FROM}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// What an entry is about, by the title that it has now. What is in the bin opens for nobody.
fn document(id: Uuid, title: Option<&str>, removed: bool) -> AnyView {
    let title = match title.map(str::trim) {
        None => texts::A_POSTMORTEM.to_owned(),
        Some("") => texts::UNTITLED_POSTMORTEM.to_owned(),
        Some(title) => title.to_owned(),
    };
    if removed {
        view! { <span class="audit-document">{title}</span> <span class="muted">{texts::REMOVED_AFTER}</span> }
            .into_any()
    } else {
        view! { <a class="audit-document" href=format!("/p/{id}")>{title}</a> }.into_any()
    }
}

fn row(entry: AuditEntry, zone: &Zone) -> impl IntoView + use<> {
    let when = entry.at.parse().map_or_else(|_| entry.at.clone(), |instant| exact_words(zone.at(instant)));
    let (what, more) = (words(&entry), facts(&entry));
    let who = match entry.actor.clone() {
        Some(person) => {
            view! { <Avatar name=person.name.clone() color=person.color small=true /> <span>{person.name}<GuestMark guest=person.guest /></span> }
                .into_any()
        }
        None if entry.address.is_empty() => view! { <span class="muted">{texts::THE_SERVERS_COMMAND_LINE}</span> }.into_any(),
        None => view! { <span class="muted">{texts::NOBODY_SIGNED_IN}</span> }.into_any(),
    };
    let other = entry.person.clone().filter(|person| entry.actor.as_ref().is_none_or(|actor| actor.id != person.id));
    let document = entry.postmortem.map(|id| document(id, entry.postmortem_title.as_deref(), entry.postmortem_removed));
    view! {
        <tr>
            <td class="audit-when"><time datetime=entry.at>{when}</time></td>
            <td class="audit-who">{who}</td>
            <td>
                <span class="audit-what">{what}</span>
                {other.map(|person| view! { <span>": "{person.name}<GuestMark guest=person.guest /></span> })}
                {document.map(|link| view! { " – " {link} })}
                {(!more.is_empty()).then(|| view! { <span class="audit-more">{more}</span> })}
            </td>
            <td class="audit-from">{entry.address}</td>
        </tr>
    }
}
