//! The timeline's entries in the order in which they stand on the page, parted by day.

use std::collections::HashMap;

use debrief_shared::{
    document::{EntryKind, EntryView, Mark, NewEntry, View},
    time::Moment,
};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
};
use leptos::prelude::*;

use super::{
    super::clock::{ClockChoice, Clocks},
    hints::Silences,
};
use crate::texts::timeline as texts;
use crate::{
    live::Live,
    zone::{Zone, day_words},
};

/// An incident whose last entry is younger than this is still being written along; later ones are rebuilt afterwards.
const UNDER_WAY: SignedDuration = SignedDuration::from_hours(12);

/// Every entry by its id, removed ones too. Each is told of by itself: who types in one line asks nothing of the others.
#[derive(Clone, Copy)]
pub(super) struct ById(StoredValue<HashMap<String, ArcRwSignal<Option<EntryView>>>>);

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// A new day begins.
    Day(String),
    /// The entry with this id.
    Entry(String),
    /// A long silence after the entry `after`, in words.
    Gap { after: String, words: String },
}

impl Item {
    /// What the line is recognised by when the list changes.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Day(words) => format!("day {words}"),
            Self::Entry(id) => id.clone(),
            Self::Gap { after, words } => format!("gap {after} {words}"),
        }
    }

    fn entry(&self) -> Option<&str> {
        match self {
            Self::Day(_) | Self::Gap { .. } => None,
            Self::Entry(id) => Some(id),
        }
    }
}

/// Whether the list names its days by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spacing {
    /// No entry with a time.
    Empty,
    /// All on one day, named in the head of the list.
    OneDay(String),
    /// Several days, named where they begin.
    Days,
}

impl ById {
    /// Follows the entries of the open document.
    pub(super) fn of(live: Live) -> Self {
        let by_id = Self(StoredValue::default());
        ImmediateEffect::new_scoped(move || live.outline().with(|view| by_id.follow(&view.timeline)));
        by_id
    }

    /// An entry, for whoever asks reactively to hear of it.
    pub(super) fn get(self, id: &str) -> Option<EntryView> {
        self.signal(id).get()
    }

    /// An entry as it is now.
    pub(super) fn get_untracked(self, id: &str) -> Option<EntryView> {
        self.signal(id).get_untracked()
    }

    fn signal(self, id: &str) -> ArcRwSignal<Option<EntryView>> {
        self.0.try_update_value(|all| all.entry(id.to_owned()).or_default().clone()).unwrap_or_default()
    }

    fn follow(self, timeline: &[EntryView]) {
        let now: HashMap<&str, &EntryView> = timeline.iter().map(|entry| (entry.id.as_str(), entry)).collect();
        let changed = self.0.try_update_value(|all| {
            for &id in now.keys() {
                if !all.contains_key(id) {
                    all.insert(id.to_owned(), ArcRwSignal::default());
                }
            }
            let is_other = |(id, held): &(&String, &ArcRwSignal<Option<EntryView>>)| {
                held.with_untracked(|held| held.as_ref() != now.get(id.as_str()).copied())
            };
            all.iter().filter(is_other).map(|(id, held)| (id.clone(), held.clone())).collect::<Vec<_>>()
        });
        // Whoever hears of it at once may ask for entries.
        for (id, held) in changed.unwrap_or_default() {
            held.set(now.get(id.as_str()).map(|entry| (*entry).clone()));
        }
    }
}

