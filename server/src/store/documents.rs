//! What is kept of postmortems: a row each, the log of their updates, at most one snapshot, and the projection that lists are made of.

use async_trait::async_trait;
use debrief_shared::api::{Role, Visibility};
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::audit::Audit;
use super::comments::Decision;
use super::projection::{ActionRow, EntryRow};
use super::search::Part;

/// Position in the log of updates; grows over all documents together, starting at 1.
pub type Seq = i64;

/// What lists and searches know of a document: derived from it, rebuilt from it at any time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Projection {
    /// Title, possibly empty.
    pub title: String,
    /// Incident id as written.
    pub incident: String,
    /// Severity as written.
    pub severity: String,
    /// Services as written.
    pub services: Vec<String>,
    /// Tags as written.
    pub tags: Vec<String>,
    /// Contributing factors as written.
    pub factors: Vec<String>,
    /// RFC 3339 with offset.
    pub impact_started: Option<String>,
    /// RFC 3339 with offset.
    pub detected: Option<String>,
    /// RFC 3339 with offset.
    pub acknowledged: Option<String>,
    /// RFC 3339 with offset.
    pub mitigated: Option<String>,
    /// RFC 3339 with offset.
    pub resolved: Option<String>,
    /// Timeline entries.
    pub entries: u32,
    /// Mitigations that are commitments.
    pub actions: u32,
    /// Commitments done.
    pub actions_done: u32,
    /// Lower-case title and facts, which the library's search looks into.
    pub search: String,
    /// Lower-case prose, entries and mitigations, which it looks into, too.
    pub prose: String,
    /// What the search finds, part by part.
    pub searched: Vec<Part>,
    /// Timeline entries, removed ones too.
    pub timeline: Vec<EntryRow>,
    /// Mitigations that are not removed.
    pub mitigations: Vec<ActionRow>,
}

/// A postmortem's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRow {
    /// Its id.
    pub id: Uuid,
    /// The account that owns it.
    pub owner: Option<Uuid>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its content last changed.
    pub updated_at: Timestamp,
    /// When it was put into the bin.
    pub deleted_at: Option<Timestamp>,
    /// Who put it there.
    pub deleted_by: Option<Uuid>,
    /// Who may open it without having been added.
    pub visibility: Visibility,
    /// What they may do then.
    pub workspace_role: Role,
    /// The last projection saved, as far as lists show it: texts to search and rows of entries and mitigations are left empty.
    pub projection: Projection,
    /// Place in the log up to which the projection speaks.
    pub projected: Seq,
    /// Up to here the log was cleared away, and an exact state stands for it; 0 when it is whole.
    pub trimmed: Seq,
}

/// A new postmortem with its first content.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// Its id.
    pub id: Uuid,
    /// The account that owns it.
    pub owner: Uuid,
    /// Who may open it without having been added.
    pub visibility: Visibility,
    /// Now.
    pub created_at: Timestamp,
    /// First update (Yjs update v1).
    pub first: Vec<u8>,
    /// What the first update says.
    pub projection: Projection,
    /// Client ids that the first update was written with: nobody's.
    pub writers: Vec<u64>,
}

/// An update to append.
#[derive(Clone, Debug)]
pub struct NewUpdate {
    /// Which document.
    pub document: Uuid,
    /// Whose change it is.
    pub author: Option<Uuid>,
    /// When it reached the server.
    pub created_at: Timestamp,
    /// Yjs update v1.
    pub data: bytes::Bytes,
    /// Client ids that write in the document for the first time, with the account each belongs to from now on; `None`: the server's own.
    /// Those that are known already stay whose they are.
    pub writers: Vec<(u64, Option<Uuid>)>,
}

/// An update as read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredUpdate {
    /// Its place in the log.
    pub seq: Seq,
    /// Whose change it is.
    pub author: Option<Uuid>,
    /// When it reached the server.
    pub created_at: Timestamp,
    /// Yjs update v1.
    pub data: Vec<u8>,
}

/// The state of a document up to a place in its log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Every update with `seq <= through` is in it.
    pub through: Seq,
    /// Yjs update v1 of the whole state.
    pub state: Vec<u8>,
}

/// What a list asks for.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// Words that must all occur in the searched text; any case.
    pub search: Option<String>,
    /// Whether to list the bin instead of the library.
    pub deleted: bool,
    /// Who asks: their grants are looked up.
    pub person: Uuid,
    /// Which postmortems can matter to them at all.
    pub scope: Scope,
    /// Now: share links that have ended don't count.
    pub now: Timestamp,
    /// Most rows to return.
    pub limit: u32,
}

/// Which postmortems a list looks at, before the rules are asked about each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All.
    Everything,
    /// What the workspace may open, what the person owns, and what was shared with them.
    Workspace,
    /// What was shared with them, and what they own: a guest may have been a member.
    Shared,
}

