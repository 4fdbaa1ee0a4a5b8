//! Marks at an entry: a badge for each mark that was set to its time.

use debrief_shared::document::{EntryView, Facts, Mark};

/// The marks that stand at the time of this entry.
pub(super) fn marks_at(entry: &EntryView, facts: &Facts) -> Vec<Mark> {
    let Some(at) = entry.moment() else { return Vec::new() };
    let here = |mark: &Mark| facts.moment(*mark).is_some_and(|moment| moment.instant() == at.instant());
    Mark::ALL.iter().copied().filter(here).collect()
}

#[cfg(test)]
mod tests {
    use super::super::entries::blank;
    use super::*;

    #[test]
    fn a_mark_stands_at_an_entry_by_instant_in_any_zone() {
        let facts = Facts {
            detected: "2026-03-11T14:00:00+01:00".into(),
            resolved: "2026-03-11T13:00:00Z".into(),
            ..Facts::default()
        };
        let new = blank("2026-03-11T13:00:00Z".into());
        let mut entry = EntryView {
            id: "a".into(),
            at: new.at,
            kind: new.kind,
            text: new.text,
            evidence: new.evidence,
            source: new.source,
            removed: None,
        };
        assert_eq!(marks_at(&entry, &facts), [Mark::Detected, Mark::Resolved]);
        entry.at = "2026-03-11T13:01:00Z".into();
        assert!(marks_at(&entry, &facts).is_empty());
    }
}
