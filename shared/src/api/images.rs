//! Pictures on the wire.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A picture of a postmortem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Image {
    /// Its id, random.
    pub id: Uuid,
    /// Where it is served, to whoever may read the postmortem.
    pub url: String,
    /// What shows it when it stands in a text of the postmortem: Markdown without a description.
    pub markdown: String,
    /// `image/png`, `image/jpeg` or `image/webp`.
    pub media_type: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How large it is.
    pub bytes: u64,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Account id of who added it.
    pub uploaded_by: Uuid,
    /// RFC 3339, UTC.
    pub uploaded_at: String,
}
