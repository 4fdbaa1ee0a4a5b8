//! Writes what can be derived: snapshots and projections. One task for all documents, beside the hot path; losing a job loses nothing.
//! A snapshot that was not saved comes again with the next one; a projection is tried again, or lists would stay wrong.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::replica::Replica;
use super::upkeep::Done;
use crate::store::documents::{Projection, Seq, Snapshot};
use crate::store::{DocumentStore, StoreError};

/// Pause before projections that could not be saved are tried again.
const RETRY: Duration = Duration::from_secs(1);
/// Most projections that wait for another try; more are made anew when their documents are opened.
const MAX_LATE: usize = 1_000;

/// Something to write.
pub(super) enum Job {
    /// The whole state of a document.
    Snapshot {
        document: Uuid,
        /// Every update up to here is in it; it may hold later ones if they are on disk.
        through: Seq,
        state: Bytes,
    },
    /// What lists know of it.
    Projection {
        document: Uuid,
        through: Seq,
        changed_at: Timestamp,
        projection: Box<Projection>,
        /// Told when it was tried.
        waiting: Vec<Done>,
    },
    /// Nothing: tells that everything before it was tried.
    Mark(Done),
}

/// The task: works until `stop` and all jobs are done.
pub(super) async fn run(
    store: Arc<dyn DocumentStore>,
    mut jobs: mpsc::UnboundedReceiver<Job>,
    stop: CancellationToken,
) {
    let mut late = Late { store: Arc::clone(&store), projections: HashMap::new(), due: Instant::now() };
    loop {
        let job = tokio::select! {
            job = jobs.recv() => job,
            () = stop.cancelled(), if !jobs.is_closed() => {
                jobs.close();
                continue;
            }
            () = sleep_until(late.due), if !late.projections.is_empty() => {
                late.try_again().await;
                continue;
            }
        };
        let Some(job) = job else { return late.try_again().await };
        match job {
            Job::Snapshot { document, through, state } => {
                let Some(state) = verify(state).await else {
                    tracing::error!(%document, "a new snapshot does not read back; the old one stays");
                    continue;
                };
                let snapshot = Snapshot { through, state: state.into() };
                if let Err(error) = store.save_snapshot(document, &snapshot, Timestamp::now()).await {
                    tracing::warn!(%document, %error, "a snapshot was not saved");
                }
            }
            Job::Projection { document, through, changed_at, projection, waiting } => {
                late.save(document, Described { through, changed_at, projection }).await;
                for waiter in waiting {
                    // Whoever asked may have gone away.
                    let _ = waiter.send(Ok(()));
                }
            }
            // Whoever asked may have gone away.
            Job::Mark(done) => drop(done.send(Ok(()))),
        }
    }
}

/// What lists are to know of a document.
struct Described {
    through: Seq,
    changed_at: Timestamp,
    projection: Box<Projection>,
}

/// Projections that storage did not take: the newest of each document.
struct Late {
    store: Arc<dyn DocumentStore>,
    projections: HashMap<Uuid, Described>,
    due: Instant,
}

impl Late {
    async fn try_again(&mut self) {
        for (document, described) in std::mem::take(&mut self.projections) {
            self.save(document, described).await;
        }
    }

    async fn save(&mut self, document: Uuid, described: Described) {
        self.projections.remove(&document);
        let Described { through, changed_at, projection } = &described;
        let Err(error) = self.store.save_projection(document, *through, *changed_at, projection).await else { return };
        tracing::warn!(%document, %error, "a projection was not saved");
        if matches!(error, StoreError::Unavailable(_)) && self.projections.len() < MAX_LATE {
            self.projections.insert(document, described);
            self.due = Instant::now() + RETRY;
        }
    }
}

/// Gives the state back if it reads back as a whole.
async fn verify(state: Bytes) -> Option<Bytes> {
    let check = spawn_blocking(move || {
        let mut copy = Replica::empty();
        let read = copy.replay([state.as_ref()]);
        (matches!(read, Ok(Ok(()))) && !copy.has_missing()).then_some(state)
    });
    check.await.ok().flatten()
}
