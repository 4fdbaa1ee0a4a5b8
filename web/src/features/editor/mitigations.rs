//! The mitigations: commitments, ideas that are not decided on, and what was decided against.

mod add;
mod card;
mod details;
mod drag;
mod groups;
mod ticket;

use std::{collections::HashMap, sync::Arc};

use debrief_shared::document::{Field, List, MitigationView, NewMitigation, Place, Status, TextPath};
use leptos::{prelude::*, task::spawn_local};

use super::{
    clock::removed_words,
    fields::{RemovedItem, RemovedItems},
};
use crate::{api, live::Live, ui::Toaster};
use add::{AddCommitment, AddIdea};
use card::Card;
use drag::Drag;
use groups::Group;

/// The mitigations. Takes the open document's `Live` from context.
#[component]
pub fn MitigationsSection() -> impl IntoView {
    let live = expect_context::<Live>();
    let by_id = Memo::new(move |_| {
        live.outline().with(|view| {
            Arc::new(view.mitigations.iter().map(|item| (item.id.clone(), item.clone())).collect::<HashMap<_, _>>())
        })
    });
    let lists = Memo::new(move |_| live.outline().with(|view| groups::lists(&view.mitigations)));
    let mitigations =
        Mitigations { live, toaster: expect_context(), by_id, lists, people: RwSignal::default(), drag: Drag::new() };
    let removed = Memo::new(move |_| {
        let item = |item: &MitigationView| {
            let note = removed_words(item.removed.as_ref()?);
            Some(RemovedItem { id: item.id.clone(), text: item.text.clone(), note })
        };
        live.outline().with(|view| view.mitigations.iter().filter_map(item).collect::<Vec<_>>())
    });
    view! {
        <div class="mitigations" data-testid="mitigations" on:focusin=move |_| mitigations.load_people()>
            <GroupList group=Group::Commitments mitigations />
            <GroupList group=Group::Ideas mitigations />
            <Show when=move || !mitigations.ids(Group::DecidedAgainst).is_empty()>
                <GroupList group=Group::DecidedAgainst mitigations />
            </Show>
            <RemovedItems items=removed on_bring_back=Callback::new(move |id: String| mitigations.bring_back(&id)) testid="mitigations-removed" />
        </div>
    }
}

#[component]
fn GroupList(group: Group, mitigations: Mitigations) -> impl IntoView {
    let list = NodeRef::new();
    let foot = match group {
        Group::Commitments => view! { <AddCommitment mitigations /> }.into_any(),
        Group::Ideas => view! { <AddIdea mitigations /> }.into_any(),
        Group::DecidedAgainst => ().into_any(),
    };
    let hint =
        move || mitigations.ids(group).is_empty().then(|| view! { <p class="group-hint">{group.empty_words()}</p> });
    view! {
        <section class=format!("group group-{}", group.word()) aria-label=group.label() data-testid=format!("group-{}", group.word())>
            <header class="group-head">
                <h3>{group.label()}</h3>
                <span class="group-count">{move || mitigations.ids(group).len()}</span>
                <span class="group-note">{group.note()}</span>
            </header>
            {hint}
            <ol class="cards" node_ref=list>
                <For each=move || mitigations.ids(group) key=Clone::clone let(id)>
                    <Card id group mitigations list />
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
    lists: Memo<groups::Lists>,
    people: RwSignal<Option<Vec<String>>>,
    drag: Drag,
}

impl Mitigations {
    /// A mitigation as it is now.
    fn get(self, id: &str) -> Option<MitigationView> {
        self.by_id.with(|items| items.get(id).cloned())
    }

    /// The ids of a group, in order.
    fn ids(self, group: Group) -> Vec<String> {
        self.lists.with(|lists| lists.of(group).to_vec())
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

    /// Moves a mitigation up (`-1`) or down (`1`) in its group. `false` at its end.
    fn step(self, group: Group, id: &str, by: isize) -> bool {
        let ids = untrack(|| self.ids(group));
        let Some(other) = groups::neighbour(&ids, id, by) else { return false };
        self.shift(id, if by < 0 { Place::Before(other) } else { Place::After(other) });
        true
    }

    /// Takes a mitigation out of sight, with a way back at hand.
    fn remove(self, id: String) {
        let (at, by) = (self.live.now().to_string(), self.live.me().name);
        let done = self.live.edit(|postmortem, txn| postmortem.remove(txn, List::Mitigations, &id, &at, &by));
        if matches!(done, Some(Ok(()))) {
            self.toaster.undoable("Mitigation removed", move || self.bring_back(&id));
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
