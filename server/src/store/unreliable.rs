//! For tests: a real store in which every call can be made to fail, before it does anything or after it has, and appending to wait.

use std::any::Any;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use debrief_shared::api::{Reaction, Role};
use jiff::Timestamp;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::audit::Audit;
use super::comments::{CommentKey, CommentStore, Decision, Left, NewComment, NewThread, ReadRow, ThreadRow};
use super::documents::{
    DocumentRow, DocumentStore, ListQuery, NewDocument, NewUpdate, Projection, Seq, Snapshot, StoredUpdate,
};
use super::images::{ImageRow, ImageStore, Room};
use super::postgres;
use super::sqlite::SqliteStore;
use super::{Store, StoreError};

/// With `postgres` in it the tests that use this store run on PostgreSQL instead of SQLite.
const VARIABLE: &str = "DEBRIEF_TEST_STORE";

/// An empty store, and where its data lies: a folder or a database, gone with this.
pub(crate) type Opened = (Arc<dyn Store>, Arc<dyn Any + Send + Sync>);

/// An empty store of the kind that the tests run on.
pub(crate) async fn open() -> Opened {
    if std::env::var(VARIABLE).is_ok_and(|store| store == "postgres") {
        let (store, place) = postgres::tests::open().await;
        return (Arc::new(store), Arc::new(place));
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = SqliteStore::open(&folder.path().join("debrief.db")).await.expect("opens");
    (Arc::new(store), Arc::new(folder))
}

/// Which calls fail, counted from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Only those of this method count; those of all when there is none.
    pub(crate) of: Option<&'static str>,
    pub(crate) calls: Range<usize>,
    /// They take effect, and it is the answer that gets lost.
    pub(crate) after: bool,
}

/// A store whose calls pass one gate.
pub(crate) struct Unreliable {
    pub(crate) inner: Arc<dyn Store>,
    /// While set, nothing of a document is written.
    pub(crate) failing: AtomicBool,
    /// While set, updates break a rule of the schema.
    pub(crate) refusing: AtomicBool,
    /// Transactions that may be made; plenty unless a test takes them away.
    pub(crate) permits: Semaphore,
    /// Transactions made.
    pub(crate) commits: AtomicUsize,
    /// Documents loaded.
    pub(crate) loads: AtomicUsize,
    /// Times it was asked for stale projections, as a server does at its start.
    pub(crate) sweeps: AtomicUsize,
    fault: Fault,
    calls: AtomicUsize,
    failed: AtomicUsize,
    place: Option<Arc<dyn Any + Send + Sync>>,
}

impl Unreliable {
    /// An empty one.
    pub(crate) async fn new() -> Self {
        let (inner, place) = open().await;
        Self { place: Some(place), ..Self::over(inner, Fault::default()) }
    }

    /// Any store, of whose calls some will fail.
    pub(crate) fn over(inner: Arc<dyn Store>, fault: Fault) -> Self {
        Self {
            inner,
            failing: AtomicBool::new(false),
            refusing: AtomicBool::new(false),
            permits: Semaphore::new(1_000_000),
            commits: AtomicUsize::new(0),
            loads: AtomicUsize::new(0),
            sweeps: AtomicUsize::new(0),
            fault,
            calls: AtomicUsize::new(0),
            failed: AtomicUsize::new(0),
            place: None,
        }
    }

    /// The same data under a new store that works, as a new server finds it.
    pub(crate) fn reopen(&self) -> Self {
        Self { place: self.place.clone(), ..Self::over(Arc::clone(&self.inner), Fault::default()) }
    }

    /// Makes every transaction wait until [`Unreliable::release`].
    pub(crate) fn hold(&self) {
        self.permits.forget_permits(1_000_000);
    }

    /// Lets so many transactions be made.
    pub(crate) fn release(&self, transactions: usize) {
        self.permits.add_permits(transactions);
    }

    /// Calls that were made to fail.
    pub(crate) fn failed(&self) -> usize {
        self.failed.load(Ordering::SeqCst)
    }

