//! Comment threads of postmortems.

use async_trait::async_trait;
use debrief_shared::api::{Anchor, Person, Reacted, Reaction};
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
    /// Words that are proposed in its place.
    pub suggestion: Option<String>,
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
    /// Plain text; empty once removed.
    pub body: String,
    /// When.
    pub created_at: Timestamp,
    /// When it was last edited, if ever.
    pub edited_at: Option<Timestamp>,
    /// Whether its words were taken away.
    pub removed: bool,
    /// Who reacted how.
    pub reactions: Vec<Reacted>,
}

/// Names a comment: it is found under its own thread and postmortem only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommentKey {
    /// Which postmortem.
    pub postmortem: Uuid,
    /// Which thread of it.
    pub thread: Uuid,
    /// Which comment of that.
    pub comment: Uuid,
}

/// How far somebody has read the comments of a postmortem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRow {
    /// Everything up to here.
    pub all: Timestamp,
    /// Threads that were read further, by id.
    pub threads: Vec<(Uuid, Timestamp)>,
}

/// What was left when a comment had been removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// The thread, with what others wrote.
    Thread,
    /// Nothing.
    Nothing,
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
    /// What it proposes.
    pub suggestion: Option<SuggestionRow>,
}

/// A suggestion as read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestionRow {
    /// Words in the place of the range.
    pub text: String,
    /// Whether it was accepted, by whom and when; `None` while undecided.
    pub decided: Option<(bool, Person, Timestamp)>,
}

/// What is decided on a suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// A new one for each: the same, made once more because its answer was lost, is known by it.
    pub id: Uuid,
    /// The thread of the suggestion.
    pub thread: Uuid,
    /// Whether its words are taken over.
    pub accepted: bool,
    /// Who decides.
    pub by: Uuid,
    /// Now.
    pub at: Timestamp,
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

    /// How far a person has read; `None` when they never noted it.
    async fn comments_read(&self, postmortem: Uuid, person: Uuid) -> Result<Option<ReadRow>, StoreError>;

    /// Notes that a person has read everything up to `at`, or one thread. Never goes back. `NotFound` when there is no such thread there.
    async fn note_read(
        &self,
        postmortem: Uuid,
        person: Uuid,
        thread: Option<Uuid>,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Gives a comment other words. `NotFound` when it is not there or was removed.
    async fn edit_comment(&self, key: CommentKey, body: &str, at: Timestamp) -> Result<(), StoreError>;

    /// Removes a comment. The first one of a thread that has answers leaves its place; with its last comment a thread goes, too.
    /// `NotFound` when it is not there or was removed.
    async fn remove_comment(&self, key: CommentKey, at: Timestamp, audit: &Audit) -> Result<Left, StoreError>;

    /// Reacts to a comment, or does nothing when they have already. `NotFound` as for an edit, `Conflict` when the comment has `most`.
    async fn react(
        &self,
        key: CommentKey,
        person: Uuid,
        reaction: Reaction,
        at: Timestamp,
        most: u32,
    ) -> Result<(), StoreError>;

    /// Takes a reaction back, or does nothing when there is none.
    async fn unreact(&self, key: CommentKey, person: Uuid, reaction: Reaction) -> Result<(), StoreError>;

    /// Settles a thread, or reopens it with `None`.
    async fn set_resolved(
        &self,
        postmortem: Uuid,
        thread: Uuid,
        resolved: Option<(Uuid, Timestamp)>,
    ) -> Result<(), StoreError>;

    /// Decides on a suggestion, for good, which settles its thread. One that changes the text is made by
    /// [`DocumentStore::append_deciding`](super::DocumentStore::append_deciding) instead. `NotFound` when the thread is none, `Conflict` when it
    /// was decided already by another decision.
    async fn decide_suggestion(&self, postmortem: Uuid, decision: &Decision, audit: &Audit) -> Result<(), StoreError>;

    /// Removes a thread and its comments.
    async fn delete_thread(&self, postmortem: Uuid, thread: Uuid, audit: &Audit) -> Result<(), StoreError>;
}
