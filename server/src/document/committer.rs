//! Group commit: one task writes the updates of all documents, as many as are waiting, in one transaction; then each document learns
//! how many of its updates are on disk. Nothing counts as committed before the transaction is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::metrics as names;
use crate::store::audit::Audit;
use crate::store::comments::Decision;
use crate::store::documents::{NewUpdate, Seq};
use crate::store::{DocumentStore, StoreError};

/// How long the first update of a group waits for others …
const GATHER: Duration = Duration::from_millis(4);
/// … and how long after a group of so many updates: a third of the syncs to disk, for a delay that nobody sees.
const BUSY_GATHER: Duration = Duration::from_millis(12);
/// Updates of one group from which on the next one waits longer.
const BUSY_ROWS: usize = 8;
/// Most updates of one transaction.
const MAX_ROWS: usize = 2_000;
/// Most bytes of updates that wait to be written; past it documents take no changes.
const MAX_WAITING_BYTES: usize = 64 << 20;
/// First pause after a failed transaction; doubles up to [`MAX_PAUSE`].
const MIN_PAUSE: Duration = Duration::from_millis(50);
/// Longest pause between attempts.
const MAX_PAUSE: Duration = Duration::from_secs(2);
/// Attempts after the server was told to stop.
const LAST_ATTEMPTS: u32 = 3;

/// How much of one open document is on disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Committed {
    /// Updates submitted through this lane that are on disk; in order, without gaps.
    pub(super) updates: u64,
    /// Place of the last of them in the log.
    pub(super) through: Seq,
    /// Storage refuses this document's updates for good, as when its row is gone.
    pub(super) rejected: bool,
}

/// A decision that is written together with the update that carries it out, or not at all.
pub(super) struct Deciding {
    pub(super) decision: Decision,
    pub(super) audit: Audit,
    /// Told what became of it before the update counts as committed; dropped when nothing did, or that is not known.
    pub(super) outcome: oneshot::Sender<Result<(), StoreError>>,
}

struct Entry {
    update: NewUpdate,
    lane: Arc<watch::Sender<Committed>>,
    deciding: Option<Deciding>,
}

/// The door to the committing task; cheap to clone.
#[derive(Clone)]
pub(super) struct Committer {
    entries: mpsc::UnboundedSender<Entry>,
    waiting: Arc<AtomicUsize>,
    storage: watch::Receiver<bool>,
    lost: Arc<AtomicBool>,
}

/// One document's way in: updates submitted through it are committed in order.
pub(super) struct Lane {
    document: Uuid,
    committer: Committer,
    committed: Arc<watch::Sender<Committed>>,
}

impl Committer {
    /// A committer and the task that has to run for it, until `stop` and everything is written.
    pub(super) fn new(
        store: Arc<dyn DocumentStore>,
        stop: CancellationToken,
    ) -> (Self, impl Future<Output = ()> + Send) {
        let (entries, receiver) = mpsc::unbounded_channel();
        let (storage_ok, storage) = watch::channel(true);
        let waiting = Arc::new(AtomicUsize::new(0));
        let lost = Arc::new(AtomicBool::new(false));
        let (filled, failed) = (Arc::clone(&waiting), Arc::clone(&lost));
        let task = Task { store, entries: receiver, waiting: filled, storage_ok, lost: failed, stop };
        (Self { entries, waiting, storage, lost }, task.run())
    }

    /// A lane for a document whose log ends at `through`.
    pub(super) fn lane(&self, document: Uuid, through: Seq) -> Lane {
        let committed = Committed { through, ..Committed::default() };
        Lane { document, committer: self.clone(), committed: Arc::new(watch::Sender::new(committed)) }
    }

    /// Whether the last transaction went well.
    pub(super) fn storage(&self) -> watch::Receiver<bool> {
        self.storage.clone()
    }

