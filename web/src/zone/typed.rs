//! Reads times the way people type them: `14:05`, `1405`, `2:05 pm`, and a whole entry in one go such as `2026-03-11 14:05 rolled back 4.12`.

mod day;

use jiff::civil::{Date, Time};

use crate::texts::times;

pub use day::TypedDay;

/// A line split into the time it begins with and the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedLine {
    /// The day, if one was typed.
    pub day: Option<TypedDay>,
    /// Whether the time was said to be only about right: `~14:05`.
    pub approximate: bool,
    /// The time of day, if one was typed.
    pub time: Option<Time>,
    /// Minutes east of UTC, if an offset or `UTC` was typed.
    pub offset_minutes: Option<i32>,
    /// What is left: what happened.
    pub text: String,
}

/// Splits a typed line. A line that does not begin with a time is text as a whole; so is one whose time no clock shows.
pub fn line(typed: &str) -> TypedLine {
    let trimmed = typed.trim();
    let (early, rest) = leading_about(trimmed);
    let dated = leading_date(rest).map(|(date, rest)| (TypedDay::On(date), rest));
    let (day, rest) = match dated.or_else(|| day::leading_day(rest)) {
        Some((day, rest)) => (Some(day), rest.strip_prefix(['T', 't', ',']).unwrap_or(rest).trim_start()),
        None => (None, rest),
    };
    let (late, rest) = leading_about(rest);
    let Some((time, rest)) = leading_time(rest).or_else(|| leading_hour(rest)) else {
        return TypedLine { text: trimmed.to_owned(), ..TypedLine::default() };
    };
    let (offset_minutes, rest) = match leading_offset(rest) {
        Some((minutes, rest)) => (Some(minutes), rest),
        None => (None, rest),
    };
    let text = without_separator(rest).to_owned();
    TypedLine { day, approximate: early || late, time: Some(time), offset_minutes, text }
}

/// The line with its first four digits read as a time: `1410 rolled back` is `14:10 rolled back`, though `1500 errors` may be no time at all.
/// `None` where no clock shows them or the line has a time. For whoever typed it to choose.
pub fn as_a_time(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let (digits, rest) = typed.split_at_checked(4)?;
    let whole = rest.is_empty() || rest.starts_with(char::is_whitespace);
    if !whole || !digits.bytes().all(|byte| byte.is_ascii_digit()) || line(typed).time.is_some() {
        return None;
    }
    let time = clock(digits)?;
    Some(format!("{}{rest}", time.strftime("%H:%M")))
}

/// Reads a time of day as typed into a field of its own: also `1405`, `14.05` and `14`.
pub fn clock(typed: &str) -> Option<Time> {
    let typed = typed.trim();
    if let Some((time, rest)) = leading_time(typed) {
        return rest.trim().is_empty().then_some(time);
    }
    let (body, half) = split_half(typed);
    let digits: Vec<&str> = body.split(['.', 'h']).map(str::trim).collect();
    let (hour, minute) = match digits[..] {
        [hour, minute] => (number(hour)?, number(minute)?),
        [joined] => match joined.len() {
            1 | 2 => (number(joined)?, 0),
            3 | 4 if joined.is_ascii() => {
                let (hour, minute) = joined.split_at(joined.len() - 2);
                (number(hour)?, number(minute)?)
            }
            _ => return None,
        },
        _ => return None,
    };
    Time::new(on_24_hours(hour, half)?, minute, 0, 0).ok()
}

/// Half of the day on a twelve-hour clock.
#[derive(Clone, Copy)]
enum Half {
    Am,
    Pm,
}

/// `~`, `about`, `around`, `ca.` at the start.
fn leading_about(text: &str) -> (bool, &str) {
    let lower = text.to_ascii_lowercase();
    let sign = ["~", "≈"].into_iter().chain(times::TYPED_ABOUT).find(|sign| lower.starts_with(sign));
    sign.map_or((false, text), |sign| (true, text[sign.len()..].trim_start()))
}

/// `2pm`, `2 pm` at the start: an hour that is surely one.
fn leading_hour(text: &str) -> Option<(Time, &str)> {
    let (hour, rest) = leading_number(text)?;
    let (half, rest) = leading_half(rest)?;
    Some((Time::new(on_24_hours(hour, Some(half))?, 0, 0, 0).ok()?, rest))
}

fn leading_date(text: &str) -> Option<(Date, &str)> {
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let shaped =
        date.char_indices().all(|(at, char)| if at == 4 || at == 7 { char == '-' } else { char.is_ascii_digit() });
    if !shaped || !(rest.is_empty() || rest.starts_with([' ', 'T', 't', ','])) {
        return None;
    }
    Some((date.parse().ok()?, rest))
}

