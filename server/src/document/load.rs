//! Brings a stored document into memory: its snapshot, then the log after it, page by page. What cannot be read refuses to open.

use debrief_shared::document::View;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use tokio::task::spawn_blocking;
use uuid::Uuid;
use yrs::Transact;

use super::DocumentError;
use super::containment::Contained;
use super::projection::project;
use super::quarantine::{Left, Quarantine};
use super::replica::Replica;
use crate::store::documents::{DocumentRow, Seq, Snapshot, StoredUpdate, TAIL_PAGE_BYTES};
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
    /// Up to where the log was cleared away.
    pub(super) trimmed: Seq,
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
    // Behind the rows: what was cleared away before they were read is noted by then.
    let trimmed = store.row(id).await?.trimmed;
    Ok(Page { rows, writers, whole, trimmed })
}

/// Loads a document that is not in the bin.
pub(super) async fn load(store: &dyn DocumentStore, id: Uuid, contained: &Contained) -> Result<Loaded, DocumentError> {
    let row = store.row(id).await?;
    if row.deleted_at.is_some() {
        return Err(DocumentError::Deleted);
    }
    let owners = store.writers(id).await?;
    let work = contained.loading();
    let loaded = load_row(store, row, contained.left()).await;
    drop(work);
    Ok(Loaded { owners, ..loaded? })
}

/// Reads a stored document, in the bin or not, without opening it for anybody.
///
/// Boxed: the compiler cannot see by itself that it is `Send` for every store.
pub fn read_stored<'a>(
    store: &'a dyn DocumentStore,
    id: Uuid,
    quarantine: &Quarantine,
) -> BoxFuture<'a, Result<View, DocumentError>> {
    let left = quarantine.left(id);
    Box::pin(async move {
        let loaded = load_row(store, store.row(id).await?, left).await?;
        let postmortem = loaded.replica.postmortem();
        Ok(postmortem.view(&postmortem.doc().transact()))
    })
}

/// Reads the exact state that is kept of a document for a place in its log, without opening it for anybody. `NotFound` where none is kept.
pub fn read_kept<'a>(
    store: &'a dyn DocumentStore,
    id: Uuid,
    seq: Seq,
    quarantine: &Quarantine,
) -> BoxFuture<'a, Result<View, DocumentError>> {
    let left = quarantine.left(id);
    Box::pin(async move {
        let state = store.state_before(id, seq).await?;
        let state =
            state.filter(|state| state.through == seq && !left.has_state(seq)).ok_or(DocumentError::NotFound)?;
        let (replica, outcome) = replay(Replica::empty(), vec![state.state], left).await?;
        outcome.map_err(DocumentError::Broken)?;
        let postmortem = replica.postmortem();
        Ok(postmortem.view(&postmortem.doc().transact()))
    })
}

/// Makes the projection of a stored document anew, in the bin or not. Safe beside a server that has it open: what that knows later stays.
pub fn reindex<'a>(
    store: &'a dyn DocumentStore,
    id: Uuid,
    quarantine: &Quarantine,
) -> BoxFuture<'a, Result<(), DocumentError>> {
    let left = quarantine.left(id);
    Box::pin(async move {
        let row = store.row(id).await?;
        let updated_at = row.updated_at;
        let loaded = load_row(store, row, left).await?;
        let changed_at = loaded.unprojected.unwrap_or(updated_at);
        let (projection, through) = (project(loaded.replica.postmortem()), loaded.through);
        Ok(store.save_projection(id, through, changed_at, &projection).await?)
    })
}

pub(super) async fn load_row(
    store: &dyn DocumentStore,
    mut row: DocumentRow,
    left: Left,
) -> Result<Loaded, DocumentError> {
    loop {
        let loaded = load_once(store, &row, left.clone()).await;
        // If the log was trimmed meanwhile, a page may have been missing.
        let now = store.row(row.id).await?;
        if now.trimmed == row.trimmed {
            return loaded;
        }
        row = now;
    }
}

