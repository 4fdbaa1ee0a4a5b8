//! A document in memory, as a machine: frames and edits in, frames into outboxes and updates into the log out. It never waits; its
//! actor brings it what happens and the time.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use debrief_shared::document::Postmortem;
use debrief_shared::gate::Admission;
use debrief_shared::protocol::{CloseReason, Message, ServerEvent};
use jiff::Timestamp;
use tokio::time::Instant;
use uuid::Uuid;
use yrs::TransactionMut;
use yrs::updates::encoder::Encode;

use super::DocumentError;
use super::authorship::{Authorship, Foreign, Writer};
use super::broadcast::{Broadcast, pace};
use super::committer::{Committed, Lane};
use super::gate::{self, Incoming, Known, Refusal};
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
    storage_ok: bool,
}

impl Live {
    pub(super) fn new(
        replica: Replica,
        authorship: Authorship,
        recovery: Option<Instant>,
        lane: Lane,
        upkeep: Upkeep,
        storage_ok: bool,
        now: Now,
    ) -> Self {
        metrics::gauge!(names::LIVE_DOCUMENTS).increment(1.0);
        let committed = *lane.committed().borrow();
        Self {
            replica,
            authorship,
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
            storage_ok,
        }
    }

    pub(super) fn postmortem(&self) -> &Postmortem {
        self.replica.postmortem()
    }

    pub(super) fn sessions(&self) -> usize {
        self.sessions.len()
    }

    /// Whether everything is on disk and everybody who waits for that was told.
    pub(super) fn is_settled(&self) -> bool {
        self.submitted == self.committed.updates && self.edits.is_empty()
    }

