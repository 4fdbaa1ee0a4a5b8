//! Messages marked in Slack or Rocket.Chat and copied: a name, a time on a line of its own, what was said. Later messages of the same person have only a
//! bare time. No day anywhere, unless a line between says one.

use jiff::civil::Time;

use super::{ImportError, Line, When, line::Lines, text, when};

/// Longest name, in characters: a longer line before a time is something that was said.
const MAX_NAME_CHARS: usize = 80;
/// What stands beside the name of a program.
const BADGES: [&str; 2] = ["APP", "BOT"];

pub(super) fn parse(text: &str) -> Result<Lines, ImportError> {
    let rows: Vec<&str> = text.lines().map(|row| row.trim_end_matches('\r')).collect();
    // Where neither an indent nor AM and PM tell who begins, a blank line before the name has to.
    let marked = rows.iter().any(|row| clock(row).is_some_and(|clock| clock.begins));
    let halves = rows.iter().any(|row| clock(row).is_some_and(|clock| clock.half));
    let mut copied =
        Copied { rows: &rows, marked, halves, days: when::Days::default(), lines: Lines::default(), open: None };
    let mut at = 0;
    while at < rows.len() {
        at = copied.row(at)?;
    }
    copied.close()?;
    Ok(copied.lines)
}

/// A row that is a time and nothing else.
#[derive(Clone, Copy)]
struct Clock {
    when: When,
    /// It is indented or says AM or PM.
    begins: bool,
    half: bool,
}

fn clock(row: &str) -> Option<Clock> {
    let bare = row.trim().trim_matches(['[', ']']);
    if bare.is_empty() || bare.len() > 40 {
        return None;
    }
    let when = when::whole(bare, when::DateOrder::Unknown)?;
    let half = when::has_half(bare);
    Some(Clock { when, begins: half || row.starts_with(char::is_whitespace), half })
}

/// Whether a row, or the end of a row after a name, is a time such as these messages have.
pub(super) fn is_clock(row: &str) -> bool {
    clock(row).is_some() || name_and_clock(row).is_some()
}

/// A row with a name and, after it, a time: `Ada Lovelace  9:01 AM`, `[9:01 AM] Ada Lovelace`.
fn name_and_clock(row: &str) -> Option<(&str, Clock)> {
    let row = row.trim();
    if let Some((inside, name)) = row.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let clock = clock(inside).filter(|clock| clock.half)?;
        return Some((name.trim(), clock)).filter(|(name, _)| is_name(name));
    }
    let split = row.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    let (name, clock) = split.rev().take(3).find_map(|at| Some((row[..at].trim(), clock(row[at..].trim())?)))?;
    // `see you at 9:01 AM` is something that was said: there the name ends with two spaces, or is followed by a badge.
    let gap = row[name.len()..].chars().take_while(|c| c.is_whitespace()).count() >= 2 || name.ends_with(" APP");
    (clock.half && gap && is_name(name)).then_some((name, clock))
}

fn is_name(row: &str) -> bool {
    let row = row.trim();
    !row.is_empty() && row.chars().count() <= MAX_NAME_CHARS && row.chars().any(char::is_alphabetic)
}

struct Copied<'t> {
    rows: &'t [&'t str],
    marked: bool,
    halves: bool,
    days: when::Days,
    lines: Lines,
    open: Option<Open>,
}

struct Open {
    author: String,
    person: bool,
    when: When,
    rows: Vec<String>,
    edited: bool,
    number: usize,
}