async fn load_once(store: &dyn DocumentStore, row: &DocumentRow, left: Left) -> Result<Loaded, DocumentError> {
    let id = row.id;
    let mut changed_at = row.updated_at;
    let mut loaded = begin(store, row, &left).await?;
    loop {
        let page = store.tail(id, loaded.through).await?;
        let Some(last) = page.last() else { break };
        loaded.through = last.seq;
        changed_at = last.created_at;
        loaded.tail_updates += page.len();
        loaded.tail_bytes += page.iter().map(|update| update.data.len()).sum::<usize>();
        let kept = page.into_iter().filter(|update| !left.has_update(update.seq)).map(|update| update.data).collect();
        let (replica, outcome) = replay(loaded.replica, kept, left.clone()).await?;
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

/// What the log alone says, up to a place.
pub(super) async fn replay_log(
    store: &dyn DocumentStore,
    row: &DocumentRow,
    through: Seq,
    left: Left,
) -> Result<Replica, DocumentError> {
    let Loaded { mut replica, through: mut after, .. } = before_the_log(store, row).await?;
    while after < through {
        let page = store.tail(row.id, after).await?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        let stands = |update: &StoredUpdate| update.seq <= through && !left.has_update(update.seq);
        let updates = page.into_iter().filter(stands).map(|update| update.data).collect();
        let (replayed, outcome) = replay(replica, updates, left.clone()).await?;
        outcome.map_err(DocumentError::Broken)?;
        replica = replayed;
    }
    if replica.has_missing() {
        return Err(DocumentError::Broken("updates are missing in its log".to_owned()));
    }
    Ok(replica)
}

/// The snapshot. Where there is none or it cannot be read, what the log begins with, for the log holds everything else that it holds: an
/// empty document, or the state that stands for what was cleared away.
async fn begin(store: &dyn DocumentStore, row: &DocumentRow, left: &Left) -> Result<Loaded, DocumentError> {
    if let Some(snapshot) = store.snapshot(row.id).await?.filter(|snapshot| !left.has_snapshot(snapshot.through))
        && let Some(loaded) = from_state(snapshot, row).await
    {
        return Ok(loaded);
    }
    before_the_log(store, row).await
}

/// What the log begins with.
async fn before_the_log(store: &dyn DocumentStore, row: &DocumentRow) -> Result<Loaded, DocumentError> {
    if row.trimmed == 0 {
        return Ok(empty());
    }
    let base = store.state_before(row.id, row.trimmed).await?;
    let loaded = match base {
        Some(base) => from_state(base, row).await,
        None => None,
    };
    loaded.ok_or_else(|| DocumentError::Broken("the state that its log begins with cannot be read".to_owned()))
}

/// A document as a state says it; `None` when it cannot be read, or reaches less far than what was cleared away.
async fn from_state(state: Snapshot, row: &DocumentRow) -> Option<Loaded> {
    let (through, snapshot_bytes) = (state.through, state.state.len());
    match replay(Replica::empty(), vec![state.state], Left::default()).await {
        Ok((replica, Ok(()))) if through >= row.trimmed && !replica.has_missing() => {
            Some(Loaded { replica, through, snapshot_bytes, ..empty() })
        }
        _ => {
            tracing::error!(document = %row.id, "a snapshot cannot be read; the whole log is read instead");
            None
        }
    }
}

fn empty() -> Loaded {
    Loaded {
        replica: Replica::empty(),
        through: 0,
        snapshot_bytes: 0,
        tail_updates: 0,
        tail_bytes: 0,
        unprojected: None,
        owners: Vec::new(),
    }
}

/// Replays updates off the runtime's threads. Where some are left out, those that build on them are, too.
async fn replay(
    mut replica: Replica,
    updates: Vec<Vec<u8>>,
    left: Left,
) -> Result<(Replica, Result<(), String>), DocumentError> {
    let work = spawn_blocking(move || {
        let updates = updates.iter().map(Vec::as_slice);
        let outcome = if left.is_empty() { replica.replay(updates) } else { replica.replay_what_stands(updates) };
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
