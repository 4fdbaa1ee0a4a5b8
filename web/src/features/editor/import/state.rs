//! What was given, what was read of it, and what is chosen.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use debrief_shared::document::EntryKind;
use debrief_shared::import::{
    Answers, Choice, Format, Input, Known, Line, Parsed, Roles, detect, entries, known, parse,
};
use debrief_shared::time::Moment;
use jiff::civil::Date;
use leptos::prelude::*;

use super::super::clock::Clocks;
use crate::{
    live::Live,
    texts::import as texts,
    zone::{Zone, exact_words},
};

/// Most bytes that the page reads: reading takes less than a second on an ordinary machine, and the page stands still meanwhile.
pub(super) const MAX_PAGE_BYTES: usize = 16 << 20;
/// Lines shown at once.
pub(super) const PAGE: usize = 200;
/// A paste of so many lines at most has all of them ticked: whoever marks and copies has chosen already.
const MAX_TICKED: usize = 200;

/// A file or a paste.
#[derive(Debug)]
struct Given {
    /// Empty for a paste.
    name: String,
    bytes: Vec<u8>,
}

/// What the parts of the dialog share.
#[derive(Clone, Copy)]
pub(super) struct Import {
    live: Live,
    pub(super) clocks: Clocks,
    given: RwSignal<Option<Arc<Given>>>,
    pub(super) format: RwSignal<Option<Format>>,
    pub(super) reading: RwSignal<bool>,
    pub(super) parsed: RwSignal<Option<Arc<Parsed>>>,
    pub(super) trouble: RwSignal<Option<String>>,
    said: RwSignal<Said>,
    pub(super) only: RwSignal<Only>,
    pub(super) page: RwSignal<usize>,
    pub(super) roles: RwSignal<bool>,
    chosen: RwSignal<Chosen>,
    known: Memo<HashMap<usize, Known>>,
    people: Memo<Arc<Roles>>,
}

/// What was answered.
#[derive(Clone, Debug, Default)]
struct Said {
    day: String,
    zone: String,
}

impl Said {
    fn day(&self) -> Option<Date> {
        self.day.parse().ok()
    }
}

/// Which lines are looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Only {
    /// Of which channel; of all where `None`.
    pub(super) channel: Option<Arc<str>>,
    pub(super) words: String,
}

/// What somebody decided.
#[derive(Clone, Debug, Default)]
struct Chosen {
    ticked: BTreeSet<usize>,
    kinds: HashMap<usize, EntryKind>,
}

impl PartialEq for Given {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Import {
    pub(super) fn new(live: Live, clocks: Clocks) -> Self {
        let parsed = RwSignal::new(None::<Arc<Parsed>>);
        let said = RwSignal::new(Said { day: String::new(), zone: untrack(|| clocks.incident()).name().to_owned() });
        let day = Memo::new(move |_| said.with(Said::day));
        let held = Memo::new(move |_| live.outline().with(|view| known(view)));
        let known = Memo::new(move |_| {
            let Some(parsed) = parsed.get() else { return HashMap::new() };
            let answers = Answers { day: day.get(), zone: &|_| None };
            held.with(|held| {
                if held.is_empty() {
                    return HashMap::new();
                }
                let found = parsed
                    .lines
                    .iter()
                    .enumerate()
                    .filter_map(|(index, line)| Some((index, *held.get(&line.source(parsed.format, &answers))?)));
                found.collect()
            })
        });
        let people = Memo::new(move |_| parsed.get().map(|parsed| Arc::new(Roles::of(&parsed))).unwrap_or_default());
        Self {
            live,
            clocks,
            given: RwSignal::new(None),
            format: RwSignal::new(None),
            reading: RwSignal::new(false),
            parsed,
            trouble: RwSignal::new(None),
            said,
            only: RwSignal::default(),
            page: RwSignal::new(0),
            roles: RwSignal::new(false),
            chosen: RwSignal::default(),
            known,
            people,
        }
    }

    pub(super) fn is_given(self) -> bool {
        self.given.with(Option::is_some)
    }

    pub(super) fn is_read(self) -> bool {
        self.parsed.with(Option::is_some)
    }

