//! Where things stand in the charts. Pure.

/// Seconds of a minute, an hour, a day.
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Ticks of the scale of lengths.
const TICKS: [i64; 9] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, 3 * DAY, 14 * DAY, 90 * DAY];

/// Most columns that dots are put into, beside each other.
const COLUMNS: f64 = 56.0;

/// A logarithmic scale from a minute to the first tick that holds the longest value, in percent of the width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Lengths {
    last: i64,
}

impl Lengths {
    /// For values up to this many seconds.
    pub(super) fn up_to(longest: i64) -> Self {
        let last = TICKS.into_iter().find(|tick| *tick >= longest.max(HOUR));
        Self { last: last.unwrap_or(longest) }
    }

    /// Where a length stands; what is shorter than a minute stands at a minute.
    #[expect(clippy::cast_precision_loss, reason = "seconds of incidents are far below 2^53")]
    pub(super) fn percent(self, seconds: i64) -> f64 {
        let of = |seconds: i64| (seconds.max(MINUTE) as f64 / MINUTE as f64).ln();
        (100.0 * (of(seconds) / of(self.last))).clamp(0.0, 100.0)
    }

    /// The ticks of the scale.
    pub(super) fn ticks(self) -> impl Iterator<Item = i64> {
        TICKS.into_iter().filter(move |tick| *tick <= self.last)
    }

    /// Where dots stand: percent of the width, and how many lie below it in the same column.
    pub(super) fn dots(self, sorted: &[i64]) -> Vec<(f64, usize)> {
        let mut column = (f64::MIN, 0);
        sorted
            .iter()
            .map(|&seconds| {
                let place = (self.percent(seconds) / 100.0 * COLUMNS).round();
                column = if (place - column.0).abs() < 0.5 { (place, column.1 + 1) } else { (place, 0) };
                (100.0 * place / COLUMNS, column.1)
            })
            .collect()
    }
}

/// The heights of the lines behind bars: the top one holds the highest bar.
pub(super) fn heights(highest: u32) -> Vec<u32> {
    let step =
        [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000].into_iter().find(|step| highest <= step * 4).unwrap_or(2_000);
    (0..=highest.div_ceil(step).max(1)).map(|at| at * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_begins_at_a_minute_and_holds_the_longest() {
        let scale = Lengths::up_to(2 * HOUR);
        assert_eq!((scale.percent(0), scale.percent(MINUTE), scale.percent(4 * HOUR)), (0.0, 0.0, 100.0));
        assert!(scale.percent(HOUR) < 100.0 && scale.percent(HOUR) > scale.percent(5 * MINUTE));
        assert_eq!(scale.ticks().count(), 5);
        let long = Lengths::up_to(400 * DAY);
        assert!((long.percent(400 * DAY) - 100.0).abs() < 0.001);
    }

    #[test]
    fn no_two_dots_lie_in_one_place() {
        let dots = Lengths::up_to(HOUR).dots(&[60, 60, 61, 3_600]);
        assert_eq!(dots.iter().map(|(_, below)| *below).collect::<Vec<_>>(), [0, 1, 2, 0]);
    }

    #[test]
    fn lines_hold_the_highest_bar() {
        assert_eq!(heights(0), [0, 1]);
        assert_eq!(heights(3), [0, 1, 2, 3]);
        assert_eq!(heights(7), [0, 2, 4, 6, 8]);
        assert!(heights(5_000).last().is_some_and(|top| *top >= 5_000));
    }
}
