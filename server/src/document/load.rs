//! Brings a stored document into memory: its snapshot, then the log after it, page by page. What cannot be read refuses to open.

use debrief_shared::document::View;
use jiff::Timestamp;
use tokio::task::spawn_blocking;
use uuid::Uuid;
use yrs::Transact;

use super::DocumentError;
use super::replica::Replica;
use crate::store::documents::{DocumentRow, Seq, StoredUpdate, TAIL_PAGE_BYTES};
use crate::store::{DocumentStore, StoreError};

/// A document in memory and where its log stands.
pub(super) struct Loaded {
    pub(super) replica: Replica,
    /// Everything up to here is in it.
    pub(super) through: Seq,
    /// Bytes of the snapshot.
    pub(super) snapshot_bytes: usize,
    /// Updates that were read one by one since the snapshot.
    pub(super) tail_updates: usize,
    /// Their bytes.
    pub(super) tail_bytes: usize,
    /// When the document last changed, if its projection does not know yet.
    pub(super) unprojected: Option<Timestamp>,
    /// Whose replica each client id is, as far as that was noted.
    pub(super) owners: Vec<(u64, Option<Uuid>)>,
}

/// A part of the log, read again because other nodes write into it.
pub(super) struct Page {
    pub(super) rows: Vec<StoredUpdate>,
    /// Whose the document's client ids are; empty without rows.
    pub(super) writers: Vec<(u64, Option<Uuid>)>,
    /// Whether the log ends with it.
    pub(super) whole: bool,
}

/// A page with more rows may not be the last one.
const SURELY_LAST: usize = 1_000;

/// Reads what is in the log behind a place.
pub(super) async fn read_behind(store: &dyn DocumentStore, id: Uuid, after: Seq) -> Result<Page, StoreError> {
    let rows = store.tail(id, after).await?;
    // Owners after the rows: all of theirs are there.
    let writers = if rows.is_empty() { Vec::new() } else { store.writers(id).await? };
    let bytes: usize = rows.iter().map(|row| row.data.len()).sum();
    let whole = rows.len() <= SURELY_LAST && bytes < TAIL_PAGE_BYTES;
    Ok(Page { rows, writers, whole })
}

/// Loads a document that is not in the bin.
pub(super) async fn load(store: &dyn DocumentStore, id: Uuid) -> Result<Loaded, DocumentError> {
    let row = store.row(id).await?;
    if row.deleted_at.is_some() {
        return Err(DocumentError::Deleted);
    }
    let owners = store.writers(id).await?;
    Ok(Loaded { owners, ..load_row(store, row).await? })
}

/// Reads a stored document, in the bin or not, without opening it for anybody.
pub async fn read_stored(store: &dyn DocumentStore, id: Uuid) -> Result<View, DocumentError> {
    let loaded = load_row(store, store.row(id).await?).await?;
    let postmortem = loaded.replica.postmortem();
    Ok(postmortem.view(&postmortem.doc().transact()))
}

async fn load_row(store: &dyn DocumentStore, row: DocumentRow) -> Result<Loaded, DocumentError> {
    let id = row.id;
    let mut changed_at = row.updated_at;
    let mut loaded = begin(store, id).await?;
    loop {
        let page = store.tail(id, loaded.through).await?;
        let Some(last) = page.last() else { break };
        loaded.through = last.seq;
        changed_at = last.created_at;
        loaded.tail_updates += page.len();
        loaded.tail_bytes += page.iter().map(|update| update.data.len()).sum::<usize>();
        let (replica, outcome) = replay(loaded.replica, page.into_iter().map(|update| update.data).collect()).await?;
        outcome.map_err(DocumentError::Broken)?;
        loaded.replica = replica;
    }
    if loaded.through == 0 {
        return Err(DocumentError::Broken("it has no updates".to_owned()));
    }
    if loaded.replica.has_missing() {
        return Err(DocumentError::Broken("updates are missing in its log".to_owned()));
    }
    loaded.unprojected = (row.projected < loaded.through).then_some(changed_at);
    Ok(loaded)
}

/// The snapshot, or an empty document where there is none or it cannot be read: the log holds everything that it holds.
async fn begin(store: &dyn DocumentStore, id: Uuid) -> Result<Loaded, DocumentError> {
    let empty = || Loaded {
        replica: Replica::empty(),
        through: 0,
        snapshot_bytes: 0,
        tail_updates: 0,
        tail_bytes: 0,
        unprojected: None,
        owners: Vec::new(),
    };
    let Some(snapshot) = store.snapshot(id).await? else { return Ok(empty()) };
    let (through, snapshot_bytes) = (snapshot.through, snapshot.state.len());
    match replay(Replica::empty(), vec![snapshot.state]).await {
        Ok((replica, Ok(()))) if !replica.has_missing() => Ok(Loaded { replica, through, snapshot_bytes, ..empty() }),
        _ => {
            tracing::error!(document = %id, "a snapshot cannot be read; the whole log is read instead");
            Ok(empty())
        }
    }
}

/// Replays updates off the runtime's threads.
async fn replay(mut replica: Replica, updates: Vec<Vec<u8>>) -> Result<(Replica, Result<(), String>), DocumentError> {
    let work = spawn_blocking(move || {
        let outcome = replica.replay(updates.iter().map(Vec::as_slice));
        outcome.map(|outcome| (replica, outcome))
    });
    match work.await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(_)) | Err(_) => Err(DocumentError::Broken("an update in its log cannot be applied".to_owned())),
    }
}

impl From<StoreError> for DocumentError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Conflict => Self::Refused("a postmortem with this id exists already".to_owned()),
            StoreError::Unavailable(reason) => Self::Unavailable(reason),
        }
    }
}
