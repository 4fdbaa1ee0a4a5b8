//! What is known of the pictures in postmortems. Their bytes are not here.

use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::portable::Value;

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageRow {
    /// Its id, random.
    pub id: Uuid,
    /// Which postmortem it is in.
    pub postmortem: Uuid,
    /// Who added it.
    pub uploaded_by: Uuid,
    /// When.
    pub created_at: Timestamp,
    /// `image/png`, `image/jpeg` or `image/webp`.
    pub media_type: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How many bytes are stored.
    pub bytes: u64,
    /// SHA-256 of the stored bytes, lower-case hexadecimal.
    pub sha256: String,
}

/// How much a postmortem has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Most pictures.
    pub images: u32,
    /// Most bytes of all of them together.
    pub bytes: u64,
}

/// A picture by what a backup has to know to carry its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which postmortem it is in.
    pub postmortem: Uuid,
    /// Its id.
    pub id: Uuid,
    /// SHA-256 of the stored bytes, lower-case hexadecimal.
    pub sha256: String,
}

impl Kept {
    /// From a row of the table `images` as [`TABLES`](super::portable::TABLES) lists its columns.
    pub fn from_portable(row: &[Value]) -> Option<Self> {
        let [Value::Text(id), Value::Text(postmortem), .., Value::Text(sha256)] = row else { return None };
        Some(Self { postmortem: postmortem.parse().ok()?, id: id.parse().ok()?, sha256: sha256.clone() })
    }
}

impl From<&ImageRow> for Kept {
    fn from(row: &ImageRow) -> Self {
        Self { postmortem: row.postmortem, id: row.id, sha256: row.sha256.clone() }
    }
}

/// Pictures. Every picture is named together with its postmortem: the id of another postmortem's picture is `NotFound`.
#[async_trait]
pub trait ImageStore: Send + Sync {
    /// Adds a picture. `Conflict` when the postmortem has no room for it.
    async fn add_image(&self, image: &ImageRow, room: Room) -> Result<(), StoreError>;

    /// One picture.
    async fn image(&self, postmortem: Uuid, id: Uuid) -> Result<ImageRow, StoreError>;

    /// All pictures of a postmortem, oldest first.
    async fn images(&self, postmortem: Uuid) -> Result<Vec<ImageRow>, StoreError>;
}
