//! What people are told of, and what they want to be told of.

use std::collections::HashMap;

use async_trait::async_trait;
use debrief_shared::api::{NotificationKind, NotificationSettings, Person, SuggestionEnd};
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::mails::Slot;

/// What a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A thread, and one comment of it if it is about one.
    Thread {
        /// Which.
        thread: Uuid,
        /// About which comment.
        comment: Option<Uuid>,
    },
    /// A review round.
    Review(Uuid),
    /// The postmortem itself: it was published.
    Publication,
    /// Its meeting.
    Meeting,
    /// Mitigations of the person that are due.
    Mitigations,
}

impl About {
    /// Thread, comment and review round, as far as there are any.
    pub(in crate::store) fn parts(self) -> (Option<Uuid>, Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Thread { thread, comment } => (Some(thread), comment, None),
            Self::Review(review) => (None, None, Some(review)),
            Self::Publication | Self::Meeting | Self::Mitigations => (None, None, None),
        }
    }
}

/// Something to tell a person of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotification {
    /// Its id.
    pub id: Uuid,
    /// Who is told.
    pub person: Uuid,
    /// In which postmortem it happened.
    pub postmortem: Uuid,
    /// About what.
    pub about: About,
    /// What.
    pub kind: NotificationKind,
    /// Who did it.
    pub actor: Uuid,
    /// When.
    pub at: Timestamp,
    /// Whether it is listed under the bell.
    pub shown: bool,
    /// The mail that is to tell of it, if one is.
    pub mail: Option<Slot>,
}

/// A notification as read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationRow {
    /// Its id.
    pub id: Uuid,
    /// What happened.
    pub kind: NotificationKind,
    /// Who did it last.
    pub actor: Person,
    /// In which postmortem.
    pub postmortem: Uuid,
    /// The title of that.
    pub title: String,
    /// In which thread; `None` when it is about a review or a meeting.
    pub thread: Option<Uuid>,
    /// About which comment.
    pub comment: Option<Uuid>,
    /// What that says, or what goes with the review.
    pub body: String,
    /// What became of the suggestion that was settled, if it tells of that.
    pub suggestion: Option<SuggestionEnd>,
    /// How often something happened since it was last read.
    pub happened: u32,
    /// When it last did.
    pub created_at: Timestamp,
    /// Whether it was read.
    pub read: bool,
}

/// Which notifications of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    All,
    /// One.
    One(Uuid),
    /// Those of a thread.
    Thread(Uuid),
    /// Those about the review of a postmortem.
    Review(Uuid),
    /// Those about the meeting of a postmortem.
    Meeting(Uuid),
}

/// Notifications and their settings.
#[async_trait]
pub trait NotificationStore: Send + Sync {
    /// Tells people. What happens in a thread of which a person has an unread notification goes into that, and so does what is of the same
    /// kind about the review of the same postmortem. Of each person the `most` newest stay, none of them from before `since`.
    async fn notify(&self, news: &[NewNotification], most: u32, since: Timestamp) -> Result<(), StoreError>;

    /// Those of a person that are listed under the bell, newest first. Whether the person may still read what they are about is not asked here.
    async fn notifications(&self, person: Uuid) -> Result<Vec<NotificationRow>, StoreError>;

    /// Notes that a person has read some; none is fine, too.
    async fn note_notifications_read(&self, person: Uuid, which: Which, at: Timestamp) -> Result<(), StoreError>;

    /// What each of these people wants to be told of.
    async fn notification_settings(&self, people: &[Uuid]) -> Result<HashMap<Uuid, NotificationSettings>, StoreError>;

    /// Sets what a person wants to be told of. `Conflict` when there is no such person.
    async fn set_notification_settings(&self, person: Uuid, settings: &NotificationSettings) -> Result<(), StoreError>;
}
