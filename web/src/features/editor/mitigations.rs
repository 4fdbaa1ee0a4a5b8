//! The mitigations: actions, ideas that are not decided on, and what was decided against; as a list or as a board.

mod add;
mod card;
mod decide;
mod details;
mod drag;
mod keys;
mod lanes;
mod layout;
mod meaning;
mod summary;
mod ticket;

use std::{collections::HashMap, sync::Arc};

use debrief_shared::document::{Field, List, MitigationView, NewMitigation, Place, Status, TextPath};
use leptos::{prelude::*, task::spawn_local};

use super::{
    clock::removed_words,
    fields::{RemovedItem, RemovedItems},
};
use crate::texts::mitigations as texts;
use crate::{
    api,
    live::Live,
    ui::{Command, IconName, Toaster, use_commands, use_keys},
};
use add::{AddAction, AddIdea};
use card::Card;
pub(super) use decide::{CardField, card_element};
use drag::Drag;
use lanes::{Lane, Layout};

/// The mitigations. Takes the open document's `Live` from context.
#[component]
pub fn MitigationsSection() -> impl IntoView {
    let live = expect_context::<Live>();
    let by_id = Memo::new(move |_| {
        live.outline().with(|view| {
            Arc::new(view.mitigations.iter().map(|item| (item.id.clone(), item.clone())).collect::<HashMap<_, _>>())
        })
    });
    let mitigations = Mitigations {
        live,
        toaster: expect_context(),
        by_id,
        people: RwSignal::default(),
        drag: Drag::new(),
        layout: RwSignal::new(layout::chosen_before()),
        unfolded: RwSignal::new(None),
        asking: RwSignal::new(None),
        keyboard: StoredValue::new_local(None),
    };
    use_keys(texts::MITIGATIONS_ON_A_CARD, keys::SHORTCUTS);
    use_commands(move || mitigations.commands());
    let removed = Memo::new(move |_| {
        let item = |item: &MitigationView| {
            let note = removed_words(item.removed.as_ref()?);
            Some(RemovedItem { id: item.id.clone(), text: item.text.clone(), note })
        };
        live.outline().with(|view| view.mitigations.iter().filter_map(item).collect::<Vec<_>>())
    });
    let shown = move || {
        let lane = move |lane: Lane| view! { <LaneList lane mitigations /> };
        let lanes = mitigations.layout.get().lanes();
        lanes.into_iter().map(lane).collect_view()
    };
    view! {
        <div class="mitigations" data-testid="mitigations" on:focusin=move |_| mitigations.load_people()>
            <layout::Head mitigations />
            <div class="mitigations-lanes" class:is-board=move || mitigations.layout.get() == Layout::Board>{shown}</div>
            <RemovedItems items=removed on_bring_back=Callback::new(move |id: String| mitigations.bring_back(&id)) testid="mitigations-removed" />
        </div>
    }
}

#[component]
fn LaneList(lane: Lane, mitigations: Mitigations) -> impl IntoView {
    let layout = mitigations.layout.get_untracked();
    let ids = Memo::new(move |_| mitigations.ids(lane));
    let is_empty = move || ids.with(Vec::is_empty);
    let foot = match lane.first_status() {
        Status::Open => view! { <AddAction mitigations /> }.into_any(),
        Status::Idea => view! { <AddIdea mitigations /> }.into_any(),
        _ => ().into_any(),
    };
    // A list has a place for what was decided against once there is something.
    let hidden = move || layout == Layout::List && lane == Lane::Of(Status::WontDo) && is_empty();
    let hint = move || is_empty().then(|| view! { <p class="group-hint">{lane.empty_words(layout)}</p> });
    let note = (layout == Layout::List).then(|| view! { <span class="group-note">{lane.note()}</span> });
    view! {
        <section
            class=format!("group group-{}", lane.word())
            class:is-target=move || mitigations.drag.goes_into(lane)
            aria-label=lane.label()
            data-lane=lane.word()
            data-testid=format!("group-{}", lane.word())
            hidden=hidden
        >
            <header class="group-head">
                <h3>{lane.label()}</h3>
                <span class="group-count">{move || ids.with(Vec::len)}</span>
                {note}
            </header>
            {hint}
            <ol class="cards">
                <For each=move || ids.get() key=Clone::clone let(id)>
                    <Card id lane mitigations />
                </For>
            </ol>
            {foot}
        </section>
    }
}

/// What the parts of the section share.
#[derive(Clone, Copy)]
struct Mitigations {
    live: Live,
    toaster: Toaster,
    by_id: Memo<Arc<HashMap<String, MitigationView>>>,
    people: RwSignal<Option<Vec<String>>>,
    drag: Drag,
    layout: RwSignal<Layout>,
    /// The card on the board whose fields are shown.
    unfolded: RwSignal<Option<String>>,
    /// The card that has just become an action, and is asked for an owner and a date.
    asking: RwSignal<Option<String>>,
    /// The field of a card that somebody writes into.
    keyboard: StoredValue<Option<decide::Hands>, LocalStorage>,
}

