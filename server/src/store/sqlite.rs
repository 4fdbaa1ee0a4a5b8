//! The store on one SQLite file. Rows that were acknowledged survive power loss: WAL with `synchronous=FULL`.

mod documents;
mod people;
mod templates;
mod comments;

use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

use debrief_shared::api::Person;
use jiff::Timestamp;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};
use uuid::Uuid;

use super::StoreError;

/// Every migration, in order; a test compares the list with the folder.
const MIGRATIONS: [(i64, &str, &str); 4] = [
    (1, "documents", include_str!("../../../migrations/sqlite/0001_documents.sql")),
    (2, "people", include_str!("../../../migrations/sqlite/0002_people.sql")),
    (3, "templates", include_str!("../../../migrations/sqlite/0003_templates.sql")),
    (4, "comments", include_str!("../../../migrations/sqlite/0004_comments.sql")),
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
        migrator().run(&writer).await.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let reader = SqlitePoolOptions::new()
            .max_connections(READERS)
            .idle_timeout(Duration::from_mins(1))
            .connect_lazy_with(options.read_only(true).create_if_missing(false));
        Ok(Self { writer, reader })
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
}

/// Whether a connection may be used again. When the disk is full SQLite rolls back by itself, and sqlx counts on a transaction that is
/// no more: every later one would fail.
async fn is_clean(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    // Waits for the rollback that was sent off when the transaction was dropped.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

fn migrator() -> Migrator {
    let migrations = MIGRATIONS.iter().map(|&(version, description, sql)| {
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{MIGRATIONS, SqliteStore};
    use crate::store::contract;
    use crate::store::documents::{DocumentStore, NewUpdate};

    #[tokio::test]
    async fn sqlite_keeps_the_contract_of_documents() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = SqliteStore::open(&folder.path().join("debrief.db")).await.expect("opens");
        contract::documents(&store).await;
    }

    #[tokio::test]
    async fn sqlite_keeps_the_contract_of_people_templates_and_comments() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = SqliteStore::open(&folder.path().join("debrief.db")).await.expect("opens");
        contract::people::people(&store).await;
        contract::people::templates(&store).await;
        contract::people::comments(&store).await;
    }

    #[tokio::test]
    async fn what_was_stored_is_there_after_opening_again() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("debrief.db");
        let store = SqliteStore::open(&file).await.expect("opens");
        let id = contract::document(&store, 1).await;
        store.close().await;

        let store = SqliteStore::open(&file).await.expect("opens again");
        assert_eq!(contract::log(&store, id).await, [b"first".to_vec()]);
    }

    #[tokio::test]
    async fn a_transaction_that_sqlite_rolled_back_by_itself_harms_no_later_one() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = SqliteStore::open(&folder.path().join("debrief.db")).await.expect("opens");
        let document = contract::document(&store, 1).await;
        let mut transaction = store.writer().begin_with("BEGIN IMMEDIATE").await.expect("begins");
        sqlx::query("ROLLBACK").execute(&mut *transaction).await.expect("what a full disk does");
        drop(transaction);

        let update = NewUpdate { document, author: None, created_at: Timestamp::now(), data: vec![1].into() };
        store.append(&[update]).await.expect("it is over");
        assert_eq!(contract::log(&store, document).await.len(), 2);
    }

    #[test]
    fn every_migration_of_the_folder_is_listed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/sqlite");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder of migrations")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        files.sort();
        let listed: Vec<String> =
            MIGRATIONS.iter().map(|(version, name, _)| format!("{version:04}_{name}.sql")).collect();
        assert_eq!(listed, files);
    }
}