/// `14:05`, `14:05:30`, `2:05 pm` at the start, followed by anything but more of a number.
fn leading_time(text: &str) -> Option<(Time, &str)> {
    let (hour, rest) = leading_number(text)?;
    let (minute, rest) = two_digits(rest.strip_prefix(':')?)?;
    let (second, rest) = match rest.strip_prefix(':').and_then(two_digits) {
        Some((second, rest)) => (second, without_fraction(rest)),
        None => (0, rest),
    };
    let (half, rest) = match leading_half(rest) {
        Some((half, rest)) => (Some(half), rest),
        None => (None, rest),
    };
    if rest.starts_with(|next: char| next.is_alphanumeric() && next != 'Z' && next != 'z') {
        return None;
    }
    Some((Time::new(on_24_hours(hour, half)?, minute, second, 0).ok()?, rest))
}

/// `Z`, `UTC`, `GMT`, `+01:00`, `+0100`, `UTC+1` at the start.
fn leading_offset(text: &str) -> Option<(i32, &str)> {
    let text = text.trim_start();
    let name = ["UTC", "GMT", "Z", "z", "utc", "gmt"].into_iter().find_map(|name| text.strip_prefix(name));
    let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    let after_name = name.unwrap_or(text);
    let signed = after_name.strip_prefix('+').map(|rest| (1, rest));
    let signed = signed.or_else(|| after_name.strip_prefix(['-', '−']).map(|rest| (-1, rest)));
    if let Some((sign, digits)) = signed {
        let count = digits.chars().take_while(char::is_ascii_digit).count();
        let (head, rest) = digits.split_at(count);
        let (hours, minutes, rest) = match (count, rest.strip_prefix(':').and_then(leading_number)) {
            (1 | 2, Some((minutes, rest))) => (number(head)?, minutes, rest),
            (1 | 2, None) if name.is_some() => (number(head)?, 0, rest),
            (4, _) => (number(&head[..2])?, number(&head[2..])?, rest),
            _ => return None,
        };
        let valid = (0..=14).contains(&hours) && (0..60).contains(&minutes) && ends(rest);
        return valid.then_some((sign * (i32::from(hours) * 60 + i32::from(minutes)), rest));
    }
    name.filter(|rest| ends(rest)).map(|rest| (0, rest))
}

fn leading_half(text: &str) -> Option<(Half, &str)> {
    let text = text.trim_start();
    let word = text.get(..2)?;
    let half = match word.to_ascii_lowercase().as_str() {
        "am" => Half::Am,
        "pm" => Half::Pm,
        _ => return None,
    };
    let rest = &text[2..];
    (!rest.starts_with(char::is_alphanumeric)).then_some((half, rest))
}

fn split_half(text: &str) -> (&str, Option<Half>) {
    let lower = text.to_ascii_lowercase();
    let half = if lower.ends_with("am") {
        Half::Am
    } else if lower.ends_with("pm") {
        Half::Pm
    } else {
        return (text, None);
    };
    (text[..text.len() - 2].trim_end(), Some(half))
}

fn on_24_hours(hour: i8, half: Option<Half>) -> Option<i8> {
    match half {
        None => Some(hour),
        Some(_) if !(1..=12).contains(&hour) => None,
        Some(Half::Am) => Some(hour % 12),
        Some(Half::Pm) => Some(hour % 12 + 12),
    }
}

/// One or two digits at the start.
fn leading_number(text: &str) -> Option<(i8, &str)> {
    let count = text.chars().take_while(char::is_ascii_digit).count();
    let (digits, rest) = text.split_at(count);
    Some((number(digits)?, rest))
}

fn two_digits(text: &str) -> Option<(i8, &str)> {
    let (value, rest) = leading_number(text)?;
    (text.len() - rest.len() == 2).then_some((value, rest))
}

