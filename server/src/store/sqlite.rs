//! The store on one SQLite file. Rows that were acknowledged survive power loss: WAL with `synchronous=FULL`.

mod dialect;
pub(in crate::store) mod search;

#[cfg(test)]
mod tests;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous, SqliteTransaction};
use sqlx::{Connection, SqliteConnection, SqlitePool};

use super::StoreError;
use super::documents::NewUpdate;
use super::migrations::{migrations, migrator};

/// The statements, written once for both databases and compiled here for SQLite.
#[path = "sql"]
mod sql {
    use super::dialect;

    mod columns;
    mod documents;
    mod people;
    mod sharing;
    mod rights;
    mod templates;
    mod comments;
    mod notifications;
    mod mails;
    mod reminders;
    mod images;
    mod audit;
    mod nodes;
    mod portable;
    mod history;
    mod projection;
    mod reviews;
    mod outside;
    mod connections;
    mod inbound;
    mod tracked;
    mod meetings;
    mod facilitators;
    mod idempotency;
    mod search;
}

/// Every migration, in order; a test compares the list with the folder.
const MIGRATIONS: [(i64, &str, &str); 35] = migrations!("sqlite");

/// How long a statement waits for another process (a `debrief` command beside the server).
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections that only read. SQLite has one writer at a time, so there is one connection to write.
const READERS: u32 = 4;
/// What is added to the name of the database for each of its files: itself, the write-ahead log and its index.
const FILES: [&str; 3] = ["", "-wal", "-shm"];

/// A handle to the database; cheap to clone.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    writer: SqlitePool,
    reader: SqlitePool,
    file: PathBuf,
}

impl SqliteStore {
    /// Opens the file, making it (not its folder) when it is missing, and brings its schema up to date.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .after_release(|connection, _| Box::pin(is_clean(connection)))
            .connect_with(options.clone())
            .await?;
        migrator(&MIGRATIONS).run(&writer).await.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let reader = SqlitePoolOptions::new()
            .max_connections(READERS)
            .idle_timeout(Duration::from_mins(1))
            .connect_lazy_with(options.read_only(true).create_if_missing(false));
        Ok(Self { writer, reader, file: file.to_owned() })
    }

    /// The one connection that writes. Begin with `BEGIN IMMEDIATE` where a transaction reads before it writes.
    pub(in crate::store) fn writer(&self) -> &SqlitePool {
        &self.writer
    }

    /// Connections that only read.
    pub(in crate::store) fn reader(&self) -> &SqlitePool {
        &self.reader
    }

    /// Begins a transaction that may read before it writes: what it has read stays true until its end.
    async fn begin(&self) -> Result<SqliteTransaction<'static>, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Begins the transaction that appends to logs. One writer at a time: rows get their places in the order of commits.
    async fn begin_appending(&self, _batch: &[NewUpdate]) -> Result<SqliteTransaction<'static>, StoreError> {
        self.begin().await
    }

    /// A file answers, or an error comes: there is nothing to wait for.
    async fn in_time<T>(&self, doing: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        doing.await
    }

    /// Begins a transaction whose statements all see the same moment.
    async fn begin_reading(&self) -> Result<SqliteTransaction<'static>, StoreError> {
        Ok(self.reader.begin().await?)
    }

    /// Ends all connections; the write-ahead log is folded into the file.
    async fn close_all(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    /// Bytes of all files.
    async fn size(&self) -> Result<u64, StoreError> {
        let mut bytes = 0;
        for suffix in FILES {
            let mut name = self.file.clone().into_os_string();
            name.push(suffix);
            match tokio::fs::metadata(&name).await {
                Ok(file) => bytes += file.len(),
                // Folded into the database while nobody writes.
                Err(error) if error.kind() == ErrorKind::NotFound && !suffix.is_empty() => {}
                Err(error) => return Err(StoreError::Unavailable(error.to_string())),
            }
        }
        Ok(bytes)
    }
}

/// Whether a connection may be used again. When the disk is full SQLite rolls back by itself, and sqlx counts on a transaction that is
/// no more: every later one would fail.
async fn is_clean(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    // Waits for the rollback that was sent off when the transaction was dropped.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}
