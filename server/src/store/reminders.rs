//! Reminders of mitigations: which are due, which reminder went last, and what was answered.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::StoreError;
use super::notifications::NewNotification;

/// What went last about a mitigation, with the owner and the due date that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminded {
    /// 0: none, it was answered before; 1: it is due soon; 2: it is due; from 3 on: it was due.
    pub step: u32,
    /// On which day.
    pub on: Date,
    /// Whether the owner said that the date is still right.
    pub answered: bool,
}

/// A mitigation that is open and has an owner and a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueAction {
    /// The postmortem.
    pub postmortem: Uuid,
    /// Its id in the document.
    pub action: String,
    /// Its owner in lower case, as it is compared.
    pub owner_key: String,
    /// When it is due.
    pub due: Date,
    /// What went last about it.
    pub reminded: Option<Reminded>,
}

/// A reminder to note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReminder {
    /// About what.
    pub action: DueAction,
    /// Whom it is for.
    pub person: Uuid,
    /// Which one it is; see [`Reminded::step`].
    pub step: u32,
    /// On which day.
    pub on: Date,
}

/// Reminders of mitigations.
#[async_trait]
pub trait ReminderStore: Send + Sync {
    /// Open mitigations with an owner that are due from `from` until `to`, in postmortems that are not in the bin: the first due first,
    /// `limit` at most.
    async fn due_actions(&self, from: Date, to: Date, limit: u32) -> Result<Vec<DueAction>, StoreError>;

    /// Notes that a reminder went and tells of it, both or neither; `false`, and nothing is done, when another one went since it was looked.
    /// Of the person the `most` newest notifications stay, none from before `since`.
    async fn remind(
        &self,
        reminder: &NewReminder,
        news: &NewNotification,
        most: u32,
        since: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Notes that somebody said that the date of a mitigation is still right: nobody is reminded of it (again), as long as owner and date
    /// stay. One that is not there, or that nobody would be reminded of, is fine.
    async fn answer_reminder(
        &self,
        postmortem: Uuid,
        action: &str,
        person: Uuid,
        at: Timestamp,
    ) -> Result<(), StoreError>;
}
