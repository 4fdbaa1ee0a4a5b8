//! A document in memory, as a machine: frames and edits in, frames into outboxes and updates into the log out. It never waits; its
//! actor brings it what happens and the time.

mod deciding;
mod frames;
mod nodes;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use debrief_shared::document::Postmortem;
use debrief_shared::protocol::{CloseReason, Message, ServerEvent};
use jiff::Timestamp;
use tokio::time::Instant;
use uuid::Uuid;
use yrs::TransactionMut;
use yrs::updates::encoder::Encode;

pub(super) use self::deciding::Decided;
use super::DocumentError;
use super::authorship::Authorship;
use super::broadcast::{Broadcast, pace};
use super::committer::{Committed, Lane};
use super::containment::Contained;
use super::effort::Efforts;
use super::others::Others;
use super::outbox::Frame;
use super::participant::Session;
use super::presence::Presence;
use super::replica::{Poisoned, Replica};
use super::seat::Client;
use super::upkeep::{Done, Upkeep};
use crate::metrics as names;

/// Largest state of a document; past it only deletions are taken. The whole of it goes into one frame of a socket.
pub(super) const MAX_DOCUMENT_BYTES: usize = 32 << 20;
/// Presence is sent this many times less often than text.
const PRESENCE_PACE: u32 = 5;

/// Now, as a point to measure from and as a date.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    pub(super) instant: Instant,
    pub(super) date: Timestamp,
}

impl Now {
    pub(super) fn read() -> Self {
        Self { instant: Instant::now(), date: Timestamp::now() }
    }
}

/// The machine.
pub(super) struct Live {
    replica: Replica,
    authorship: Authorship,
    efforts: Efforts,
    contained: Option<Contained>,
    /// Until then, pages may give back what others wrote and the log has lost.
    recovery: Option<Instant>,
    lane: Lane,
    submitted: u64,
    committed: Committed,
    sessions: HashMap<u64, Session>,
    presence: Presence,
    presence_due: Option<Instant>,
    broadcast: Broadcast,
    upkeep: Upkeep,
    /// Edits of the server that wait until so many updates are on disk.
    edits: VecDeque<(u64, Done)>,
    /// Edits that nobody sees before they are on disk.
    deciding: VecDeque<deciding::Waiting>,
    storage_ok: bool,
    others: Others,
    /// When the others are told again who is here.
    repeat_due: Instant,
    /// Since when somebody's words were refused who may come again; see [`Live::has_patience_with`].
    waited_for: HashMap<Uuid, Instant>,
    /// Edits of the server that wait until lists show them.
    listed: Vec<Done>,
    /// Lists have to be told as soon as the log was read.
    unlisted: bool,
}

impl Live {
    pub(super) fn new(
        replica: Replica,
        authorship: Authorship,
        recovery: Option<Instant>,
        (lane, upkeep, others): (Lane, Upkeep, Others),
        storage_ok: bool,
        now: Now,
    ) -> Self {
        metrics::gauge!(names::LIVE_DOCUMENTS).increment(1.0);
        let committed = *lane.committed().borrow();
        Self {
            replica,
            authorship,
            efforts: Efforts::default(),
            contained: None,
            recovery,
            lane,
            submitted: 0,
            committed,
            sessions: HashMap::new(),
            presence: Presence::default(),
            presence_due: None,
            broadcast: Broadcast::new(now.instant),
            upkeep,
            edits: VecDeque::new(),
            deciding: VecDeque::new(),
            storage_ok,
            others,
            repeat_due: now.instant,
            waited_for: HashMap::new(),
            listed: Vec::new(),
            unlisted: false,
        }
    }

    /// Has its work noted and watched.
    pub(super) fn contained(mut self, contained: Contained) -> Self {
        self.contained = Some(contained);
        self
    }

    pub(super) fn postmortem(&self) -> &Postmortem {
        self.replica.postmortem()
    }

    pub(super) fn sessions(&self) -> usize {
        self.sessions.len()
    }

    /// Whether everything is on disk and everybody who waits for that was told.
    pub(super) fn is_settled(&self) -> bool {
        self.is_written() && self.others.is_confirmed() && !self.unlisted
    }

    /// Whether everything that this node has to write is on disk.
    pub(super) fn is_written(&self) -> bool {
        self.submitted == self.committed.updates && self.edits.is_empty() && self.deciding.is_empty()
    }

