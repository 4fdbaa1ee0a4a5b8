//! The timeline: what happened, always in the order of time.

mod accounts;
mod add;
mod badge;
mod bulk;
mod clock_switch;
mod entries;
mod evidence;
mod filter;
mod hints;
mod kind;
mod moves;
mod picture;
mod row;
mod select;
mod time_cell;
mod tools;
mod walk;

use debrief_shared::{
    document::{EntryKind, EntryView, Facts, Field, List, NewEntry, TextPath, YES},
    time::Moment,
};
use jiff::Timestamp;
use leptos::{html, prelude::*};

use super::{
    clock::{Clocks, removed_words},
    fields::{RemovedItem, RemovedItems},
    import::ImportDialog,
    still::hold_still,
};
use crate::texts::{import, timeline as texts};
use crate::{
    live::Live,
    ui::{Command, IconName, Toaster, settled, use_commands},
    zone::{Zone, exact_words},
};
use add::AddLine;
use bulk::BulkBar;
use clock_switch::ClockSwitch;
use entries::{ById, Item, Spacing};
use filter::Filter;
use hints::Silences;
use moves::Move;
use picture::Picture;
use row::Row;
use select::Selection;
use tools::{Look, Looks, Tools};
use walk::WalkBar;
pub(super) use walk::facts_until;

/// The timeline. Takes the open document's `Live` from context.
#[component]
pub fn TimelineSection() -> impl IntoView {
    let live = expect_context::<Live>();
    let clocks = Clocks::of(live);
    let timeline = Timeline {
        live,
        clocks,
        toaster: expect_context(),
        entries: ById::of(live),
        facts: settled(move || live.outline().with(|view| view.facts.clone())),
        selection: Selection::new(),
        filter: RwSignal::default(),
        walk: RwSignal::new(None),
        looks: Looks::remembered(),
        said: RwSignal::default(),
    };
    let (importing, pasted) = (RwSignal::new(false), RwSignal::new(None));
    let bring_in = Callback::new(move |text| {
        pasted.set(Some(text));
        importing.set(true);
    });
    enter_import(live, importing);
    let items = Memo::new(move |_| {
        // Between entries that are left out there is no silence.
        let hints = timeline.looks.has(Look::Hints) && live.can_write().get() && !timeline.filter.with(Filter::is_on);
        let silences = hints.then(|| timeline.facts.with(Silences::of));
        live.outline().with(|view| entries::items(timeline.shown(&view.timeline), &clocks.shown(), silences))
    });
    timeline.selection.follow(items);
    let all = Memo::new(move |_| live.outline().with(|view| view.live_timeline().count()));
    let counts = Memo::new(move |_| (items.with(|items| entries::ids(items).len()), all.get()));
    let stops = Memo::new(move |_| {
        live.outline().with(|view| {
            timeline.filter.with(|filter| walk::stops(view.timeline.iter().filter(|entry| filter.takes(entry))))
        })
    });
    let drawn = Memo::new(move |_| {
        live.outline().with(|view| timeline.shown(&view.timeline).map(entries::without_text).collect::<Vec<_>>())
    });
    let whole = Memo::new(move |_| {
        live.outline().with(|view| timeline.filtered(&view.timeline).map(entries::without_text).collect::<Vec<_>>())
    });
    let spacing = Memo::new(move |_| items.with(|items| Spacing::of(items)));
    let writes = live.can_write();
    let empty = move || all.get() == 0;
    let removed = Memo::new(move |_| {
        let zone = clocks.shown();
        live.outline()
            .with(|view| view.timeline.iter().filter_map(|entry| removed_item(entry, &zone)).collect::<Vec<_>>())
    });
    let root = NodeRef::<html::Div>::new();
    let add_input = NodeRef::new();
    let item = move |item: Item| match item {
        Item::Gap { words, .. } => {
            view! { <li class="timeline-gap" data-testid="timeline-gap">{words}</li> }.into_any()
        }
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
            <Show when=move || !empty()>
                <Tools timeline counts stops importing />
            </Show>
            <Show when=move || timeline.walk.with(Option::is_some)>
                <WalkBar timeline stops />
            </Show>
            <Show when=move || timeline.looks.has(Look::Picture) && counts.with(|(_, all)| *all > 1)>
                <Picture timeline shown=drawn whole />
            </Show>
            <Show when=move || empty() && !writes.get()>
                <p class="timeline-empty">{texts::NOTHING_IS_IN_THE_TIMELINE_YET}</p>
            </Show>
            <Show when=move || empty() && writes.get()>
                <div class="timeline-empty">
                    <p>{texts::HOW_TO_BEGIN}</p>
                    <p class="timeline-example">{texts::FOR_EXAMPLE_BEFORE} <code>{texts::EXAMPLE_ENTRY}</code></p>
                    <p>
                        <button type="button" class="quiet-button is-strong" data-testid="timeline-import-first" on:click=move |_| importing.set(true)>{import::OPEN}</button>
                    </p>
                </div>
            </Show>
            <ol class="timeline-list" aria-label=texts::TIMELINE>
                <For each=move || { hold_still(root.get_untracked().as_deref().map(AsRef::as_ref)); items.get() } key=Item::key children=item />
            </ol>
            <Show when=move || timeline.selection.with(|selected| selected.len() > 0)>
                <BulkBar timeline />
            </Show>
            <p class="visually-hidden" role="status">{move || timeline.said.get()}</p>
            <AddLine timeline node=add_input items bring_in />
            <ImportDialog open=importing pasted live clocks on_added=Callback::new(move |ids| timeline.brought_in(ids)) />
            <RemovedItems items=removed on_bring_back=Callback::new(move |id: String| timeline.bring_back(&id)) testid="timeline-removed" />
        </div>
    }
}

