//! Messages for people outside, as they were composed.

use async_trait::async_trait;
use debrief_shared::api::Person;
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::audit::Audit;
use super::documents::Seq;

/// What becomes of a password when a message is published again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewPassword {
    /// As it is.
    Kept,
    /// There is none any more.
    None,
    /// The PHC string of another one.
    Hash(String),
}

/// A message to publish.
#[derive(Clone, Debug)]
pub struct NewOutside {
    /// Of which postmortem.
    pub postmortem: Uuid,
    /// The last part of its address.
    pub slug: String,
    /// Its password.
    pub password: NewPassword,
    /// The newest place in the log.
    pub seq: Seq,
    /// Who publishes it.
    pub by: Uuid,
    /// Now.
    pub at: Timestamp,
    /// Plain text.
    pub title: String,
    /// As it was composed.
    pub body: String,
    /// Pictures in it.
    pub images: Vec<Uuid>,
    /// What it is made of, as JSON.
    pub choice: String,
}

/// Where the message of a postmortem stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideRow {
    /// The last part of its address.
    pub slug: String,
    /// Whether it asks for a password.
    pub has_password: bool,
    /// Who withdrew it and when, if it was.
    pub withdrawn: Option<(Option<Person>, Timestamp)>,
    /// The newest place in the log when its newest version was published.
    pub seq: Seq,
    /// What the newest version is made of, as JSON.
    pub choice: String,
    /// Number, who and when of each version, newest first.
    pub versions: Vec<(u32, Option<Person>, Timestamp)>,
}

/// What strangers see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownOutside {
    /// Of which postmortem.
    pub postmortem: Uuid,
    /// The last part of its address.
    pub slug: String,
    /// The PHC string of its password.
    pub password_hash: Option<String>,
    /// 1 for the first version.
    pub number: u32,
    /// When the first version was published.
    pub first: Timestamp,
    /// When this version was published.
    pub at: Timestamp,
    /// Plain text.
    pub title: String,
    /// As it was composed.
    pub body: String,
    /// Pictures in it.
    pub images: Vec<Uuid>,
}

/// Messages for people outside.
#[async_trait]
pub trait OutsideStore: Send + Sync {
    /// Where the message of a postmortem stands, if one was ever published.
    async fn outside(&self, postmortem: Uuid) -> Result<Option<OutsideRow>, StoreError>;

    /// The newest version at an address; `NotFound` when there was never one, when it was withdrawn, and when its postmortem is in the bin.
    async fn outside_page(&self, slug: &str) -> Result<ShownOutside, StoreError>;

    /// What anybody may see without a password, at most `limit`, newest first.
    async fn outside_feed(&self, limit: u32) -> Result<Vec<ShownOutside>, StoreError>;

    /// Publishes a version; one that was withdrawn is back with it. `Conflict` when another postmortem has the address or, by the audit
    /// log, ever had it, or there were `most` versions already.
    async fn publish_outside(&self, new: &NewOutside, most: u32, audit: &Audit) -> Result<(), StoreError>;

    /// Withdraws the message. `NotFound` when there is none.
    async fn withdraw_outside(
        &self,
        postmortem: Uuid,
        by: Uuid,
        at: Timestamp,
        audit: &Audit,
    ) -> Result<(), StoreError>;

    /// Takes back that it was withdrawn. `NotFound` when it was not.
    async fn restore_outside(&self, postmortem: Uuid, audit: &Audit) -> Result<(), StoreError>;
}
