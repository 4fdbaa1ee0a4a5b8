//! The one task that owns a live document: loads it, brings it what happens, and lets it go when nobody is there.

mod messages;
mod reading;

use std::sync::Arc;
use std::time::Duration;

use debrief_shared::protocol::{CloseReason, ServerEvent};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout};
use uuid::Uuid;

pub(super) use self::messages::{Control, Input};
use self::reading::{Reading, changed, read, read_in_time};
use super::DocumentError;
use super::authorship::Authorship;
use super::committer::Committed;
use super::live::{Live, Now};
use super::load::{Loaded, load};
use super::others::Others;
use super::outbox::Outbox;
use super::registry::{Handle, Registry};
use super::replica::Poisoned;
use super::seat::{Client, Joining, Seat};
use super::upkeep::Upkeep;
use crate::bus::Feed;
use crate::bus::message::Message;

/// Requests that wait for a busy document; whoever wants to add one waits.
pub(super) const INBOX: usize = 1_024;
/// Requests handled before broadcasts and commits are looked after again.
const TURN: usize = 128;
/// Most sessions of one document.
const MAX_SESSIONS: usize = 1_000;
/// How long a stopping server waits for the log.
const LAST_COMMIT: Duration = Duration::from_secs(10);

/// Why a document leaves memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// Nobody is there, or it went into the bin.
    Idle,
    /// The server stops.
    Stopped,
    /// yrs panicked; what is on disk is not touched by that.
    Crashed,
    /// Storage refuses its updates for good.
    Rejected,
}

/// Everything that reaches an actor.
pub(super) struct Mailbox {
    pub(super) inbox: mpsc::Receiver<Input>,
    pub(super) control: mpsc::UnboundedReceiver<Control>,
    /// The other ends.
    pub(super) handle: Handle,
}

struct Actor {
    id: Uuid,
    registry: Arc<Registry>,
    mailbox: Mailbox,
    live: Live,
    commits: watch::Receiver<Committed>,
    storage: watch::Receiver<bool>,
    /// What other nodes say, and whether they can be heard; `None` without others.
    feed: Feed,
    connected: Option<watch::Receiver<bool>>,
    reading: Option<Reading>,
    /// Since when nobody was there.
    quiet_since: Instant,
    /// Went into the bin: leaves without waiting.
    retired: bool,
}

/// Runs a document from loading to unloading.
pub(super) async fn run(registry: Arc<Registry>, id: Uuid, mut mailbox: Mailbox) {
    // Listening first: whatever is logged while the log is read is heard of.
    let connected = registry.bus.connected();
    let feed = registry.bus.listen(id).await;
    match load(&*registry.store, id, &registry.containment.of(id)).await {
        Ok(loaded) => Actor::new(registry, id, mailbox, loaded, (feed, connected)).run().await,
        Err(error) => {
            if let DocumentError::Broken(reason) = &error {
                tracing::error!(document = %id, reason, "a stored document cannot be opened; it is left as it is");
            }
            registry.leave(id, &mut mailbox, true);
            while let Some(input) = mailbox.inbox.recv().await {
                input.refuse(error.clone());
            }
        }
    }
}

impl Actor {
    fn new(
        registry: Arc<Registry>,
        id: Uuid,
        mailbox: Mailbox,
        loaded: Loaded,
        (feed, connected): (Feed, Option<watch::Receiver<bool>>),
    ) -> Self {
        let now = Now::read();
        let lane = registry.committer.lane(id, loaded.through);
        let commits = lane.committed();
        let storage = registry.committer.storage();
        let unlisted = Arc::clone(&mailbox.handle.unlisted);
        let upkeep = Upkeep::new(id, registry.keeper.clone(), &loaded, unlisted);
        let recovery = registry.recovery.until(id);
        let authorship = Authorship::new(loaded.owners, loaded.replica.client());
        let others = Others::new(registry.bus.clone(), id, registry.settings.pace, loaded.through, now.instant);
        let live = Live::new(loaded.replica, authorship, recovery, (lane, upkeep, others), *storage.borrow(), now)
            .contained(registry.containment.of(id));
        live.ask_others();
        Self {
            id,
            registry,
            mailbox,
            live,
            commits,
            storage,
            feed,
            connected,
            reading: None,
            quiet_since: now.instant,
            retired: false,
        }
    }

