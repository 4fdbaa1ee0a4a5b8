//! Days as people type them before a time: `yesterday`, `Tue`, `11 Mar`, `+1d`.

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};

use crate::texts::times;

/// Most days that `+1d` may go in either direction.
const MAX_STEP: i16 = 366;

/// A day as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypedDay {
    /// A date.
    On(Date),
    /// So many days after today.
    FromToday(i16),
    /// So many days after the entry before.
    FromLast(i16),
    /// The last day of that name, today included.
    Named(Weekday),
    /// Day and month; the year is the one that brings it closest to the entry before.
    OfYear {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
}

impl TypedDay {
    /// The date that is meant, when the entry before is on `last`.
    pub fn date(self, last: Date, today: Date) -> Option<Date> {
        match self {
            Self::On(date) => Some(date),
            Self::FromToday(days) => today.checked_add(days.days()).ok(),
            Self::FromLast(days) => last.checked_add(days.days()).ok(),
            Self::Named(weekday) => {
                let back = today.weekday().since(weekday);
                today.checked_sub(back.days()).ok()
            }
            Self::OfYear { month, day } => {
                let years = [last.year() - 1, last.year(), last.year().saturating_add(1)];
                let dates = years.into_iter().filter_map(|year| Date::new(year, month, day).ok());
                dates.min_by_key(|date| (*date - last).get_days().unsigned_abs())
            }
        }
    }
}

/// A day at the start, followed by more.
pub(super) fn leading_day(text: &str) -> Option<(TypedDay, &str)> {
    let (first, rest) = word(text)?;
    let lower = first.to_lowercase();
    let relative = match lower.as_str() {
        times::TYPED_TODAY => Some(TypedDay::FromToday(0)),
        times::TYPED_YESTERDAY => Some(TypedDay::FromToday(-1)),
        times::TYPED_TOMORROW => Some(TypedDay::FromToday(1)),
        _ => steps(&lower).map(TypedDay::FromLast).or_else(|| weekday(&lower).map(TypedDay::Named)),
    };
    if let Some(day) = relative {
        return Some((day, rest));
    }
    let (second, rest) = word(rest)?;
    let second = second.to_lowercase();
    let (day, month) = match (day_of_month(&lower), month(&second)) {
        (Some(day), Some(month)) => (day, month),
        _ => (day_of_month(&second)?, month(&lower)?),
    };
    // A year may follow.
    if let Some((year, after)) = word(rest)
        && year.len() == 4
        && let Ok(year) = year.parse()
    {
        return Some((TypedDay::On(Date::new(year, month, day).ok()?), after));
    }
    Some((TypedDay::OfYear { month, day }, rest))
}

/// The first word, without a comma behind it, and what follows it.
fn word(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.split_once(' ')?;
    Some((word.trim_end_matches(','), rest.trim_start()))
}

/// `+1d`, `-2d`.
fn steps(word: &str) -> Option<i16> {
    let digits = word.strip_suffix('d')?;
    if !digits.starts_with(['+', '-']) {
        return None;
    }
    digits.parse().ok().filter(|days: &i16| days.abs() <= MAX_STEP)
}

/// `tue`, `tues`, `tuesday`.
fn weekday(word: &str) -> Option<Weekday> {
    const DAYS: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    let word = word.trim_end_matches('.');
    times::TYPED_WEEKDAYS
        .iter()
        .zip(DAYS)
        .find_map(|(name, day)| (word.len() >= 3 && name.starts_with(word)).then_some(day))
}

/// `mar`, `march`.
fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    times::TYPED_MONTHS
        .iter()
        .zip(1..)
        .find_map(|(name, number)| (word.len() >= 3 && name.starts_with(word)).then_some(number))
}

/// `9`, `9.`, `9th`.
fn day_of_month(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(['.', 's', 't', 'n', 'd', 'r', 'h']);
    let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten().filter(|day| (1..=31).contains(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(typed: &str) -> Option<Date> {
        let (day, rest) = leading_day(typed)?;
        assert_eq!(rest, "14:05");
        // A Wednesday; the entry before was two days earlier.
        day.date(date(2026, 3, 9), date(2026, 3, 11))
    }

    #[test]
    fn days_are_counted_from_today_or_from_the_entry_before() {
        assert_eq!(read("today 14:05"), Some(date(2026, 3, 11)));
        assert_eq!(read("Yesterday, 14:05"), Some(date(2026, 3, 10)));
        assert_eq!(read("tomorrow 14:05"), Some(date(2026, 3, 12)));
        assert_eq!(read("+1d 14:05"), Some(date(2026, 3, 10)));
        assert_eq!(read("-2d 14:05"), Some(date(2026, 3, 7)));
    }

    #[test]
    fn a_name_is_the_last_day_of_that_name() {
        assert_eq!(read("Wed 14:05"), Some(date(2026, 3, 11)));
        assert_eq!(read("Thursday 14:05"), Some(date(2026, 3, 5)));
        assert_eq!(read("tues. 14:05"), Some(date(2026, 3, 10)));
    }

    #[test]
    fn day_and_month_are_of_the_closest_year() {
        for typed in ["11 Mar 14:05", "11. March 14:05", "Mar 11 14:05", "March 11th, 14:05", "11 Mar 2026 14:05"] {
            assert_eq!(read(typed), Some(date(2026, 3, 11)), "{typed}");
        }
        assert_eq!(read("31 Dec 14:05"), Some(date(2025, 12, 31)));
        assert_eq!(read("29 Feb 14:05"), None, "none of these years has it");
    }

    #[test]
    fn other_words_are_no_days() {
        for typed in
            ["May I ask", "11 maybe 14:05", "sat down", "monitoring 14:05", "5 hosts 14:05", "2d 14:05", "", "Tuesday"]
        {
            let found = leading_day(typed).filter(|(_, rest)| rest.starts_with("14:05"));
            assert_eq!(found, None, "{typed}");
        }
    }
}
