//! Times moved: by minutes, or read again on another zone's clock. Marks that stood at a moved entry go along.

use debrief_shared::{
    document::{EntryView, Facts, Mark},
    time::Moment,
};
use jiff::{SignedDuration, Timestamp};

use crate::zone::Zone;

/// Most minutes that times are moved by at once: about a hundred years.
pub(super) const MAX_MINUTES: i64 = 60 * 24 * 36_525;

/// An entry with its new time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Move {
    /// Which entry.
    pub(super) id: String,
    /// When it is now, RFC 3339.
    pub(super) at: String,
}

/// An instant, so many minutes later.
pub(super) fn later(at: Moment, minutes: i64) -> Option<Timestamp> {
    at.instant().checked_add(SignedDuration::from_mins(minutes.clamp(-MAX_MINUTES, MAX_MINUTES))).ok()
}

/// The entries, so many minutes later; those without a readable time stay. Written with the offset of `incident`.
pub(super) fn shifted<'e>(entries: impl Iterator<Item = &'e EntryView>, minutes: i64, incident: &Zone) -> Vec<Move> {
    moved(entries, |moment| later(moment, minutes), incident)
}

/// The entries at the same time of day, but on the clocks of `meant` instead of those of `shown`.
pub(super) fn reread<'e>(
    entries: impl Iterator<Item = &'e EntryView>,
    shown: &Zone,
    meant: &Zone,
    incident: &Zone,
) -> Vec<Move> {
    moved(entries, |moment| Some(meant.moment(shown.at(moment.instant()).local())?.instant()), incident)
}

fn moved<'e>(
    entries: impl Iterator<Item = &'e EntryView>,
    to: impl Fn(Moment) -> Option<Timestamp>,
    incident: &Zone,
) -> Vec<Move> {
    let one =
        |entry: &EntryView| Some(Move { id: entry.id.clone(), at: incident.at(to(entry.moment()?)?).to_string() });
    entries.filter_map(one).collect()
}

/// The marks that go along: those set to the very time of a moved entry, where no entry stays at that time.
pub(super) fn marks_along(timeline: &[EntryView], facts: &Facts, moves: &[Move]) -> Vec<(Mark, String)> {
    let goes = |entry: &EntryView| moves.iter().find(|held| held.id == entry.id);
    let at = |entry: &&EntryView, instant| entry.moment().is_some_and(|moment| moment.instant() == instant);
    let along = |&mark: &Mark| {
        let instant = facts.moment(mark)?.instant();
        let live = || timeline.iter().filter(|entry| entry.removed.is_none()).filter(|entry| at(entry, instant));
        let target = live().find_map(goes)?;
        live().all(|entry| goes(entry).is_some_and(|held| held.at == target.at)).then(|| (mark, target.at.clone()))
    };
    Mark::ALL.iter().filter_map(along).collect()
}

#[cfg(test)]
mod tests {
    use super::super::entries::tests::entry;
    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::with_offsets(name, |name, _| Some(if name == "UTC" { 0 } else { 60 }))
    }

    fn times(moves: &[Move]) -> Vec<&str> {
        moves.iter().map(|moved| moved.at.as_str()).collect()
    }

    #[test]
    fn times_move_by_minutes_in_both_directions() {
        let entries = [entry("a", "2026-03-11T23:59:00Z"), entry("b", "soon"), entry("c", "2026-03-11T14:00:00+01:00")];
        let incident = zone("Europe/Copenhagen");
        let later = shifted(entries.iter(), 2, &incident);
        assert_eq!(times(&later), ["2026-03-12T01:01:00+01:00", "2026-03-11T14:02:00+01:00"]);
        assert_eq!(times(&shifted(entries.iter(), -60, &incident))[1], "2026-03-11T13:00:00+01:00");
        assert_eq!(shifted(entries.iter(), i64::MAX, &incident).len(), 2, "by a hundred years at most");
    }

    #[test]
    fn the_same_clock_is_read_in_another_zone() {
        let entries = [entry("a", "2026-03-11T13:05:00Z")];
        let (shown, utc) = (zone("Europe/Copenhagen"), zone("UTC"));
        assert_eq!(times(&reread(entries.iter(), &shown, &utc, &shown)), ["2026-03-11T15:05:00+01:00"]);
        assert_eq!(times(&reread(entries.iter(), &utc, &shown, &utc)), ["2026-03-11T12:05:00+00:00"]);
    }

    #[test]
    fn a_mark_goes_with_the_only_entry_at_its_time() {
        let entries = [entry("a", "2026-03-11T13:05:00Z"), entry("b", "2026-03-11T13:06:00Z")];
        let facts = Facts { detected: "2026-03-11T14:05:00+01:00".into(), ..Facts::default() };
        let moves = shifted(entries[..1].iter(), 5, &zone("UTC"));
        assert_eq!(marks_along(&entries, &facts, &moves), [(Mark::Detected, "2026-03-11T13:10:00+00:00".to_owned())]);
        let twins = [entries[0].clone(), entry("c", "2026-03-11T13:05:00Z")];
        assert!(marks_along(&twins, &facts, &moves).is_empty(), "another entry stays at that time");
        assert!(marks_along(&entries, &Facts::default(), &moves).is_empty());
    }
}
