//! What people are told of, on the wire.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Person;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// Somebody mentioned the person.
    Mentioned,
    /// Somebody answered in a thread that the person takes part in.
    Answered,
    /// Somebody began a thread in a postmortem that the person owns.
    Begun,
    /// Somebody settled a thread that the person takes part in.
    Resolved,
    /// Somebody asked the person for a review.
    ReviewAsked,
    /// A reviewer approved what the person owns or asked a review of.
    Approved,
    /// A reviewer sent it back.
    SentBack,
    /// What the person owns or reviewed was published.
    Published,
    /// The person is asked to a meeting.
    MeetingSet,
    /// A meeting that the person is asked to has changed.
    MeetingMoved,
    /// A meeting that the person was asked to was cancelled.
    MeetingCancelled,
    /// A facilitator is looked for, and the person likes to do that.
    FacilitatorSought,
    /// Somebody facilitates the meeting of what the person owns or has looked for a facilitator for.
    FacilitatorFound,
    /// A mitigation that the person owns is due soon, or was due.
    MitigationDue,
}

impl NotificationKind {
    /// All, the most personal one first.
    pub const ALL: [Self; 14] = [
        Self::Mentioned,
        Self::ReviewAsked,
        Self::MitigationDue,
        Self::MeetingSet,
        Self::MeetingMoved,
        Self::MeetingCancelled,
        Self::FacilitatorSought,
        Self::FacilitatorFound,
        Self::Approved,
        Self::SentBack,
        Self::Answered,
        Self::Begun,
        Self::Published,
        Self::Resolved,
    ];

    /// One of each that is chosen by itself: what reviewers come to is one choice, and so is a meeting.
    pub const CHOICES: [Self; 10] = [
        Self::Mentioned,
        Self::ReviewAsked,
        Self::MitigationDue,
        Self::MeetingSet,
        Self::FacilitatorSought,
        Self::Approved,
        Self::Answered,
        Self::Begun,
        Self::Published,
        Self::Resolved,
    ];

    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mentioned => "mentioned",
            Self::Answered => "answered",
            Self::Begun => "begun",
            Self::Resolved => "resolved",
            Self::ReviewAsked => "review_asked",
            Self::Approved => "approved",
            Self::SentBack => "sent_back",
            Self::Published => "published",
            Self::MeetingSet => "meeting_set",
            Self::MeetingMoved => "meeting_moved",
            Self::MeetingCancelled => "meeting_cancelled",
            Self::FacilitatorSought => "facilitator_sought",
            Self::FacilitatorFound => "facilitator_found",
            Self::MitigationDue => "mitigation_due",
        }
    }

    /// Whether it is about the meeting of a postmortem: who facilitates it, too.
    pub fn is_about_meeting(self) -> bool {
        self.has_invitation() || matches!(self, Self::FacilitatorSought | Self::FacilitatorFound)
    }

    /// Whether a mail about it is an invitation or another message for calendars, which goes by itself.
    pub fn has_invitation(self) -> bool {
        matches!(self, Self::MeetingSet | Self::MeetingMoved | Self::MeetingCancelled)
    }

    /// Reads [`NotificationKind::as_str`].
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }
}

/// What became of a suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SuggestionEnd {
    /// Whether it is in the text now.
    pub accepted: bool,
    /// Whether the person who is told made it.
    pub own: bool,
}

/// Something that a person is told of. As long as it is unread, what else happens in the same thread, or of the same kind in the same
/// review, goes into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notification {
    /// Its id.
    pub id: Uuid,
    /// What happened; being mentioned outlasts what came after it.
    pub kind: NotificationKind,
    /// Who did it last; of a reminder, the person themselves.
    pub actor: Person,
    /// In which postmortem.
    pub postmortem: Uuid,
    /// Its title now, possibly empty.
    pub title: String,
    /// In which thread; `null` when it is about the review of the postmortem or its meeting.
    pub thread: Option<Uuid>,
    /// The comment that it is about, if it is about one.
    pub comment: Option<Uuid>,
    /// The beginning of what was written: of that comment, without marks, or of what goes with the review.
    pub excerpt: String,
    /// What became of the suggestion that was settled; `null` of anything else.
    #[serde(default)]
    pub suggestion: Option<SuggestionEnd>,
    /// How many such things happened since it was last read.
    pub happened: u32,
    /// When the last of them happened, RFC 3339, UTC.
    pub created_at: String,
    /// Whether it was read.
    pub read: bool,
}

/// `GET /api/notifications`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationList {
    /// Newest first.
    pub notifications: Vec<Notification>,
    /// How many are unread, those that are not listed, too.
    pub unread: u32,
}

