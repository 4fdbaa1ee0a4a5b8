//! Days and times in words.

use jiff::civil::Date;

use super::counted;

/// A day without its year: `Wed 11 Mar`.
const DAY: &str = "%a %-d %b";
/// A day with its year: `1 Dec 2026`.
const DATE: &str = "%-d %b %Y";
/// `Wed 11 Mar 2026`, for `strftime` as all that follow.
pub(crate) const WHOLE_DAY: &str = "%a %-d %b %Y";
/// `Wed 11 Mar, 14:05`.
pub(crate) const DAY_AND_TIME: &str = "%a %-d %b, %H:%M";
/// `11 Mar 14:05`.
pub(crate) const SHORT_DAY_AND_TIME: &str = "%-d %b %H:%M";
/// `11 Mar 2026, 14:05`.
pub(crate) const DATE_AND_TIME: &str = "%-d %b %Y, %H:%M";

/// `Wed 11 Mar` for `2026-03-11`; what is no day stays as it is.
pub(crate) fn day(text: &str) -> String {
    written(text, DAY)
}

/// `1 Dec 2026` for `2026-12-01`; what is no day stays as it is.
pub(crate) fn date(text: &str) -> String {
    written(text, DATE)
}

pub(crate) const JUST_NOW: &str = "just now";
pub(crate) fn minutes_ago(count: i64) -> String {
    format!("{} ago", counted(count, "minute", "minutes"))
}
pub(crate) fn hours_ago(count: i64) -> String {
    format!("{} ago", counted(count, "hour", "hours"))
}
pub(crate) fn days_ago(count: i64) -> String {
    format!("{} ago", counted(count, "day", "days"))
}

// What people type for a time, in small letters. Months and days of the week may be cut short to three letters or more.
pub(crate) const TYPED_ABOUT: [&str; 5] = ["about ", "around ", "approx. ", "ca. ", "ca "];
pub(crate) const TYPED_TODAY: &str = "today";
pub(crate) const TYPED_YESTERDAY: &str = "yesterday";
pub(crate) const TYPED_TOMORROW: &str = "tomorrow";
pub(crate) const TYPED_WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
pub(crate) const TYPED_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

fn written(text: &str, form: &str) -> String {
    text.parse::<Date>().map_or_else(|_| text.to_owned(), |day| day.strftime(form).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_short_and_other_words_stay() {
        assert_eq!([day("2026-03-11"), day("soon")], ["Wed 11 Mar", "soon"]);
        assert_eq!([date("2026-12-01"), date("soon")], ["1 Dec 2026", "soon"]);
    }
}