    /// When [`Live::tick`] is due.
    pub(super) fn due(&self) -> Option<Instant> {
        [self.broadcast.due(), self.presence_due, self.upkeep.due()].into_iter().flatten().min()
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

    /// A frame of a session; of one that has left by itself, too: what it wrote last counts.
    pub(super) fn frame(&mut self, client: &Client, frame: &[u8], now: Now) -> Result<(), Poisoned> {
        if client.outbox.closed().is_some() {
            return Ok(());
        }
        let known = Known { gate: self.replica.gate(), presence: &self.presence, authorship: &self.authorship };
        match gate::check(frame, client, known) {
            Ok(Incoming::Asks(from)) => {
                if let Some(session) = self.sessions.get_mut(&client.key) {
                    session.synced = true;
                }
                if let Some(from) = client.outbox.begin_answer(from) {
                    let update = self.replica.difference(&from)?;
                    client.outbox.push_catch_up(Message::SyncStep2(&update).encode().into());
                }
            }
            Ok(Incoming::Writes { update: Some((update, admission)), answer }) => {
                self.write(client, update, admission, (answer, frame.len()), now)?;
            }
            Ok(Incoming::Writes { update: None, answer }) => self.acknowledge(client, answer),
            Ok(Incoming::Repeats { update, answer }) => {
                if self.replica.has_deleted(&update)? {
                    self.acknowledge(client, answer);
                } else {
                    self.refuse(client, Refusal::ReadOnly);
                }
            }
            Ok(Incoming::Presence(change)) => {
                let joined = self.sessions.contains_key(&client.key);
                let (person, writes) = (client.joining.person.id, client.joining.role.writes());
                if joined && self.presence.apply(client.key, person, writes, change) {
                    self.schedule_presence(now);
                }
            }
            Ok(Incoming::AsksPresence) => {
                if let Some(frame) = self.presence.everybody() {
                    client.outbox.push_presence(&frame);
                }
            }
            Ok(Incoming::Nothing) => {}
            Err(refusal) => self.refuse(client, refusal),
        }
        Ok(())
    }

    fn write(
        &mut self,
        client: &Client,
        update: yrs::Update,
        admission: Admission,
        (answer, bytes): (bool, usize),
        now: Now,
    ) -> Result<(), Poisoned> {
        if !self.lane.has_room() {
            client.outbox.close(CloseReason::TryLater);
            return Ok(());
        }
        if admission.writers().next().is_some() && self.upkeep.size() + bytes > MAX_DOCUMENT_BYTES {
            self.refuse(client, Refusal::Full);
            return Ok(());
        }
        let Ok(claims) = self.judge(client, &admission, now) else {
            self.refuse(client, Refusal::Close(CloseReason::Refused));
            return Ok(());
        };
        let before = self.replica.state().clone();
        let applied = self.replica.apply(update, admission, bytes);
        let change = applied.inspect_err(|_| client.outbox.close(CloseReason::Refused))?;
        if let Some(change) = change {
            let person = client.joining.person.id;
            claims.iter().for_each(|&claimed| self.presence.give(claimed, person));
            self.schedule_presence(now);
            let writers = self.authorship.claim(claims, person);
            self.changed(change, (person, writers), Some(client.key), before, now);
        }
        self.acknowledge(client, answer);
        Ok(())
    }

    /// Whether an update may add what it adds: nobody writes in the name of somebody else's replica, whose own next words would count as
    /// known and be lost. Gives the client ids that are the writer's from now on.
    fn judge(&self, client: &Client, admission: &Admission, now: Now) -> Result<Vec<u64>, Foreign> {
        let person = client.joining.person.id;
        let writer = Writer { person, announced: self.presence.owned_by(client.key) };
        let recovers = || self.recovery.is_some_and(|until| now.instant < until);
        let is_here = |replica| {
            let owner = self.presence.foreign_owner(replica, person);
            owner.and_then(|key| self.sessions.get(&key)).is_some_and(|owner| owner.answered)
        };
        self.authorship.judge(admission.writers(), writer, &self.presence, recovers, is_here)
    }

    fn acknowledge(&mut self, client: &Client, answer: bool) {
        let Some(session) = self.sessions.get_mut(&client.key) else { return };
        session.answered |= answer;
        // What was known already may have come from somebody else a moment ago and be on its way to disk.
        session.acks.taken(answer && client.joining.role.writes(), self.submitted);
        session.settle(self.committed);
    }

    fn refuse(&mut self, client: &Client, refusal: Refusal) {
        metrics::counter!(names::REFUSED_FRAMES, "reason" => refusal.label()).increment(1);
        let step_1 = self.step_1();
        let Some(session) = self.sessions.get_mut(&client.key) else { return };
        match refusal {
            Refusal::Close(reason) => client.outbox.close(reason),
            Refusal::ReadOnly | Refusal::Full => {
                session.acks.refused();
                let reason = if refusal == Refusal::Full {
                    "this postmortem is full: take something out first, or go on in a new one"
                } else {
                    "you can read this postmortem but not change it"
                };
                if client.joining.extended {
                    session.send_event(&ServerEvent::Refused { reason: reason.to_owned() });
                } else {
                    client.outbox.push(Frame::Binary(Message::Denied(reason).encode().into()));
                }
            }
            Refusal::Incomplete if session.acks.incomplete() => client.outbox.push(step_1),
            Refusal::Incomplete => client.outbox.close(CloseReason::Refused),
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
        if !self.lane.has_room() {
            drop(done.send(Err(DocumentError::Overloaded)));
            return Ok(());
        }
        let before = self.replica.state().clone();
        if let Some(change) = self.replica.edit(edit)? {
            let writers = self.authorship.claim_for_server();
            self.changed(change, (author, writers), None, before, now);
        }
        self.edits.push_back((self.submitted, done));
        self.settle_edits();
        Ok(())
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
        self.lane.submit(Some(author), now.date, change.clone(), writers);
        self.broadcast.add(change, session, || before, self.sessions.len(), now.instant);
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
        self.written(committed);
        self.upkeep.snapshot(&mut self.replica, self.submitted, committed)
    }

    /// Tells everybody who waits for it that more is on disk.
    pub(super) fn written(&mut self, committed: Committed) {
        self.committed = committed;
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
            self.upkeep.project(&self.replica, self.committed, done);
        }
    }

    /// Does what is due: broadcasts, presence, projection.
    pub(super) fn tick(&mut self, now: Now) {
        if let Some(batch) = self.broadcast.take_due(now.instant) {
            self.send(&batch);
        }
        if self.presence_due.is_some_and(|due| due <= now.instant) {
            self.presence_due = None;
            let frame = self.presence.take_changes();
            self.sessions.values().for_each(|session| session.client.outbox.push_presence(&frame));
        }
        if self.upkeep.due().is_some_and(|due| due <= now.instant) {
            self.upkeep.project(&self.replica, self.committed, Vec::new());
        }
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
    }

    /// Sends off what is derived; to be called with everything on disk.
    pub(super) fn finish(&mut self) -> Result<(), Poisoned> {
        self.upkeep.finish(&mut self.replica, self.committed)
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
