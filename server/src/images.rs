//! Pictures: made anew from what somebody sent, kept in an object store, given out as bytes. Who may see them is not decided here.

mod bucket;
mod crowd;
mod jpeg;
mod picture;
pub mod place;
mod wire;

use std::fmt::Write as _;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use jiff::{Timestamp, Unit};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use uuid::Uuid;

pub use crowd::{Coming, Crowded};
pub use picture::{MAX_SIDE_PIXELS, Picture, PictureError};
pub use place::Place;

use crate::random;
use crate::store::images::{ImageRow, Kept, Room};

/// Largest picture that somebody may send, in bytes.
pub const MAX_UPLOAD_BYTES: usize = 10 * 1024 * 1024;
/// What one postmortem has room for: 500 pictures, 500 MB of stored bytes.
pub const ROOM: Room = Room { images: 500, bytes: 500 * 1024 * 1024 };

/// Pictures that are made anew at the same time. Each takes up to some 300 MB and one processor.
const STUDIOS: usize = 2;
/// Those that wait for it; more are told to come again.
const MAX_WAITING: usize = 14;

/// Why the bytes of a picture could not be kept or found.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// The object store has not got them.
    #[error("the bytes are missing")]
    Missing,
    /// They are not what was stored.
    #[error("the bytes are not what was stored")]
    Damaged,
    /// The object store cannot be opened, or does not answer.
    #[error("{0}")]
    Unavailable(String),
}

impl From<object_store::Error> for ImageError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            other => Self::Unavailable(other.to_string()),
        }
    }
}

/// Why somebody's bytes did not become a picture.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// They are none that is taken.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// Too many wait already.
    #[error("too many pictures at once")]
    Crowded,
}

/// The pictures of an instance. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Images {
    bucket: Arc<dyn ObjectStore>,
    studios: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    crowd: crowd::Crowd,
}

impl Images {
    /// Opens the place where bytes are kept. A folder is made; a bucket has to be there, and is not asked yet.
    ///
    /// # Errors
    /// When it cannot work.
    pub fn open(place: &Place) -> Result<Self, ImageError> {
        Ok(Self {
            bucket: bucket::open(place)?,
            studios: Arc::new(Semaphore::new(STUDIOS)),
            waiting: Arc::new(Semaphore::new(STUDIOS + MAX_WAITING)),
            crowd: crowd::Crowd::default(),
        })
    }

    /// Whether the place answers; for a warning at the start.
    ///
    /// # Errors
    /// Why not.
    pub async fn reach(&self) -> Result<(), ImageError> {
        match self.bucket.head(&Path::from("none")).await {
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes a place for a picture that is about to come in: its bytes will be in memory.
    ///
    /// # Errors
    /// When they, or everybody together, have too many on their way.
    pub fn expect(&self, person: Uuid) -> Result<Coming, Crowded> {
        self.crowd.enter(person)
    }

    /// Makes a picture anew, off the threads that serve everybody.
    ///
    /// # Errors
    /// Why it is not taken. What makes a decoder panic is not readable.
    pub async fn remake(&self, bytes: Bytes) -> Result<Picture, Refusal> {
        let _waiting = self.waiting.try_acquire().map_err(|_| Refusal::Crowded)?;
        let studio = Arc::clone(&self.studios).acquire_owned().await.map_err(|_| Refusal::Crowded)?;
        let made = tokio::task::spawn_blocking(move || {
            // Held until it is done, also when nobody waits for the answer any more.
            let _studio = studio;
            Picture::remake(&bytes)
        });
        Ok(made.await.unwrap_or(Err(PictureError::Damaged))?)
    }

    /// Keeps a picture's bytes under a new id; gives its row, which is to be stored next.
    ///
    /// # Errors
    /// When they could not be kept.
    pub async fn keep(
        &self,
        postmortem: Uuid,
        uploaded_by: Uuid,
        picture: Picture,
        now: Timestamp,
    ) -> Result<ImageRow, ImageError> {
        let row = ImageRow {
            id: Uuid::from_bytes(random::bytes()),
            postmortem,
            uploaded_by,
            // As storage keeps it.
            created_at: now.round(Unit::Millisecond).unwrap_or(now),
            media_type: picture.media_type.to_owned(),
            width: picture.width,
            height: picture.height,
            bytes: picture.bytes.len() as u64,
            sha256: hash(&picture.bytes),
        };
        self.put(&Kept::from(&row), picture.bytes.into()).await?;
        Ok(row)
    }

    /// Puts bytes in their place.
    ///
    /// # Errors
    /// When they could not be kept.
    pub async fn put(&self, kept: &Kept, bytes: Bytes) -> Result<(), ImageError> {
        self.bucket.put(&key(kept.postmortem, kept.id), PutPayload::from_bytes(bytes)).await?;
        Ok(())
    }

    /// The bytes, as they come.
    ///
    /// # Errors
    /// When they are not there.
    pub async fn stream(
        &self,
        postmortem: Uuid,
        id: Uuid,
    ) -> Result<BoxStream<'static, object_store::Result<Bytes>>, ImageError> {
        Ok(self.bucket.get(&key(postmortem, id)).await?.into_stream())
    }

    /// All bytes, seen to be what was stored.
    ///
    /// # Errors
    /// When they are not there, or not what was stored.
    pub async fn read(&self, kept: &Kept) -> Result<Bytes, ImageError> {
        let bytes = self.bucket.get(&key(kept.postmortem, kept.id)).await?.bytes().await?;
        if hash(&bytes) == kept.sha256 { Ok(bytes) } else { Err(ImageError::Damaged) }
    }

    /// Takes bytes away whose row could not be stored.
    pub async fn forget(&self, postmortem: Uuid, id: Uuid) {
        if let Err(error) = self.bucket.delete(&key(postmortem, id)).await {
            tracing::warn!(%error, "the bytes of a picture that nothing names stay where they are");
        }
    }
}

/// SHA-256, lower-case hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Ids and nothing else: no name that somebody chose gets into a path.
fn key(postmortem: Uuid, id: Uuid) -> Path {
    Path::from_iter([postmortem.to_string(), id.to_string()])
}

#[cfg(test)]
mod tests;