/// The way in by the palette.
fn enter_import(live: Live, importing: RwSignal<bool>) {
    use_commands(move || {
        let open = move || importing.set(true);
        let command =
            || Command::new("import", texts::TIMELINE, import::OPEN, IconName::Download, open).also(import::ALSO_OPEN);
        live.can_write().get().then(command).into_iter().collect()
    });
}

/// What the parts of the timeline share.
#[derive(Clone, Copy)]
struct Timeline {
    live: Live,
    clocks: Clocks,
    toaster: Toaster,
    entries: ById,
    facts: Signal<Facts>,
    selection: Selection,
    filter: RwSignal<Filter>,
    /// Until when the reader has walked; `None` while not walking.
    walk: RwSignal<Option<Timestamp>>,
    looks: Looks,
    /// Read out to whoever does not see what happened.
    said: RwSignal<String>,
}

impl Timeline {
    /// An entry as it is now.
    fn entry(self, id: &str) -> Option<EntryView> {
        self.entries.get(id)
    }

    /// When the first entry was; now while there is none.
    fn begin(self) -> Timestamp {
        let first = self.live.outline().with(|view| view.timeline.iter().find_map(EntryView::moment));
        first.map_or_else(|| self.live.now(), Moment::instant)
    }

    /// The entries that the reader's filter and walk leave.
    fn shown(self, timeline: &[EntryView]) -> impl Iterator<Item = &EntryView> {
        let now = self.walk.get();
        self.filtered(timeline).filter(move |entry| now.is_none_or(|now| walk::has_happened(entry, now)))
    }

    /// The entries that the reader's filter leaves.
    fn filtered(self, timeline: &[EntryView]) -> impl Iterator<Item = &EntryView> {
        let filter = self.filter.get();
        timeline.iter().filter(move |entry| entry.removed.is_none() && filter.takes(entry))
    }

    /// Adds an entry, at a time that is only about right or not, and returns its id; `None` while reading only.
    fn add(self, entry: &NewEntry, about: bool) -> Option<String> {
        let id = self.live.new_id();
        self.live.edit(|postmortem, txn| {
            postmortem.add_entry(txn, &id, entry);
            if about {
                // It was added right before.
                let _ = postmortem.set_field(txn, List::Timeline, &id, Field::Approximate, YES);
            }
        })?;
        // Whoever adds something wants to see it.
        if self.filter.with_untracked(|filter| !filter.takes_new(entry)) {
            self.filter.set(Filter::default());
        }
        self.walk.set(None);
        Some(id)
    }