    /// When [`Live::tick`] is due.
    pub(super) fn due(&self) -> Option<Instant> {
        let others = self.others.due().map(|read| read.min(self.repeat_due));
        [self.broadcast.due(), self.presence_due, self.upkeep.due(), others].into_iter().flatten().min()
    }

    /// A session joins: it is told what the server has, and who is here.
    pub(super) fn join(&mut self, client: Arc<Client>) {
        metrics::gauge!(names::SESSIONS).increment(1.0);
        let session = Session::new(client);
        let joining = &session.client.joining;
        session.send_event(&ServerEvent::Hello { user: joining.person.clone(), role: joining.role });
        if !self.storage_ok {
            session.send_event(&ServerEvent::Storage { ok: false });
        }
        session.client.outbox.push(self.step_1());
        if let Some(frame) = self.presence.everybody() {
            session.client.outbox.push(Frame::Binary(frame));
        }
        self.sessions.insert(session.client.key, session);
    }

    /// A session has ended.
    pub(super) fn leave(&mut self, key: u64, now: Now) {
        if self.sessions.remove(&key).is_some() {
            metrics::gauge!(names::SESSIONS).decrement(1.0);
            self.presence.leave(key);
            self.schedule_presence(now);
        }
    }

    /// One transaction by the server; `done` is told when it is on disk.
    pub(super) fn edit(
        &mut self,
        author: Uuid,
        edit: impl FnOnce(&Postmortem, &mut TransactionMut<'_>),
        done: Done,
        now: Now,
    ) -> Result<(), Poisoned> {
        if let Some(refusal) = self.refusal() {
            drop(done.send(Err(refusal)));
            return Ok(());
        }
        let before = self.before();
        if let Some(change) = self.replica.edit(edit)? {
            self.adopt_for(&change, now);
            let writers = self.authorship.claim_for_server();
            self.changed(change, (author, writers), None, before, now);
        }
        self.edits.push_back((self.submitted, done));
        self.settle_edits();
        Ok(())
    }

    /// Why the server can change nothing now, if it cannot.
    fn refusal(&self) -> Option<DocumentError> {
        let full = || DocumentError::Refused("This postmortem is full. Take something out, then try again.".to_owned());
        if !self.lane.has_room() {
            return Some(DocumentError::Overloaded);
        }
        (self.upkeep.size() > MAX_DOCUMENT_BYTES).then(full)
    }

    /// What a reader has who has everything so far; nobody needs it for a change that joins others on their way.
    fn before(&self) -> yrs::StateVector {
        if self.broadcast.is_empty() { self.replica.state().clone() } else { yrs::StateVector::default() }
    }

    fn changed(
        &mut self,
        change: Bytes,
        (author, writers): (Uuid, Vec<(u64, Option<Uuid>)>),
        session: Option<u64>,
        before: yrs::StateVector,
        now: Now,
    ) {
        metrics::counter!(names::UPDATES).increment(1);
        metrics::counter!(names::UPDATE_BYTES).increment(change.len() as u64);
        self.submitted += 1;
        self.upkeep.changed(change.len(), now.date, now.instant);
        self.others.publish(self.submitted, author, &writers, &change);
        self.lane.submit(Some(author), now.date, change.clone(), writers);
        self.broadcast.add(change, session, before, self.sessions.len(), now.instant);
    }

    /// A reader who fell behind has drained: it gets all that it lacks in one frame.
    pub(super) fn drained(&mut self, client: &Client) -> Result<(), Poisoned> {
        let (lag, missed_presence) = client.outbox.take_behind();
        if let Some(lag) = lag {
            metrics::counter!(names::RESYNCS).increment(1);
            let update = self.replica.difference(&lag.from)?;
            let message = if lag.step_2 { Message::SyncStep2(&update) } else { Message::Update(&update) };
            client.outbox.push_catch_up(message.encode().into());
        }
        if missed_presence && let Some(frame) = self.presence.everything() {
            client.outbox.push_catch_up(frame);
        }
        Ok(())
    }

    /// More is on disk than before.
    pub(super) fn committed(&mut self, committed: Committed) -> Result<(), Poisoned> {
        self.show_decided(committed, Now::read())?;
        self.written(committed);
        if self.upkeep.has_grown() {
            // A snapshot holds nothing that might never come into the log.
            self.adopt_pending(Now::read());
        }
        let position = self.position();
        self.upkeep.snapshot(&mut self.replica, self.submitted, position)
    }

    /// What is on disk of this node's updates, and how far all of the log is in the replica.
    fn position(&self) -> Committed {
        Committed { through: self.others.complete(self.committed.through), ..self.committed }
    }

    /// Tells everybody who waits for it that more is on disk.
    pub(super) fn written(&mut self, committed: Committed) {
        let more = committed.updates > self.committed.updates;
        self.committed = committed;
        if more {
            self.say_committed();
            self.upkeep.written(committed, Instant::now());
        }
        for session in self.sessions.values_mut() {
            session.settle(committed);
        }
        self.settle_edits();
    }

    fn settle_edits(&mut self) {
        let mut done = Vec::new();
        while let Some((_, waiting)) = self.edits.pop_front_if(|(ticket, _)| *ticket <= self.committed.updates) {
            done.push(waiting);
        }
        if !done.is_empty() {
            self.project(done);
        }
    }

    /// Sends off what lists show, now or when it is known what else is in the log; tells `waiting` when that is saved.
    pub(super) fn project(&mut self, mut waiting: Vec<Done>) {
        if self.others.is_none() {
            self.upkeep.project(&self.replica, self.committed, waiting);
        } else {
            self.upkeep.postpone();
            self.listed.append(&mut waiting);
            self.unlisted = true;
            self.others.read_soon(Instant::now());
        }
    }

    /// Does what is due: broadcasts, presence, projection.
    pub(super) fn tick(&mut self, now: Now) {
        if let Some(batch) = self.broadcast.take_due(now.instant) {
            self.send(&batch);
        }
        if self.presence_due.is_some_and(|due| due <= now.instant) {
            self.presence_due = None;
            if !self.others.is_none() {
                self.others.publish_presence(false, &self.presence.here(true));
            }
            let frame = self.presence.take_changes();
            self.sessions.values().for_each(|session| session.client.outbox.push_presence(&frame));
        }
        if self.upkeep.due().is_some_and(|due| due <= now.instant) {
            self.project(Vec::new());
        }
        self.tick_others(now);
    }

    fn send(&self, batch: &super::broadcast::Batch) {
        let mut sent = 0;
        for (key, session) in self.sessions.iter().filter(|(_, session)| session.synced) {
            if Some(*key) != batch.except {
                batch.frames.iter().for_each(|frame| session.client.outbox.push_update(frame, &batch.before));
                sent += batch.frames.len() as u64;
            }
        }
        metrics::counter!(names::BROADCAST_FRAMES).increment(sent);
    }

    fn schedule_presence(&mut self, now: Now) {
        if self.presence.has_changes() {
            let pace: Duration = pace(self.sessions.len()) * PRESENCE_PACE;
            self.presence_due.get_or_insert(now.instant + pace);
        }
    }

    /// Whether storage works has changed.
    pub(super) fn storage(&mut self, ok: bool) {
        self.storage_ok = ok;
        self.announce(&ServerEvent::Storage { ok });
    }

    /// Tells every session that understands events.
    pub(super) fn announce(&self, event: &ServerEvent) {
        self.sessions.values().for_each(|session| session.send_event(event));
    }

    /// Ends all sessions.
    pub(super) fn end_sessions(&self, reason: CloseReason) {
        self.sessions.values().for_each(|session| session.client.outbox.close(reason));
    }

    /// Ends all sessions and fails what waits.
    pub(super) fn close_all(&mut self, reason: CloseReason, error: &DocumentError) {
        self.end_sessions(reason);
        self.edits.drain(..).for_each(|(_, done)| drop(done.send(Err(error.clone()))));
        self.forget_decided(error);
        // These are on disk; only lists may lag.
        self.listed.drain(..).for_each(|done| drop(done.send(Ok(()))));
    }

    /// Sends off what is derived; to be called with everything on disk.
    pub(super) fn finish(&mut self) -> Result<(), Poisoned> {
        let position = self.position();
        self.upkeep.finish(&mut self.replica, position)
    }

    /// Sends at once what waits for its time.
    pub(super) fn flush(&mut self, now: Now) {
        if let Some(batch) = self.broadcast.take(now.instant) {
            self.send(&batch);
        }
    }

    fn step_1(&self) -> Frame {
        Frame::Binary(Message::SyncStep1(&self.replica.state().encode_v1()).encode().into())
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        metrics::gauge!(names::LIVE_DOCUMENTS).decrement(1.0);
        for session in self.sessions.values() {
            metrics::gauge!(names::SESSIONS).decrement(1.0);
            session.client.outbox.close(CloseReason::TryLater);
        }
    }
}
