//! Documents in memory: every open postmortem has one owner, its actor, through which all reading and writing goes. What is written is
//! shown to everybody at once and acknowledged when it is on disk.
//!
//! The way of a frame: `gate` → `live` (apply, log, broadcast) → [`outbox`]es; `committer` → acknowledgement.

mod acks;
mod actor;
mod authorship;
mod broadcast;
mod committer;
mod containment;
mod deciding;
mod effort;
mod gate;
mod inflight;
mod inspect;
pub mod history;
mod keeper;
mod live;
mod load;
mod others;
pub mod outbox;
mod presence;
mod projection;
mod provoke;
pub mod quarantine;
mod recovery;
mod registry;
mod replica;
mod searched;
mod seat;
mod stopping;
mod participant;
pub mod trial;
mod upkeep;
mod watch;

#[cfg(test)]
pub(crate) mod tests;

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use debrief_shared::document::Postmortem;
use debrief_shared::protocol::{CloseReason, ServerEvent};
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;
use uuid::Uuid;
use yrs::TransactionMut;

use actor::{Control, Input};
use committer::Committer;
pub use containment::{Containment, QUARANTINE};
pub use deciding::Outcome;
pub use inflight::{Unfinished, Work};
pub use inspect::{Inspection, inspect};
pub use load::{read_kept, read_stored, reindex};
pub use others::Pace;
use outbox::Outbox;
pub use projection::project;
use registry::Registry;
use replica::Replica;
pub use seat::{Gone, Joining, Seat};

use crate::bus::{Bus, message::Message};
use crate::store::DocumentStore;
use crate::store::audit::Audit;
use crate::store::documents::NewDocument;

/// How long a list waits for the last changes; what takes longer is in the next one.
const LIST_PATIENCE: Duration = Duration::from_millis(500);
/// Most documents whose last changes a list waits for.
const MOST_AWAITED: usize = 64;
/// Limits that an operator or a test may want otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How long a document without sessions stays in memory.
    pub idle: Duration,
    /// Whether everything was written when the last server stopped.
    pub clean: bool,
    /// How long pages may give back what others wrote, after it was lost.
    pub recovery: Duration,
    /// How often the log is read for what other nodes wrote; without others never.
    pub pace: Pace,
}

impl Default for Settings {
    fn default() -> Self {
        Self { idle: Duration::from_secs(30), clean: true, recovery: Duration::from_mins(10), pace: Pace::default() }
    }
}

/// Why a document could not be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// There is none with this id.
    #[error("no such postmortem")]
    NotFound,
    /// It is in the bin.
    #[error("this postmortem was removed")]
    Deleted,
    /// What is stored of it cannot be opened. It is left as it is.
    #[error("the stored document cannot be opened: {0}")]
    Broken(String),
    /// Too much waits already, or the server stops.
    #[error("the server is busy")]
    Overloaded,
    /// Storage does not answer.
    #[error("storage is not available: {0}")]
    Unavailable(String),
    /// The change does not fit.
    #[error("the change was refused: {0}")]
    Refused(String),
}

/// How the documents are doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stats {
    /// Whether the last write to the log went well.
    pub storage_ok: bool,
    /// Documents in memory.
    pub live: usize,
    /// Bytes of updates that wait to be written.
    pub waiting_bytes: usize,
    /// Documents that were given up because yrs does not come to an end with them.
    pub stuck: usize,
    /// Whether one has been stuck for so long that only a new process helps.
    pub hopeless: bool,
}

/// All documents of the server. Cheap to clone.
#[derive(Clone)]
pub struct Documents {
    registry: Arc<Registry>,
    /// The committer and the keeper.
    writers: TaskTracker,
    stop_writers: CancellationToken,
    sockets: TaskTracker,
    /// The watch ends when nobody has this any more.
    _watching: Arc<std::sync::mpsc::Sender<()>>,
}

/// A new document whose content is the update `first` (v1), ready to be stored.
pub fn new_document(id: Uuid, owner: Uuid, first: Vec<u8>, now: Timestamp) -> Result<NewDocument, DocumentError> {
    let mut replica = Replica::empty();
    let read = replica.replay([first.as_slice()]);
    if !matches!(read, Ok(Ok(()))) || replica.has_missing() {
        return Err(DocumentError::Refused("its first content cannot be read".to_owned()));
    }
    let projection = projection::project(replica.postmortem());
    let writers = replica.state().iter().map(|(client, _)| client.get()).collect();
    Ok(NewDocument { id, owner, created_at: now, first, projection, writers })
}

