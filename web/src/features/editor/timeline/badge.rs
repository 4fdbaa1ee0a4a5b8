//! Marks at an entry: a flag for each mark that was set to its time, with the duration that ends there.

use debrief_shared::{
    document::{EntryView, Facts, Mark},
    time::{duration_words, spans},
};

use crate::texts::timeline as texts;

/// The marks that stand at the time of this entry.
pub(super) fn marks_at(entry: &EntryView, facts: &Facts) -> Vec<Mark> {
    let Some(at) = entry.moment() else { return Vec::new() };
    let here = |mark: &Mark| facts.moment(*mark).is_some_and(|moment| moment.instant() == at.instant());
    Mark::ALL.iter().copied().filter(here).collect()
}

/// `Detected · 29 min after impact started`: the mark, and the duration that ends there with its other end named.
pub(super) fn words(mark: Mark, facts: &Facts) -> String {
    let span = spans(facts).into_iter().find(|span| span.to == mark);
    match span.and_then(|span| Some((span.from, span.seconds.filter(|seconds| *seconds >= 0)?))) {
        Some((from, seconds)) => texts::time_after(mark.label(), duration_words(seconds), from.label().to_lowercase()),
        None => mark.label().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::entries::tests::entry;
    use super::*;

    #[test]
    fn a_mark_stands_at_an_entry_by_instant_in_any_zone() {
        let facts = Facts {
            detected: "2026-03-11T14:00:00+01:00".into(),
            resolved: "2026-03-11T13:00:00Z".into(),
            ..Facts::default()
        };
        let mut entry = entry("a", "2026-03-11T13:00:00Z");
        assert_eq!(marks_at(&entry, &facts), [Mark::Detected, Mark::Resolved]);
        entry.at = "2026-03-11T13:01:00Z".into();
        assert!(marks_at(&entry, &facts).is_empty());
    }

    #[test]
    fn a_flag_names_both_ends_of_its_duration() {
        let facts = Facts {
            impact_started: "2026-03-11T13:00:00Z".into(),
            detected: "2026-03-11T13:29:00Z".into(),
            resolved: "2026-03-11T12:00:00Z".into(),
            ..Facts::default()
        };
        assert_eq!(words(Mark::Detected, &facts), "Detected · 29 min after impact started");
        assert_eq!(words(Mark::ImpactStarted, &facts), "Impact started");
        assert_eq!(words(Mark::Resolved, &facts), "Resolved", "not when it is the wrong way round");
    }
}