/// `POST /api/notifications/read`: one, those of a thread, those about the review or the meeting of a postmortem, or all when none is named.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NoteNotificationsRead {
    /// Which one.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// Those of which thread.
    #[serde(default)]
    pub thread: Option<Uuid>,
    /// Those about the review of which postmortem.
    #[serde(default)]
    pub review: Option<Uuid>,
    /// Those about the meeting of which postmortem.
    #[serde(default)]
    pub meeting: Option<Uuid>,
}

/// Ways in which a person is told of one kind of things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Ways {
    /// On the pages, under the bell.
    pub app: bool,
    /// By mail, where the server sends any.
    pub mail: bool,
}

/// When mails go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MailPace {
    /// A few minutes after it happened; what happens in one postmortem meanwhile is in the same mail.
    #[default]
    Soon,
    /// Once a day, all in one mail.
    Daily,
    /// Not at all.
    Never,
}

impl MailPace {
    /// All, the quickest first.
    pub const ALL: [Self; 3] = [Self::Soon, Self::Daily, Self::Never];

    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Soon => "soon",
            Self::Daily => "daily",
            Self::Never => "never",
        }
    }

    /// Reads [`MailPace::as_str`].
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }
}

/// What a person wants to be told of: `GET` and `PUT /api/notifications/settings`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct NotificationSettings {
    /// [`NotificationKind::Mentioned`].
    pub mentioned: Ways,
    /// [`NotificationKind::ReviewAsked`].
    pub asked: Ways,
    /// [`NotificationKind::Approved`] and [`NotificationKind::SentBack`].
    pub reviewed: Ways,
    /// [`NotificationKind::MeetingSet`], [`NotificationKind::MeetingMoved`] and [`NotificationKind::MeetingCancelled`].
    pub meetings: Ways,
    /// [`NotificationKind::FacilitatorSought`] and [`NotificationKind::FacilitatorFound`].
    pub facilitating: Ways,
    /// [`NotificationKind::MitigationDue`].
    pub due: Ways,
    /// [`NotificationKind::Answered`].
    pub answered: Ways,
    /// [`NotificationKind::Begun`].
    pub begun: Ways,
    /// [`NotificationKind::Published`].
    pub published: Ways,
    /// [`NotificationKind::Resolved`].
    pub resolved: Ways,
    /// When mails go, of those kinds that are told by mail.
    pub pace: MailPace,
}

impl Default for NotificationSettings {
    /// Everything on the pages; by mail only what is meant for the person.
    fn default() -> Self {
        let app = Ways { app: true, mail: false };
        let both = Ways { app: true, mail: true };
        Self {
            mentioned: both,
            asked: both,
            reviewed: both,
            meetings: both,
            facilitating: both,
            due: both,
            answered: app,
            begun: app,
            published: app,
            resolved: app,
            pace: MailPace::Soon,
        }
    }
}

impl NotificationSettings {
    /// The ways of a kind.
    pub fn of(&self, kind: NotificationKind) -> Ways {
        let mut all = *self;
        *all.of_mut(kind)
    }

    /// The ways of a kind, to change them.
    pub fn of_mut(&mut self, kind: NotificationKind) -> &mut Ways {
        match kind {
            NotificationKind::Mentioned => &mut self.mentioned,
            NotificationKind::Answered => &mut self.answered,
            NotificationKind::Begun => &mut self.begun,
            NotificationKind::Resolved => &mut self.resolved,
            NotificationKind::ReviewAsked => &mut self.asked,
            NotificationKind::Approved | NotificationKind::SentBack => &mut self.reviewed,
            NotificationKind::Published => &mut self.published,
            NotificationKind::MeetingSet | NotificationKind::MeetingMoved | NotificationKind::MeetingCancelled => {
                &mut self.meetings
            }
            NotificationKind::FacilitatorSought | NotificationKind::FacilitatorFound => &mut self.facilitating,
            NotificationKind::MitigationDue => &mut self.due,
        }
    }

    /// Whether a kind is told by mail.
    pub fn mails(&self, kind: NotificationKind) -> bool {
        self.pace != MailPace::Never && self.of(kind).mail
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_stored_by_the_names_of_the_wire() {
        for kind in NotificationKind::ALL {
            assert_eq!(serde_json::to_value(kind).expect("plain data"), kind.as_str());
            assert_eq!(NotificationKind::parse(kind.as_str()), Some(kind));
        }
        for pace in MailPace::ALL {
            assert_eq!(serde_json::to_value(pace).expect("plain data"), pace.as_str());
            assert_eq!(MailPace::parse(pace.as_str()), Some(pace));
        }
    }

    #[test]
    fn settings_of_an_older_version_get_the_defaults_of_what_is_new() {
        let known: NotificationSettings =
            serde_json::from_str(r#"{"answered":{"app":false,"mail":false}}"#).expect("all fields have defaults");
        assert!(!known.of(NotificationKind::Answered).app);
        assert_eq!(known.mentioned, NotificationSettings::default().mentioned);
    }
}
