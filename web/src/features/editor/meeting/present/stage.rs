//! What is on the screen: the parts in their order, and where one is among them. Whoever leads moves the meeting, everybody else their own page.

use debrief_shared::document::{
    EntryView, SectionKind, View,
    meeting::{LineKind, MeetingPlace},
};
use leptos::{html, prelude::*};

use super::super::Meeting;
use crate::bindings;

/// A part that is shown as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// Section; empty for the opening.
    pub(super) id: String,
    /// What it holds; nothing for the opening.
    pub(super) kind: Option<SectionKind>,
    /// Heading.
    pub(super) heading: String,
}

/// What is on the screen.
#[derive(Clone, Copy)]
pub(super) struct Stage {
    pub(super) meeting: Meeting,
    /// The opening and all sections.
    pub(super) parts: Memo<Vec<Part>>,
    /// Timeline entries with a time, in order.
    pub(super) stops: Memo<Vec<String>>,
    /// Where the page is while it goes its own way.
    here: RwSignal<MeetingPlace>,
    /// Where it is.
    pub(super) place: Memo<MeetingPlace>,
    current: Memo<Part>,
    /// Whether somebody writes in what is shown.
    pub(super) writing: RwSignal<bool>,
    pub(super) blank: RwSignal<bool>,
    /// The line that is about to be noted.
    pub(super) capture: RwSignal<Option<LineKind>>,
    /// The element with the sentences.
    pub(super) text: NodeRef<html::Div>,
}

impl Stage {
    pub(super) fn of(meeting: Meeting) -> Self {
        let live = meeting.live;
        let parts = Memo::new(move |_| live.outline().with(|view| parts_of(view)));
        let stops = Memo::new(move |_| {
            live.outline().with(|view| timed(view).map(|entry| entry.id.clone()).collect::<Vec<_>>())
        });
        let here = RwSignal::new(MeetingPlace::default());
        let place = Memo::new(move |_| {
            let goes = meeting.leads() || meeting.goes_along();
            if goes { meeting.view.with(|view| view.place.clone()) } else { here.get() }
        });
        let current = Memo::new(move |_| {
            let section = place.with(|place| place.section.clone());
            parts.with(|parts| {
                parts.iter().find(|part| part.id == section).or(parts.first()).cloned().unwrap_or_default()
            })
        });
        let stage = Self {
            meeting,
            parts,
            stops,
            here,
            place,
            current,
            writing: RwSignal::new(false),
            blank: RwSignal::new(false),
            capture: RwSignal::new(None),
            text: NodeRef::new(),
        };
        // Whoever writes here finishes here, though the others have gone on.
        Effect::new(move |before: Option<String>| {
            let part = current.with(|part| part.id.clone());
            if before.is_some_and(|before| before != part) {
                stage.writing.set(false);
            }
            part
        });
        stage
    }

    /// The part that is shown.
    pub(super) fn current(self) -> Memo<Part> {
        self.current
    }

    /// Its number among all.
    pub(super) fn number(self) -> usize {
        let id = self.current.with(|part| part.id.clone());
        self.parts.with(|parts| parts.iter().position(|part| part.id == id).unwrap_or(0))
    }

    /// Goes somewhere, with everybody who follows if this person leads, else alone.
    pub(super) fn go(self, place: MeetingPlace) {
        if untrack(|| self.meeting.leads()) {
            self.meeting.go(&place);
        } else {
            self.here.set(place);
            if untrack(|| self.meeting.goes_along()) {
                self.meeting.follow(false);
            }
        }
    }

    /// Goes to a part by its number.
    pub(super) fn go_to(self, number: usize) {
        if let Some(part) = self.parts.with_untracked(|parts| parts.get(number).cloned()) {
            self.go(MeetingPlace { section: part.id, ..MeetingPlace::default() });
        }
    }

    /// The last part.
    pub(super) fn last(self) -> usize {
        self.parts.with_untracked(Vec::len).saturating_sub(1)
    }

    /// Where the walk along the timeline is: how many entries it has come to.
    pub(super) fn walked(self) -> usize {
        let entry = self.place.with(|place| place.entry.clone());
        self.stops.with(|stops| stops.iter().position(|stop| *stop == entry).map_or(0, |at| at + 1))
    }

