//! Comment threads on the wire.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Person;
use crate::document::Subject;

/// What a comment thread hangs on: a range of one collaborative text, held by sticky indexes; or a place as a whole, without any range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// Path of the text, or of the place, see [`Subject`](crate::document::Subject).
    pub text: String,
    /// Start, a Yjs relative position as JSON (association after). Null, or absent, for a place.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub start: serde_json::Value,
    /// End, a Yjs relative position as JSON (association before). Null, or absent, for a place.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub end: serde_json::Value,
}

impl Anchor {
    /// On a place as a whole.
    pub fn on(place: &Subject) -> Self {
        Self { text: place.to_string(), start: serde_json::Value::Null, end: serde_json::Value::Null }
    }

    /// What it names; `None` for what this version does not know.
    pub fn subject(&self) -> Option<Subject> {
        self.text.parse().ok()
    }
}

/// One comment of a thread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Comment {
    /// Its id.
    pub id: Uuid,
    /// Who wrote it.
    pub author: Person,
    /// Plain text; empty when it was removed.
    pub body: String,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// When its author last changed it, RFC 3339, UTC. Absent when that never happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<String>,
    /// Whether its words were taken away: so it is with the first comment of a thread that has answers. Absent where it is not so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub removed: bool,
    /// Who reacted how, in the order of [`Reaction::ALL`]; without those that nobody chose. Absent when nobody did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub reactions: Vec<Reacted>,
}

/// What can be said of a comment without words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    /// 👍
    ThumbsUp,
    /// ❤️
    Heart,
    /// 🎉
    Celebrate,
    /// 🙏
    Thanks,
    /// 👀
    Looking,
    /// 💡
    Idea,
}

impl Reaction {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 6] = [Self::ThumbsUp, Self::Heart, Self::Celebrate, Self::Thanks, Self::Looking, Self::Idea];

    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ThumbsUp => "thumbs_up",
            Self::Heart => "heart",
            Self::Celebrate => "celebrate",
            Self::Thanks => "thanks",
            Self::Looking => "looking",
            Self::Idea => "idea",
        }
    }

    /// Reads [`Reaction::as_str`].
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }

    /// As it is shown.
    pub fn emoji(self) -> &'static str {
        match self {
            Self::ThumbsUp => "👍",
            Self::Heart => "❤️",
            Self::Celebrate => "🎉",
            Self::Thanks => "🙏",
            Self::Looking => "👀",
            Self::Idea => "💡",
        }
    }

    /// As it is read out.
    pub fn label(self) -> &'static str {
        match self {
            Self::ThumbsUp => "Thumbs up",
            Self::Heart => "Heart",
            Self::Celebrate => "Celebrate",
            Self::Thanks => "Thanks",
            Self::Looking => "Looking into it",
            Self::Idea => "Good idea",
        }
    }
}

/// A reaction with those who chose it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reacted {
    /// Which.
    pub reaction: Reaction,
    /// Who, the first one first; never empty.
    pub people: Vec<Person>,
}

/// A comment thread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Thread {
    /// Its id.
    pub id: Uuid,
    /// What it hangs on.
    pub anchor: Anchor,
    /// The text it was written about; stays when that text is gone.
    pub quote: String,
    /// Oldest first; never empty.
    pub comments: Vec<Comment>,
    /// Who settled it, if settled.
    pub resolved_by: Option<Person>,
    /// When, RFC 3339, UTC.
    pub resolved_at: Option<String>,
    /// What is proposed to stand in the place of the range, if the thread is a suggestion; `quote` is what stood there then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub suggestion: Option<Suggestion>,
}

/// Other words for a range, proposed by the first author of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggestion {
    /// The words; empty for a removal.
    pub text: String,
    /// What became of it, once somebody has decided.
    pub outcome: Option<SuggestionOutcome>,
}

/// What became of a suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SuggestionOutcome {
    /// Whether the words were taken over.
    pub accepted: bool,
    /// Who decided.
    pub by: Person,
    /// When, RFC 3339, UTC.
    pub at: String,
}

/// `POST …/comments/{thread}/suggestion/accept`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AcceptSuggestion {
    /// What stands in the range now, where that is no longer what the suggestion was made for: whoever accepts has seen both.
    #[serde(default)]
    pub current: Option<String>,
}

/// `GET …/comments`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ThreadList {
    /// Oldest first, settled ones too.
    pub threads: Vec<Thread>,
    /// How far the one who asks has read; absent on a first visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<ReadMarks>,
}

/// How far somebody has read the comments of a postmortem. What others wrote later is new to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadMarks {
    /// Everything up to here, RFC 3339, UTC.
    pub all: String,
    /// Threads that were read further.
    pub threads: Vec<ReadThread>,
}

/// How far somebody has read a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadThread {
    /// Which.
    pub thread: Uuid,
    /// Up to here, RFC 3339, UTC.
    pub at: String,
}

/// `PUT …/comments/read`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NoteRead {
    /// Which thread was read; all of them where it is absent.
    #[serde(default)]
    pub thread: Option<Uuid>,
    /// Up to which time, RFC 3339: that of the newest comment there was to see. Now where it is absent.
    #[serde(default)]
    pub at: Option<String>,
}

/// `POST …/comments`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateThread {
    /// What it hangs on.
    pub anchor: Anchor,
    /// The text in that range, or of that place, now.
    pub quote: String,
    /// The first comment, plain text. May be empty with a suggestion.
    pub body: String,
    /// Words to stand in the place of the range, which has to be one of a text; empty for a removal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// Id of the thread, chosen by whoever makes it, so that a request whose answer was lost can be sent again: the second one is answered with what the
    /// first one made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
}

/// `POST …/comments/{thread}/replies`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateReply {
    /// Plain text.
    pub body: String,
}

/// `PATCH …/comments/{thread}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PatchThread {
    /// Settle or reopen it.
    pub resolved: bool,
}

/// `PATCH …/comments/{thread}/comments/{comment}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditComment {
    /// Plain text.
    pub body: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reactions_are_stored_by_the_names_of_the_wire() {
        for reaction in Reaction::ALL {
            assert_eq!(serde_json::to_value(reaction).expect("plain data"), reaction.as_str());
            assert_eq!(Reaction::parse(reaction.as_str()), Some(reaction));
        }
        assert_eq!(Reaction::parse("thumbs_down"), None);
    }

    #[test]
    fn a_comment_without_news_reads_as_it_always_did() {
        let old = serde_json::json!({
            "id": Uuid::nil(), "author": {"id": Uuid::nil(), "name": "Ada", "color": 1}, "body": "Why?", "created_at": "2026-03-11T14:05:00Z"
        });
        let comment: Comment = serde_json::from_value(old.clone()).expect("the form of before");
        assert_eq!(serde_json::to_value(comment).expect("plain data"), old);
    }
}
