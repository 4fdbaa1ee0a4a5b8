//! Watches over what yrs is busy with. Nothing can stop it half-way, so a document whose update takes too long is given up until it ends or the
//! process does: its sessions are told to come back later, nobody new gets in, operators are told, and all other documents go on.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use debrief_shared::protocol::CloseReason;
use tokio::runtime::Handle;
use tokio::time::Instant;
use uuid::Uuid;

use super::outbox::Outbox;
use crate::metrics as names;

/// How long yrs may take for one update. Honest updates take milliseconds; crafted ones that the gate lets through have been seen to take seconds on a busy machine.
pub(super) const STUCK: Duration = Duration::from_secs(10);
/// How long a document may be stuck before the process asks, by `/healthz`, to be started anew: it will not come free by itself.
const HOPELESS: Duration = Duration::from_mins(1);
/// How often it is looked.
const ROUND: Duration = Duration::from_secs(1);

struct Work {
    document: Uuid,
    author: Uuid,
    bytes: usize,
    since: Instant,
    stuck: bool,
}

/// All work under way, and whom to tell.
#[derive(Default)]
pub(super) struct Watch {
    work: Mutex<HashMap<u64, Work>>,
    sessions: Mutex<HashMap<Uuid, Vec<Weak<Outbox>>>>,
    next: AtomicU64,
}

/// Work under way; dropping it says that it is done.
pub(super) struct Watched<'a> {
    watch: &'a Watch,
    key: u64,
}

impl Watch {
    /// Work begins.
    pub(super) fn begin(&self, document: Uuid, author: Uuid, bytes: usize) -> Watched<'_> {
        let key = self.next.fetch_add(1, Ordering::Relaxed);
        let work = Work { document, author, bytes, since: Instant::now(), stuck: false };
        lock(&self.work).insert(key, work);
        Watched { watch: self, key }
    }

    /// Somebody is about to join a document.
    pub(super) fn join(&self, document: Uuid, outbox: &Arc<Outbox>) {
        let mut sessions = lock(&self.sessions);
        let there = sessions.entry(document).or_default();
        there.retain(|outbox| outbox.strong_count() > 0);
        there.push(Arc::downgrade(outbox));
    }

    /// A document left memory.
    pub(super) fn leave(&self, document: Uuid) {
        lock(&self.sessions).remove(&document);
    }

    /// Whether a document was given up.
    pub(super) fn is_stuck(&self, document: Uuid) -> bool {
        lock(&self.work).values().any(|work| work.stuck && work.document == document)
    }

    /// Documents that were given up.
    pub(super) fn stuck(&self) -> usize {
        lock(&self.work).values().filter(|work| work.stuck).count()
    }

    /// Whether one has been stuck for so long that only a new process helps.
    pub(super) fn is_hopeless(&self, now: Instant) -> bool {
        lock(&self.work).values().any(|work| now.saturating_duration_since(work.since) >= HOPELESS)
    }

    /// Looks after it in a thread of its own, until the sender is dropped: who is watched may hold the runtime's own threads. Wakes those that
    /// are left, for the one that is held may be the one that listened for all.
    pub(super) fn start(self: &Arc<Self>) -> Sender<()> {
        let (alive, ended) = channel();
        let (watch, runtime) = (Arc::clone(self), Handle::current());
        std::thread::spawn(move || {
            while ended.recv_timeout(ROUND) == Err(RecvTimeoutError::Timeout) {
                if watch.look(Instant::now()) {
                    runtime.spawn(std::future::ready(()));
                }
            }
        });
        alive
    }

    /// Gives up what takes too long; whether anything takes long.
    fn look(&self, now: Instant) -> bool {
        let mut given_up = Vec::new();
        let late = |work: &&mut Work| !work.stuck && now.saturating_duration_since(work.since) >= STUCK;
        for work in lock(&self.work).values_mut().filter(late) {
            work.stuck = true;
            given_up.push(work.document);
            tracing::error!(
                document = %work.document,
                author = %work.author,
                bytes = work.bytes,
                seconds = work.since.elapsed().as_secs(),
                "an update does not come to its end; its document is given up until the server is started anew"
            );
        }
        for document in given_up {
            metrics::gauge!(names::STUCK_DOCUMENTS).increment(1.0);
            for outbox in lock(&self.sessions).remove(&document).unwrap_or_default() {
                if let Some(outbox) = outbox.upgrade() {
                    outbox.close(CloseReason::TryLater);
                }
            }
        }
        lock(&self.work).values().any(|work| now.saturating_duration_since(work.since) >= ROUND)
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        if let Some(work) = lock(&self.watch.work).remove(&self.key)
            && work.stuck
        {
            metrics::gauge!(names::STUCK_DOCUMENTS).decrement(1.0);
            let seconds = work.since.elapsed().as_secs();
            tracing::warn!(document = %work.document, seconds, "the update came to its end; the document is back");
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_given_up_for_as_long_as_its_update_takes_too_long() {
        let watch = Watch::default();
        let (one, two, ada) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let outboxes: Vec<Arc<Outbox>> = (0..2).map(|_| Arc::default()).collect();
        watch.join(one, &outboxes[0]);
        watch.join(two, &outboxes[1]);
        let (work, quick) = (watch.begin(one, ada, 9), watch.begin(two, ada, 9));
        let now = Instant::now();
        watch.look(now);
        assert_eq!(watch.stuck(), 0);
        drop(quick);
        watch.look(now + STUCK);
        assert!(watch.is_stuck(one) && !watch.is_stuck(two));
        assert_eq!(outboxes[0].closed(), Some(CloseReason::TryLater));
        assert_eq!(outboxes[1].closed(), None);
        assert!(!watch.is_hopeless(now + STUCK) && watch.is_hopeless(now + HOPELESS));
        drop(work);
        assert!(!watch.is_stuck(one) && !watch.is_hopeless(now + HOPELESS));
    }
}
