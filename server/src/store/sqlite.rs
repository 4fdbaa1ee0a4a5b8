//! The store on one SQLite file. Rows that were acknowledged survive power loss: WAL with `synchronous=FULL`.

mod documents;
mod people;
mod sharing;
mod templates;
mod comments;
mod audit;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use debrief_shared::api::{Person, Role};
use jiff::Timestamp;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteQueryResult, SqliteSynchronous, SqliteTransaction,
};
use sqlx::{Connection, SqliteConnection, SqlitePool};
use uuid::Uuid;

use super::StoreError;

/// Every migration, in order; a test compares the list with the folder.
const MIGRATIONS: [(i64, &str, &str); 7] = [
    (1, "documents", include_str!("../../../migrations/sqlite/0001_documents.sql")),
    (2, "people", include_str!("../../../migrations/sqlite/0002_people.sql")),
    (3, "templates", include_str!("../../../migrations/sqlite/0003_templates.sql")),
    (4, "comments", include_str!("../../../migrations/sqlite/0004_comments.sql")),
    (5, "accounts", include_str!("../../../migrations/sqlite/0005_accounts.sql")),
    (6, "sharing", include_str!("../../../migrations/sqlite/0006_sharing.sql")),
    (7, "audit", include_str!("../../../migrations/sqlite/0007_audit.sql")),
];

/// How long a statement waits for another process (a `debrief` command beside the server).
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections that only read. SQLite has one writer at a time, so there is one connection to write.
const READERS: u32 = 4;

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

    /// Ends all connections; the write-ahead log is folded into the file.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    /// The one connection that writes. Begin with `BEGIN IMMEDIATE` where a transaction reads before it writes.
    pub(in crate::store) fn writer(&self) -> &SqlitePool {
        &self.writer
    }

    /// Connections that only read.
    pub(in crate::store) fn reader(&self) -> &SqlitePool {
        &self.reader
    }

    /// Begins a transaction that may read before it writes.
    async fn begin(&self) -> Result<SqliteTransaction<'static>, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}

/// Whether a connection may be used again. When the disk is full SQLite rolls back by itself, and sqlx counts on a transaction that is
/// no more: every later one would fail.
async fn is_clean(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    // Waits for the rollback that was sent off when the transaction was dropped.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

fn migrator(migrations: &'static [(i64, &str, &str)]) -> Migrator {
    let migrations = migrations.iter().map(|&(version, description, sql)| {
        let description = Cow::Borrowed(description);
        Migration::new(version, description, MigrationType::Simple, sqlx::SqlSafeStr::into_sql_str(sql), false)
    });
    Migrator::with_migrations(migrations.collect())
}

/// Reads a UUID column.
fn uuid(text: &str) -> Result<Uuid, StoreError> {
    text.parse().map_err(|_| StoreError::Unavailable(format!("not a UUID in an id column: {text:?}")))
}

/// Reads a time column (Unix milliseconds).
fn timestamp(milliseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(milliseconds).map_err(|error| StoreError::Unavailable(error.to_string()))
}

/// Reads a person's columns.
fn person(id: &str, name: String, color: u8) -> Result<Person, StoreError> {
    Ok(Person { id: uuid(id)?, name, color })
}

/// What a role in a postmortem is stored as. Grants and links of an owner are held back by the schema.
fn role_text(role: Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Editor => "editor",
        Role::Commenter => "commenter",
        Role::Viewer => "viewer",
    }
}

/// Reads a column with a role in a postmortem.
fn role(text: &str) -> Result<Role, StoreError> {
    match text {
        "editor" => Ok(Role::Editor),
        "commenter" => Ok(Role::Commenter),
        "viewer" => Ok(Role::Viewer),
        other => Err(StoreError::Unavailable(format!("unknown role in a postmortem: {other:?}"))),
    }
}

/// A list to bind as one value and take apart with `json_each`.
fn json_list(values: impl Iterator<Item: serde::Serialize>) -> String {
    serde_json::to_string(&values.collect::<Vec<_>>()).expect("plain data serialises")
}

/// `otherwise` when a statement changed nothing.
fn changed(done: &SqliteQueryResult, otherwise: StoreError) -> Result<(), StoreError> {
    if done.rows_affected() == 0 { Err(otherwise) } else { Ok(()) }
}