    fn walk_to(self, count: usize) {
        let entry = count.checked_sub(1).and_then(|at| self.stops.with_untracked(|stops| stops.get(at).cloned()));
        let section = self.current.with_untracked(|part| part.id.clone());
        self.go(MeetingPlace { section, entry: entry.unwrap_or_default(), ..MeetingPlace::default() });
    }

    /// Walks to an entry.
    pub(super) fn walk_to_entry(self, id: &str) {
        if let Some(at) = self.stops.with_untracked(|stops| stops.iter().position(|stop| stop == id)) {
            self.walk_to(at + 1);
        }
    }

    /// On: the next entry, what is below the screen's end, or the next part.
    pub(super) fn forward(self) {
        let (part, walked) = untrack(|| (self.current.get(), self.walked()));
        match part.kind {
            Some(SectionKind::Timeline) if walked < self.stops.with_untracked(Vec::len) => self.walk_to(walked + 1),
            Some(SectionKind::Prose) if self.below().is_some() => {
                let place = MeetingPlace { section: part.id, sentence: self.below(), ..MeetingPlace::default() };
                self.go(place);
            }
            _ => {
                let next = untrack(|| self.number()) + 1;
                self.go_to(next);
            }
        }
    }

    /// Back: the entry before, the part's beginning, or the part before.
    pub(super) fn back(self) {
        let (part, walked, place) = untrack(|| (self.current.get(), self.walked(), self.place.get()));
        match part.kind {
            Some(SectionKind::Timeline) if walked > 0 => self.walk_to(walked - 1),
            Some(_) if place.sentence.is_some() => {
                self.go(MeetingPlace { section: part.id, ..MeetingPlace::default() });
            }
            _ => {
                if let Some(before) = untrack(|| self.number()).checked_sub(1) {
                    self.go_to(before);
                }
            }
        }
    }

    fn below(self) -> Option<u32> {
        u32::try_from(bindings::sentence_below(&*self.text.get_untracked()?)).ok()
    }

    /// Lets the light fall on a sentence.
    pub(super) fn light(self, sentence: u32) {
        let Some(text) = self.text.get_untracked() else { return };
        if sentence >= bindings::count_sentences(&text) {
            return;
        }
        let section = self.current.with_untracked(|part| part.id.clone());
        let words = bindings::sentence_words(&text, sentence);
        self.go(MeetingPlace { section, entry: String::new(), sentence: Some(sentence), words });
    }

    /// Lets the light fall on a mitigation.
    pub(super) fn light_row(self, number: usize, id: &str) {
        let section = self.current.with_untracked(|part| part.id.clone());
        self.go(MeetingPlace {
            section,
            entry: String::new(),
            sentence: u32::try_from(number).ok(),
            words: id.to_owned(),
        });
    }

    /// Whether the light is on something.
    pub(super) fn is_lit(self) -> bool {
        self.place.with(|place| !place.words.is_empty())
    }

    /// Turns the light off.
    pub(super) fn dark(self) {
        let place = self.place.get_untracked();
        self.go(MeetingPlace { sentence: None, words: String::new(), ..place });
    }

    /// Moves the light by one.
    pub(super) fn move_light(self, by: i64) {
        let (part, place, lit) = untrack(|| (self.current.get(), self.place.get(), self.is_lit()));
        let now = place.sentence.map(i64::from);
        let next = match now {
            Some(at) if lit => at + by,
            Some(at) => at,
            None if by > 0 => 0,
            None => return,
        };
        let Ok(next) = u32::try_from(next) else { return };
        match part.kind {
            Some(SectionKind::Prose) => self.light(next),
            Some(SectionKind::Mitigations) => {
                let ids = self.meeting.live.outline().with_untracked(|view| super::plan::order(view));
                if let Some(id) = ids.get(next as usize) {
                    self.light_row(next as usize, id);
                }
            }
            Some(SectionKind::Timeline) | None => {}
        }
    }
}

fn parts_of(view: &View) -> Vec<Part> {
    let sections = view.live_sections().map(|section| Part {
        id: section.id.clone(),
        kind: Some(section.kind),
        heading: section.heading.clone(),
    });
    std::iter::once(Part::default()).chain(sections).collect()
}

/// Entries with a time, in its order.
pub(super) fn timed(view: &View) -> impl Iterator<Item = &EntryView> {
    view.live_timeline().filter(|entry| entry.moment().is_some())
}
