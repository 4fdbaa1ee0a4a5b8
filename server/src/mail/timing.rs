//! When mails about what happened go: a little later, or with the mail of the day.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// When they go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// How long after the first thing that a mail tells of it goes.
    pub after: SignedDuration,
    /// When the mail of the day goes, in the zone of the review policy.
    pub daily_at: Time,
}

impl Timing {
    /// When a mail goes that tells of what happens now.
    pub fn soon(self, now: Timestamp) -> Timestamp {
        now.saturating_add(self.after).unwrap_or(now)
    }

    /// When the next mail of the day goes.
    pub fn daily(self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        let today = now.to_zoned(zone.clone()).date();
        // Where the clocks skip that time, it goes as much later.
        let at =
            |day: jiff::civil::Date| day.to_datetime(self.daily_at).to_zoned(zone.clone()).map(|at| at.timestamp());
        let days = [Ok(today), today.tomorrow()];
        let times = days.into_iter().filter_map(|day| day.and_then(at).ok());
        times.into_iter().find(|at| *at > now).unwrap_or_else(|| self.soon(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_of_the_day_goes_at_its_time_of_its_zone() {
        let timing = Timing { after: SignedDuration::from_mins(2), daily_at: jiff::civil::time(8, 0, 0, 0) };
        let berlin = TimeZone::get("Europe/Berlin").expect("known");
        for (now, next) in [
            ("2026-11-27T06:59:59Z", "2026-11-27T07:00:00Z"),
            ("2026-11-27T07:00:00Z", "2026-11-28T07:00:00Z"),
            // The night in which clocks go forward.
            ("2026-03-28T12:00:00Z", "2026-03-29T06:00:00Z"),
        ] {
            let now: Timestamp = now.parse().expect("a time");
            assert_eq!(timing.daily(now, &berlin).to_string(), next);
        }
        let now: Timestamp = "2026-11-27T06:00:00Z".parse().expect("a time");
        assert_eq!(timing.soon(now).to_string(), "2026-11-27T06:02:00Z");
        let skipped = Timing { daily_at: jiff::civil::time(2, 30, 0, 0), ..timing };
        let now: Timestamp = "2026-03-28T22:00:00Z".parse().expect("a time");
        assert_eq!(skipped.daily(now, &berlin).to_string(), "2026-03-29T01:30:00Z");
    }
}