    /// The gate.
    async fn pass<T>(
        &self,
        method: &'static str,
        answer: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let appends = matches!(method, "append" | "append_deciding");
        if appends {
            self.permits.acquire().await.expect("never closed").forget();
        }
        if (appends || matches!(method, "save_projection" | "save_snapshot")) && self.failing.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("the disk is full".to_owned()));
        }
        if method == "append" && self.refusing.load(Ordering::SeqCst) {
            return Err(StoreError::Conflict);
        }
        let counts = self.fault.of.is_none_or(|only| only == method);
        let fails = counts && self.fault.calls.contains(&(self.calls.fetch_add(1, Ordering::SeqCst) + 1));
        self.failed.fetch_add(usize::from(fails), Ordering::SeqCst);
        if fails && !self.fault.after {
            return Err(StoreError::Unavailable(format!("{method} was made to fail")));
        }
        let answer = answer.await?;
        match method {
            "append" | "append_deciding" => self.commits.fetch_add(1, Ordering::SeqCst),
            "snapshot" => self.loads.fetch_add(1, Ordering::SeqCst),
            "stale_projections" => self.sweeps.fetch_add(1, Ordering::SeqCst),
            _ => 0,
        };
        if fails { Err(StoreError::Unavailable(format!("the answer of {method} was lost"))) } else { Ok(answer) }
    }
}

macro_rules! pass {
    ($($store:ident { $(fn $method:ident($($argument:ident: $type:ty),*) -> $answer:ty;)* $(else { $($others:tt)* })? })*) => {
        $(#[async_trait]
        impl $store for Unreliable {
            $(async fn $method(&self, $($argument: $type),*) -> Result<$answer, StoreError> {
                self.pass(stringify!($method), self.inner.$method($($argument),*)).await
            })*
            $($($others)*)?
        })*
    };
}

pass! {
    DocumentStore {
        fn create(document: NewDocument, audit: &Audit) -> Seq;
        fn row(id: Uuid) -> DocumentRow;
        fn list(query: ListQuery) -> Vec<(DocumentRow, Option<Role>)>;
        fn set_deleted(id: Uuid, by: Uuid, at: Timestamp, audit: &Audit) -> ();
        fn clear_deleted(id: Uuid, audit: &Audit) -> ();
        fn writers(id: Uuid) -> Vec<(u64, Option<Uuid>)>;
        fn begin_run() -> bool;
        fn end_run() -> ();
        fn append(batch: &[NewUpdate]) -> Vec<Seq>;
        fn append_deciding(update: &NewUpdate, decision: &Decision, audit: &Audit) -> Seq;
        fn snapshot(id: Uuid) -> Option<Snapshot>;
        fn is_snapshot_intact(id: Uuid) -> bool;
        fn tail(id: Uuid, after: Seq) -> Vec<StoredUpdate>;
        fn log_before(id: Uuid, before: Timestamp) -> Option<Seq>;
        fn log_end(id: Uuid) -> Seq;
        fn state_before(id: Uuid, through: Seq) -> Option<Snapshot>;
        fn trim(id: Uuid, base: &Snapshot, at: Timestamp) -> u64;
        fn save_snapshot(id: Uuid, snapshot: &Snapshot, at: Timestamp) -> ();
        fn save_projection(id: Uuid, through: Seq, updated_at: Timestamp, projection: &Projection) -> ();
        fn stale_projections() -> Vec<Uuid>;
        fn ids() -> Vec<Uuid>;
        fn disk_bytes() -> u64;
        fn ping() -> ();
        else {
            async fn close(&self) {
                self.inner.close().await;
            }
        }
    }
    ImageStore {
        fn add_image(image: &ImageRow, room: Room) -> ();
        fn image(postmortem: Uuid, id: Uuid) -> ImageRow;
        fn images(postmortem: Uuid) -> Vec<ImageRow>;
    }
    CommentStore {
        fn threads(postmortem: Uuid) -> Vec<ThreadRow>;
        fn thread(postmortem: Uuid, id: Uuid) -> ThreadRow;
        fn create_thread(thread: &NewThread, most: u32) -> ();
        fn add_comment(postmortem: Uuid, thread: Uuid, comment: &NewComment, most: u32) -> ();
        fn comments_read(postmortem: Uuid, person: Uuid) -> Option<ReadRow>;
        fn note_read(postmortem: Uuid, person: Uuid, thread: Option<Uuid>, at: Timestamp) -> ();
        fn edit_comment(key: CommentKey, body: &str, at: Timestamp) -> ();
        fn remove_comment(key: CommentKey, at: Timestamp, audit: &Audit) -> Left;
        fn react(key: CommentKey, person: Uuid, reaction: Reaction, at: Timestamp, most: u32) -> ();
        fn unreact(key: CommentKey, person: Uuid, reaction: Reaction) -> ();
        fn set_resolved(postmortem: Uuid, thread: Uuid, resolved: Option<(Uuid, Timestamp)>) -> ();
        fn decide_suggestion(postmortem: Uuid, decision: &Decision, audit: &Audit) -> ();
        fn delete_thread(postmortem: Uuid, thread: Uuid, audit: &Audit) -> ();
    }
}
