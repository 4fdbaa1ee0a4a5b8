//! Comment threads of postmortems.

use async_trait::async_trait;
use debrief_shared::api::{Anchor, Person};
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::audit::Audit;

/// A thread to add, with its first comment.
#[derive(Clone, Debug)]
pub struct NewThread {
    /// Its id.
    pub id: Uuid,
    /// Which postmortem.
    pub postmortem: Uuid,
    /// What it hangs on.
    pub anchor: Anchor,
    /// What the range reads now.
    pub quote: String,
    /// The first comment.
    pub first: NewComment,
}

/// A comment to add.
#[derive(Clone, Debug)]
pub struct NewComment {
    /// Its id.
    pub id: Uuid,
    /// Who wrote it.
    pub author: Uuid,
    /// Plain text.
    pub body: String,
    /// Now.
    pub created_at: Timestamp,
}

/// A comment as read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentRow {
    /// Its id.
    pub id: Uuid,
    /// Who wrote it.
    pub author: Person,
    /// Plain text.
    pub body: String,
    /// When.
    pub created_at: Timestamp,
}

/// A thread as read back.
#[derive(Clone, Debug, PartialEq)]
pub struct ThreadRow {
    /// Its id.
    pub id: Uuid,
    /// What it hangs on.
    pub anchor: Anchor,
    /// What the range read when the thread was made.
    pub quote: String,
    /// Who began it.
    pub author: Uuid,
    /// Oldest first.
    pub comments: Vec<CommentRow>,
    /// Who settled it and when, if settled.
    pub resolved: Option<(Person, Timestamp)>,
}

/// Comment threads. Every thread is named together with its postmortem: the id of another postmortem's thread is `NotFound`.
#[async_trait]
pub trait CommentStore: Send + Sync {
    /// All threads of a postmortem, oldest first.
    async fn threads(&self, postmortem: Uuid) -> Result<Vec<ThreadRow>, StoreError>;

    /// One thread.
    async fn thread(&self, postmortem: Uuid, id: Uuid) -> Result<ThreadRow, StoreError>;

    /// Adds a thread with its first comment. `Conflict` when the postmortem has `most` already.
    async fn create_thread(&self, thread: &NewThread, most: u32) -> Result<(), StoreError>;

    /// Adds a comment to a thread. `Conflict` when the thread has `most` already.
    async fn add_comment(
        &self,
        postmortem: Uuid,
        thread: Uuid,
        comment: &NewComment,
        most: u32,
    ) -> Result<(), StoreError>;

    /// Settles a thread, or reopens it with `None`.
    async fn set_resolved(
        &self,
        postmortem: Uuid,
        thread: Uuid,
        resolved: Option<(Uuid, Timestamp)>,
    ) -> Result<(), StoreError>;

    /// Removes a thread and its comments.
    async fn delete_thread(&self, postmortem: Uuid, thread: Uuid, audit: &Audit) -> Result<(), StoreError>;
}