fn number(digits: &str) -> Option<i8> {
    let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

fn without_fraction(text: &str) -> &str {
    text.strip_prefix('.').map_or(text, |rest| rest.trim_start_matches(|next: char| next.is_ascii_digit()))
}

/// Drops what people put between time and text: `14:05 – rolled back`, `14:05: rolled back`.
fn without_separator(text: &str) -> &str {
    let text = text.trim_start();
    let text = text.strip_prefix([':', ',', '|', '·']).unwrap_or(text);
    let dashed = ["- ", "– ", "— "].into_iter().find_map(|dash| text.trim_start().strip_prefix(dash));
    dashed.unwrap_or(text).trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn at(hour: i8, minute: i8) -> Option<Time> {
        Some(time(hour, minute, 0, 0))
    }

    fn split(typed: &str) -> (Option<Date>, Option<Time>, Option<i32>, String) {
        let TypedLine { day, time, offset_minutes, text, .. } = line(typed);
        let date = day.map(|day| day.date(date(2026, 3, 11), date(2026, 3, 11)).expect("in the calendar"));
        (date, time, offset_minutes, text)
    }

    #[test]
    fn about_a_time() {
        for typed in ["~14:05 page", "~ 14:05 page", "about 14:05 page", "ca. 14:05 page", "2026-03-11 ~14:05 page"] {
            let read = line(typed);
            assert_eq!((read.approximate, read.time, read.text.as_str()), (true, at(14, 5), "page"), "{typed}");
        }
        assert!(!line("14:05 about five hosts").approximate);
        assert_eq!(line("about five hosts"), TypedLine { text: "about five hosts".into(), ..TypedLine::default() });
        assert_eq!(line("~5% errors"), TypedLine { text: "~5% errors".into(), ..TypedLine::default() });
    }

    #[test]
    fn days_in_words_before_the_time() {
        assert_eq!(split("yesterday 23:50 page"), (Some(date(2026, 3, 10)), at(23, 50), None, "page".into()));
        assert_eq!(split("9 Mar 2pm page"), (Some(date(2026, 3, 9)), at(14, 0), None, "page".into()));
        assert_eq!(split("-1d 14:05 UTC page"), (Some(date(2026, 3, 10)), at(14, 5), Some(0), "page".into()));
        assert_eq!(split("yesterday was calm").3, "yesterday was calm");
        assert_eq!(split("Mon 14:05").0, Some(date(2026, 3, 9)));
    }

    #[test]
    fn an_hour_alone_needs_its_half_of_the_day() {
        assert_eq!(split("2pm rolled back"), (None, at(14, 0), None, "rolled back".into()));
        assert_eq!(split("2 hosts rolled back").1, None);
    }

    #[test]
    fn a_time_and_what_happened() {
        assert_eq!(split("14:05 rolled back 4.12"), (None, at(14, 5), None, "rolled back 4.12".into()));
        assert_eq!(split("  9:05   page"), (None, at(9, 5), None, "page".into()));
        assert_eq!(split("14:05"), (None, at(14, 5), None, String::new()));
    }

    #[test]
    fn a_date_before_the_time() {
        let day = Some(date(2026, 3, 11));
        assert_eq!(split("2026-03-11 14:05 rolled back"), (day, at(14, 5), None, "rolled back".into()));
        assert_eq!(split("2026-03-11T14:05:00Z rolled back"), (day, at(14, 5), Some(0), "rolled back".into()));
        assert_eq!(split("2026-03-11T14:05:00.250+01:00 x"), (day, at(14, 5), Some(60), "x".into()));
    }

    #[test]
    fn an_offset_after_the_time() {
        assert_eq!(split("14:05 UTC alert fired"), (None, at(14, 5), Some(0), "alert fired".into()));
        assert_eq!(split("14:05 UTC+2 alert"), (None, at(14, 5), Some(120), "alert".into()));
        assert_eq!(split("14:05 +0530 alert"), (None, at(14, 5), Some(330), "alert".into()));
        assert_eq!(split("14:05 -03:00 alert"), (None, at(14, 5), Some(-180), "alert".into()));
        assert_eq!(split("14:05 Zookeeper restarted").3, "Zookeeper restarted");
        assert_eq!(split("14:05 +3 replicas").3, "+3 replicas");
        assert_eq!(split("14:05 -20 % errors").3, "-20 % errors");
    }

    #[test]
    fn twelve_hour_clocks() {
        assert_eq!(split("2:05 pm rolled back"), (None, at(14, 5), None, "rolled back".into()));
        assert_eq!(split("12:05am started"), (None, at(0, 5), None, "started".into()));
        assert_eq!(split("2:05 pmx").3, "pmx");
        assert_eq!(split("14:05 pm odd").1, None);
    }

    #[test]
    fn separators_are_dropped() {
        for typed in [
            "14:05 - rolled back",
            "14:05 – rolled back",
            "14:05: rolled back",
            "14:05 | rolled back",
            "14:05, rolled back",
        ] {
            assert_eq!(split(typed).3, "rolled back", "{typed}");
        }
        assert_eq!(split("14:05 --force was used").3, "--force was used");
    }

    #[test]
    fn what_does_not_begin_with_a_time_is_text() {
        for typed in [
            "rolled back 4.12",
            "4.12 rolled back",
            "25:10 odd",
            "14:65 odd",
            "3:1 ratio of errors",
            "2026-13-40 14:05 odd",
            "1:2:3:4",
            "é:05",
        ] {
            assert_eq!(line(typed), TypedLine { text: typed.into(), ..TypedLine::default() });
        }
    }

    #[test]
    fn four_digits_may_be_a_time() {
        assert_eq!(as_a_time("1410 rolled back").as_deref(), Some("14:10 rolled back"));
        assert_eq!(as_a_time("0905").as_deref(), Some("09:05"));
        for no_time in ["2466 requests", "14100 rows", "14:10 rolled back", "1410th", "é410 x", "2026-03-11 14:05 x"] {
            assert_eq!(as_a_time(no_time), None, "{no_time}");
        }
    }

    #[test]
    fn a_field_of_its_own_takes_more_forms() {
        for typed in ["14:05", "1405", "14.05", "14h05", " 2:05 pm", "205pm"] {
            assert_eq!(clock(typed), at(14, 5), "{typed}");
        }
        assert_eq!(clock("905"), at(9, 5));
        assert_eq!(clock("9"), at(9, 0));
        assert_eq!(clock("14:05:30"), Some(time(14, 5, 30, 0)));
        for typed in ["", "soon", "2500", "14:05 x", "99", "1é", "12345"] {
            assert_eq!(clock(typed), None, "{typed}");
        }
    }
}
