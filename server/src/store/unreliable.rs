//! For tests: a real store whose log can be made to fail or to wait.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use debrief_shared::api::Role;
use jiff::Timestamp;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::audit::Audit;
use super::documents::{
    DocumentRow, DocumentStore, ListQuery, NewDocument, NewUpdate, Projection, Seq, Snapshot, StoredUpdate,
};
use super::postgres;
use super::sqlite::SqliteStore;
use super::{Store, StoreError};

/// With `postgres` in it the tests that use this store run on PostgreSQL instead of SQLite.
const VARIABLE: &str = "DEBRIEF_TEST_STORE";

/// A store in a folder of its own.
pub(crate) struct Unreliable {
    pub(crate) inner: Arc<dyn Store>,
    /// While set, nothing is appended.
    pub(crate) failing: AtomicBool,
    /// While set, updates break a rule of the schema.
    pub(crate) refusing: AtomicBool,
    /// Transactions that may be made; plenty unless a test takes them away.
    pub(crate) permits: Semaphore,
    /// Transactions made.
    pub(crate) commits: AtomicUsize,
    /// Documents loaded.
    pub(crate) loads: AtomicUsize,
    /// Where the data lies: a folder or a database, gone with this.
    place: Arc<dyn Any + Send + Sync>,
}

impl Unreliable {
    pub(crate) async fn new() -> Self {
        let (inner, place): (Arc<dyn Store>, Arc<dyn Any + Send + Sync>) =
            if std::env::var(VARIABLE).is_ok_and(|store| store == "postgres") {
                let (store, place) = postgres::tests::open().await;
                (Arc::new(store), Arc::new(place))
            } else {
                let folder = tempfile::tempdir().expect("a temporary folder");
                let store = SqliteStore::open(&folder.path().join("debrief.db")).await.expect("opens");
                (Arc::new(store), Arc::new(folder))
            };
        Self {
            inner,
            failing: AtomicBool::new(false),
            refusing: AtomicBool::new(false),
            permits: Semaphore::new(1_000_000),
            commits: AtomicUsize::new(0),
            loads: AtomicUsize::new(0),
            place,
        }
    }

    /// The same data under a new store, as a new server finds it.
    pub(crate) fn reopen(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            failing: AtomicBool::new(false),
            refusing: AtomicBool::new(false),
            permits: Semaphore::new(1_000_000),
            commits: AtomicUsize::new(0),
            loads: AtomicUsize::new(0),
            place: Arc::clone(&self.place),
        }
    }

    /// Makes every transaction wait until [`Unreliable::release`].
    pub(crate) fn hold(&self) {
        self.permits.forget_permits(1_000_000);
    }

    /// Lets so many transactions be made.
    pub(crate) fn release(&self, transactions: usize) {
        self.permits.add_permits(transactions);
    }
}

#[async_trait]
impl DocumentStore for Unreliable {
    async fn append(&self, batch: &[NewUpdate]) -> Result<Vec<Seq>, StoreError> {
        self.permits.acquire().await.expect("never closed").forget();
        if self.failing.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("the disk is full".to_owned()));
        }
        if self.refusing.load(Ordering::SeqCst) {
            return Err(StoreError::Conflict);
        }
        let seqs = self.inner.append(batch).await?;
        self.commits.fetch_add(1, Ordering::SeqCst);
        Ok(seqs)
    }

    async fn snapshot(&self, id: Uuid) -> Result<Option<Snapshot>, StoreError> {
        self.loads.fetch_add(1, Ordering::SeqCst);
        self.inner.snapshot(id).await
    }

    async fn create(&self, document: NewDocument, audit: &Audit) -> Result<Seq, StoreError> {
        self.inner.create(document, audit).await
    }

    async fn row(&self, id: Uuid) -> Result<DocumentRow, StoreError> {
        self.inner.row(id).await
    }

    async fn list(&self, query: ListQuery) -> Result<Vec<(DocumentRow, Option<Role>)>, StoreError> {
        self.inner.list(query).await
    }

    async fn set_deleted(&self, id: Uuid, by: Uuid, at: Timestamp, audit: &Audit) -> Result<(), StoreError> {
        self.inner.set_deleted(id, by, at, audit).await
    }

    async fn clear_deleted(&self, id: Uuid, audit: &Audit) -> Result<(), StoreError> {
        self.inner.clear_deleted(id, audit).await
    }

    async fn writers(&self, id: Uuid) -> Result<Vec<(u64, Option<Uuid>)>, StoreError> {
        self.inner.writers(id).await
    }

    async fn begin_run(&self) -> Result<bool, StoreError> {
        self.inner.begin_run().await
    }

    async fn end_run(&self) -> Result<(), StoreError> {
        self.inner.end_run().await
    }

    async fn tail(&self, id: Uuid, after: Seq) -> Result<Vec<StoredUpdate>, StoreError> {
        self.inner.tail(id, after).await
    }

    async fn save_snapshot(&self, id: Uuid, snapshot: &Snapshot, at: Timestamp) -> Result<(), StoreError> {
        self.inner.save_snapshot(id, snapshot, at).await
    }

    async fn save_projection(
        &self,
        id: Uuid,
        through: Seq,
        at: Timestamp,
        projection: &Projection,
    ) -> Result<(), StoreError> {
        self.inner.save_projection(id, through, at, projection).await
    }

    async fn stale_projections(&self) -> Result<Vec<Uuid>, StoreError> {
        self.inner.stale_projections().await
    }

    async fn ids(&self) -> Result<Vec<Uuid>, StoreError> {
        self.inner.ids().await
    }

    async fn disk_bytes(&self) -> Result<u64, StoreError> {
        self.inner.disk_bytes().await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.inner.ping().await
    }

    async fn close(&self) {
        self.inner.close().await;
    }
}