impl Copied<'_> {
    /// Reads what begins at a row, and says where the next begins.
    fn row(&mut self, at: usize) -> Result<usize, ImportError> {
        let row = self.rows[at];
        if let Some((author, after, clock)) = self.head(at) {
            self.close()?;
            self.begin(&author, clock, at);
            return Ok(after);
        }
        if let Some(clock) = clock(row)
            && let Some(author) = self.open.as_ref().map(|open| (open.author.clone(), open.person))
        {
            self.close()?;
            self.begin(&author.0, clock, at);
            if let Some(open) = &mut self.open {
                open.person = author.1;
            }
            return Ok(at + 1);
        }
        if let Some(date) = when::date_line(row) {
            self.close()?;
            self.days.begin(date);
            return Ok(at + 1);
        }
        match &mut self.open {
            Some(open) if !is_furniture(row) => open.rows.push(row.to_owned()),
            Some(_) => {}
            None if row.trim().is_empty() => {}
            None => {
                return Err(ImportError::at(
                    at + 1,
                    "There is no name and time before this",
                    "Mark the messages from the name of the first one on, and copy again.",
                ));
            }
        }
        Ok(at + 1)
    }

    /// A message's head at a row: its author, the row after it, and its time.
    fn head(&self, at: usize) -> Option<(String, usize, Clock)> {
        if let Some((name, clock)) = name_and_clock(self.rows[at]) {
            return Some((name.to_owned(), at + 1, clock));
        }
        let name = self.rows[at];
        if !is_name(name) || clock(name).is_some() || when::date_line(name).is_some() {
            return None;
        }
        let starts = at == 0 || self.rows[at - 1].trim().is_empty() || when::date_line(self.rows[at - 1]).is_some();
        for skipped in 1..=2 {
            let row = self.rows.get(at + skipped)?;
            if let Some((badge, clock)) = name_and_clock(row).filter(|(badge, _)| BADGES.contains(badge)) {
                return Some((format!("{} {badge}", name.trim()), at + skipped + 1, clock));
            }
            if let Some(clock) = clock(row) {
                let begins = if self.marked { clock.begins } else { starts };
                // Rocket.Chat's bare times say AM and PM, too: there a name stands twice, or after a blank row.
                let named = skipped == 2 || row.starts_with(char::is_whitespace) || starts;
                return (begins && named).then(|| (name.trim().to_owned(), at + skipped + 1, clock));
            }
            let same = row.trim().trim_start_matches('@').eq_ignore_ascii_case(name.trim().trim_start_matches('@'));
            if !same && !BADGES.contains(&row.trim()) {
                return None;
            }
        }
        None
    }

    fn begin(&mut self, author: &str, clock: Clock, at: usize) {
        let app = author.strip_suffix(" APP").or_else(|| author.strip_suffix(" BOT"));
        // Or on a row of its own.
        let badge = self.rows.get(at + 1).is_some_and(|row| BADGES.contains(&row.trim()));
        let when = if self.halves && !clock.half { self.other_half(clock.when) } else { clock.when };
        self.open = Some(Open {
            author: app.unwrap_or(author).to_owned(),
            person: app.is_none() && !badge,
            when: self.days.place(when),
            rows: Vec::new(),
            edited: false,
            number: at + 1,
        });
    }

    /// A bare `9:04` among times of a twelve-hour clock: the first such time after the one before it.
    fn other_half(&self, when: When) -> When {
        let Some(last) = self.days.last() else { return when };
        let minute = |time: Time| i32::from(time.hour()) * 60 + i32::from(time.minute());
        let (hour, from) = (when.time.hour() % 12, minute(last));
        let both = [hour, hour + 12].map(|hour| Time::new(hour, when.time.minute(), when.time.second(), 0));
        let nearest = both.into_iter().flatten().min_by_key(|time| (minute(*time) - from).rem_euclid(24 * 60));
        When { time: nearest.unwrap_or(when.time), ..when }
    }

    fn close(&mut self) -> Result<(), ImportError> {
        let Some(mut open) = self.open.take() else { return Ok(()) };
        if let Some(last) = open.rows.iter_mut().rev().find(|row| !row.trim().is_empty())
            && let Some(body) = last.trim_end().strip_suffix("(edited)").map(str::to_owned)
        {
            (*last, open.edited) = (body, true);
        }
        let said = open.rows.join("\n");
        let mut line = Line::new(open.when, open.author, text::to_markdown(said.trim()));
        line.person = open.person;
        line.edited = open.edited;
        line.number = open.number;
        self.lines.push(line)
    }
}

/// What stands around messages and was said by nobody.
fn is_furniture(row: &str) -> bool {
    let row = row.trim();
    let replies = row.strip_suffix(" replies").or_else(|| row.strip_suffix(" reply"));
    replies.is_some_and(|count| count.parse::<u32>().is_ok())
        || row.starts_with("Last reply ")
        || ["View thread", "New", "Also sent to the channel"].contains(&row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Format, Parsed};

    fn read(text: &str) -> Vec<String> {
        let Parsed { lines, .. } = parse(text).expect("copied messages").parsed(Format::SlackCopied);
        let told = |line: &Line| {
            let when = line.when;
            let day = when.date.map_or_else(|| format!("+{}", when.days), |date| date.to_string());
            format!("{day} {} {}{}: {}", when.time, line.author, if line.edited { "*" } else { "" }, line.text)
        };
        lines.iter().map(told).collect()
    }

    #[test]
    fn slack_with_twelve_hours() {
        let text = "Ada Lovelace\n  11:58 AM\ncheckout is slow\n11:59\nand now errors\n\nwith two paragraphs (edited)\n12:03\nhm\n\nGrace\n  12:04 PM\n\
            :eyes:\n2 replies\nLast reply today at 12:10 PM\nPagerDuty\nAPP  11:50 PM\ntriggered\n12:01\nresolved\n";
        assert_eq!(
            read(text),
            [
                "+0 11:58:00 Ada Lovelace: checkout is slow",
                "+0 11:59:00 Ada Lovelace*: and now errors\n\nwith two paragraphs",
                "+0 12:03:00 Ada Lovelace: hm",
                "+0 12:04:00 Grace: :eyes:",
                "+0 23:50:00 PagerDuty: triggered",
                "+1 00:01:00 PagerDuty: resolved",
            ]
        );
    }

    #[test]
    fn slack_with_twenty_four_hours_and_days() {
        let text =
            "Wednesday, March 11th, 2026\nAda\n  23:58\none\n23:59\ntwo\nThursday, March 12th\nAda\n  00:01\nthree";
        assert_eq!(
            read(text),
            ["2026-03-11 23:58:00 Ada: one", "2026-03-11 23:59:00 Ada: two", "2026-03-12 00:01:00 Ada: three"]
        );
        assert_eq!(read("Ada\n14:05\none\n14:06\ntwo\n\nGrace\n14:07\nthree").len(), 3, "without indents");
    }

    #[test]
    fn rocket_chat_says_names_twice() {
        let text = "ada\nada\n10:50 AM\nslow\n10:51 AM\nerrors\ngrace\n@grace\n10:52 AM\nlooking";
        assert_eq!(read(text), ["+0 10:50:00 ada: slow", "+0 10:51:00 ada: errors", "+0 10:52:00 grace: looking"]);
    }

    #[test]
    fn names_beside_their_times() {
        assert_eq!(
            read("Ada Lovelace  9:01 AM\nslow, see you at 9:05 AM\n"),
            ["+0 09:01:00 Ada Lovelace: slow, see you at 9:05 AM"]
        );
    }

    #[test]
    fn what_has_no_head_is_named_by_its_line() {
        let error = parse("\nand then it went down\n").expect_err("no name");
        assert_eq!(error.line, Some(2));
    }
}
