//! Backups: a folder with a manifest and one file of rows a table, JSON lines, that belongs to no database. A folder is whole or not there;
//! a byte that was changed is noticed before anything is restored.

mod folder;
mod lines;
mod manifest;

use std::io;
use std::path::Path;

use jiff::Timestamp;

pub use folder::Backup;
pub use manifest::Manifest;

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
    /// Rows did not get in or out.
    #[error(transparent)]
    Rows(#[from] PortableError),
}

/// Writes everything that a database holds at this moment into a new folder. Servers may go on writing.
pub async fn write(store: &dyn PortableStore, folder: &Path, now: Timestamp) -> Result<Manifest, BackupError> {
    let mut writing = Writing::begin(folder)?;
    let schema = store.schema().await.map_err(PortableError::from)?;
    store.dump(&mut writing).await?;
    writing.finish(schema, now)
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
