//! Bringing chats, logs and alerts into the timeline.

use std::fmt::Display;

use super::counted;

pub(crate) const OPEN: &str = "Paste or drop a chat…";
pub(crate) const ALSO_OPEN: &str = "import slack teams discord irc alert csv log";
pub(crate) const TITLE: &str = "Bring in a chat, a log or alerts";
pub(crate) const WHAT_IT_TAKES: &str = "Messages copied from Slack or Rocket.Chat, exports of Slack, Discord, Teams and Mattermost, IRC logs, alerts of PagerDuty, Alertmanager, Opsgenie and Statuspage, tables, notes with times. You choose which lines become entries; until then everything stays on this device.";
pub(crate) const PASTE_HERE: &str = "Paste here, or drop a file";
pub(crate) const CHOOSE_A_FILE: &str = "Choose a file…";
pub(crate) const READ_IT: &str = "Read it";
pub(crate) const READING: &str = "Reading…";
pub(crate) const ANOTHER: &str = "Take another";
pub(crate) const UNKNOWN: &str =
    "It isn't clear what this is written in. Choose the format, or see how each one looks in docs/IMPORT.md.";
pub(crate) const UNREADABLE: &str = "The browser couldn't read this file. Is it still there?";
pub(crate) fn too_large(megabytes: usize) -> String {
    format!("This is larger than {megabytes} MB, which is more than a page reads. Export fewer days or one channel.")
}
pub(crate) const FORMAT: &str = "Format";
pub(crate) const CHOOSE_THE_FORMAT: &str = "Choose the format";
pub(crate) const CHANNEL: &str = "Channel";
pub(crate) const ALL_CHANNELS: &str = "All channels";
pub(crate) const WITHOUT_A_CHANNEL: &str = "Without a channel";
pub(crate) const ONLY_WITH: &str = "Only lines with…";
pub(crate) const DAY: &str = "Day of the first line";
pub(crate) const DAY_IS_MISSING: &str = "These times come without a day. Which one was it?";
pub(crate) const ZONE: &str = "Zone of these times";
pub(crate) const ROLES: &str = "Show people as roles";
pub(crate) fn roles_note(people: usize) -> String {
    match people {
        1 => "One person becomes “on-call engineer 1”. Look through the lines for nicknames.".to_owned(),
        _ => format!("{people} people become “on-call engineer 1” to {people}. Look through the lines for nicknames."),
    }
}
pub(crate) fn found(lines: usize, channels: &str, span: &str) -> String {
    let lines = counted(lines, "line", "lines");
    [lines.as_str(), channels, span].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
pub(crate) fn channels(count: usize) -> String {
    counted(count, "channel", "channels")
}
pub(crate) fn span(first: impl Display, last: impl Display) -> String {
    format!("{first} – {last}")
}
/// What was left out, or nothing.
pub(crate) fn left_out(housekeeping: usize, deleted: usize, empty: usize) -> String {
    let parts =
        [(housekeeping, "about coming and going"), (deleted, "that were deleted there"), (empty, "without words")];
    let parts: Vec<String> =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if parts.is_empty() { String::new() } else { format!("Left out: {}.", parts.join(", ")) }
}
pub(crate) const LINES: &str = "Lines";
pub(crate) const TICK_ALL: &str = "All of these";
pub(crate) const NOTHING_MATCHES: &str = "No line has these words.";
pub(crate) const IN_THE_TIMELINE: &str = "In the timeline";
pub(crate) const REMOVED_BEFORE: &str = "Was removed here";
pub(crate) fn kind_of(time: &str, guessed: bool) -> String {
    if guessed {
        format!("Kind of the line at {time}, a guess by its words")
    } else {
        format!("Kind of the line at {time}")
    }
}
pub(crate) const GUESS: &str = "guess";
pub(crate) const EDITED: &str = "edited";
pub(crate) const REPLY: &str = "in a thread";
pub(crate) fn range(from: usize, to: usize, of: usize) -> String {
    format!("{from}–{to} of {of}")
}
pub(crate) const EARLIER: &str = "Earlier lines";
pub(crate) const LATER: &str = "Later lines";
pub(crate) fn there_already(count: usize) -> String {
    match count {
        1 => "1 line is in the timeline already.".to_owned(),
        _ => format!("{count} lines are in the timeline already."),
    }
}
pub(crate) fn add(lines: usize) -> String {
    match lines {
        0 => "Add lines".to_owned(),
        _ => format!("Add {}", counted(lines, "line", "lines")),
    }
}
pub(crate) fn added(lines: usize) -> String {
    format!("{} added to the timeline", counted(lines, "line", "lines"))
}
pub(crate) const SAY_THE_DAY: &str = "Say which day it was, then the lines have their times.";