    /// Whether an update was given up that others may have seen.
    pub(super) fn has_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    /// Bytes that wait to be written.
    pub(super) fn waiting_bytes(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

impl Lane {
    /// Whether the queue takes more.
    pub(super) fn has_room(&self) -> bool {
        self.committer.waiting_bytes() < MAX_WAITING_BYTES
    }

    /// Queues an update, with the client ids that write in it for the first time.
    pub(super) fn submit(
        &self,
        author: Option<Uuid>,
        created_at: Timestamp,
        data: Bytes,
        writers: Vec<(u64, Option<Uuid>)>,
    ) {
        self.send(NewUpdate { document: self.document, author, created_at, data, writers }, None);
    }

    /// Queues an update that nobody has seen, with the decision that it carries out. Refused, it counts as committed and is not in the log.
    pub(super) fn submit_deciding(
        &self,
        author: Uuid,
        created_at: Timestamp,
        data: Bytes,
        writers: Vec<(u64, Option<Uuid>)>,
        deciding: Deciding,
    ) {
        let author = Some(author);
        self.send(NewUpdate { document: self.document, author, created_at, data, writers }, Some(deciding));
    }

    fn send(&self, update: NewUpdate, deciding: Option<Deciding>) {
        self.committer.waiting.fetch_add(update.data.len(), Ordering::Relaxed);
        if self.committer.entries.send(Entry { update, lane: Arc::clone(&self.committed), deciding }).is_err() {
            // Only after a stop: the update stays unacknowledged, whoever made it still holds it.
            self.committer.lost.store(true, Ordering::Relaxed);
            self.committed.send_modify(|committed| committed.rejected = true);
        }
    }

    /// What is on disk.
    pub(super) fn committed(&self) -> watch::Receiver<Committed> {
        self.committed.subscribe()
    }
}

struct Task {
    store: Arc<dyn DocumentStore>,
    entries: mpsc::UnboundedReceiver<Entry>,
    waiting: Arc<AtomicUsize>,
    storage_ok: watch::Sender<bool>,
    lost: Arc<AtomicBool>,
    stop: CancellationToken,
}

impl Task {
    async fn run(mut self) {
        let mut batch = Vec::new();
        let mut wait = GATHER;
        while self.gather(&mut batch, wait).await {
            wait = if batch.len() < BUSY_ROWS { GATHER } else { BUSY_GATHER };
            while !batch.is_empty() {
                // What follows a refused update would stand on nothing: the log could not be read any more.
                let after_refused = batch.extract_if(.., |entry: &mut Entry| entry.lane.borrow().rejected);
                let dropped = after_refused.map(|entry| entry.update.data.len()).sum();
                self.waiting.fetch_sub(dropped, Ordering::Relaxed);
                self.commit_first(&mut batch).await;
            }
        }
    }

    /// Writes as many updates as go into one transaction, in their order; one that decides something has a transaction of its own.
    async fn commit_first(&self, batch: &mut Vec<Entry>) {
        let plain = batch.iter().position(|entry| entry.deciding.is_some()).unwrap_or(batch.len());
        let mut first: Vec<Entry> = batch.drain(..plain.max(1).min(batch.len())).collect();
        let bytes = first.iter().map(|entry| entry.update.data.len()).sum();
        if let Some(deciding) = first.first_mut().and_then(|entry| entry.deciding.take()) {
            let Some(Entry { update, lane, .. }) = first.pop() else { return };
            self.commit_deciding(&update, &lane, deciding).await;
        } else {
            let (rows, lanes): (Vec<NewUpdate>, Vec<_>) =
                first.into_iter().map(|entry| (entry.update, entry.lane)).unzip();
            self.commit(&rows, &lanes).await;
        }
        self.waiting.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Waits for updates and collects those that come at about the same time; `false` when there will be no more.
    async fn gather(&mut self, batch: &mut Vec<Entry>, wait: Duration) -> bool {
        let received = tokio::select! {
            received = self.entries.recv_many(batch, MAX_ROWS) => received,
            () = self.stop.cancelled() => {
                self.entries.close();
                self.entries.recv_many(batch, MAX_ROWS).await
            }
        };
        // Asleep until the time is up: waking for each of thousands of updates a second would cost more than writing them.
        if received > 0 && received < MAX_ROWS && !self.stop.is_cancelled() {
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.stop.cancelled() => {}
            }
            while batch.len() < MAX_ROWS
                && let Ok(entry) = self.entries.try_recv()
            {
                batch.push(entry);
            }
        }
        received > 0
    }

    async fn commit(&self, rows: &[NewUpdate], lanes: &[Arc<watch::Sender<Committed>>]) {
        if rows.is_empty() {
            return;
        }
        match self.write(rows, None).await {
            Some(Ok(seqs)) => settle(lanes, &seqs),
            Some(Err(error)) => self.commit_apart(rows, lanes, &error).await,
            None => self.lost.store(true, Ordering::Relaxed),
        }
    }

    /// What is refused was seen by nobody, so nothing is lost by it.
    async fn commit_deciding(&self, update: &NewUpdate, lane: &Arc<watch::Sender<Committed>>, deciding: Deciding) {
        let Deciding { decision, audit, outcome } = deciding;
        let Some(written) = self.write(std::slice::from_ref(update), Some((&decision, &audit))).await else { return };
        // Told first: who hears that it counts as committed looks at once. Nobody may wait for it any more.
        let _ = outcome.send(written.as_ref().map(drop).map_err(Clone::clone));
        match written {
            Ok(seqs) => settle(std::slice::from_ref(lane), &seqs),
            Err(_) => lane.send_modify(|committed| committed.updates += 1),
        }
    }

    /// Tries until storage answers; `None` when the server stops before that.
    async fn write(
        &self,
        rows: &[NewUpdate],
        deciding: Option<(&Decision, &Audit)>,
    ) -> Option<Result<Vec<Seq>, StoreError>> {
        let mut pause = MIN_PAUSE;
        let mut last_attempts = 0;
        loop {
            let started = Instant::now();
            let written = match (deciding, rows) {
                (Some((decision, audit)), [update]) => {
                    self.store.append_deciding(update, decision, audit).await.map(|seq| vec![seq])
                }
                _ => self.store.append(rows).await,
            };
            match written {
                Ok(seqs) => {
                    metrics::counter!(names::COMMITS).increment(1);
                    metrics::histogram!(names::COMMIT_SECONDS).record(started.elapsed().as_secs_f64());
                    #[allow(clippy::cast_precision_loss, reason = "a count of rows, far below 2^52")]
                    metrics::histogram!(names::COMMIT_ROWS).record(rows.len() as f64);
                    self.tell_storage(true);
                    return Some(Ok(seqs));
                }
                Err(StoreError::Unavailable(reason)) => {
                    if self.tell_storage(false) {
                        tracing::error!(
                            reason,
                            updates = rows.len(),
                            "updates cannot be written; they wait and are tried again"
                        );
                    }
                }
                Err(error) => return Some(Err(error)),
            }
            if self.stop.is_cancelled() {
                last_attempts += 1;
                if last_attempts > LAST_ATTEMPTS {
                    tracing::error!(
                        updates = rows.len(),
                        "stopping although updates are not written; the pages that made them keep them"
                    );
                    return None;
                }
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(MAX_PAUSE);
        }
    }

    /// One document's rows break a rule of the schema: every document is written by itself, so that only that one suffers.
    async fn commit_apart(&self, rows: &[NewUpdate], lanes: &[Arc<watch::Sender<Committed>>], error: &StoreError) {
        let first = rows[0].document;
        if rows.iter().all(|row| row.document == first) {
            tracing::error!(document = %first, %error, "storage refuses the updates of a document");
            self.lost.store(true, Ordering::Relaxed);
            lanes[0].send_modify(|committed| committed.rejected = true);
            return;
        }
        let (mine, others): (Vec<usize>, Vec<usize>) =
            (0..rows.len()).partition(|&index| rows[index].document == first);
        for indexes in [mine, others] {
            let (rows, lanes): (Vec<_>, Vec<_>) =
                indexes.into_iter().map(|index| (rows[index].clone(), Arc::clone(&lanes[index]))).unzip();
            Box::pin(self.commit(&rows, &lanes)).await;
        }
    }

    /// Publishes whether storage works; `true` when that is news.
    fn tell_storage(&self, ok: bool) -> bool {
        let changed = self.storage_ok.send_if_modified(|current| std::mem::replace(current, ok) != ok);
        if changed {
            metrics::gauge!(names::STORAGE_OK).set(if ok { 1.0 } else { 0.0 });
        }
        changed
    }
}

fn settle(lanes: &[Arc<watch::Sender<Committed>>], seqs: &[Seq]) {
    let mut start = 0;
    for run in lanes.chunk_by(Arc::ptr_eq) {
        let end = start + run.len();
        run[0].send_modify(|committed| {
            committed.updates += run.len() as u64;
            committed.through = seqs[end - 1];
        });
        start = end;
    }
}

#[cfg(test)]
mod tests;
