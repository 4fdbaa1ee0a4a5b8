//! The past of postmortems: who changed something when, exact states, and the versions that people gave names to.

use async_trait::async_trait;
use debrief_shared::api::Person;
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::audit::Audit;
use super::documents::{Seq, Snapshot};

/// An update of the log without what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// Its place in the log.
    pub seq: Seq,
    /// Whose change it is.
    pub author: Option<Uuid>,
    /// When it reached the server.
    pub at: Timestamp,
    /// Bytes of the update.
    pub bytes: u64,
}

/// A version with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The state after this update.
    pub seq: Seq,
    /// Who gave it the name.
    pub created_by: Option<Person>,
    /// When.
    pub created_at: Timestamp,
}

/// A version to keep.
#[derive(Clone, Debug)]
pub struct NewVersion {
    /// Its id.
    pub id: Uuid,
    /// Of which postmortem.
    pub postmortem: Uuid,
    /// What it is called.
    pub name: String,
    /// The exact state.
    pub state: Snapshot,
    /// Who gives it the name.
    pub created_by: Uuid,
    /// Now.
    pub created_at: Timestamp,
}

/// How far somebody has seen a postmortem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenRow {
    /// The last update that they have seen.
    pub seq: Seq,
    /// When that was noted.
    pub at: Timestamp,
}

/// The past.
#[async_trait]
pub trait HistoryStore: Send + Sync {
    /// The log before `before` (from its end when absent), newest first, at most `limit` rows.
    async fn log_rows(&self, id: Uuid, before: Option<Seq>, limit: u32) -> Result<Vec<LogRow>, StoreError>;

    /// People by id, whatever became of their accounts.
    async fn people_named(&self, ids: &[Uuid]) -> Result<Vec<Person>, StoreError>;

    /// Versions of a postmortem, newest state first.
    async fn versions(&self, id: Uuid) -> Result<Vec<VersionRow>, StoreError>;

    /// One version of a postmortem.
    async fn version(&self, id: Uuid, version: Uuid) -> Result<VersionRow, StoreError>;

    /// Keeps a version with its state. `Conflict` when there are `most` already.
    async fn create_version(&self, version: &NewVersion, most: u32) -> Result<(), StoreError>;

    /// Gives a version another name.
    async fn rename_version(&self, id: Uuid, version: Uuid, name: &str) -> Result<(), StoreError>;

    /// How far somebody has seen a postmortem; `None` when that was never noted.
    async fn seen(&self, id: Uuid, person: Uuid) -> Result<Option<SeenRow>, StoreError>;

    /// Notes that somebody has seen a postmortem up to the last update that is not behind `through`. Never goes back.
    async fn note_seen(&self, id: Uuid, person: Uuid, through: Seq, at: Timestamp) -> Result<(), StoreError>;

    /// Who has changed a postmortem after `seq`.
    async fn authors_after(&self, id: Uuid, seq: Seq) -> Result<Vec<Uuid>, StoreError>;

    /// Removes a version, and its state unless that is needed otherwise.
    async fn delete_version(&self, id: Uuid, version: Uuid, audit: &Audit) -> Result<(), StoreError>;
}
