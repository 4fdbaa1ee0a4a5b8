//! Asks before an account is suspended, and who owns its postmortems then.

use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use super::people::{NEEDS_NEW_OWNER, People};
use crate::api;
use crate::texts::admin as texts;
use crate::ui::{Confirm, Icon, IconName, Loaded, unique_id};
use debrief_shared::api::{AdminPerson, InstanceRole, Person};

/// What is said while nobody is chosen.
pub(super) const CHOOSE: &str = texts::CHOOSE_WHO_OWNS_THEIR_POSTMORTEMS;

#[component]
pub(super) fn SuspendDialog(people: People) -> impl IntoView {
    let open = RwSignal::new(false);
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None));
    let (heir, needs_heir) = (RwSignal::new(None::<Uuid>), RwSignal::new(false));
    Effect::new(move |_| {
        if let Some(person) = people.suspending.get() {
            heir.set(None);
            needs_heir.set(person.owns > 0);
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            people.suspending.set(None);
        }
    });
    let on_sure = Callback::new(move |()| {
        let Some(person) = people.suspending.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        if needs_heir.get_untracked() && heir.get_untracked().is_none() {
            return trouble.set(Some(CHOOSE.to_owned()));
        }
        busy.set(true);
        spawn_local(async move {
            match api::suspend(person.person.id, heir.get_untracked()).await {
                Ok(()) => {
                    open.set(false);
                    people.toaster.say(texts::is_suspended(&person.person.name));
                    people.load();
                }
                Err(error) => {
                    people.session.heed(&error);
                    needs_heir.update(|needed| *needed |= error.is(NEEDS_NEW_OWNER));
                    trouble.set(Some(error.words()));
                }
            }
            let _ = busy.try_set(false);
        });
    });
    let suspending = people.suspending;
    view! {
        <Confirm open title=texts::ASK_TO_SUSPEND sure=texts::SUSPEND_SURE busy trouble on_sure>
            {move || suspending.get().map(|person| view! { <Consequences person people heir needs_heir /> })}
        </Confirm>
    }
}

#[component]
fn Consequences(
    person: AdminPerson,
    people: People,
    heir: RwSignal<Option<Uuid>>,
    needs_heir: RwSignal<bool>,
) -> impl IntoView {
    let name = person.person.name.clone();
    view! {
        <p>
            <strong>{name}</strong>
            {texts::SUSPENDED_AFTER}
        </p>
        <Show when=move || needs_heir.get()>
            <Heir person=person.clone() people heir />
        </Show>
    }
}

/// Who owns from now on what somebody owns.
#[component]
pub(super) fn Heir(person: AdminPerson, people: People, heir: RwSignal<Option<Uuid>>) -> impl IntoView {
    let id = unique_id("heir");
    let label = texts::will_belong_to(person.owns);
    let options = candidates(people, person.person.id)
        .into_iter()
        .map(|person| view! { <option value=person.id.to_string()>{person.name}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <div class="select">
                <select id=id on:change=move |event| heir.set(event_target_value(&event).parse().ok())>
                    <option value="">{texts::CHOOSE_SOMEBODY}</option>
                    {options}
                </select>
                <Icon name=IconName::ChevronDown />
            </div>
        </div>
    }
}

/// Who can own postmortems: everybody in the workspace but the one who is suspended.
fn candidates(people: People, but: Uuid) -> Vec<Person> {
    let Loaded::Ready(list) = people.list.get_untracked() else { return Vec::new() };
    list.into_iter()
        .filter(|person| person.role != InstanceRole::Guest && person.suspended_at.is_none() && person.person.id != but)
        .map(|person| person.person)
        .collect()
}
