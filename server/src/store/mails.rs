//! Mails about notifications that are to go. Each has a row until it went, so that a restart neither loses nor doubles one.

use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::notifications::NotificationRow;

/// The mail that is to tell of a notification. One that waits for the same person and place takes it in; else there is a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Id of a new one.
    pub id: Uuid,
    /// When a new one goes.
    pub due: Timestamp,
    /// Whether it is the mail of the day, which is about all postmortems.
    pub daily: bool,
}

/// A mail to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailRow {
    /// Its id: at every try it is the same mail.
    pub id: Uuid,
    /// Whom it is for.
    pub person: Uuid,
    /// How often it was tried in vain.
    pub tries: u32,
}

/// Mails that are to go. [`NotificationStore::notify`](super::NotificationStore::notify) makes them.
#[async_trait]
pub trait MailStore: Send + Sync {
    /// Takes the mail that is due for the longest time, if any is, for whoever asks alone, until `until`: who has not said by then what
    /// became of it was ended, and somebody else gets it. Nothing goes into it any more.
    async fn claim_mail(&self, now: Timestamp, until: Timestamp) -> Result<Option<MailRow>, StoreError>;

    /// What a mail tells of, oldest first, without what was read meanwhile.
    async fn mail_contents(&self, mail: Uuid) -> Result<Vec<NotificationRow>, StoreError>;

    /// It went, or never will. None is fine, too.
    async fn end_mail(&self, mail: Uuid) -> Result<(), StoreError>;

    /// It is tried again at `due`. With `reopen` it surely has not gone, and what happens meanwhile goes into it.
    async fn postpone_mail(&self, mail: Uuid, due: Timestamp, reopen: bool) -> Result<(), StoreError>;
}
