//! Times as the clocks of a zone show them: offsets both ways across clock changes.

pub mod typed;

use jiff::{SignedDuration, Timestamp, civil::DateTime};

use crate::bindings;
use crate::texts::{
    schedule,
    times::{DAY_AND_TIME, WHOLE_DAY},
};
use debrief_shared::time::{Moment, offset_label};

/// Minutes east of UTC of a named zone at an instant (Unix milliseconds); `None` for a zone that is not known.
pub type OffsetOf = fn(&str, i64) -> Option<i32>;

/// A time zone by its IANA name, with the offsets that the browser knows for it.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    offset_of: OffsetOf,
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Zone {
    /// UTC.
    pub fn utc() -> Self {
        Self::named("UTC")
    }

    /// The zone of this device.
    pub fn mine() -> Self {
        Self::named(&bindings::local_zone())
    }

    /// The zone with this IANA name. One that the browser does not know reads as UTC.
    pub fn named(name: &str) -> Self {
        Self::with_offsets(name, browser_offset)
    }

    /// A zone whose offsets come from elsewhere.
    pub fn with_offsets(name: &str, offset_of: OffsetOf) -> Self {
        Self { name: name.to_owned(), offset_of }
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Minutes east of UTC at an instant.
    pub fn offset_minutes(&self, instant: Timestamp) -> i32 {
        (self.offset_of)(&self.name, instant.as_millisecond()).unwrap_or(0)
    }

    /// The instant on this zone's clocks.
    pub fn at(&self, instant: Timestamp) -> Moment {
        let utc = Moment::new(instant, jiff::tz::Offset::UTC);
        utc.with_offset_minutes(self.offset_minutes(instant)).unwrap_or(utc)
    }

    /// The instant at which this zone's clocks show `local`. A time that a clock change skips is read with the offset before the change, one that comes
    /// twice is its first coming (as RFC 5545, section 3.3.5 has it).
    pub fn moment(&self, local: DateTime) -> Option<Moment> {
        let as_utc = Moment::at_local(local, 0)?.instant();
        let day = SignedDuration::from_hours(24);
        let before = self.offset_minutes(as_utc.checked_sub(day).ok()?);
        let after = self.offset_minutes(as_utc.checked_add(day).ok()?);
        let shown = |minutes: i32| {
            let moment = Moment::at_local(local, minutes)?;
            (self.offset_minutes(moment.instant()) == minutes).then_some(moment)
        };
        let exact = shown(before).or_else(|| shown(after));
        exact.or_else(|| self.at(Moment::at_local(local, before)?.instant()).into())
    }

    /// `Europe/Copenhagen, UTC+01:00`, or `UTC`.
    pub fn label(&self, instant: Timestamp) -> String {
        if self.name == "UTC" {
            return self.name.clone();
        }
        format!("{}, {}", self.name, offset_label(self.offset_minutes(instant)))
    }
}

fn browser_offset(name: &str, epoch_ms: i64) -> Option<i32> {
    if name == "UTC" {
        return Some(0);
    }
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of any calendar date fit")]
    let minutes = bindings::zone_offset_minutes(name, epoch_ms as f64);
    #[expect(clippy::cast_possible_truncation, reason = "offsets are below a day")]
    minutes.is_finite().then_some(minutes as i32)
}

/// `Wed 11 Mar 2026`, on the moment's own clock.
pub fn day_words(moment: Moment) -> String {
    moment.local().strftime(WHOLE_DAY).to_string()
}

/// `Wed 11 Mar 2026, 14:05 UTC+01:00`: all there is to say.
pub fn exact_words(moment: Moment) -> String {
    format!("{}, {} {}", day_words(moment), moment.clock(), moment.zone_label())
}

/// `Mon 30 Nov 2026, 10:00–11:00 (Europe/Berlin, UTC+01:00)`: a stretch of time on a zone's clock.
pub fn span_words(start: Timestamp, end: Timestamp, zone: &Zone) -> String {
    let (from, to) = (zone.at(start), zone.at(end));
    let until = if from.local().date() == to.local().date() {
        to.clock()
    } else {
        to.local().strftime(DAY_AND_TIME).to_string()
    };
    schedule::span(&day_words(from), &from.clock(), &until, &zone.label(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// Copenhagen in 2026: UTC+1, and UTC+2 from 29 March 01:00 UTC to 25 October 01:00 UTC.
    fn copenhagen(_: &str, epoch_ms: i64) -> Option<i32> {
        let summer = 1_774_746_000_000..1_792_890_000_000;
        Some(if summer.contains(&epoch_ms) { 120 } else { 60 })
    }

    fn zone() -> Zone {
        Zone::with_offsets("Europe/Copenhagen", copenhagen)
    }

    fn written(local: DateTime) -> String {
        zone().moment(local).expect("a date of the calendar").to_string()
    }

    #[test]
    fn local_times_take_the_offset_of_their_season() {
        assert_eq!(written(date(2026, 3, 11).at(14, 5, 0, 0)), "2026-03-11T14:05:00+01:00");
        assert_eq!(written(date(2026, 7, 1).at(14, 5, 0, 0)), "2026-07-01T14:05:00+02:00");
    }

    #[test]
    fn hours_near_a_clock_change_are_exact() {
        assert_eq!(written(date(2026, 3, 29).at(1, 59, 0, 0)), "2026-03-29T01:59:00+01:00");
        assert_eq!(written(date(2026, 3, 29).at(3, 0, 0, 0)), "2026-03-29T03:00:00+02:00");
        assert_eq!(written(date(2026, 10, 25).at(3, 0, 0, 0)), "2026-10-25T03:00:00+01:00");
    }

    #[test]
    fn a_skipped_time_is_read_with_the_offset_before_and_a_doubled_one_is_the_first() {
        assert_eq!(written(date(2026, 3, 29).at(2, 30, 0, 0)), "2026-03-29T03:30:00+02:00");
        assert_eq!(written(date(2026, 10, 25).at(2, 30, 0, 0)), "2026-10-25T02:30:00+02:00");
    }

    #[test]
    fn a_stretch_of_time_says_its_day_its_clock_and_its_zone() {
        let span =
            |from: &str, to: &str| span_words(from.parse().expect("RFC 3339"), to.parse().expect("RFC 3339"), &zone());
        assert_eq!(
            span("2026-07-01T12:00:00Z", "2026-07-01T13:00:00Z"),
            "Wed 1 Jul 2026, 14:00–15:00 (Europe/Copenhagen, UTC+02:00)"
        );
        assert_eq!(
            span("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
            "Sun 29 Mar 2026, 01:30–03:30 (Europe/Copenhagen, UTC+01:00)"
        );
        assert_eq!(
            span("2026-07-01T21:30:00Z", "2026-07-01T22:30:00Z"),
            "Wed 1 Jul 2026, 23:30–Thu 2 Jul, 00:30 (Europe/Copenhagen, UTC+02:00)"
        );
    }

    #[test]
    fn an_instant_is_shown_on_the_zones_clock() {
        let instant = "2026-07-01T12:05:00Z".parse().expect("RFC 3339");
        assert_eq!(zone().at(instant).clock(), "14:05");
        assert_eq!(zone().label(instant), "Europe/Copenhagen, UTC+02:00");
        assert_eq!(Zone::utc().label(instant), "UTC");
    }

    #[test]
    fn there_and_back_is_the_same_clock() {
        for hour in 0..24 * 365 {
            let instant = Timestamp::from_second(1_767_225_600 + hour * 3_600).expect("in 2026");
            let local = zone().at(instant).local();
            assert_eq!(zone().moment(local).expect("in range").local(), local);
        }
    }

    #[test]
    fn the_whole_of_a_time_names_its_zone() {
        let moment = Moment::parse("2026-03-11T14:05:00+01:00").expect("RFC 3339");
        assert_eq!(exact_words(moment), "Wed 11 Mar 2026, 14:05 UTC+01:00");
    }
}