/// The lines of the list, with one for each day of which there are entries, and one for each silence that counts.
pub(super) fn items<'e>(
    shown: impl IntoIterator<Item = &'e EntryView>,
    zone: &Zone,
    silences: Option<Silences>,
) -> Vec<Item> {
    let mut items = Vec::new();
    let mut day = None;
    let mut before: Option<(&EntryView, Timestamp)> = None;
    for entry in shown {
        let at = entry.moment().map(Moment::instant);
        if let Some(((last, from), to)) = before.zip(at)
            && let Some(words) = silences.and_then(|silences| silences.between(from, to))
        {
            items.push(Item::Gap { after: last.id.clone(), words });
        }
        before = at.map(|at| (entry, at)).or(before);
        let words = entry
            .moment()
            .map_or_else(|| texts::TIME_NOT_READABLE.to_owned(), |moment| day_words(zone.at(moment.instant())));
        if day.as_ref() != Some(&words) {
            items.push(Item::Day(words.clone()));
            day = Some(words);
        }
        items.push(Item::Entry(entry.id.clone()));
    }
    items
}

impl Spacing {
    /// What a list of lines needs.
    pub(super) fn of(items: &[Item]) -> Self {
        let mut days = items.iter().filter_map(|item| match item {
            Item::Day(words) => Some(words),
            Item::Entry(_) | Item::Gap { .. } => None,
        });
        match (days.next(), days.next()) {
            (None, _) => Self::Empty,
            (Some(day), None) => Self::OneDay(day.clone()),
            _ => Self::Days,
        }
    }
}

/// The ids of the entries, in order.
pub(super) fn ids(items: &[Item]) -> Vec<&str> {
    items.iter().filter_map(Item::entry).collect()
}

/// The entry before (`-1`) or after (`1`) this one.
pub(super) fn neighbour(items: &[Item], id: &str, by: isize) -> Option<String> {
    let ids = ids(items);
    let at = ids.iter().position(|other| *other == id)?;
    ids.get(at.checked_add_signed(by)?).map(|id| (*id).to_owned())
}

/// The last entry of the list.
pub(super) fn last(items: &[Item]) -> Option<String> {
    items.iter().rev().find_map(Item::entry).map(str::to_owned)
}

/// The time that a new entry gets when none is typed: now while the incident is under way, else the time of the last entry.
pub(super) fn next_moment(last: Option<Moment>, now: Timestamp, zone: &Zone) -> Moment {
    match last {
        Some(last) if now.duration_since(last.instant()) > UNDER_WAY || now < last.instant() => zone.at(last.instant()),
        _ => zone.at(Timestamp::from_second(now.as_second() / 60 * 60).unwrap_or(now)),
    }
}

/// When it may have been while there is no entry: the first mark, else a date in the title.
pub(super) fn first_hint(view: &View, zone: &Zone) -> Option<Moment> {
    let mark = Mark::ALL.iter().filter_map(|&mark| view.facts.moment(mark)).min();
    mark.or_else(|| zone.moment(date_in(&view.title)?.to_datetime(Time::midnight())))
}

/// A date as `2026-03-11` in a text.
fn date_in(text: &str) -> Option<Date> {
    const LENGTH: usize = "2026-03-11".len();
    text.char_indices().find_map(|(at, first)| {
        first.is_ascii_digit().then(|| text.get(at..at + LENGTH)?.parse::<Date>().ok()).flatten()
    })
}

/// An entry as far as a picture of it goes.
pub(super) fn without_text(entry: &EntryView) -> EntryView {
    EntryView {
        id: entry.id.clone(),
        at: entry.at.clone(),
        approximate: entry.approximate,
        kind: entry.kind,
        text: String::new(),
        evidence: Vec::new(),
        source: String::new(),
        accounts: Vec::new(),
        removed: None,
    }
}

/// An entry at this time with nothing written yet.
pub(super) fn blank(at: String) -> NewEntry {
    NewEntry { at, kind: EntryKind::Note, text: String::new(), evidence: Vec::new(), source: String::new() }
}

