//! Quiet hints for the writer: long silences, and times that do not go with the marks. Worked out on this page, told to nobody.

use debrief_shared::{
    document::{EntryKind, EntryView, Facts, Mark},
    time::duration_words,
};
use jiff::{SignedDuration, Timestamp};

use crate::texts::timeline as texts;

/// A silence of this length is worth a hint.
const LONG: SignedDuration = SignedDuration::from_mins(30);
/// Past this, people were asleep or done.
const TOO_LONG: SignedDuration = SignedDuration::from_hours(12);

/// When silences count: while somebody was affected, as far as that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Silences {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

impl Silences {
    /// By the marks.
    pub(super) fn of(facts: &Facts) -> Self {
        let instant = |mark| facts.moment(mark).map(debrief_shared::time::Moment::instant);
        Self { from: instant(Mark::ImpactStarted), to: instant(Mark::Resolved) }
    }

    /// `42 min without an entry`, if that is long.
    pub(super) fn between(self, one: Timestamp, next: Timestamp) -> Option<String> {
        if self.from.is_some_and(|from| next <= from) || self.to.is_some_and(|to| one >= to) {
            return None;
        }
        let silence = next.duration_since(one);
        (LONG..=TOO_LONG).contains(&silence).then(|| texts::without_an_entry(duration_words(silence.as_secs())))
    }
}

/// What does not go with the marks: something seen before it began, or still being mended after it was over.
pub(super) fn out_of_order(entry: &EntryView, facts: &Facts) -> Option<&'static str> {
    let at = entry.moment()?;
    let seen = matches!(entry.kind, EntryKind::Detection);
    let mending = matches!(entry.kind, EntryKind::Detection | EntryKind::Workaround | EntryKind::Solution);
    if seen && facts.moment(Mark::ImpactStarted).is_some_and(|start| at.instant() < start.instant()) {
        return Some(texts::BEFORE_IMPACT);
    }
    let over = facts.moment(Mark::Resolved).is_some_and(|end| at.instant() > end.instant());
    (mending && over).then_some(texts::LATER_THAN_RESOLVED)
}

#[cfg(test)]
mod tests {
    use super::super::entries::tests::entry;
    use super::*;

    fn facts() -> Facts {
        Facts {
            impact_started: "2026-03-11T14:00:00Z".into(),
            resolved: "2026-03-11T16:00:00Z".into(),
            ..Facts::default()
        }
    }

    fn between(facts: &Facts, one: &str, next: &str) -> Option<String> {
        Silences::of(facts).between(one.parse().expect("a time"), next.parse().expect("a time"))
    }

    #[test]
    fn long_silences_within_the_impact_are_named() {
        let said = |one, next| between(&facts(), one, next);
        assert_eq!(said("2026-03-11T14:10:00Z", "2026-03-11T14:52:00Z").as_deref(), Some("42 min without an entry"));
        assert_eq!(said("2026-03-11T14:10:00Z", "2026-03-11T14:39:00Z"), None, "not long");
        assert_eq!(said("2026-03-11T10:00:00Z", "2026-03-11T13:00:00Z"), None, "before");
        assert_eq!(said("2026-03-11T16:00:00Z", "2026-03-11T18:00:00Z"), None, "after");
        assert_eq!(said("2026-03-10T16:00:00Z", "2026-03-11T15:00:00Z"), None, "a night");
        let unknown = between(&Facts::default(), "2026-03-11T10:00:00Z", "2026-03-11T11:00:00Z");
        assert_eq!(unknown.as_deref(), Some("1 h without an entry"));
    }

    #[test]
    fn what_does_not_go_with_the_marks_is_said() {
        let said = |kind, at: &str| {
            let mut held = entry("a", at);
            held.kind = kind;
            out_of_order(&held, &facts())
        };
        assert_eq!(said(EntryKind::Detection, "2026-03-11T13:00:00Z"), Some("before impact"));
        assert_eq!(said(EntryKind::Action, "2026-03-11T13:00:00Z"), None, "what led to it came before");
        assert_eq!(said(EntryKind::Solution, "2026-03-11T17:00:00Z"), Some("later than resolved"));
        assert_eq!(said(EntryKind::Communication, "2026-03-11T17:00:00Z"), None, "people are told afterwards");
        assert_eq!(said(EntryKind::Solution, "soon"), None);
    }
}
