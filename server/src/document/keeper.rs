//! Writes what can be derived: snapshots and projections. One task for all documents, beside the hot path; losing a job loses nothing.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::replica::Replica;
use super::upkeep::Done;
use crate::store::DocumentStore;
use crate::store::documents::{Projection, Seq, Snapshot};

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
    loop {
        let job = tokio::select! {
            job = jobs.recv() => job,
            () = stop.cancelled(), if !jobs.is_closed() => {
                jobs.close();
                continue;
            }
        };
        let Some(job) = job else { return };
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
                if let Err(error) = store.save_projection(document, through, changed_at, &projection).await {
                    tracing::warn!(%document, %error, "a projection was not saved");
                }
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

/// Gives the state back if it reads back as a whole.
async fn verify(state: Bytes) -> Option<Bytes> {
    let check = spawn_blocking(move || {
        let mut copy = Replica::empty();
        let read = copy.replay([state.as_ref()]);
        (matches!(read, Ok(Ok(()))) && !copy.has_missing()).then_some(state)
    });
    check.await.ok().flatten()
}
