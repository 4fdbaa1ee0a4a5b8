//! The meeting that is held over a postmortem: who leads it and where it is, its agenda and clock, who was there and was heard, what was
//! noted, and who stands behind the plan.
//!
//! Everything is a plain value under a key of its own, in one flat map. So no click of anybody can take away a click of somebody else: two
//! that say different things never share a key, and two that say the same thing share one.

mod edit;
mod keys;
mod summary;
#[cfg(test)]
mod tests;
mod view;

use serde::{Deserialize, Serialize};
use yrs::MapRef;

use super::Postmortem;
pub use edit::NotKept;
pub(crate) use keys::is_meeting_key;
pub use summary::Present;
pub use view::{AgendaItem, Answered, Attendee, Confirmed, Line, MeetingPlace, MeetingView, Running, Turn, Who};

/// Most items of an agenda that are shown; more are not taken.
pub const MAX_AGENDA_ITEMS: usize = 50;
/// Most people that are noted.
pub const MAX_ATTENDEES: usize = 300;
/// Most lines that are noted: parked, decided and the rest together.
pub const MAX_LINES: usize = 500;
/// Most answers to commitments that are kept.
pub const MAX_ANSWERS: usize = 2_000;
/// Most times that an item of the agenda is given more time, and is taken up.
pub const MAX_CLICKS: usize = 100;
/// Longest line, title or concern, in UTF-16 units; longer ones are cut.
pub const MAX_WORDS_UNITS: usize = 1_000;
/// Most minutes of an item.
pub const MAX_MINUTES: u32 = 600;
/// Minutes that one click adds.
pub const MORE_MINUTES: u32 = 5;

/// What a part of the meeting is for; the page leads to the fitting part of the document, and has its questions by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Topic {
    /// How we talk.
    Opening,
    /// Along the timeline.
    Timeline,
    /// How it came about.
    Analysis,
    /// What went well.
    Well,
    /// Where we were lucky.
    Luck,
    /// What we do about it.
    Mitigations,
    /// Who stands behind it.
    BuyIn,
    /// Anything else.
    #[default]
    Other,
}

/// Topics with the word they are stored by, and the title and minutes they begin with.
const TOPICS: [(Topic, &str, &str, u32); 8] = [
    (Topic::Opening, "opening", "Ground rules", 5),
    (Topic::Timeline, "timeline", "Walk through the timeline", 15),
    (Topic::Analysis, "analysis", "How it came about", 15),
    (Topic::Well, "well", "What went well", 5),
    (Topic::Luck, "luck", "Where we were lucky", 5),
    (Topic::Mitigations, "mitigations", "What we do about it", 10),
    (Topic::BuyIn, "buy_in", "Agreement on the plan", 5),
    (Topic::Other, "other", "", 5),
];

impl Topic {
    fn as_str(self) -> &'static str {
        TOPICS.iter().find(|(topic, ..)| *topic == self).map_or("other", |(_, word, ..)| word)
    }

    fn parse(word: &str) -> Self {
        TOPICS.iter().find(|(_, known, ..)| *known == word).map_or(Self::Other, |(topic, ..)| *topic)
    }
}

/// What a line that was noted is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// Kept for later, off today's topic.
    Parked,
    /// Decided here.
    Decision,
    /// Anything else.
    #[default]
    Note,
}

impl LineKind {
    /// Every one, in the order in which to offer them.
    pub const ALL: [Self; 3] = [Self::Parked, Self::Decision, Self::Note];

    /// The word stored in the document.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parked => "parked",
            Self::Decision => "decision",
            Self::Note => "note",
        }
    }

    fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).unwrap_or_default()
    }
}

/// What somebody is asked to do besides taking part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MeetingRole {
    /// Writes down what is said.
    Scribe,
    /// Speaks for the other reading, whatever they think themselves.
    DevilsAdvocate,
}

impl MeetingRole {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Scribe, Self::DevilsAdvocate];

    /// The word stored in the document.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scribe => "scribe",
            Self::DevilsAdvocate => "devils_advocate",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// What somebody says to a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// Stands behind it.
    Agree,
    /// Has a concern, in words.
    Concern,
    /// Has no part in it.
    NotMine,
}

impl Stance {
    /// Every one, in the order in which to offer them.
    pub const ALL: [Self; 3] = [Self::Agree, Self::Concern, Self::NotMine];

    /// The word stored in the document.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Concern => "concern",
            Self::NotMine => "not_mine",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stance| stance.as_str() == word)
    }
}

/// Handle on the meeting of a document.
#[derive(Clone, Copy, Debug)]
pub struct Meeting<'d> {
    root: &'d MapRef,
}

impl Postmortem {
    /// The meeting that is held over this postmortem.
    pub fn meeting(&self) -> Meeting<'_> {
        Meeting { root: &self.meeting }
    }
}