/// The head of the list: whose clocks its times are on (as they went at `at`), and the day if there is only one.
pub(super) fn zone_words(clocks: &Clocks, spacing: Spacing, at: Timestamp) -> String {
    let zone = clocks.shown();
    let name = zone.label(at);
    let words = match clocks.choice() {
        ClockChoice::Incident if clocks.is_set() => texts::times_in_the_incidents_zone(&name),
        ClockChoice::Utc => texts::times_in(&name),
        _ => texts::times_in_your_own_zone(&name),
    };
    match spacing {
        Spacing::OneDay(day) => format!("{day} · {words}"),
        _ => words,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn entry(id: &str, at: &str) -> EntryView {
        EntryView {
            id: id.into(),
            at: at.into(),
            kind: EntryKind::Action,
            text: String::new(),
            evidence: Vec::new(),
            source: String::new(),
            approximate: false,
            accounts: Vec::new(),
            removed: None,
        }
    }

    fn zone() -> Zone {
        Zone::with_offsets("Europe/Copenhagen", |_, _| Some(60))
    }

    fn three() -> Vec<Item> {
        let timeline = [entry("a", "2026-03-11T22:00:00Z"), entry("b", "2026-03-11T23:30:00Z"), entry("c", "soon")];
        items(&timeline, &zone(), None)
    }

    #[test]
    fn days_begin_on_the_clock_that_is_shown() {
        let keys: Vec<_> = three().iter().map(Item::key).collect();
        assert_eq!(keys, ["day Wed 11 Mar 2026", "a", "day Thu 12 Mar 2026", "b", "day Time not readable", "c"]);
        assert_eq!(Spacing::of(&three()), Spacing::Days);
    }

    #[test]
    fn a_single_day_is_named_in_the_head() {
        let items = items(&[entry("a", "2026-03-11T22:00:00Z")], &Zone::with_offsets("UTC", |_, _| Some(0)), None);
        assert_eq!(Spacing::of(&items), Spacing::OneDay("Wed 11 Mar 2026".into()));
        assert_eq!(Spacing::of(&[]), Spacing::Empty);
    }

    #[test]
    fn a_long_silence_is_a_line_between_its_entries() {
        let timeline = [entry("a", "2026-03-11T14:00:00Z"), entry("b", "2026-03-11T14:42:00Z")];
        let keys: Vec<_> = items(&timeline, &zone(), Some(Silences::default())).iter().map(Item::key).collect();
        assert_eq!(keys, ["day Wed 11 Mar 2026", "a", "gap a 42 min without an entry", "b"]);
    }

    #[test]
    fn neighbours_skip_the_lines_of_days() {
        assert_eq!(neighbour(&three(), "a", 1).as_deref(), Some("b"));
        assert_eq!(neighbour(&three(), "b", -1).as_deref(), Some("a"));
        assert_eq!(neighbour(&three(), "a", -1), None);
        assert_eq!(neighbour(&three(), "gone", 1), None);
        assert_eq!(last(&three()).as_deref(), Some("c"));
    }

    #[test]
    fn without_entries_a_mark_or_the_title_tells_the_day() {
        let mut view = View { title: "Checkout, 2026-03-11".into(), ..View::default() };
        let hint = |view: &View| first_hint(view, &zone()).map(|moment| moment.to_string());
        assert_eq!(hint(&view).as_deref(), Some("2026-03-11T00:00:00+01:00"));
        view.facts.detected = "2026-03-10T14:05:00+01:00".into();
        assert_eq!(hint(&view).as_deref(), Some("2026-03-10T14:05:00+01:00"));
        assert_eq!(hint(&View { title: "INC-2026-03".into(), ..View::default() }), None);
    }

    #[test]
    fn a_new_entry_is_now_while_the_incident_is_under_way_and_after_the_last_one_later() {
        let now = "2026-03-11T14:00:40Z".parse().expect("RFC 3339");
        let next = |last: &str| next_moment(Moment::parse(last), now, &zone()).to_string();
        assert_eq!(next("2026-03-11T13:00:00Z"), "2026-03-11T15:00:00+01:00");
        assert_eq!(next("2026-03-09T13:00:00Z"), "2026-03-09T14:00:00+01:00");
        assert_eq!(next(""), "2026-03-11T15:00:00+01:00");
    }
}