impl Documents {
    /// Starts the tasks that write; needs a runtime. Projections that a kill left behind are renewed in the background.
    pub fn start(store: Arc<dyn DocumentStore>, settings: Settings) -> Self {
        Self::start_contained(store, settings, Containment::default())
    }

    /// The same, with what is noted and set aside lying in the data folder.
    pub fn start_contained(store: Arc<dyn DocumentStore>, settings: Settings, containment: Containment) -> Self {
        Self::start_among(store, settings, containment, Bus::default())
    }

    /// The same, as one of several nodes over one store, which hear each other over a bus.
    pub fn start_among(store: Arc<dyn DocumentStore>, settings: Settings, containment: Containment, bus: Bus) -> Self {
        let stop_writers = CancellationToken::new();
        let writers = TaskTracker::new();
        let (committer, committing) = Committer::new(Arc::clone(&store), stop_writers.clone());
        writers.spawn(committing);
        let (keeper, jobs) = mpsc::unbounded_channel();
        writers.spawn(keeper::run(Arc::clone(&store), jobs, stop_writers.clone()));
        let watching = Arc::new(containment.watch.start());
        let registry = Arc::new(Registry::new(store, settings, committer, keeper, containment, bus));
        let documents = Self { registry, writers, stop_writers, sockets: TaskTracker::new(), _watching: watching };
        documents.registry.actors.spawn(documents.clone().renew_projections());
        documents
    }

    /// Makes each projection anew that is behind, without opening the document for anybody.
    async fn renew_projections(self) {
        let stale = match self.registry.store.stale_projections().await {
            Ok(stale) => stale,
            Err(error) => return tracing::warn!(%error, "lists may be out of date until the documents are opened"),
        };
        for id in stale {
            let contained = self.registry.containment.of(id);
            // Noted like an opening: what ends the process here must not end the next one, too.
            let work = contained.loading();
            let renewed = reindex(&*self.registry.store, id, self.registry.containment.quarantine()).await;
            drop(work);
            if let Err(error) = renewed {
                tracing::warn!(document = %id, %error, "a list entry is out of date");
            }
        }
    }

    /// Stores a new document whose content is the update `first` (v1).
    pub async fn create(
        &self,
        id: Uuid,
        owner: Uuid,
        first: Vec<u8>,
        now: Timestamp,
        audit: &Audit,
    ) -> Result<(), DocumentError> {
        self.registry.store.create(new_document(id, owner, first, now)?, audit).await?;
        Ok(())
    }

