//! Who is asked: proposed by what they have to do with the postmortem, added by name, each as something.

use debrief_shared::api::{AttendeeReason, MAX_ATTENDEES, MeetingPart, Person};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    features::editor::sharing::picker::{Choice, Kind, Picker, Who},
    texts::schedule as texts,
    ui::{Icon, IconButton, IconName},
};

/// Somebody who is about to be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Chosen {
    pub(super) person: Person,
    pub(super) part: MeetingPart,
    pub(super) because: Vec<AttendeeReason>,
}

/// The list, and the field that adds to it.
#[component]
pub(super) fn People(
    /// Those who may read the postmortem.
    readers: RwSignal<Vec<Person>>,
    /// Those who are asked.
    chosen: RwSignal<Vec<Chosen>>,
) -> impl IntoView {
    let choices = Memo::new(move |_| {
        let taken = |person: &Person| chosen.with(|chosen| chosen.iter().any(|one| one.person.id == person.id));
        readers.with(|readers| readers.iter().filter(|person| !taken(person)).map(Choice::from).collect::<Vec<_>>())
    });
    let pick = Callback::new(move |choice: Choice| {
        let found = readers.with_untracked(|readers| readers.iter().find(|person| person.id == choice.id).cloned());
        chosen.update(|chosen| {
            if let Some(person) = found.filter(|_| chosen.len() < MAX_ATTENDEES) {
                chosen.push(Chosen { person, part: MeetingPart::Required, because: Vec::new() });
            }
        });
    });
    view! {
        <div class="meeting-part">
            <h3>{texts::WHO}</h3>
            <Show when=move || chosen.with(Vec::is_empty)>
                <p class="meeting-hint">{texts::NOBODY_YET}</p>
            </Show>
            <ul class="schedule-chosen-list">
                <For each=move || chosen.get() key=|one| (one.person.id, one.part) let(one)>
                    <Line one chosen />
                </For>
            </ul>
            <Picker choices on_pick=pick label=texts::ADD_SOMEBODY testid="schedule-pick" />
        </div>
    }
}

#[component]
fn Line(one: Chosen, chosen: RwSignal<Vec<Chosen>>) -> impl IntoView {
    let Chosen { person, part, because } = one;
    let id = person.id;
    let set = move |event| {
        let wanted = event_target_value(&event);
        let Some(wanted) = PARTS.into_iter().find(|part| key(*part) == wanted) else { return };
        chosen.update(|chosen| {
            for one in chosen.iter_mut() {
                if one.person.id == id {
                    one.part = wanted;
                } else if wanted == MeetingPart::Facilitator && one.part == MeetingPart::Facilitator {
                    // There is one.
                    one.part = MeetingPart::Required;
                }
            }
        });
    };
    let why = because.first().map(|reason| texts::reason(*reason));
    let remove = texts::do_not_ask(&person.name);
    let label = texts::part_of(&person.name);
    view! {
        <li class="schedule-chosen" data-testid="schedule-chosen">
            <span class="schedule-chosen-who">
                <Who name=person.name.clone() kind=Kind::Person { color: person.color, guest: person.guest } />
                {why.map(|why| view! { <span class="meeting-hint">{why}</span> })}
            </span>
            <span class="select">
                <select aria-label=label on:change=set>
                    {PARTS
                        .map(|choice| view! { <option value=key(choice) selected=choice == part>{texts::part(choice)}</option> })
                        .into_iter()
                        .collect_view()}
                </select>
                <Icon name=IconName::ChevronDown />
            </span>
            <IconButton icon=IconName::Close label=remove on:click=move |_| chosen.update(|chosen| chosen.retain(|one| one.person.id != id)) />
        </li>
    }
}

const PARTS: [MeetingPart; 3] = [MeetingPart::Facilitator, MeetingPart::Required, MeetingPart::Optional];

/// A name for a choice of the list.
fn key(part: MeetingPart) -> &'static str {
    match part {
        MeetingPart::Facilitator => "facilitator",
        MeetingPart::Required => "required",
        MeetingPart::Optional => "optional",
    }
}