    async fn run(mut self) {
        let ending = loop {
            match self.serve().await {
                // A request that came at the last moment keeps it. Everything is on disk: a new actor may begin at once.
                Ok(Ending::Idle) if !self.registry.leave(self.id, &mut self.mailbox, self.retired) => {}
                Ok(ending) => break ending,
                Err(Poisoned) => break Ending::Crashed,
            }
        };
        self.end(ending).await;
        self.registry.leave(self.id, &mut self.mailbox, true);
        while let Some(input) = self.mailbox.inbox.recv().await {
            match ending {
                Ending::Rejected => input.refuse(rejected()),
                Ending::Stopped => input.refuse(DocumentError::Overloaded),
                Ending::Idle | Ending::Crashed => {
                    // Refused only while the server stops, and then its sender sees its reply dropped.
                    let _ = self.registry.request(self.id, input).await;
                }
            }
        }
    }

    async fn serve(&mut self) -> Result<Ending, Poisoned> {
        let mut inputs = Vec::with_capacity(TURN);
        loop {
            let due = self.due();
            tokio::select! {
                biased;
                Some(control) = self.mailbox.control.recv() => {
                    if self.control(control)? {
                        return Ok(Ending::Stopped);
                    }
                }
                Ok(()) = self.commits.changed() => {
                    let committed = *self.commits.borrow_and_update();
                    if committed.rejected {
                        return Ok(Ending::Rejected);
                    }
                    self.live.committed(committed)?;
                }
                Ok(()) = self.storage.changed() => {
                    let ok = *self.storage.borrow_and_update();
                    self.live.storage(ok);
                }
                connected = changed(&mut self.connected) => {
                    if connected {
                        self.feed.open().await;
                    }
                    self.live.connected(connected, Now::read());
                }
                page = read(&mut self.reading) => {
                    self.reading = None;
                    self.live.end_read(page, Now::read())?;
                }
                (from, message) = self.feed.next() => {
                    if let Message::Retire(reason) = message {
                        self.retire(reason);
                    } else {
                        self.live.hear(from, message, Now::read())?;
                    }
                }
                _ = self.mailbox.inbox.recv_many(&mut inputs, TURN) => {
                    for input in inputs.drain(..) {
                        self.input(input)?;
                    }
                }
                () = tokio::time::sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {}
            }
            let now = Now::read();
            self.live.tick(now);
            if let Some(after) = self.live.begin_read(now.instant) {
                let (store, id) = (Arc::clone(&self.registry.store), self.id);
                self.reading = Some(Box::pin(read_in_time(store, id, after)));
            }
            if self.idle_since().is_some_and(|since| self.retired || now.instant >= since + self.registry.settings.idle)
            {
                return Ok(Ending::Idle);
            }
        }
    }

    fn due(&self) -> Option<Instant> {
        let unload = self.idle_since().map(|since| since + self.registry.settings.idle);
        [self.live.due(), unload].into_iter().flatten().min()
    }

    fn idle_since(&self) -> Option<Instant> {
        (self.live.sessions() == 0 && self.live.is_settled()).then_some(self.quiet_since)
    }

    fn control(&mut self, control: Control) -> Result<bool, Poisoned> {
        match control {
            Control::Leave(key) => {
                self.quiet_since = Instant::now();
                self.live.leave(key, Now::read());
            }
            Control::Drained(client) => self.live.drained(&client)?,
            Control::List(done) => self.live.project(vec![done]),
            Control::Announce(event) => self.live.announce(&event),
            Control::Retire(reason) => self.retire(reason),
            Control::Recover { node, until } => self.live.recover(node, Some(until), Now::read()),
            Control::Stop => return Ok(true),
        }
        Ok(false)
    }

    fn retire(&mut self, reason: CloseReason) {
        self.live.end_sessions(reason);
        self.retired = true;
    }

