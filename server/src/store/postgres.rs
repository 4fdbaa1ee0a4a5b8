//! The store on PostgreSQL, which several nodes share. Rows that were acknowledged survive power loss: `synchronous_commit` is on.

mod address;
mod connections;
mod dialect;
pub(in crate::store) mod search;

#[cfg(test)]
pub(crate) mod tests;

use sqlx::Transaction;
use sqlx::postgres::PgPool;

pub use self::address::Address;
use super::StoreError;
use super::documents::NewUpdate;
use super::migrations::{Listed, migrations, migrator};

/// The statements, written once for both databases and compiled here for PostgreSQL.
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
const MIGRATIONS: [Listed; 35] = migrations!("postgres");

/// The first number of Debrief's advisory locks: others may use some in the same database.
const LOCKS: i32 = 0x6465_6272;
/// The second number of the lock that whoever changes something other than content holds.
const CHANGING: i32 = -1;
/// Locks among which documents are spread; whoever appends to a document holds its one. A prime, so that all of an id counts.
const LOG_LOCKS: u128 = 251;

/// A handle to the database; cheap to clone.
#[derive(Clone, Debug)]
pub struct PostgresStore {
    /// Changes of people and access, one at a time in all nodes.
    changes: PgPool,
    /// The log, snapshots and projections.
    writer: PgPool,
    reader: PgPool,
}

impl PostgresStore {
    /// Connects and brings the schema up to date. Nodes that do so at the same time wait for each other.
    pub async fn open(address: &Address) -> Result<Self, StoreError> {
        let first = connections::first(address).await?;
        migrator(&MIGRATIONS).run(&first).await.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        first.close().await;
        let changes = connections::pool(address, connections::CHANGES);
        let writer = connections::pool(address, connections::WRITERS);
        let reader = connections::pool(address, connections::READERS);
        Ok(Self { changes, writer, reader })
    }

    /// Connections for single statements that write.
    pub(in crate::store) fn writer(&self) -> &PgPool {
        &self.writer
    }

    /// Connections that only read.
    pub(in crate::store) fn reader(&self) -> &PgPool {
        &self.reader
    }

    /// Begins a transaction that may read before it writes: what it has read stays true until its end, for only one at a time gets
    /// past here, whichever node it is on. This is what SQLite does, so both keep the same rules by the same statements, and none of
    /// these transactions can be in a deadlock with another. Content is not written this way.
    async fn begin(&self) -> Result<Transaction<'static, sqlx::Postgres>, StoreError> {
        let mut transaction = self.changes.begin().await?;
        sqlx::query("SELECT pg_advisory_xact_lock($1, $2)")
            .bind(LOCKS)
            .bind(CHANGING)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction)
    }

    /// Begins the transaction that appends to logs. Numbers are drawn before a transaction commits: without the locks a reader could
    /// see a document's update 6, go on from there, and never see 5, which another node commits a moment later. Everybody takes
    /// locks in the same order.
    async fn begin_appending(&self, batch: &[NewUpdate]) -> Result<Transaction<'static, sqlx::Postgres>, StoreError> {
        let mut transaction = self.writer.begin().await?;
        let mut locks: Vec<i32> = batch.iter().map(|update| log_lock(update.document.as_u128())).collect();
        locks.sort_unstable();
        locks.dedup();
        sqlx::query("SELECT pg_advisory_xact_lock($1, lock) FROM unnest($2) AS lock")
            .bind(LOCKS)
            .bind(locks)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction)
    }

    /// Ends the waiting for a server that has vanished without a word: its own limits would have ended it sooner.
    async fn in_time<T>(&self, doing: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        let ended = tokio::time::timeout(connections::ANSWER, doing).await;
        ended.map_err(|_| StoreError::Unavailable("the database does not answer any more".to_owned()))?
    }

    /// Begins a transaction whose statements all see the same moment.
    async fn begin_reading(&self) -> Result<Transaction<'static, sqlx::Postgres>, StoreError> {
        Ok(self.reader.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
    }

    /// Ends all connections.
    async fn close_all(&self) {
        self.reader.close().await;
        self.writer.close().await;
        self.changes.close().await;
    }

    /// Bytes of the database.
    async fn size(&self) -> Result<u64, StoreError> {
        let (bytes,): (i64,) =
            sqlx::query_as("SELECT pg_database_size(current_database())").fetch_one(&self.reader).await?;
        Ok(bytes.unsigned_abs())
    }
}

/// The lock of a document's log.
fn log_lock(document: u128) -> i32 {
    i32::try_from(document % LOG_LOCKS).expect("a few hundred")
}

/// Whether the database answered that a text can never be stored or found: it holds no zero characters, which SQLite does.
pub(super) fn cannot_hold(error: &dyn sqlx::error::DatabaseError) -> bool {
    const CHARACTER_NOT_IN_REPERTOIRE: &str = "22021";
    error.code().is_some_and(|code| code == CHARACTER_NOT_IN_REPERTOIRE)
}
