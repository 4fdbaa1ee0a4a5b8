//! IRC logs line by line: irssi (`14:05 <nick> text`), ZNC and energymech (`[14:05:12] <nick> text`), WeeChat (`2026-03-11 14:05:12⇥nick⇥text`).

use jiff::civil::Date;

use super::{ImportError, Line, line::Lines, text, when};

pub(super) fn parse(text: &str, name: &str) -> Result<Lines, ImportError> {
    let mut lines = Lines::default();
    let mut days = when::Days::from(date_in(name));
    let channel = channel_in(name);
    for (index, row) in text.lines().enumerate() {
        let number = index + 1;
        if row.trim().is_empty() {
            continue;
        }
        if let Some(said) = row.strip_prefix("--- ") {
            lines.left_out.housekeeping += 1;
            if let Some(date) = irssi_date(said) {
                days.begin(when::NewDay::On(date));
            }
            continue;
        }
        let bare = row.strip_prefix('[').unwrap_or(row);
        let Some((at, rest)) = when::leading(bare, when::DateOrder::Unknown) else {
            // Some clients break long messages.
            match lines.last_mut() {
                Some(last) => {
                    last.text.push('\n');
                    last.text.push_str(&text::to_markdown(text::clean(row).as_str()));
                }
                None => {
                    return Err(ImportError::at(
                        number,
                        "There is no time at the beginning of this line",
                        "Choose another format, or leave out what stands before the first message.",
                    ));
                }
            }
            continue;
        };
        let at = days.place(at);
        match said(rest.strip_prefix(']').unwrap_or(rest)) {
            Some(Said { nick, words, does }) => {
                let words = text::to_markdown(&text::clean(words));
                let mut line = Line::new(at, nick, if does { format!("*{words}*") } else { words });
                line.channel = std::sync::Arc::clone(&channel);
                line.number = number;
                lines.push(line)?;
            }
            None => lines.left_out.housekeeping += 1,
        }
    }
    Ok(lines)
}

/// What a row says after its time.
pub(super) struct Said<'t> {
    nick: &'t str,
    words: &'t str,
    /// `/me`.
    does: bool,
}

/// `None` for coming, leaving, renaming and what the client says.
pub(super) fn said(rest: &str) -> Option<Said<'_>> {
    if let Some(columns) = rest.strip_prefix('\t') {
        // WeeChat: nick and text in columns of their own.
        let (nick, words) = columns.split_once('\t')?;
        let nick = nick.trim();
        if nick == "*" {
            let (nick, words) = words.split_once(' ')?;
            return Some(Said { nick, words, does: true });
        }
        let housekeeping = ["", "--", "-->", "<--", "=!="].contains(&nick);
        return (!housekeeping).then(|| Said { nick: without_mode(nick), words, does: false });
    }
    let rest = rest.trim_start();
    if let Some((nick, words)) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        return Some(Said { nick: without_mode(nick), words: words.trim_start(), does: false });
    }
    let (nick, words) = rest.strip_prefix("* ")?.trim_start().split_once(' ')?;
    Some(Said { nick: without_mode(nick), words, does: true })
}

fn without_mode(nick: &str) -> &str {
    nick.trim().trim_start_matches(['@', '+', '%', '&', '~'])
}

/// `Log opened Wed Mar 11 14:00:02 2026`, `Day changed Thu Mar 12 2026`.
fn irssi_date(said: &str) -> Option<Date> {
    let rest = said.strip_prefix("Log opened ").or_else(|| said.strip_prefix("Day changed "))?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    let [_, month, day, .., year] = words[..] else { return None };
    match when::date_line(&format!("{month} {day}, {year}"))? {
        when::NewDay::On(date) => Some(date),
        when::NewDay::Next => None,
    }
}

/// The day in a file's name: `2026-03-11.log`, `#incident_20260311.log`.
fn date_in(name: &str) -> Option<Date> {
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    let last = digits.get(digits.len().checked_sub(8)?..)?;
    let number = |range: std::ops::Range<usize>| last.get(range)?.parse::<i16>().ok();
    let small = |range| number(range).and_then(|number| i8::try_from(number).ok());
    Date::new(number(0..4).filter(|year| (1990..2200).contains(year))?, small(4..6)?, small(6..8)?).ok()
}

/// The channel in a file's name or folder: `#incident_20260311.log`, `#incident/2026-03-11.log`.
fn channel_in(name: &str) -> std::sync::Arc<str> {
    let channel = name.rsplit(['/', '\\']).find_map(|part| part.find('#').map(|at| &part[at..]));
    let end = |channel: &str| channel.find(['_', '.', ' ']).unwrap_or(channel.len());
    channel.map(|channel| &channel[..end(channel)]).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Format;

    fn read(text: &str, name: &str) -> Vec<String> {
        let parsed = parse(text, name).expect("a log").parsed(Format::Irc);
        let told = |line: &Line| {
            let day = line.when.date.map_or_else(|| format!("+{}", line.when.days), |date| date.to_string());
            format!("{day} {} {} {}: {}", line.when.time, line.channel, line.author, line.text)
        };
        parsed.lines.iter().map(told).collect()
    }

    #[test]
    fn irssi() {
        let log = "--- Log opened Wed Mar 11 14:00:02 2026\n14:05 <@ada> checkout is slow\n14:05 -!- grace [g@x] has joined #incident\n\
            14:06  * grace looks\n--- Day changed Thu Mar 12 2026\n00:01 <+grace> fixed\n";
        assert_eq!(
            read(log, ""),
            [
                "2026-03-11 14:05:00  ada: checkout is slow",
                "2026-03-11 14:06:00  grace: *looks*",
                "2026-03-12 00:01:00  grace: fixed"
            ]
        );
    }

    #[test]
    fn znc_with_the_day_in_the_name() {
        let log = "[14:05:12] <ada> \u{2}slow\u{2}\n[14:05:13] *** Joins: grace (g@x)\n[14:06:00] * grace looks\n";
        assert_eq!(
            read(log, "logs/#incident_20260311.log"),
            ["2026-03-11 14:05:12 #incident ada: slow", "2026-03-11 14:06:00 #incident grace: *looks*"]
        );
        assert_eq!(read("[23:59:00] <ada> a\n[00:01:00] <ada> b\n", "")[1], "+1 00:01:00  ada: b");
    }

    #[test]
    fn weechat() {
        let log = "2026-03-11 14:05:12\t@ada\tslow\n2026-03-11 14:05:13\t-->\tgrace has joined\n2026-03-11 14:06:00\t *\tgrace looks\n";
        assert_eq!(read(log, ""), ["2026-03-11 14:05:12  ada: slow", "2026-03-11 14:06:00  grace: *looks*"]);
    }

    #[test]
    fn a_line_without_a_time_is_named() {
        assert_eq!(parse("\nnot a log", "").expect_err("no time").line, Some(2));
        assert_eq!(read("14:05 <ada> a\nb", ""), ["+0 14:05:00  ada: a\nb"], "a broken line belongs to the one before");
    }
}
