//! Reads dates and times at the beginning of a text.

use jiff::civil::{Date, Time};

use super::When;

/// How `03/11/2026` is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DateOrder {
    /// Not known: such a date is read only where it cannot be the other.
    #[default]
    Unknown,
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
}

/// The time that a text begins with, and what follows it.
pub(crate) fn leading(text: &str, order: DateOrder) -> Option<(When, &str)> {
    let text = text.trim_start();
    let (date, rest) = match leading_date(text, order) {
        Some((date, rest)) => {
            let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            let rest = rest.strip_prefix(['T', 't']).or_else(|| rest.strip_prefix("at ")).unwrap_or(rest);
            (Some(date), rest.trim_start())
        }
        None => (None, text),
    };
    let (time, rest) = leading_time(rest)?;
    let (offset, rest) = leading_offset(rest).map_or((None, rest), |(offset, rest)| (Some(offset), rest));
    Some((When { date, days: 0, time, offset }, rest))
}

/// A text that is a time and nothing else.
pub(crate) fn whole(text: &str, order: DateOrder) -> Option<When> {
    leading(text, order).filter(|(_, rest)| rest.trim().is_empty()).map(|(when, _)| when)
}

/// That a day begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NewDay {
    /// This one.
    On(Date),
    /// The next: which year it is in is not said.
    Next,
}

/// A line that only says that a day begins.
pub(crate) fn date_line(text: &str) -> Option<NewDay> {
    let text = text.trim().trim_matches(['-', '—', '–', '=', '*', ' ']);
    if text.len() > 40 {
        return None;
    }
    if ["today", "yesterday"].contains(&text.to_ascii_lowercase().as_str()) {
        return Some(NewDay::Next);
    }
    if let Some((date, rest)) = leading_date(text, DateOrder::Unknown) {
        return rest.trim().is_empty().then_some(NewDay::On(date));
    }
    let rest = after_weekday(text);
    if rest.len() < text.len() && rest.trim().is_empty() {
        return Some(NewDay::Next);
    }
    let (_, rest) = month_name(rest)?;
    let (day, rest) = number(rest.trim_start(), 1, 2)?;
    ((1..=31).contains(&day) && without_ordinal(rest).trim().is_empty()).then_some(NewDay::Next)
}

fn leading_date(text: &str, order: DateOrder) -> Option<(Date, &str)> {
    let text = after_weekday(text);
    if let Some((month, rest)) = month_name(text) {
        // `March 11th, 2026`
        let (day, rest) = number(rest.trim_start(), 1, 2)?;
        let rest = without_ordinal(rest).trim_start_matches([',', ' ']);
        let (year, rest) = number(rest, 4, 4)?;
        return date(year, month, day, rest);
    }
    if let Some((year, rest)) = number(text, 4, 4) {
        let separator = rest.chars().next().filter(|c| "-/.".contains(*c))?;
        let (month, rest) = number(rest.strip_prefix(separator)?, 1, 2)?;
        let (day, rest) = number(rest.strip_prefix(separator)?, 1, 2)?;
        return date(year, i8::try_from(month).ok()?, day, rest);
    }
    let (first, rest) = number(text, 1, 2)?;
    let named = without_ordinal(rest).trim_start_matches([' ', '-', '.']);
    if let Some((month, rest)) = month_name(named) {
        // `11 March 2026`
        let (year, rest) = number(rest.trim_start_matches([',', ' ', '-', '.']), 4, 4)?;
        return date(year, month, first, rest);
    }
    let separator = rest.chars().next().filter(|c| "./-".contains(*c))?;
    let (second, rest) = number(rest.strip_prefix(separator)?, 1, 2)?;
    let (year, rest) = number(rest.strip_prefix(separator)?, 4, 4)?;
    let day_first = match (separator, order) {
        ('.', _) | (_, DateOrder::DayFirst) => true,
        (_, DateOrder::MonthFirst) => false,
        (_, DateOrder::Unknown) if first > 12 || first == second => true,
        (_, DateOrder::Unknown) if second > 12 => false,
        (_, DateOrder::Unknown) => return None,
    };
    let (day, month) = if day_first { (first, second) } else { (second, first) };
    date(year, i8::try_from(month).ok()?, day, rest)
}