    fn input(&mut self, input: Input) -> Result<(), Poisoned> {
        self.quiet_since = Instant::now();
        let now = Now::read();
        match input {
            Input::Join { joining, outbox, reply } => {
                let seat = if self.retired {
                    Err(DocumentError::Deleted)
                } else if self.live.sessions() >= MAX_SESSIONS {
                    Err(DocumentError::Overloaded)
                } else {
                    Ok(self.seat(joining, outbox))
                };
                // A session that gave up meanwhile drops its seat, and leaves by that.
                drop(reply.send(seat));
            }
            Input::Frame { client, frame, room } => {
                self.live.frame(&client, &frame, now)?;
                drop(room);
            }
            Input::Read { read, done } => {
                read(self.live.postmortem());
                drop(done.send(Ok(())));
            }
            Input::Edit { done, .. } | Input::EditDeciding { done, .. } if self.retired => {
                drop(done.send(Err(DocumentError::Deleted)));
            }
            Input::Edit { author, edit, done } => self.live.edit(author, edit, done, now)?,
            Input::EditDeciding { edit, deciding, decided, done } => {
                self.live.edit_deciding(edit, *deciding, decided, done, now)?;
            }
        }
        Ok(())
    }

    fn seat(&mut self, joining: Joining, outbox: Arc<Outbox>) -> Seat {
        let client = Arc::new(Client { key: self.registry.next_session(), joining, outbox });
        self.live.join(Arc::clone(&client));
        let handle = self.mailbox.handle.clone();
        Seat { client, inbox: handle.inbox, control: handle.control, room: handle.room }
    }

    /// Leaves memory with everything on disk. What was not written stays unacknowledged, and its authors keep it.
    async fn end(&mut self, ending: Ending) {
        // Whoever has shown it may be gone: it is written by this node, too.
        self.live.adopt_pending(Now::read());
        self.live.say_goodbye();
        match ending {
            Ending::Idle => {}
            Ending::Stopped => {
                self.live.flush(Now::read());
                self.live.announce(&ServerEvent::GoingAway);
            }
            Ending::Crashed => {
                self.live.forget_decided(&DocumentError::Overloaded);
                tracing::error!(document = %self.id, "an update could not be applied; the document is loaded anew");
                self.live
                    .close_all(CloseReason::TryLater, &DocumentError::Refused("it could not be applied".to_owned()));
            }
            Ending::Rejected => {
                self.registry.recovery.begin(self.id);
                self.live.close_all(CloseReason::Broken, &rejected());
                return;
            }
        }
        let settled = if ending == Ending::Stopped {
            timeout(LAST_COMMIT, self.settle()).await.unwrap_or(false)
        } else {
            self.settle().await
        };
        if !settled {
            self.registry.recovery.begin(self.id);
        } else if ending != Ending::Crashed && self.finish().await.is_err() {
            tracing::error!(document = %self.id, "the document could not be encoded; its log is complete");
        }
        self.live.close_all(CloseReason::Restarting, &DocumentError::Overloaded);
    }

    /// Reads what others wrote last, and sends off what is derived from all of it.
    async fn finish(&mut self) -> Result<(), Poisoned> {
        self.live.read_soon(Instant::now());
        while let Some(after) = self.live.begin_read(Instant::now()) {
            let page = read_in_time(Arc::clone(&self.registry.store), self.id, after).await;
            if page.is_err() {
                break;
            }
            self.live.end_read(page, Now::read())?;
        }
        self.live.finish()
    }

    /// Waits until everything is on disk; `false` when that will not be. Leaves the replica alone once nothing was decided that it has to
    /// show: it may be what has crashed.
    async fn settle(&mut self) -> bool {
        loop {
            let committed = *self.commits.borrow_and_update();
            if committed.rejected || self.live.show_decided(committed, Now::read()).is_err() {
                return false;
            }
            self.live.written(committed);
            if self.live.is_written() {
                return true;
            }
            if self.commits.changed().await.is_err() {
                return false;
            }
        }
    }
}

fn rejected() -> DocumentError {
    DocumentError::Broken("storage refuses its updates".to_owned())
}
