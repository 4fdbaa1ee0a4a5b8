//! The history of a postmortem.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Person;
use crate::history::{Changes, Run};

/// Longest name of a version, in characters.
pub const MAX_VERSION_NAME_CHARS: usize = 120;
/// Most versions with a name in one postmortem.
pub const MAX_VERSIONS: u32 = 200;

/// A version with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Version {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The state after this change.
    pub seq: i64,
    /// Who gave it the name.
    pub created_by: Option<Person>,
    /// RFC 3339, UTC.
    pub created_at: String,
}

/// Somebody, or several people together, working on the postmortem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistorySpan {
    /// First change of it.
    pub first: i64,
    /// Last change of it: the state to look at.
    pub last: i64,
    /// When it began, RFC 3339, UTC.
    pub from: String,
    /// When it ended, RFC 3339, UTC.
    pub until: String,
    /// Who worked on it.
    pub authors: Vec<Person>,
    /// Number of changes.
    pub changes: u64,
    /// Bytes of changes.
    pub bytes: u64,
    /// Versions with a name in it, newest first.
    pub versions: Vec<Version>,
}

/// `GET /api/postmortems/{id}/history`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryPage {
    /// Newest first.
    pub spans: Vec<HistorySpan>,
    /// On the last page: versions from before the log begins, newest first.
    pub earlier: Vec<Version>,
    /// What to send as `before` for the next page; `None` on the last.
    pub next: Option<i64>,
    /// The log begins behind this change: what came before was cleared away, and the exact state after it stands for that. 0: it is whole.
    #[serde(default)]
    pub begins_after: i64,
}

/// `GET /api/postmortems/{id}/seen`: what is new to the one who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Seen {
    /// The last change that they have seen and that is still there to compare with; `None` when they were never here.
    pub seq: Option<i64>,
    /// When they were last here, RFC 3339, UTC.
    pub at: Option<String>,
    /// The last change there is.
    pub end: i64,
    /// Who else has changed something since.
    pub others: Vec<Person>,
}

/// `PUT /api/postmortems/{id}/seen`.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NoteSeen {
    /// The last change that was seen; everything there is when absent.
    #[serde(default)]
    pub seq: Option<i64>,
}

/// `POST /api/postmortems/{id}/history/versions`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateVersion {
    /// What to call it.
    pub name: String,
    /// The state after this change; the newest that is saved when absent.
    #[serde(default)]
    pub seq: Option<i64>,
}

/// `PATCH /api/postmortems/{id}/history/versions/{version}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RenameVersion {
    /// What to call it.
    pub name: String,
}

/// `POST /api/postmortems/{id}/history/restore`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RestorePast {
    /// The state after this change.
    pub seq: i64,
}

/// Answer of `POST /api/postmortems/{id}/history/restore`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RestoredPast {
    /// The last change before: restoring it undoes this.
    pub before: i64,
}

/// `GET /api/postmortems/{id}/history/diff`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryDiff {
    /// What changed.
    #[serde(flatten)]
    pub changes: Changes,
    /// Everybody whom a run names.
    pub people: Vec<Person>,
}

/// A text and who wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TextAuthors {
    /// Which text, such as `sections/…/body`.
    pub path: String,
    /// All of it, as inserted runs.
    pub runs: Vec<Run>,
}

/// `GET /api/postmortems/{id}/history/authors`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryAuthors {
    /// The last change that is in it.
    pub seq: i64,
    /// Every text that is not empty.
    pub texts: Vec<TextAuthors>,
    /// Everybody whom a run names.
    pub people: Vec<Person>,
}
