//! From chosen lines to timeline entries, within what a document takes, and which of them it has already.

use std::collections::HashMap;

use super::{Answers, Parsed, Roles};
use crate::document::{EntryKind, NewEntry, View};

/// Most lines that are added in one step.
pub const MAX_ADDED_LINES: usize = 1_000;
/// Most bytes that are added in one step: the change goes to the server as one frame of 1 MiB at most, and each entry has fields besides its text.
pub const MAX_ADDED_BYTES: usize = 512 << 10;
/// What an entry takes in a frame besides its texts, at most, in bytes.
const ENTRY_BYTES: usize = 400;
/// What a link takes besides address and title.
const LINK_BYTES: usize = 32;

/// A line that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Which of the input's lines.
    pub line: usize,
    /// Its kind.
    pub kind: EntryKind,
}

/// Why chosen lines are not added. Nothing was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Too many at once.
    #[error("At most {MAX_ADDED_LINES} lines are added in one step. Add some of them first, then the others.")]
    TooMany,
    /// Too much text at once.
    #[error("At most {} kB are added in one step. Add some of the lines first, then the others.", MAX_ADDED_BYTES >> 10)]
    TooMuch,
    /// The day or the zone was not said.
    #[error("Say the day and the zone of these times first.")]
    Timeless,
}

/// What a document knows of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It is an entry.
    There,
    /// It was an entry, and was removed.
    Removed,
}

/// What was taken into a document before, by [`Line::source`](super::Line::source).
pub fn known(view: &View) -> HashMap<String, Known> {
    let mut known = HashMap::new();
    for entry in view.timeline.iter().filter(|entry| !entry.source.is_empty()) {
        let state = if entry.removed.is_some() { Known::Removed } else { Known::There };
        // An entry that is there counts, even beside one that was removed.
        known
            .entry(entry.source.clone())
            .and_modify(|held| *held = if *held == Known::There { *held } else { state })
            .or_insert(state);
    }
    known
}

/// The chosen lines as entries, with where each came from.
///
/// # Errors
/// [`Refused`].
pub fn entries(
    parsed: &Parsed,
    choices: &[Choice],
    answers: &Answers<'_>,
    roles: Option<&Roles>,
) -> Result<Vec<NewEntry>, Refused> {
    if choices.len() > MAX_ADDED_LINES {
        return Err(Refused::TooMany);
    }
    let mut bytes = 0;
    let mut entries = Vec::with_capacity(choices.len());
    for choice in choices {
        let Some(line) = parsed.lines.get(choice.line) else { continue };
        let at = line.moment(answers).ok_or(Refused::Timeless)?.to_string();
        let text = shown_text(&line.author, &line.text, roles);
        let entry = NewEntry {
            at,
            kind: choice.kind,
            text,
            evidence: line.links.clone(),
            source: line.source(parsed.format, answers),
        };
        let links: usize = entry.evidence.iter().map(|link| link.url.len() + link.title.len() + LINK_BYTES).sum();
        bytes += entry.text.len() + entry.source.len() + links + ENTRY_BYTES;
        if bytes > MAX_ADDED_BYTES {
            return Err(Refused::TooMuch);
        }
        entries.push(entry);
    }
    Ok(entries)
}

/// `Ada: rolled back`, or with a role in the place of the name.
fn shown_text(author: &str, text: &str, roles: Option<&Roles>) -> String {
    let (author, text) = match roles {
        Some(roles) => (roles.of_author_at_start(author), roles.in_text(text)),
        None => (author.to_owned(), text.to_owned()),
    };
    if author.is_empty() {
        return text;
    }
    let author = super::text::to_markdown(&author);
    // What begins a block of its own needs a line of its own.
    let block = ["```", "> ", "- ", "* ", "# ", "| "].iter().any(|mark| text.starts_with(mark));
    format!("{author}:{}{text}", if block { "\n\n" } else { " " })
}