    /// Shows entries that were brought in, with a way back at hand.
    fn brought_in(self, ids: Vec<String>) {
        self.filter.set(Filter::default());
        self.walk.set(None);
        if let Some(first) = ids.first() {
            self.live.reveal(&TextPath::Entry(first.clone()), None);
        }
        let words = import::added(ids.len());
        self.said.set(words.clone());
        let live = self.live;
        self.toaster.undoable(words, move || {
            let (at, by) = (live.now().to_string(), live.me().name);
            live.edit(|postmortem, txn| {
                for id in &ids {
                    // Gone for good: there is nothing to take away.
                    let _ = postmortem.remove(txn, List::Timeline, id, &at, &by);
                }
            });
        });
    }

    /// Sets times, in one step to undo; marks that stood there go along.
    fn retime(self, moves: &[Move]) {
        let marks = self.live.outline().with_untracked(|view| moves::marks_along(&view.timeline, &view.facts, moves));
        self.live.edit(|postmortem, txn| {
            for held in moves {
                // An entry that is gone has no time any more.
                let _ = postmortem.set_field(txn, List::Timeline, &held.id, Field::At, &held.at);
            }
            for (mark, at) in &marks {
                postmortem.set_mark(txn, *mark, at);
            }
        });
        if let Some(at) = moves.first().and_then(|held| Moment::parse(&held.at)) {
            let at = exact_words(untrack(|| self.clocks.shown()).at(at.instant()));
            self.said.set(texts::moved(moves.len(), &at));
        }
    }

    /// Moves entries by minutes.
    fn shift(self, ids: &[String], minutes: i64) {
        let incident = untrack(|| self.clocks.incident());
        let moves = self.of(ids, |entries| moves::shifted(entries.iter(), minutes, &incident));
        self.retime(&moves);
    }

    /// Reads the entries' times of day on another zone's clocks.
    fn reread(self, ids: &[String], meant: &Zone) {
        let (shown, incident) = untrack(|| (self.clocks.shown(), self.clocks.incident()));
        let moves = self.of(ids, |entries| moves::reread(entries.iter(), &shown, meant, &incident));
        self.retime(&moves);
        self.toaster.say(texts::read_as_times_in(meant.name().replace('_', " ")));
    }

    /// Sets the kind of entries, in one step to undo.
    fn set_kind(self, ids: &[String], kind: EntryKind) {
        self.live.edit(|postmortem, txn| {
            for id in ids {
                // An entry that is gone has no kind any more.
                let _ = postmortem.set_field(txn, List::Timeline, id, Field::Kind, kind.as_str());
            }
        });
    }

    /// Takes entries out of sight, with a way back at hand.
    fn remove_all(self, ids: Vec<String>) {
        let (at, by) = (self.live.now().to_string(), self.live.me().name);
        let removed = self.live.edit(|postmortem, txn| {
            ids.iter().filter(|id| postmortem.remove(txn, List::Timeline, id, &at, &by).is_ok()).count()
        });
        self.selection.clear();
        if let Some(count @ 1..) = removed {
            let words = texts::entries_removed(count);
            let live = self.live;
            self.toaster.undoable(words, move || {
                live.edit(|postmortem, txn| {
                    for id in &ids {
                        let _ = postmortem.bring_back(txn, List::Timeline, id);
                    }
                });
            });
        }
    }

    /// Looks at these entries as they are now, in the order of time.
    fn of<T>(self, ids: &[String], look: impl FnOnce(&[EntryView]) -> T) -> T {
        let wanted = self.live.outline().with_untracked(|view| {
            view.live_timeline().filter(|entry| ids.contains(&entry.id)).cloned().collect::<Vec<_>>()
        });
        look(&wanted)
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
