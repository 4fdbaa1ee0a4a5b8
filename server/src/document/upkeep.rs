//! When a document's snapshot and projection are due, and from which moment they are taken.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use uuid::Uuid;

use super::committer::Committed;
use super::keeper::Job;
use super::projection::project;
use super::replica::{Poisoned, Replica, aside};
use super::{DocumentError, load::Loaded};
use crate::store::documents::Seq;

/// Updates in the log after which a snapshot shortens loading …
const SNAPSHOT_UPDATES: usize = 500;
/// … at most: so many are read in some 20 ms.
const MAX_SNAPSHOT_UPDATES: usize = 4_000;
/// … and in between one for so many bytes of the state: all of it is encoded, read back and written each time.
const SNAPSHOT_BYTES_PER_UPDATE: usize = 64;
/// Bytes in the log after which a snapshot shortens loading; a large document waits for a quarter of its size.
const SNAPSHOT_BYTES: usize = 256 << 10;
/// How long lists may lag behind typing.
const PROJECTION_DELAY: Duration = Duration::from_secs(1);

/// How long lists may lag behind changes of a node that was killed.
const OTHERS_PROJECTION_DELAY: Duration = Duration::from_secs(5);

/// Told when an edit is on disk and lists show it.
pub(super) type Done = oneshot::Sender<Result<(), DocumentError>>;

/// A state that waits until everything in it is on disk.
struct Frozen {
    state: Bytes,
    through: Seq,
    updates: u64,
}

/// The bookkeeping of one live document.
pub(super) struct Upkeep {
    document: Uuid,
    keeper: mpsc::UnboundedSender<Job>,
    log_updates: usize,
    log_bytes: usize,
    /// Bytes of the last snapshot that was taken or read.
    state_bytes: usize,
    frozen: Option<Frozen>,
    changed_at: Option<Timestamp>,
    /// What was sent off last: of which change, and up to which place in the log.
    listed: Option<(Timestamp, Seq)>,
    due: Option<Instant>,
    /// Whether lists do not show the last change yet.
    unlisted: Arc<AtomicBool>,
}

impl Upkeep {
    pub(super) fn new(
        document: Uuid,
        keeper: mpsc::UnboundedSender<Job>,
        loaded: &Loaded,
        unlisted: Arc<AtomicBool>,
    ) -> Self {
        let (log_updates, log_bytes) = (loaded.tail_updates, loaded.tail_bytes);
        let due = loaded.unprojected.map(|_| Instant::now());
        let state_bytes = loaded.snapshot_bytes;
        let changed_at = loaded.unprojected;
        unlisted.store(changed_at.is_some(), Ordering::SeqCst);
        Self {
            document,
            keeper,
            log_updates,
            log_bytes,
            state_bytes,
            frozen: None,
            changed_at,
            listed: None,
            due,
            unlisted,
        }
    }

    /// An update was added to the log.
    pub(super) fn changed(&mut self, bytes: usize, at: Timestamp, now: Instant) {
        self.log_updates += 1;
        self.log_bytes += bytes;
        self.changed_at = Some(at);
        self.due.get_or_insert(now + PROJECTION_DELAY);
        self.unlisted.store(true, Ordering::SeqCst);
    }

    /// A change of another node was shown, which logs it and tells lists.
    pub(super) fn heard(&mut self, bytes: usize, at: Timestamp) {
        self.log_bytes += bytes;
        self.changed_at = Some(at);
    }

    /// Changes of other nodes were read from the log: they tell lists, unless they were killed.
    pub(super) fn read(&mut self, bytes: usize, at: Timestamp, now: Instant) {
        self.heard(bytes, at);
        self.due.get_or_insert(now + OTHERS_PROJECTION_DELAY);
    }

    /// A change of another node was logged by this one.
    pub(super) fn adopted(&mut self, at: Timestamp, now: Instant) {
        self.changed(0, at, now);
    }

    /// More is in the log. What was sent off before that is sent off again: with an older place it may have come too late, behind a
    /// projection of somebody who did not know the change.
    pub(super) fn written(&mut self, committed: Committed, now: Instant) {
        if self.listed.is_some_and(|(_, through)| committed.through > through) {
            self.due.get_or_insert(now + PROJECTION_DELAY);
        }
    }

    /// The projection waits until the log was read.
    pub(super) fn postpone(&mut self) {
        self.due = None;
    }

    /// Whether a snapshot is due.
    pub(super) fn has_grown(&self) -> bool {
        let enough = (self.state_bytes / SNAPSHOT_BYTES_PER_UPDATE).clamp(SNAPSHOT_UPDATES, MAX_SNAPSHOT_UPDATES);
        let grown = self.log_updates >= enough || self.log_bytes >= SNAPSHOT_BYTES.max(self.state_bytes / 4);
        grown && self.frozen.is_none()
    }

    /// Bytes of the whole state, at most.
    pub(super) fn size(&self) -> usize {
        self.state_bytes + self.log_bytes
    }

    /// When the projection is due.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Sends off the projection if something has changed since the last; tells `waiting` when it is saved.
    pub(super) fn project(&mut self, replica: &Replica, committed: Committed, waiting: Vec<Done>) {
        self.due = None;
        // What was sent off before its row was in the log is sent off again, with the place of that row.
        let behind = self.listed.filter(|(_, through)| committed.through > *through).map(|(at, _)| at);
        let Some(changed_at) = self.changed_at.take().or(behind) else {
            // What they wait for may be on its way still.
            return waiting.into_iter().for_each(|done| self.send(Job::Mark(done)));
        };
        self.listed = Some((changed_at, committed.through));
        let projection = Box::new(aside(|| project(replica.postmortem())));
        self.send(Job::Projection {
            document: self.document,
            through: committed.through,
            changed_at,
            projection,
            waiting,
        });
        // Only now: whoever finds nothing unlisted asks the keeper, which works in order.
        self.unlisted.store(false, Ordering::SeqCst);
    }

    /// Takes a snapshot when the log has grown, and sends it off once everything in it is on disk.
    pub(super) fn snapshot(
        &mut self,
        replica: &mut Replica,
        submitted: u64,
        committed: Committed,
    ) -> Result<(), Poisoned> {
        if self.has_grown() {
            self.freeze(replica, submitted, committed)?;
        }
        if let Some(frozen) = self.frozen.take_if(|frozen| frozen.updates <= committed.updates) {
            self.send(Job::Snapshot { document: self.document, through: frozen.through, state: frozen.state });
        }
        Ok(())
    }

    /// The document leaves memory, with everything on disk.
    pub(super) fn finish(&mut self, replica: &mut Replica, committed: Committed) -> Result<(), Poisoned> {
        self.project(replica, committed, Vec::new());
        if self.log_updates > 0 {
            self.freeze(replica, committed.updates, committed)?;
            self.snapshot(replica, committed.updates, committed)?;
        }
        Ok(())
    }

    fn freeze(&mut self, replica: &mut Replica, submitted: u64, committed: Committed) -> Result<(), Poisoned> {
        // What is applied may be ahead of what is committed; what is committed is surely in the state.
        let state = replica.encoded()?;
        self.state_bytes = state.len();
        self.frozen = Some(Frozen { state, through: committed.through, updates: submitted });
        (self.log_updates, self.log_bytes) = (0, 0);
        Ok(())
    }

    fn send(&self, job: Job) {
        if self.keeper.send(job).is_err() {
            tracing::debug!(document = %self.document, "the keeper has stopped; this is made anew at the next start");
        }
    }
}
