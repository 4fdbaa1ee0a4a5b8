//! Times as people wrote them: an instant together with the offset it was written in, and the spans between an incident's marks.

use std::fmt;

use jiff::{Timestamp, civil::DateTime, fmt::temporal::Pieces, tz::Offset};
use serde::Serialize;

use crate::document::{Facts, Mark};

/// A point in time with the offset it was written in (RFC 3339, section 5.6). Ordered by instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    instant: Timestamp,
    offset: Offset,
}

impl Moment {
    /// The instant as seen at `offset`.
    pub fn new(instant: Timestamp, offset: Offset) -> Self {
        Self { instant, offset }
    }

    /// A local date and time at an offset in minutes east of UTC.
    pub fn at_local(local: DateTime, offset_minutes: i32) -> Option<Self> {
        let offset = Offset::from_seconds(offset_minutes.checked_mul(60)?).ok()?;
        Some(Self { instant: offset.to_timestamp(local).ok()?, offset })
    }

    /// Reads RFC 3339 with an offset; a time without one is not a moment.
    pub fn parse(text: &str) -> Option<Self> {
        let pieces = Pieces::parse(text.trim()).ok()?;
        let offset = match pieces.offset()? {
            jiff::fmt::temporal::PiecesOffset::Numeric(numeric) => numeric.offset(),
            _ => Offset::UTC,
        };
        let local = DateTime::from_parts(pieces.date(), pieces.time()?);
        Some(Self { instant: offset.to_timestamp(local).ok()?, offset })
    }

    /// The instant.
    pub fn instant(self) -> Timestamp {
        self.instant
    }

    /// Unix milliseconds.
    pub fn epoch_ms(self) -> i64 {
        self.instant.as_millisecond()
    }

    /// Minutes east of UTC that it was written in.
    pub fn offset_minutes(self) -> i32 {
        self.offset.seconds() / 60
    }

    /// Date and time on the clock at its offset.
    pub fn local(self) -> DateTime {
        self.offset.to_datetime(self.instant)
    }

    /// The same instant on a clock `offset_minutes` east of UTC.
    pub fn with_offset_minutes(self, offset_minutes: i32) -> Option<Self> {
        Some(Self { instant: self.instant, offset: Offset::from_seconds(offset_minutes.checked_mul(60)?).ok()? })
    }

    /// `14:05`, on its own clock.
    pub fn clock(self) -> String {
        self.local().strftime("%H:%M").to_string()
    }

    /// `2026-03-11`, on its own clock.
    pub fn date(self) -> String {
        self.local().strftime("%Y-%m-%d").to_string()
    }

    /// `UTC` or `UTC+01:00`.
    pub fn zone_label(self) -> String {
        offset_label(self.offset_minutes())
    }
}

/// `UTC` or `UTC+01:00` for minutes east of UTC.
pub fn offset_label(minutes: i32) -> String {
    if minutes == 0 {
        return "UTC".to_owned();
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("UTC{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

impl fmt::Display for Moment {
    /// RFC 3339 with the offset it was written in; seconds always, fractions only where there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.offset_minutes();
        let sign = if minutes < 0 { '-' } else { '+' };
        write!(f, "{}{sign}{:02}:{:02}", self.local(), minutes.abs() / 60, minutes.abs() % 60)
    }
}

/// A length of time in words: `0 min`, `36 min`, `2 h`, `1 h 24 min`, `3 d 4 h`; seconds are cut off.
pub fn duration_words(seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let minutes = seconds.unsigned_abs() / 60;
    let (days, hours, rest) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    let words = match (days, hours, rest) {
        (0, 0, _) => format!("{rest} min"),
        (0, _, 0) => format!("{hours} h"),
        (0, _, _) => format!("{hours} h {rest} min"),
        (_, 0, _) => format!("{days} d"),
        _ => format!("{days} d {hours} h"),
    };
    format!("{sign}{words}")
}

/// A duration derived from two marks, never typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// Short name in the field.
    pub name: &'static str,
    /// What it says, for those who don't know the short name.
    pub meaning: &'static str,
    /// Where it begins.
    pub from: Mark,
    /// Where it ends.
    pub to: Mark,
    /// Its length in seconds; negative when the marks are the wrong way round, `None` while one is missing.
    pub seconds: Option<i64>,
}

/// The spans of an incident, each with both ends named.
///
/// TTD, TTA, TTM and TTR as the field uses them: all but TTA counted from the start of impact.
pub fn spans(facts: &Facts) -> [Span; 4] {
    let span = |name, meaning, from, to| {
        let seconds =
            facts.moment(to).zip(facts.moment(from)).map(|(to, from)| (to.epoch_ms() - from.epoch_ms()) / 1_000);
        Span { name, meaning, from, to, seconds }
    };
    [
        span("TTD", "Time to detect", Mark::ImpactStarted, Mark::Detected),
        span("TTA", "Time to acknowledge", Mark::Detected, Mark::Acknowledged),
        span("TTM", "Time to mitigate", Mark::ImpactStarted, Mark::Mitigated),
        span("TTR", "Time to resolve", Mark::ImpactStarted, Mark::Resolved),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_keeps_the_offset_it_was_written_in() {
        let moment = Moment::parse("2026-03-11T14:02:00+01:00").expect("RFC 3339");
        assert_eq!(moment.to_string(), "2026-03-11T14:02:00+01:00");
        assert_eq!((moment.clock(), moment.zone_label()), ("14:02".into(), "UTC+01:00".into()));
        assert_eq!(moment.with_offset_minutes(0).expect("UTC").to_string(), "2026-03-11T13:02:00+00:00");
    }

    #[test]
    fn zulu_is_utc_and_a_time_without_offset_is_no_moment() {
        assert_eq!(Moment::parse("2026-03-11T14:02:00Z").expect("RFC 3339").offset_minutes(), 0);
        assert_eq!(Moment::parse("2026-03-11T14:02:00"), None);
        assert_eq!(Moment::parse("yesterday"), None);
    }

    #[test]
    fn moments_compare_by_instant() {
        let (one, two) = (Moment::parse("2026-03-11T14:02:00+01:00"), Moment::parse("2026-03-11T13:03:00Z"));
        assert!(one < two);
    }

    #[test]
    fn durations_read_as_people_say_them() {
        let said: Vec<_> = [59, 2_160, 7_200, 5_040, 86_400, 273_600, -600].into_iter().map(duration_words).collect();
        assert_eq!(said, ["0 min", "36 min", "2 h", "1 h 24 min", "1 d", "3 d 4 h", "-10 min"]);
    }
}
