//! The timeline: what happened, always in the order of time.

mod add;
mod badge;
mod clock_switch;
mod entries;
mod evidence;
mod kind;
mod row;

use debrief_shared::{
    document::{EntryView, List, NewEntry, TextPath},
    time::Moment,
};
use jiff::Timestamp;
use leptos::{html, prelude::*};

use super::{
    clock::{Clocks, removed_words},
    fields::{RemovedItem, RemovedItems},
    still::hold_still,
};
use crate::{
    live::Live,
    ui::Toaster,
    zone::{Zone, exact_words},
};
use add::AddLine;
use clock_switch::ClockSwitch;
use entries::{Item, Spacing};
use row::Row;

/// The timeline. Takes the open document's `Live` from context.
#[component]
pub fn TimelineSection() -> impl IntoView {
    let live = expect_context::<Live>();
    let clocks = Clocks::of(live);
    let timeline = Timeline { live, clocks, toaster: expect_context(), entries: entries::by_id(live) };
    let items = Memo::new(move |_| live.outline().with(|view| entries::items(&view.timeline, &clocks.shown())));
    let spacing = Memo::new(move |_| items.with(|items| Spacing::of(items)));
    let writes = live.can_write();
    let empty = move || items.with(Vec::is_empty);
    let removed = Memo::new(move |_| {
        let zone = clocks.shown();
        live.outline()
            .with(|view| view.timeline.iter().filter_map(|entry| removed_item(entry, &zone)).collect::<Vec<_>>())
    });
    let root = NodeRef::<html::Div>::new();
    let add_input = NodeRef::new();
    let item = move |item: Item| match item {
        Item::Day(words) => view! { <li class="timeline-day"><h3>{words}</h3></li> }.into_any(),
        Item::Entry(id) => view! { <Row id timeline items add_input /> }.into_any(),
    };
    view! {
        <div class="timeline" data-testid="timeline" node_ref=root>
            <header class="timeline-head">
                <p class="timeline-zone" data-testid="timeline-zone">
                    {move || entries::zone_words(&clocks, spacing.get(), timeline.begin())}
                </p>
                <ClockSwitch clocks />
            </header>
            <Show when=move || empty() && !writes.get()>
                <p class="timeline-empty">"Nothing is in the timeline yet."</p>
            </Show>
            <Show when=move || empty() && writes.get()>
                <div class="timeline-empty">
                    <p>"Begin before the first symptom and walk forward: what changed, what was noticed, decided and done."</p>
                    <p class="timeline-example">"For example: " <code>"14:05 rolled back checkout to 4.12"</code></p>
                </div>
            </Show>
            <ol class="timeline-list" aria-label="Timeline">
                <For each=move || { hold_still(root.get_untracked().as_deref().map(AsRef::as_ref)); items.get() } key=Item::key children=item />
            </ol>
            <AddLine timeline node=add_input items />
            <RemovedItems items=removed on_bring_back=Callback::new(move |id: String| timeline.bring_back(&id)) testid="timeline-removed" />
        </div>
    }
}

/// What the parts of the timeline share.
#[derive(Clone, Copy)]
struct Timeline {
    live: Live,
    clocks: Clocks,
    toaster: Toaster,
    entries: entries::ById,
}

impl Timeline {
    /// An entry as it is now.
    fn entry(self, id: &str) -> Option<EntryView> {
        self.entries.with(|entries| entries.get(id).cloned())
    }

    /// When the first entry was; now while there is none.
    fn begin(self) -> Timestamp {
        let first = self.live.outline().with(|view| view.timeline.iter().find_map(EntryView::moment));
        first.map_or_else(|| self.live.now(), Moment::instant)
    }

    /// Adds an entry and returns its id; `None` while reading only.
    fn add(self, entry: &NewEntry) -> Option<String> {
        let id = self.live.new_id();
        self.live.edit(|postmortem, txn| postmortem.add_entry(txn, &id, entry)).map(|()| id)
    }

    /// Takes an entry out of sight, with a way back at hand.
    fn remove(self, id: String) {
        let (at, by) = (self.live.now().to_string(), self.live.me().name);
        let done = self.live.edit(|postmortem, txn| postmortem.remove(txn, List::Timeline, &id, &at, &by));
        if matches!(done, Some(Ok(()))) {
            self.toaster.undoable("Entry removed", move || self.bring_back(&id));
        }
    }

    /// Brings a removed entry back.
    fn bring_back(self, id: &str) {
        // Already gone for good: there is nothing to bring back.
        let _ = self.live.edit(|postmortem, txn| postmortem.bring_back(txn, List::Timeline, id));
    }

    /// Gives the keyboard to an entry's text.
    fn focus(self, id: &str) {
        self.live.focus(&TextPath::Entry(id.to_owned()));
    }
}

fn removed_item(entry: &EntryView, zone: &Zone) -> Option<RemovedItem> {
    let removed = entry.removed.as_ref()?;
    let at = entry.moment().map_or_else(|| entry.at.clone(), |moment| exact_words(zone.at(moment.instant())));
    let note = format!("{at} · {}", removed_words(removed));
    Some(RemovedItem { id: entry.id.clone(), text: entry.text.clone(), note })
}
