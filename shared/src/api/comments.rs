//! Comment threads on the wire.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Person;

/// What a comment thread hangs on: one collaborative text, and a range in it held by sticky indexes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// Text path, see [`TextPath`](crate::document::TextPath).
    pub text: String,
    /// Start, a Yjs relative position as JSON (association after).
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub start: serde_json::Value,
    /// End, a Yjs relative position as JSON (association before).
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub end: serde_json::Value,
}

/// One comment of a thread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Comment {
    /// Its id.
    pub id: Uuid,
    /// Who wrote it.
    pub author: Person,
    /// Plain text.
    pub body: String,
    /// RFC 3339, UTC.
    pub created_at: String,
}

/// A comment thread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Thread {
    /// Its id.
    pub id: Uuid,
    /// What it hangs on.
    pub anchor: Anchor,
    /// The text it was written about; stays when that text is gone.
    pub quote: String,
    /// Oldest first; never empty.
    pub comments: Vec<Comment>,
    /// Who settled it, if settled.
    pub resolved_by: Option<Person>,
    /// When, RFC 3339, UTC.
    pub resolved_at: Option<String>,
}

/// `GET …/comments`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ThreadList {
    /// Oldest first, settled ones too.
    pub threads: Vec<Thread>,
}

/// `POST …/comments`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateThread {
    /// What it hangs on.
    pub anchor: Anchor,
    /// The text in that range now.
    pub quote: String,
    /// The first comment, plain text.
    pub body: String,
}

/// `POST …/comments/{thread}/replies`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateReply {
    /// Plain text.
    pub body: String,
}

/// `PATCH …/comments/{thread}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PatchThread {
    /// Settle or reopen it.
    pub resolved: bool,
}
