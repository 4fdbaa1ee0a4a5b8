//! Backups: a folder with a manifest, one file of rows a table, JSON lines, that belongs to no database, and one file a picture. A folder is
//! whole or not there; a byte that was changed is noticed before anything is restored.

mod folder;
mod lines;
mod manifest;

use std::io;
use std::path::Path;

use jiff::Timestamp;

pub use folder::Backup;
pub use manifest::Manifest;

use crate::images::{ImageError, Images};
use crate::store::portable::{PortableError, PortableStore};
use folder::Writing;
use lines::Tally;

/// Why a backup could not be made or used.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The target is taken.
    #[error("{0} exists already; name a folder that does not")]
    Exists(String),
    /// It is not what was written, or not all of it.
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    /// Made by another release.
    #[error("the backup has format {0}, which this release cannot read")]
    Format(u32),
    /// Made by another release.
    #[error("the backup holds other tables than this release has; use the release that made it, then update")]
    Tables,
    /// A file cannot be read or written.
    #[error("{0}: {1}")]
    File(String, io::Error),
    /// Pictures did not get in or out.
    #[error("pictures: {0}")]
    Images(#[from] ImageError),
    /// Rows did not get in or out.
    #[error(transparent)]
    Rows(#[from] PortableError),
}

/// Writes everything that a database holds at this moment into a new folder, with its pictures. Servers may go on writing: a picture is
/// never changed, and never taken away. One whose bytes are missing or damaged is no reason to have no backup; the manifest names it.
pub async fn write(
    store: &dyn PortableStore,
    images: &Images,
    folder: &Path,
    now: Timestamp,
) -> Result<Manifest, BackupError> {
    let mut writing = Writing::begin(folder)?;
    let schema = store.schema().await.map_err(PortableError::from)?;
    store.dump(&mut writing).await?;
    let mut lost = Vec::new();
    for kept in writing.images() {
        match images.read(&kept).await {
            Ok(bytes) => writing.add_image(kept.id, &bytes)?,
            Err(ImageError::Missing | ImageError::Damaged) => lost.push(kept.id),
            Err(error) => return Err(error.into()),
        }
    }
    writing.finish(schema, now, lost)
}

/// Brings a backup's pictures to their place. Before the rows that name them: done half-way it is done again.
pub async fn restore_images(images: &Images, backup: &Backup) -> Result<(), BackupError> {
    for kept in backup.images()? {
        images.put(&kept, backup.image(kept.id)?.into()).await?;
    }
    Ok(())
}

/// Fills an empty database with a backup, all of it or nothing.
pub async fn restore(store: &dyn PortableStore, backup: &Backup) -> Result<(), BackupError> {
    Ok(store.fill(backup.manifest().schema, &mut backup.rows()).await?)
}

/// The hash of a database's content: that of the backup which would be made of it now.
pub async fn content_hash(store: &dyn PortableStore) -> Result<String, BackupError> {
    let mut tally = Tally::default();
    store.dump(&mut tally).await?;
    Ok(tally.content())
}

#[cfg(test)]
mod tests;
