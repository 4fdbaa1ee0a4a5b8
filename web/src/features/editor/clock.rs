//! On whose clocks times are shown: the incident's, UTC or the reader's own.

use debrief_shared::document::{Mark, Removed, View};
use jiff::civil::Date;
use leptos::prelude::*;

use crate::texts::document as texts;
use crate::{
    live::Live,
    ui::settled,
    zone::{Zone, exact_words},
};

/// Where the reader's choice is remembered on this device.
const REMEMBERED_AS: &str = "debrief.timeline-clock";

/// Which clock to read times by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChoice {
    /// The zone in which the incident is told.
    Incident,
    /// UTC.
    Utc,
    /// The zone of this device.
    Mine,
}

impl ClockChoice {
    /// All, in the order in which to offer them.
    pub const ALL: [Self; 3] = [Self::Incident, Self::Utc, Self::Mine];

    /// The word on its button.
    pub fn label(self) -> &'static str {
        match self {
            Self::Incident => texts::INCIDENT,
            Self::Utc => "UTC",
            Self::Mine => texts::MINE,
        }
    }
}

/// The clocks of the open postmortem.
#[derive(Clone, Copy)]
pub struct Clocks {
    live: Live,
    incident: Signal<Option<Zone>>,
    choice: RwSignal<ClockChoice>,
}

impl Clocks {
    /// Those of this document and this reader.
    pub fn of(live: Live) -> Self {
        let incident = settled(move || {
            live.outline().with(|view| {
                let name = view.facts.time_zone.trim();
                (!name.is_empty()).then(|| Zone::named(name))
            })
        });
        Self { live, incident, choice: RwSignal::new(remembered()) }
    }

    /// The incident's zone; while it is not set, the one of this device.
    pub fn incident(self) -> Zone {
        self.incident.get().unwrap_or_else(Zone::mine)
    }

    /// Whether the incident's zone is set.
    pub fn is_set(self) -> bool {
        self.incident.with(Option::is_some)
    }

    /// The zone that the reader chose.
    pub fn shown(self) -> Zone {
        match self.choice.get() {
            ClockChoice::Incident => self.incident(),
            ClockChoice::Utc => Zone::utc(),
            ClockChoice::Mine => Zone::mine(),
        }
    }

    /// The reader's choice.
    pub fn choice(self) -> ClockChoice {
        self.choice.get()
    }

    /// Chooses a clock, and remembers it on this device.
    pub fn choose(self, choice: ClockChoice) {
        self.choice.set(choice);
        if let Ok(Some(storage)) = window().local_storage() {
            // A browser that keeps nothing just starts with the incident's clock next time.
            let _ = storage.set_item(REMEMBERED_AS, choice.label());
        }
    }

    /// Zones to write times in: the one shown first, then the others.
    pub fn to_write_in(self) -> Vec<Zone> {
        let mut zones = vec![self.shown()];
        for zone in [self.incident(), Zone::utc(), Zone::mine()] {
            if !zones.contains(&zone) {
                zones.push(zone);
            }
        }
        zones
    }

    /// The day on which a time without a date most likely was: that of the last entry, else of the last mark, else today.
    pub fn likely_day(self, zone: &Zone) -> Date {
        let known = self.live.outline().with_untracked(|view| last_known(view));
        zone.at(known.unwrap_or_else(|| self.live.now())).local().date()
    }
}

/// The zone that the reader chose, as it is now.
pub fn shown_now(live: Live) -> Zone {
    let incident = || {
        let name = live.outline().with_untracked(|view| view.facts.time_zone.trim().to_owned());
        if name.is_empty() { Zone::mine() } else { Zone::named(&name) }
    };
    match remembered() {
        ClockChoice::Incident => incident(),
        ClockChoice::Utc => Zone::utc(),
        ClockChoice::Mine => Zone::mine(),
    }
}

/// `removed by Ada, Wed 11 Mar 2026, 14:05 UTC+01:00`, on the reader's clock.
pub fn removed_words(removed: &Removed) -> String {
    let when = removed.at.parse().ok().map(|instant| exact_words(Zone::mine().at(instant)));
    texts::removed_by(&removed.by, when.as_deref())
}

/// The zone that the reader chose, for what is told in a zone of this name.
pub(super) fn shown_zone(incident: &str) -> Zone {
    match (remembered(), incident.trim()) {
        (ClockChoice::Utc, _) => Zone::utc(),
        (ClockChoice::Incident, name) if !name.is_empty() => Zone::named(name),
        _ => Zone::mine(),
    }
}

fn last_known(view: &View) -> Option<jiff::Timestamp> {
    let mut entries = view
        .timeline
        .iter()
        .filter(|entry| entry.removed.is_none())
        .filter_map(debrief_shared::document::EntryView::moment);
    let marks = Mark::ALL.iter().filter_map(|&mark| view.facts.moment(mark));
    entries.next_back().or_else(|| marks.max()).map(debrief_shared::time::Moment::instant)
}

fn remembered() -> ClockChoice {
    let word =
        window().local_storage().ok().flatten().and_then(|storage| storage.get_item(REMEMBERED_AS).ok().flatten());
    ClockChoice::ALL.into_iter().find(|choice| Some(choice.label()) == word.as_deref()).unwrap_or(ClockChoice::Incident)
}