    /// Takes a file or a paste, and reads it as what it looks like.
    pub(super) fn take(self, name: String, bytes: Vec<u8>) {
        if bytes.len() > MAX_PAGE_BYTES {
            return self.trouble.set(Some(texts::too_large(MAX_PAGE_BYTES >> 20)));
        }
        let format = detect(Input { name: &name, bytes: &bytes });
        self.given.set(Some(Arc::new(Given { name, bytes })));
        self.said.update(|said| said.day.clear());
        self.read_as(format);
    }

    /// Reads what was given as this format; the page says so before it stands still.
    pub(super) fn read_as(self, format: Option<Format>) {
        self.format.set(format);
        self.parsed.set(None);
        self.trouble.set(None);
        self.only.set(Only::default());
        self.page.set(0);
        self.chosen.set(Chosen::default());
        let Some(format) = format else { return self.trouble.set(Some(texts::UNKNOWN.to_owned())) };
        self.reading.set(true);
        request_animation_frame(move || set_timeout(move || self.read(format), Duration::ZERO));
    }

    fn read(self, format: Format) {
        // Closed meanwhile, or changed.
        let Some(Some(given)) = self.given.try_get_untracked() else { return };
        if self.format.get_untracked() != Some(format) {
            return;
        }
        self.reading.set(false);
        match parse(Input { name: &given.name, bytes: &given.bytes }, format) {
            Ok(parsed) => {
                let all = given.name.is_empty() && parsed.lines.len() <= MAX_TICKED;
                let count = if all { parsed.lines.len() } else { 0 };
                self.parsed.set(Some(Arc::new(parsed)));
                self.chosen.update(|chosen| chosen.ticked = (0..count).collect());
            }
            Err(error) => self.trouble.set(Some(error.to_string())),
        }
    }

    /// Back to where something is given.
    pub(super) fn forget(self) {
        self.given.set(None);
        self.parsed.set(None);
        self.format.set(None);
        self.trouble.set(None);
        self.reading.set(false);
    }

    /// Looks at a line.
    pub(super) fn line<T>(self, index: usize, look: impl FnOnce(&Line) -> T) -> Option<T> {
        self.parsed.with(|parsed| parsed.as_ref()?.lines.get(index).map(look))
    }