/// Most bytes of update data that one page of [`DocumentStore::tail`] returns, unless its first row alone is bigger.
pub const TAIL_PAGE_BYTES: usize = 4 << 20;

/// Rows of postmortems and their log. The log only grows, unless it is trimmed by policy; a snapshot shortens loading and replaces nothing.
#[async_trait]
pub trait DocumentStore: Send + Sync {
    /// Stores a new document, its first update and its projection in one transaction. `Conflict` when the id is taken.
    async fn create(&self, document: NewDocument, audit: &Audit) -> Result<Seq, StoreError>;

    /// The row of a document, in the bin or not.
    async fn row(&self, id: Uuid) -> Result<DocumentRow, StoreError>;

    /// Rows with the strongest role that was given to the asking person in each, newest change first.
    async fn list(&self, query: ListQuery) -> Result<Vec<(DocumentRow, Option<Role>)>, StoreError>;

    /// Puts a document into the bin. `NotFound` when it is not there or there already.
    async fn set_deleted(&self, id: Uuid, by: Uuid, at: Timestamp, audit: &Audit) -> Result<(), StoreError>;

    /// Takes a document out of the bin. `NotFound` when it is not in it.
    async fn clear_deleted(&self, id: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// Whose replica each client id of a document is; `None`: the server's own. Those from before this was noted are absent.
    async fn writers(&self, id: Uuid) -> Result<Vec<(u64, Option<Uuid>)>, StoreError>;

    /// Notes that a server runs, and returns whether the one before it stopped cleanly (a first one: yes).
    async fn begin_run(&self) -> Result<bool, StoreError>;

    /// Notes that everything was written.
    async fn end_run(&self) -> Result<(), StoreError>;

    /// Appends all of `batch` in its order, or nothing, and notes new writers. Returns the place of each. On disk when it returns.
    async fn append(&self, batch: &[NewUpdate]) -> Result<Vec<Seq>, StoreError>;

    /// Appends an update together with the decision that it carries out, both or neither. Made again after its answer was lost, the update is
    /// in the log twice, which is once in the document. `NotFound` when there is no such suggestion in the update's document, `Conflict` when
    /// another decision was made on it.
    async fn append_deciding(&self, update: &NewUpdate, decision: &Decision, audit: &Audit) -> Result<Seq, StoreError>;

    /// The snapshot, if there is an intact one.
    async fn snapshot(&self, id: Uuid) -> Result<Option<Snapshot>, StoreError>;

    /// Whether the snapshot is what was written; also when there is none.
    async fn is_snapshot_intact(&self, id: Uuid) -> Result<bool, StoreError>;

    /// The next page of a document's log after `after`, oldest first, about [`TAIL_PAGE_BYTES`] at most; empty at the end.
    async fn tail(&self, id: Uuid, after: Seq) -> Result<Vec<StoredUpdate>, StoreError>;

    /// The last place in a document's log of an update from before `before`.
    async fn log_before(&self, id: Uuid, before: Timestamp) -> Result<Option<Seq>, StoreError>;

    /// The last place in a document's log, be it cleared away or not; 0 when there is none.
    async fn log_end(&self, id: Uuid) -> Result<Seq, StoreError>;

    /// The newest exact state of the past that reaches no further than `through`.
    async fn state_before(&self, id: Uuid, through: Seq) -> Result<Option<Snapshot>, StoreError>;

    /// Clears the log away up to `base`, an exact state, which stands for it from now on; gives how many updates went. `Conflict`, and
    /// nothing is done, unless a snapshot reaches at least as far. All or nothing.
    async fn trim(&self, id: Uuid, base: &Snapshot, at: Timestamp) -> Result<u64, StoreError>;

    /// Replaces the snapshot, unless the stored one reaches further.
    async fn save_snapshot(&self, id: Uuid, snapshot: &Snapshot, at: Timestamp) -> Result<(), StoreError>;

    /// Replaces the projection, which describes the document up to `through`, last changed at `updated_at`. One that reaches further stays.
    async fn save_projection(
        &self,
        id: Uuid,
        through: Seq,
        updated_at: Timestamp,
        projection: &Projection,
    ) -> Result<(), StoreError>;

    /// Documents whose log reaches further than their projection, as after a kill, or whose projection is of an older form,
    /// and those that the index does not know, as after a restore.
    async fn stale_projections(&self) -> Result<Vec<Uuid>, StoreError>;

    /// Ids of all documents, in the bin or not.
    async fn ids(&self) -> Result<Vec<Uuid>, StoreError>;

    /// Bytes that the database takes on disk.
    async fn disk_bytes(&self) -> Result<u64, StoreError>;

    /// Answers when the database does.
    async fn ping(&self) -> Result<(), StoreError>;

    /// Ends all connections. Nothing is asked of the store after that.
    async fn close(&self);
}