impl Mitigations {
    /// A mitigation as it is now.
    fn get(self, id: &str) -> Option<MitigationView> {
        self.by_id.with(|items| items.get(id).cloned())
    }

    /// The ids of a lane, in order.
    fn ids(self, lane: Lane) -> Vec<String> {
        self.live.outline().with(|view| lanes::ids(&view.mitigations, lane))
    }

    /// Adds an action, to be written at once.
    fn add_action(self) {
        if let Some(id) = self.add("", Status::Open, Place::Last) {
            self.focus(&id);
        }
    }

    /// What the palette offers of them.
    fn commands(self) -> Vec<Command> {
        const GROUP: &str = texts::MITIGATIONS;
        let mut commands = Vec::new();
        if self.live.can_write().get_untracked() {
            commands.push(Command::new("add-action", GROUP, texts::ADD_AN_ACTION_ITEM, IconName::Plus, move || {
                self.add_action();
            }));
            commands.push(Command::new("add-idea", GROUP, texts::ADD_AN_IDEA, IconName::Plus, add::focus_idea));
        }
        for layout in Layout::ALL {
            let words = texts::show_mitigations_as_a(layout.label().to_lowercase());
            let id = format!("mitigations-{}", layout.label());
            commands.push(Command::new(id, GROUP, words, IconName::List, move || layout::choose(self, layout)));
        }
        let items = self.by_id.get_untracked();
        for item in items.values().filter(|item| item.removed.is_none() && !item.text.trim().is_empty()) {
            let id = item.id.clone();
            let go = move || decide::focus_card(&id);
            let command = Command::new(format!("mitigation:{}", item.id), GROUP, item.text.trim(), IconName::List, go);
            commands.push(command.note(item.status.label()).searched());
        }
        commands
    }

    /// Adds a mitigation and returns its id; `None` while reading only.
    fn add(self, text: &str, status: Status, place: Place<'_>) -> Option<String> {
        let id = self.live.new_id();
        let new = NewMitigation {
            text: text.to_owned(),
            category: None,
            approach: None,
            owner: String::new(),
            due: String::new(),
            priority: String::new(),
            ticket: String::new(),
            status,
            reason: String::new(),
        };
        self.live.edit(|postmortem, txn| postmortem.add_mitigation(txn, &id, &new, place)).map(|()| id)
    }

    /// Sets a plain field.
    fn set(self, id: &str, field: Field, value: &str) {
        // A mitigation that is gone has no fields any more.
        let _ = self.live.edit(|postmortem, txn| postmortem.set_field(txn, List::Mitigations, id, field, value));
    }

    /// Moves a mitigation next to another one.
    fn shift(self, id: &str, place: Place<'_>) {
        // A mitigation that is gone has no place any more.
        let _ = self.live.edit(|postmortem, txn| postmortem.move_item(txn, List::Mitigations, id, place));
    }

    /// Moves a mitigation up (`-1`) or down (`1`) in its lane. `false` at its end.
    fn step(self, lane: Lane, id: &str, by: isize) -> bool {
        let ids = untrack(|| self.ids(lane));
        let Some(other) = lanes::neighbour(&ids, id, by) else { return false };
        self.shift(id, if by < 0 { Place::Before(other) } else { Place::After(other) });
        true
    }

    /// Takes a mitigation out of sight, with a way back at hand.
    fn remove(self, id: String) {
        let (at, by) = (self.live.now().to_string(), self.live.me().name);
        let done = self.live.edit(|postmortem, txn| postmortem.remove(txn, List::Mitigations, &id, &at, &by));
        if matches!(done, Some(Ok(()))) {
            self.toaster.undoable(texts::MITIGATION_REMOVED, move || self.bring_back(&id));
        }
    }

    /// Brings a removed mitigation back.
    fn bring_back(self, id: &str) {
        // Already gone for good: there is nothing to bring back.
        let _ = self.live.edit(|postmortem, txn| postmortem.bring_back(txn, List::Mitigations, id));
    }

    /// Gives the keyboard to a mitigation's text.
    fn focus(self, id: &str) {
        self.live.focus(&TextPath::Mitigation(id.to_owned()));
    }

    /// Asks once who could own something.
    fn load_people(self) {
        if self.people.with_untracked(Option::is_some) {
            return;
        }
        self.people.set(Some(Vec::new()));
        spawn_local(async move {
            // Without suggestions a name can still be typed; the next visit asks again.
            let names = api::people().await.ok().map(|people| people.into_iter().map(|person| person.name).collect());
            self.people.try_set(names);
        });
    }
}