    fn answering<T>(self, look: impl FnOnce(&Answers<'_>) -> T) -> T {
        let (day, zone) = self.said.with(|said| (said.day(), Zone::named(&said.zone)));
        look(&Answers { day, zone: &|local| zone.moment(local) })
    }

    /// When a line was, on the reader's clock; the bare time of day while its day is not known.
    pub(super) fn time_words(self, index: usize) -> String {
        let when = self.line(index, |line| (self.answering(|answers| line.moment(answers)), line.when.time));
        match when {
            Some((Some(moment), _)) => exact_words(self.clocks.shown().at(moment.instant())),
            Some((None, time)) => time.strftime("%H:%M").to_string(),
            None => String::new(),
        }
    }

    /// The lines that channel and words leave.
    pub(super) fn matching(self) -> Vec<usize> {
        let Only { channel, words } = self.only.get();
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let takes = |line: &Line| {
            channel.as_ref().is_none_or(|channel| line.channel == *channel)
                && (words.is_empty() || {
                    let said = format!("{} {}", line.author, line.text).to_lowercase();
                    words.iter().all(|word| said.contains(word))
                })
        };
        self.parsed.with(|parsed| {
            let lines = parsed.iter().flat_map(|parsed| parsed.lines.iter().enumerate());
            lines.filter(|(_, line)| takes(line)).map(|(index, _)| index).collect()
        })
    }

    /// The day that was said, as it was typed.
    pub(super) fn day(self) -> String {
        self.said.with(|said| said.day.clone())
    }

    pub(super) fn set_day(self, day: String) {
        self.said.update(|said| said.day = day);
    }

    /// The zone that times without one are read in.
    pub(super) fn zone(self) -> String {
        self.said.with(|said| said.zone.clone())
    }

    pub(super) fn set_zone(self, zone: String) {
        self.said.update(|said| said.zone = zone);
    }

    /// Whether a line is ticked.
    pub(super) fn is_ticked(self, index: usize) -> bool {
        self.chosen.with(|chosen| chosen.ticked.contains(&index))
    }

    /// What the document knows of a line.
    pub(super) fn known(self, index: usize) -> Option<Known> {
        self.known.with(|known| known.get(&index).copied())
    }

    /// A line's author and text, with roles where they are wanted.
    pub(super) fn shown(self, index: usize) -> (String, String) {
        let roles = self.roles.get().then(|| self.people.get());
        let shown = self.line(index, |line| match &roles {
            Some(roles) => (roles.of_author_at_start(&line.author), roles.in_text(&line.text)),
            None => (line.author.clone(), line.text.clone()),
        });
        shown.unwrap_or_default()
    }

    /// How many people there are.
    pub(super) fn people(self) -> usize {
        self.people.with(|people| people.len())
    }

    /// A line's kind, and whether it is a guess.
    pub(super) fn kind(self, index: usize) -> (EntryKind, bool) {
        if let Some(chosen) = self.chosen.with(|chosen| chosen.kinds.get(&index).copied()) {
            return (chosen, false);
        }
        self.line(index, |line| (line.kind(), line.kind_is_guessed())).unwrap_or((EntryKind::Communication, true))
    }

    pub(super) fn set_kind(self, index: usize, kind: EntryKind) {
        self.chosen.update(|chosen| {
            chosen.kinds.insert(index, kind);
        });
    }

    pub(super) fn tick(self, indexes: impl IntoIterator<Item = usize>, on: bool) {
        let indexes: Vec<usize> =
            indexes.into_iter().filter(|index| untrack(|| self.known(*index)) != Some(Known::There)).collect();
        self.chosen.update(|Chosen { ticked, .. }| {
            for index in indexes {
                if on {
                    ticked.insert(index);
                } else {
                    ticked.remove(&index);
                }
            }
        });
    }

    /// The lines that would be added.
    pub(super) fn choices(self) -> Vec<Choice> {
        let ticked = self.chosen.with(|chosen| chosen.ticked.clone());
        let new = ticked.into_iter().filter(|index| self.known(*index) != Some(Known::There));
        new.map(|line| Choice { line, kind: self.kind(line).0 }).collect()
    }

    /// How much was found, of which channel and time.
    pub(super) fn found(self) -> String {
        let Some(parsed) = self.parsed.get() else { return String::new() };
        let channels = parsed.channels();
        let channel = match &channels[..] {
            [only] => only.to_string(),
            several => texts::channels(several.len()),
        };
        let clock = self.clocks.shown();
        let words = |moment: Moment| exact_words(clock.at(moment.instant()));
        let at = |line: Option<&Line>| self.answering(|answers| line?.moment(answers)).map(words);
        let span = at(parsed.lines.first()).zip(at(parsed.lines.last()));
        let span = span.map(|(first, last)| if first == last { first } else { texts::span(first, last) });
        let left = parsed.left_out;
        let left = texts::left_out(left.housekeeping, left.deleted, left.empty);
        [texts::found(parsed.lines.len(), &channel, &span.unwrap_or_default()), left].join(" ").trim().to_owned()
    }

    /// What is to be known before adding.
    pub(super) fn note(self) -> String {
        if self.asks_day() {
            return texts::SAY_THE_DAY.to_owned();
        }
        let there = self.known.with(|known| known.values().filter(|known| **known == Known::There).count());
        if there == 0 { String::new() } else { texts::there_already(there) }
    }

    /// Whether the day has to be said and was not.
    pub(super) fn asks_day(self) -> bool {
        let asks = self.parsed.with(|parsed| parsed.as_ref().is_some_and(|parsed| parsed.asks().day));
        asks && self.said.with(|said| said.day().is_none())
    }

    /// Adds what is chosen in one step, and gives the new entries' ids. `None`: nothing was added, and the dialog says why.
    pub(super) fn add(self) -> Option<Vec<String>> {
        let parsed = self.parsed.get_untracked()?;
        let choices = untrack(|| self.choices());
        if choices.is_empty() {
            return None;
        }
        let roles = self.roles.get_untracked().then(|| self.people.get_untracked());
        let made = untrack(|| self.answering(|answers| entries(&parsed, &choices, answers, roles.as_deref())));
        let new = match made {
            Ok(new) => new,
            Err(refused) => {
                self.trouble.set(Some(refused.to_string()));
                return None;
            }
        };
        let new: Vec<_> = new.into_iter().map(|entry| (self.live.new_id(), entry)).collect();
        self.live.edit(|postmortem, txn| {
            for (id, entry) in &new {
                postmortem.add_entry(txn, id, entry);
            }
        })?;
        Some(new.into_iter().map(|(id, _)| id).collect())
    }
}