fn date(year: i32, month: i8, day: i32, rest: &str) -> Option<(Date, &str)> {
    let date = Date::new(i16::try_from(year).ok()?, month, i8::try_from(day).ok()?).ok()?;
    // `2026-03-115` is no date.
    (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some((date, rest))
}

fn leading_time(text: &str) -> Option<(Time, &str)> {
    let (hour, rest) = number(text, 1, 2)?;
    let rest = rest.strip_prefix(':')?;
    let (minute, mut rest) = number(rest, 2, 2)?;
    let mut second = 0;
    let mut nanoseconds = 0;
    if let Some((read, after)) = rest.strip_prefix(':').and_then(|rest| number(rest, 2, 2)) {
        (second, rest) = (read, after);
        let fraction = rest.strip_prefix(['.', ',']).map(|after| {
            let length = after.bytes().take_while(u8::is_ascii_digit).count();
            after.split_at(length)
        });
        if let Some((digits, after)) = fraction.filter(|(digits, _)| (1..=9).contains(&digits.len())) {
            nanoseconds = format!("{digits:0<9}").parse().ok()?;
            rest = after;
        }
    }
    if rest.starts_with(|c: char| c.is_ascii_digit() || c == ':') {
        return None;
    }
    let (hour, rest) = match half(rest) {
        Some((afternoon, after)) if (1..=12).contains(&hour) => (hour % 12 + if afternoon { 12 } else { 0 }, after),
        Some(_) => return None,
        None => (hour, rest),
    };
    let small = |number: i32| i8::try_from(number).ok();
    // A leap second is told as the second before it.
    let time = Time::new(small(hour)?, small(minute)?, small(second.min(59))?, nanoseconds).ok()?;
    Some((time, rest))
}

/// `AM`, `p.m.`: whether it is the afternoon.
fn half(text: &str) -> Option<(bool, &str)> {
    let rest = text.trim_start();
    for (word, afternoon) in [("a.m.", false), ("p.m.", true), ("am", false), ("pm", true)] {
        if let Some(after) = strip_ignoring_case(rest, word)
            && !after.starts_with(char::is_alphanumeric)
        {
            return Some((afternoon, after));
        }
    }
    None
}

/// Whether a text has a time of a twelve-hour clock in it, so that a bare time may be of either half.
pub(crate) fn has_half(text: &str) -> bool {
    let text = text.trim_end().to_ascii_lowercase();
    ["am", "pm", "a.m.", "p.m."].iter().any(|half| text.ends_with(half))
}

fn leading_offset(text: &str) -> Option<(i32, &str)> {
    let trimmed = text.trim_start();
    let named = ["UTC", "GMT", "Z"]
        .into_iter()
        .find_map(|name| strip_ignoring_case(trimmed, name).filter(|rest| !rest.starts_with(char::is_alphanumeric)));
    let digits = named.unwrap_or(text);
    // Without a name the sign follows at once: ` -5 degrees` and ` - text` are none.
    let signed = digits
        .strip_prefix('+')
        .map(|rest| (1, rest))
        .or_else(|| digits.strip_prefix(['-', '−']).map(|rest| (-1, rest)));
    let numeric = signed.and_then(|(sign, rest)| {
        let (minutes, rest) = if let Some((joined, after)) = number(rest, 4, 4) {
            (joined / 100 * 60 + joined % 100, after)
        } else {
            let (hours, after) = number(rest, if named.is_some() { 1 } else { 2 }, 2)?;
            match after.strip_prefix(':').and_then(|rest| number(rest, 2, 2)) {
                Some((minutes, after)) => (hours * 60 + minutes, after),
                None => (hours * 60, after),
            }
        };
        (minutes <= 14 * 60 && !rest.starts_with(char::is_alphanumeric)).then_some((sign * minutes, rest))
    });
    numeric.or_else(|| named.map(|rest| (0, rest)))
}

const MONTHS: [&str; 12] = [
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
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

fn month_name(text: &str) -> Option<(i8, &str)> {
    let (index, rest) = name_of(text, &MONTHS)?;
    Some((i8::try_from(index).ok()? + 1, rest.strip_prefix('.').unwrap_or(rest)))
}

fn after_weekday(text: &str) -> &str {
    name_of(text, &WEEKDAYS).map_or(text, |(_, rest)| rest.trim_start_matches([',', '.', ' ']))
}

/// A name, whole or by its first three or four letters.
fn name_of<'t>(text: &'t str, names: &[&str]) -> Option<(usize, &'t str)> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, rest) = text.split_at(length);
    let word = word.to_ascii_lowercase();
    let index = names.iter().position(|name| *name == word || (3..=4).contains(&length) && name.starts_with(&word))?;
    Some((index, rest))
}

fn without_ordinal(text: &str) -> &str {
    ["st", "nd", "rd", "th"].into_iter().find_map(|ending| text.strip_prefix(ending)).unwrap_or(text)
}

/// A number of `least` to `most` digits. More digits are no such number.
fn number(text: &str, least: usize, most: usize) -> Option<(i32, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    if length < least || length > most {
        return None;
    }
    let (digits, rest) = text.split_at(length);
    Some((digits.parse().ok()?, rest))
}

fn strip_ignoring_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let Some((when, rest)) = leading(text, DateOrder::Unknown) else { return "–".to_owned() };
        let date = when.date.map(|date| format!("{date} ")).unwrap_or_default();
        format!("{date}{} {:?}|{rest}", when.time, when.offset)
    }

    #[test]
    fn times_are_read_as_exports_write_them() {
        for (written, meant) in [
            ("2026-03-11T14:05:12.250Z x", "2026-03-11 14:05:12.25 Some(0)| x"),
            ("2026-03-11 14:05 UTC rolled back", "2026-03-11 14:05:00 Some(0)| rolled back"),
            ("2026-03-11 14:05+01:00", "2026-03-11 14:05:00 Some(60)|"),
            ("2026/03/11 2:05 pm x", "2026-03-11 14:05:00 None| x"),
            ("11.03.2026, 14:05", "2026-03-11 14:05:00 None|"),
            ("13/03/2026 14:05", "2026-03-13 14:05:00 None|"),
            ("03/13/2026 14:05", "2026-03-13 14:05:00 None|"),
            ("Wed Mar 11, 2026 at 12:05 AM", "2026-03-11 00:05:00 None|"),
            ("11th March 2026 14:05", "2026-03-11 14:05:00 None|"),
            ("9:01\u{202f}AM", "09:01:00 None|"),
            ("14:05 UTC+2 x", "14:05:00 Some(120)| x"),
            ("14:05 -5 degrees", "14:05:00 None| -5 degrees"),
            ("14:05 - text", "14:05:00 None| - text"),
            ("23:59:60", "23:59:59 None|"),
        ] {
            assert_eq!(read(written), meant, "{written}");
        }
        for written in ["03/11/2026 14:05", "14:5", "25:00", "13:05 pm", "14:055", "10:00:00:00", "12 monkeys", "ä", ""]
        {
            assert_eq!(read(written), "–", "{written}");
        }
    }

    #[test]
    fn lines_that_begin_a_day() {
        let day = Date::new(2026, 3, 11).expect("a day");
        assert_eq!(date_line("--- Wednesday, March 11th, 2026 ---"), Some(NewDay::On(day)));
        for line in ["Today", "Wednesday, March 11th", "Tuesday"] {
            assert_eq!(date_line(line), Some(NewDay::Next), "{line}");
        }
        for line in ["May I?", "Sunday was quiet", "March on", "", "14:05"] {
            assert_eq!(date_line(line), None, "{line}");
        }
    }
}
