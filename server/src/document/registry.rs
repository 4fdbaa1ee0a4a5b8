//! The documents in memory, at most one actor each. Looking one up and beginning to load it are one step under one lock; whoever comes
//! while it loads waits in its inbox.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, mpsc};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::actor::{self, Control, Input, Mailbox};
use super::committer::Committer;
use super::containment::Containment;
use super::history::Replays;
use super::keeper::Job;
use super::recovery::Recovery;
use super::seat::LARGE_FRAME_BYTES;
use super::{DocumentError, Settings};
use crate::bus::Bus;
use crate::store::DocumentStore;

/// How to reach an actor.
#[derive(Clone)]
pub(super) struct Handle {
    pub(super) inbox: mpsc::Sender<Input>,
    pub(super) control: mpsc::UnboundedSender<Control>,
    /// Bytes of large frames that the inbox still takes.
    pub(super) room: Arc<Semaphore>,
    /// Whether lists do not show its last change yet.
    pub(super) unlisted: Arc<AtomicBool>,
}

/// What all actors share.
pub(super) struct Registry {
    pub(super) store: Arc<dyn DocumentStore>,
    pub(super) settings: Settings,
    pub(super) recovery: Recovery,
    pub(super) committer: Committer,
    pub(super) keeper: mpsc::UnboundedSender<Job>,
    pub(super) bus: Bus,
    pub(super) actors: TaskTracker,
    pub(super) containment: Arc<Containment>,
    pub(super) replays: Replays,
    live: Mutex<HashMap<Uuid, Handle>>,
    stopping: AtomicBool,
    sessions: AtomicU64,
}

impl Registry {
    pub(super) fn new(
        store: Arc<dyn DocumentStore>,
        settings: Settings,
        committer: Committer,
        keeper: mpsc::UnboundedSender<Job>,
        containment: Containment,
        bus: Bus,
    ) -> Self {
        Self {
            store,
            recovery: Recovery::new(settings.clean, settings.recovery),
            settings,
            committer,
            keeper,
            bus,
            actors: TaskTracker::new(),
            containment: Arc::new(containment),
            replays: Replays::default(),
            live: Mutex::default(),
            stopping: AtomicBool::new(false),
            sessions: AtomicU64::new(0),
        }
    }

    /// Brings a request to the document's actor, which is started if there is none.
    pub(super) async fn request(self: &Arc<Self>, id: Uuid, mut input: Input) -> Result<(), DocumentError> {
        if self.containment.watch.is_stuck(id) {
            return Err(DocumentError::Overloaded);
        }
        loop {
            let handle = self.open(id)?;
            match handle.inbox.send(input).await {
                Ok(()) => return Ok(()),
                // It was just leaving.
                Err(mpsc::error::SendError(back)) => input = back,
            }
        }
    }

    fn open(self: &Arc<Self>, id: Uuid) -> Result<Handle, DocumentError> {
        let mut live = self.lock();
        if let Some(handle) = live.get(&id).filter(|handle| !handle.inbox.is_closed()) {
            return Ok(handle.clone());
        }
        if self.stopping.load(Ordering::SeqCst) {
            return Err(DocumentError::Overloaded);
        }
        let (inbox, inputs) = mpsc::channel(actor::INBOX);
        let (control, controls) = mpsc::unbounded_channel();
        let room = Arc::new(Semaphore::new(LARGE_FRAME_BYTES));
        let handle = Handle { inbox, control, room, unlisted: Arc::default() };
        live.insert(id, handle.clone());
        let mailbox = Mailbox { inbox: inputs, control: controls, handle: handle.clone() };
        self.actors.spawn(actor::run(Arc::clone(self), id, mailbox));
        Ok(handle)
    }

    /// A live document's handle.
    pub(super) fn get(&self, id: Uuid) -> Option<Handle> {
        self.lock().get(&id).cloned()
    }

    /// All live documents' handles.
    pub(super) fn all(&self) -> Vec<Handle> {
        self.lock().values().cloned().collect()
    }

    /// Number of live documents.
    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }

    /// Takes an actor off the list; from now on a new one is started. Unless it `must` leave, it stays when requests wait for it.
    pub(super) fn leave(&self, id: Uuid, mailbox: &mut Mailbox, must: bool) -> bool {
        let mut live = self.lock();
        if !must && !mailbox.inbox.is_empty() {
            return false;
        }
        mailbox.inbox.close();
        if live.get(&id).is_some_and(|handle| handle.inbox.same_channel(&mailbox.handle.inbox)) {
            live.remove(&id);
            self.containment.watch.leave(id);
        }
        true
    }

    /// Opens no more documents and tells the live ones to end.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        for handle in self.all() {
            // One that is gone has ended.
            let _ = handle.control.send(Control::Stop);
        }
        self.actors.close();
    }

    /// A key for a new session.
    pub(super) fn next_session(&self) -> u64 {
        self.sessions.fetch_add(1, Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Handle>> {
        // No code that can panic runs under this lock.
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
