//! What is read: lines, and what has to be asked before their times are known.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use super::{Format, ImportError, MAX_LINES, MAX_TEXT_BYTES, When, kind, text};
use crate::document::{EntryKind, Evidence};
use crate::time::Moment;

/// One thing that was said or that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub when: When,
    /// Who, as the input names them; may be empty.
    pub author: String,
    /// Whether a person said it; otherwise a program did.
    pub person: bool,
    /// What, as Markdown.
    pub text: String,
    /// The sort of event, where the format says it. [`Line::kind`] guesses otherwise.
    pub told_kind: Option<EntryKind>,
    /// The channel, incident or page that it is from; may be empty.
    pub channel: Arc<str>,
    /// Its id there; made of what it says where the format has none.
    pub id: String,
    /// Links: to itself, to files, to what it is about.
    pub links: Vec<Evidence>,
    /// Whether it was changed after it was sent.
    pub edited: bool,
    /// Whether it answers another in a thread.
    pub reply: bool,
    /// Line or number of the record in the input, from 1.
    pub number: usize,
}

impl Line {
    /// A line of a person, with nothing known but when and what.
    pub(super) fn new(when: When, author: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            when,
            author: author.into(),
            person: true,
            text: text.into(),
            told_kind: None,
            channel: Arc::default(),
            id: String::new(),
            links: Vec::new(),
            edited: false,
            reply: false,
            number: 0,
        }
    }

    /// Adds a link if it is one that a page opens.
    pub(super) fn link(&mut self, url: &str, title: &str) {
        if (url.starts_with("https://") || url.starts_with("http://")) && url.len() <= MAX_URL_BYTES {
            let title = text::one_line(title);
            self.links.push(Evidence { url: url.to_owned(), title });
        }
    }

    /// The sort of event: as the format says it, or guessed from the words.
    pub fn kind(&self) -> EntryKind {
        self.told_kind.or_else(|| kind::guess(&self.text)).unwrap_or(EntryKind::Communication)
    }

    /// Whether [`Line::kind`] is a guess.
    pub fn kind_is_guessed(&self) -> bool {
        self.told_kind.is_none()
    }

    /// When it was, with what was answered. `None` while something has to be asked.
    pub fn moment(&self, answers: &Answers<'_>) -> Option<Moment> {
        self.when.moment(answers)
    }

    /// What says in the document where an entry was taken from, and by which it is found again: format, channel and id. Without an id it goes by
    /// when it was on the clock, who said it and what.
    pub fn source(&self, format: Format, answers: &Answers<'_>) -> String {
        let id = if self.id.is_empty() {
            let local = self.when.local(answers).map(|local| local.to_string()).unwrap_or_default();
            format!("#{:016x}", hash([local.as_str(), &self.author, &self.text]))
        } else {
            self.id.clone()
        };
        let parts = [format.label(), &self.channel, &id];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

/// Longest address of a link, in bytes.
const MAX_URL_BYTES: usize = 2_000;

/// FNV-1a, 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>): the same on every machine and in every version.
fn hash<'p>(parts: impl IntoIterator<Item = &'p str>) -> u64 {
    let bytes = parts.into_iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What was answered to [`Asks`].
#[derive(Clone, Copy)]
pub struct Answers<'a> {
    /// The day of the first line.
    pub day: Option<Date>,
    /// The instant at which the zone's clocks show a local time.
    pub zone: &'a dyn Fn(DateTime) -> Option<Moment>,
}

/// What the input does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asks {
    /// The day of the first line.
    pub day: bool,
    /// The zone of its clock.
    pub zone: bool,
}

/// How much of an input is not a line, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// People coming, leaving, renaming and the like.
    pub housekeeping: usize,
    /// Messages that were deleted there.
    pub deleted: usize,
    /// Messages without any words or files.
    pub empty: usize,
}

/// All that was read from an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// As what.
    pub format: Format,
    /// Lines, by time where that is known, else in the order of the input.
    pub lines: Vec<Line>,
    /// What was left out.
    pub left_out: LeftOut,
}

impl Parsed {
    /// What has to be asked before every line has a time.
    pub fn asks(&self) -> Asks {
        Asks {
            day: self.lines.iter().any(|line| line.when.date.is_none()),
            zone: self.lines.iter().any(|line| line.when.offset.is_none()),
        }
    }

    /// The channels that lines are from, in the order of their first lines.
    pub fn channels(&self) -> Vec<Arc<str>> {
        let mut channels: Vec<Arc<str>> = Vec::new();
        for line in &self.lines {
            if channels.last() != Some(&line.channel) && !channels.contains(&line.channel) {
                channels.push(Arc::clone(&line.channel));
            }
        }
        channels
    }

    pub(super) fn checked(self) -> Result<Self, ImportError> {
        if self.lines.is_empty() {
            let LeftOut { housekeeping, deleted, empty } = self.left_out;
            return Err(if housekeeping + deleted + empty > 0 {
                ImportError::new(
                    "There is nothing in it but deleted messages and people coming and going",
                    "Choose another day or channel.",
                )
            } else {
                ImportError::new(
                    format!("Nothing in it reads as “{}”", self.format.label()),
                    "Choose another format, or see docs/IMPORT.md for how each one looks.",
                )
            });
        }
        Ok(self)
    }
}

/// Lines while they are read.
#[derive(Debug, Default)]
pub(super) struct Lines {
    lines: Vec<Line>,
    pub(super) left_out: LeftOut,
}

impl Lines {
    pub(super) fn last_mut(&mut self) -> Option<&mut Line> {
        self.lines.last_mut()
    }

    /// Takes a line, cleaned of what no page shows. One without words and links is left out.
    pub(super) fn push(&mut self, mut line: Line) -> Result<(), ImportError> {
        line.text = text::clean(&line.text);
        line.author = text::one_line(&line.author);
        line.id = text::one_line(&line.id);
        if line.text.is_empty() && line.links.is_empty() {
            self.left_out.empty += 1;
            return Ok(());
        }
        if line.text.len() > MAX_TEXT_BYTES {
            return Err(ImportError::at(
                line.number,
                format!("One message is longer than {} kB", MAX_TEXT_BYTES >> 10),
                "Shorten it there, or paste the other messages without it.",
            ));
        }
        if self.lines.len() >= MAX_LINES {
            return Err(ImportError::at(
                line.number,
                format!("There are more than {MAX_LINES} messages in it"),
                "Export fewer days or one channel.",
            ));
        }
        self.lines.push(line);
        Ok(())
    }

    pub(super) fn parsed(mut self, format: Format) -> Parsed {
        // Stable: lines of the same time, and those without a day, stay in the order of the input.
        self.lines.sort_by_key(|line| line.when.order());
        Parsed { format, lines: self.lines, left_out: self.left_out }
    }
}
