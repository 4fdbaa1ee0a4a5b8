//! A timeline from what others exported or copied: chats, logs, alerts and tables, read into lines of which people choose.
//!
//! Nothing here does I/O or looks at a clock. A format is a module; [`detect`] says which one something is, [`parse`] reads all of it or says, with the
//! line, why it cannot. What the input does not say (the day, the zone) is asked: see [`Parsed::asks`] and [`Answers`].

mod alertmanager;
mod choose;
mod copied;
mod detect;
mod discord;
#[cfg(feature = "documents")]
mod documents;
mod html;
mod irc;
mod json;
mod kind;
mod line;
mod mattermost;
mod opsgenie;
mod pagerduty;
mod people;
mod postmortem;
mod slack;
mod statuspage;
mod table;
mod teams;
#[cfg(test)]
mod tests;
mod text;
mod unpack;
mod when;

pub use choose::{Choice, Known, MAX_ADDED_BYTES, MAX_ADDED_LINES, Refused, entries, known};
pub use detect::detect;
#[cfg(feature = "documents")]
pub use documents::{Document, Documents, File, MAX_DOCUMENT_BYTES, MAX_FILES, Picture, Unread, documents, folder};
pub use kind::guess;
pub use line::{Answers, Asks, LeftOut, Line, Parsed};
pub use people::Roles;
pub use postmortem::{MAX_POSTMORTEM_BYTES, postmortem};
pub use slack::{markdown as slack_markdown, words as slack_words};
pub use when::When;

/// Most bytes of one input. The page takes less, see there.
pub const MAX_BYTES: usize = 256 << 20;
/// Most lines that are read from one input.
pub const MAX_LINES: usize = 200_000;
/// Most bytes of one line's text, as Markdown. Chats end a message at 40,000 or 65,535 characters.
pub const MAX_TEXT_BYTES: usize = 128 << 10;

/// Something to read.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The file's name, or empty for a paste. Some formats say the day or the channel in it.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
}

/// Why nothing was read, in words for whoever brought it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}. {advice}", place(.file, *.line))]
pub struct ImportError {
    /// The file within an archive, or empty.
    pub file: String,
    /// The line, from 1, where one can be named.
    pub line: Option<usize>,
    /// What stands in the way, without a full stop.
    pub problem: String,
    /// What to do, one or two sentences.
    pub advice: &'static str,
}

impl ImportError {
    fn new(problem: impl Into<String>, advice: &'static str) -> Self {
        Self { file: String::new(), line: None, problem: problem.into(), advice }
    }

    /// What ended the reading is our fault.
    pub fn unreadable() -> Self {
        Self::new("This could not be read to its end", "The server's log says more. Nothing was brought in.")
    }

    fn at(line: usize, problem: impl Into<String>, advice: &'static str) -> Self {
        Self { line: Some(line), ..Self::new(problem, advice) }
    }
}

fn place(file: &str, line: Option<usize>) -> String {
    match (file, line) {
        ("", None) => String::new(),
        ("", Some(line)) => format!("Line {line}: "),
        (file, None) => format!("{file}: "),
        (file, Some(line)) => format!("{file}, line {line}: "),
    }
}

/// Defines the formats, with the word that stands for one and the name that people see.
macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $name:literal;)+) => {
        /// What an input is written in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Format { $($(#[$doc])* $variant,)+ }

        impl Format {
            /// Every one, in the order in which to offer them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// A word for it that does not change.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Its name.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// Reads the word.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

formats! {
    /// Slack's export: a ZIP file, or one day of it as JSON.
    SlackExport = "slack", "Slack export";
    /// Messages marked in Slack and copied.
    SlackCopied = "slack-copied", "Copied from Slack";
    /// JSON of DiscordChatExporter.
    Discord = "discord", "Discord";
    /// JSON of Microsoft Graph.
    Teams = "teams", "Microsoft Teams";
    /// JSON lines of `mmctl export`.
    Mattermost = "mattermost", "Mattermost";
    /// Messages marked in Rocket.Chat and copied.
    RocketChat = "rocketchat-copied", "Copied from Rocket.Chat";
    /// Logs of irssi, ZNC, energymech and WeeChat.
    Irc = "irc", "IRC log";
    /// Log entries of the API, or webhooks of version 3.
    PagerDuty = "pagerduty", "PagerDuty";
    /// Webhooks of version 4.
    Alertmanager = "alertmanager", "Alertmanager";
    /// Webhooks, or alerts of the API.
    Opsgenie = "opsgenie", "Opsgenie";
    /// `incidents.json` of a status page.
    Statuspage = "statuspage", "Statuspage";
    /// A table with commas, semicolons or tabs.
    Csv = "csv", "Table (CSV)";
    /// Tables in Markdown, and lines that begin with a time.
    Notes = "notes", "Notes with times";
}

/// Reads all of `input` as `format`.
///
/// # Errors
/// [`ImportError`]: then nothing was read.
pub fn parse(input: Input<'_>, format: Format) -> Result<Parsed, ImportError> {
    if input.bytes.len() > MAX_BYTES {
        return Err(ImportError::new(
            format!("This is larger than {} MB", MAX_BYTES >> 20),
            "Export fewer days or one channel.",
        ));
    }
    if format == Format::SlackExport && input.bytes.starts_with(detect::ZIP) {
        return slack::archive(input.bytes)?.checked();
    }
    let text = text::decode(input.bytes)?;
    let text: &str = &text;
    let lines = match format {
        Format::SlackExport => slack::day(text, input.name),
        Format::SlackCopied | Format::RocketChat => copied::parse(text),
        Format::Discord => discord::parse(text),
        Format::Teams => teams::parse(text),
        Format::Mattermost => mattermost::parse(text),
        Format::Irc => irc::parse(text, input.name),
        Format::PagerDuty => pagerduty::parse(text),
        Format::Alertmanager => alertmanager::parse(text),
        Format::Opsgenie => opsgenie::parse(text),
        Format::Statuspage => statuspage::parse(text),
        Format::Csv => table::csv(text),
        Format::Notes => table::notes(text),
    }?;
    lines.parsed(format).checked()
}
