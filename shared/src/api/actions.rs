//! Action items over all postmortems.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::document::Status;

/// A mitigation with the postmortem that it is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActionItem {
    /// Its id in the document.
    pub id: String,
    /// The postmortem.
    pub postmortem: Uuid,
    /// The postmortem's title, possibly empty.
    pub title: String,
    /// When the postmortem was begun, RFC 3339, UTC: how old the item is at most.
    pub since: String,
    /// What is to be different afterwards.
    pub text: String,
    /// `anticipate`, `monitor`, `respond`, `learn`, or empty.
    pub category: String,
    /// `technical`, `process`, or empty.
    pub approach: String,
    /// The one person it belongs to, or empty.
    pub owner: String,
    /// `YYYY-MM-DD`, empty, or whatever was written there.
    pub due: String,
    /// As the organisation words it, or empty.
    pub priority: String,
    /// Link into the tracker, or empty.
    pub ticket: String,
    /// Where it stands.
    pub status: Status,
    /// Why it was decided against; empty without a reason, and for every other status.
    #[serde(default)]
    pub reason: String,
    /// Whether whoever asks may change it. Its owner can say that its date is still right in any case.
    #[serde(default)]
    pub may_edit: bool,
}

/// What somebody says of a mitigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MitigationAnswer {
    /// It is done; the note says what shows that, if anything does.
    Done,
    /// It is due on another day.
    Later,
    /// It was decided against; the note says why.
    WontDo,
    /// Its date is still right.
    StillRight,
}

/// `POST /api/postmortems/{id}/mitigations/{mitigation}/answer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerMitigation {
    /// Where it stands.
    pub answer: MitigationAnswer,
    /// The new date, `YYYY-MM-DD`, with [`MitigationAnswer::Later`].
    #[serde(default)]
    pub due: Option<String>,
    /// What shows it, or why; 500 characters at most.
    #[serde(default)]
    pub note: String,
}

/// `GET /api/actions`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActionList {
    /// The first due first; those without a date last.
    pub actions: Vec<ActionItem>,
    /// What to send as `after` for the next page; `None` on the last.
    pub next: Option<String>,
}