    /// Looks at a document.
    pub async fn read<T: Send + 'static>(
        &self,
        id: Uuid,
        read: impl FnOnce(&Postmortem) -> T + Send + 'static,
    ) -> Result<T, DocumentError> {
        let (slot, done, finished) = Slot::new();
        let read = Box::new(slot.filling(read));
        self.registry.request(id, Input::Read { read, done }).await?;
        slot.wait(finished).await
    }

    /// Changes a document in one transaction on behalf of `author`. Resolves when the change is on disk and lists show it; live pages see
    /// it like anybody's typing.
    pub async fn edit<T: Send + 'static>(
        &self,
        id: Uuid,
        author: Uuid,
        edit: impl FnOnce(&Postmortem, &mut TransactionMut<'_>) -> T + Send + 'static,
    ) -> Result<T, DocumentError> {
        let (slot, done, finished) = Slot::new();
        let filled = slot.clone();
        let edit =
            Box::new(move |postmortem: &Postmortem, txn: &mut TransactionMut<'_>| filled.fill(edit(postmortem, txn)));
        self.registry.request(id, Input::Edit { author, edit, done }).await?;
        slot.wait(finished).await
    }

    /// Brings lists up to date with what was typed in the last moment, so that everybody finds their own changes in them. Gives up after
    /// half a second.
    pub async fn catch_up_lists(&self) {
        let unlisted = |handle: &registry::Handle| handle.unlisted.load(Ordering::SeqCst);
        let mut awaited = Vec::new();
        for handle in self.registry.all().into_iter().filter(unlisted).take(MOST_AWAITED) {
            let (done, listed) = oneshot::channel();
            // One that is leaving lists itself.
            let _ = handle.control.send(Control::List(done));
            awaited.push(listed);
        }
        let (done, tried) = oneshot::channel();
        // After a stop there is nothing to wait for.
        let _ = self.registry.keeper.send(keeper::Job::Mark(done));
        awaited.push(tried);
        let all = async {
            for listed in awaited {
                // Dropped by one that has left.
                let _ = listed.await;
            }
        };
        if tokio::time::timeout(LIST_PATIENCE, all).await.is_err() {
            tracing::debug!("a list is made although the last changes are not in it yet");
        }
    }

    /// Takes a place at a document, which is opened if need be. Whoever has `outbox` can end the session by closing it.
    pub async fn join(&self, id: Uuid, joining: Joining, outbox: Arc<Outbox>) -> Result<Seat, DocumentError> {
        self.registry.containment.watch.join(id, &outbox);
        let (reply, seat) = oneshot::channel();
        self.registry.request(id, Input::Join { joining, outbox, reply }).await?;
        seat.await.unwrap_or(Err(DocumentError::Overloaded))
    }

    /// Tells every `debrief.v1` session of a document, wherever it is live.
    pub fn announce(&self, id: Uuid, event: ServerEvent) {
        self.tell_others(id, Message::Event(event.clone()));
        if let Some(handle) = self.registry.get(id) {
            // One that has just left has nobody to tell.
            let _ = handle.control.send(Control::Announce(event));
        }
    }

    /// Ends all sessions of a document, which was put into the bin, and lets it leave memory. Call it after storing that.
    pub fn retire(&self, id: Uuid, reason: CloseReason) {
        self.tell_others(id, Message::Retire(reason));
        if let Some(handle) = self.registry.get(id) {
            // One that has just left has no sessions.
            let _ = handle.control.send(Control::Retire(reason));
        }
    }

    fn tell_others(&self, id: Uuid, message: Message) {
        let bus = &self.registry.bus;
        if !bus.is_none() && !bus.say(id, 0, &message) {
            // Access is looked at by every node itself, twice a second; comments are asked for anew when they are heard again.
            tracing::debug!(document = %id, "other nodes were not told");
        }
    }

    /// Notes whether other nodes run, or may have been killed, over the same store.
    pub fn note_others(&self, any: bool) {
        self.registry.bus.note_others(any);
    }

    /// Another node was killed: pages may give back what it may have lost, and the lists that it kept are looked after.
    pub fn recover(&self, node: Uuid) {
        let until = self.registry.recovery.begin_everywhere();
        for handle in self.registry.all() {
            // One that is gone has nothing to take back.
            let _ = handle.control.send(Control::Recover { node, until });
        }
        self.registry.actors.spawn(self.clone().renew_projections());
    }

    /// How they are doing.
    pub fn stats(&self) -> Stats {
        let committer = &self.registry.committer;
        Stats {
            storage_ok: *committer.storage().borrow(),
            live: self.registry.len(),
            waiting_bytes: committer.waiting_bytes(),
            stuck: self.registry.containment.watch.stuck(),
            hopeless: self.registry.containment.watch.is_hopeless(Instant::now()),
        }
    }

    /// Held by a socket as long as it is open: [`Documents::shutdown`] waits for it.
    pub fn socket_token(&self) -> TaskTrackerToken {
        self.sockets.token()
    }
}

/// What a closure that ran in the actor returned.
struct Slot<T>(Arc<Mutex<Option<T>>>);

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Send + 'static> Slot<T> {
    fn new() -> (Self, upkeep::Done, oneshot::Receiver<Result<(), DocumentError>>) {
        let (done, finished) = oneshot::channel();
        (Self(Arc::default()), done, finished)
    }

    fn filling(
        &self,
        read: impl FnOnce(&Postmortem) -> T + Send + 'static,
    ) -> impl FnOnce(&Postmortem) + Send + 'static {
        let slot = self.clone();
        move |postmortem| slot.fill(read(postmortem))
    }

    fn fill(&self, value: T) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
    }

    async fn wait(self, finished: oneshot::Receiver<Result<(), DocumentError>>) -> Result<T, DocumentError> {
        finished.await.unwrap_or(Err(DocumentError::Overloaded))?;
        self.take().ok_or(DocumentError::Overloaded)
    }

    fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
