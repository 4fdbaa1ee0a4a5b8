//! What a live document knows of other nodes that have it open, and how far it has surely read the log that all of them write.
//!
//! A change of another node is shown before it is in the log. Until its node says that it is, it is *pending*: nothing of ours may stand in
//! the log before what it builds on, or the log could not be read any more after that node was killed. So when a change of ours builds on
//! pending ones, or their node keeps silent, this node logs them as well. Twice in the log is once in the document.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;
use debrief_shared::gate::Reach;
use jiff::Timestamp;
use tokio::time::Instant;
use uuid::Uuid;

use super::live::Now;
use crate::bus::Bus;
use crate::bus::message::{Message, Present, Source, Update};
use crate::store::documents::{Seq, StoredUpdate};

/// How long another node may take to log what it has shown.
const CONFIRM: Duration = Duration::from_secs(1);
/// Most bytes of changes that wait for other nodes' word.
const MAX_PENDING_BYTES: usize = 8 << 20;
/// Most of them.
const MAX_PENDING: usize = 10_000;
/// Most openings of other nodes that are remembered; the rest are met again as new ones.
const MAX_PEERS: usize = 256;

/// How often the log is read although nobody has said that something is missing.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// While other nodes are heard.
    pub heard: Duration,
    /// While they are not: how long people on different nodes wait for each other's words.
    pub unheard: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { heard: Duration::from_secs(5), unheard: Duration::from_millis(700) }
    }
}

/// A change of another node, applied here, of which is not known whether it is in the log.
pub(super) struct Pending {
    pub(super) from: Source,
    pub(super) update: Update,
    pub(super) at: Timestamp,
    pub(super) since: Instant,
    reach: Reach,
}

/// How much was heard of another node's opening.
#[derive(Default)]
struct Peer {
    /// Number of its last update that was heard of.
    latest: u64,
    /// Number of the last one that was not applied; 0 for none.
    missed: u64,
}

/// The bookkeeping.
pub(super) struct Others {
    bus: Bus,
    document: Uuid,
    opening: u64,
    pace: Pace,
    connected: bool,
    peers: HashMap<Source, Peer>,
    pending: VecDeque<Pending>,
    pending_bytes: usize,
    /// Every row of the log up to here is in the replica.
    complete: Seq,
    /// When the log is to be read next.
    due: Instant,
    /// When the read began that is under way.
    reading: Option<Instant>,
}

impl Others {
    pub(super) fn new(bus: Bus, document: Uuid, pace: Pace, complete: Seq, now: Instant) -> Self {
        let connected = bus.connected().is_some_and(|connected| *connected.borrow());
        let opening = u64::from_le_bytes(crate::random::bytes()) | 1;
        let due = now + pace.unheard;
        let (peers, pending) = (HashMap::new(), VecDeque::new());
        Self { bus, document, opening, pace, connected, peers, pending, pending_bytes: 0, complete, due, reading: None }
    }

    /// Whether there are none.
    pub(super) fn is_none(&self) -> bool {
        self.bus.is_none()
    }

    /// Whether one of them may have lost what it had shown.
    pub(super) fn may_have_lost(&self) -> bool {
        self.bus.has_others()
    }

    /// The place in the log up to which all of it is in the replica, given where this node's own last row stands. Alone, nobody else's rows
    /// stand below it; with others, only what was read counts.
    pub(super) fn complete(&self, own: Seq) -> Seq {
        if self.is_none() { own } else { self.complete }
    }

    /// Says something to the others.
    pub(super) fn say(&self, message: &Message) -> bool {
        self.bus.say(self.document, self.opening, message)
    }

    /// Whether they can be heard has changed.
    pub(super) fn connected(&mut self, connected: bool, now: Instant) {
        self.connected = connected;
        self.due = now;
        if connected {
            self.say(&Message::Ask);
        }
    }

    /// When the log is to be read next, unless it is being read.
    pub(super) fn due(&self) -> Option<Instant> {
        (!self.is_none() && self.reading.is_none()).then_some(self.due)
    }

    /// Has the log read at once.
    pub(super) fn read_soon(&mut self, now: Instant) {
        self.due = now;
    }

    /// Begins to read the log, if it is time: behind which place.
    pub(super) fn begin_read(&mut self, now: Instant) -> Option<Seq> {
        if self.due()? > now {
            return None;
        }
        self.reading = Some(now);
        self.due = now + if self.connected { self.pace.heard } else { self.pace.unheard };
        if let Some(first) = self.pending.front() {
            self.due = self.due.min((first.since + CONFIRM).max(now + CONFIRM));
        }
        Some(self.complete)
    }

    /// Rows were read and applied. Gives the pending changes that their nodes should have logged by then and have not.
    pub(super) fn end_read(&mut self, rows: &[StoredUpdate], whole: bool, now: Instant) -> Vec<Pending> {
        let began = self.reading.take();
        if let Some(last) = rows.last() {
            self.complete = self.complete.max(last.seq);
        }
        if !rows.is_empty() {
            self.forget(|pending| rows.iter().any(|row| row.data == pending.update.data));
        }
        if !whole {
            self.due = now;
            return Vec::new();
        }
        let late = |pending: &Pending| began.is_some_and(|began| pending.since + CONFIRM <= began);
        self.take(late)
    }

    /// Changes that cannot be logged here either, at the moment, wait on.
    pub(super) fn wait_on(&mut self, late: Vec<Pending>) {
        self.pending_bytes += late.iter().map(|pending| pending.update.data.len()).sum::<usize>();
        late.into_iter().rev().for_each(|pending| self.pending.push_front(pending));
    }

    /// The log could not be read.
    pub(super) fn fail_read(&mut self, now: Instant) {
        self.reading = None;
        self.due = now + self.pace.unheard;
    }

    /// Counts an update that was heard; `applied`: it is in the replica now.
    pub(super) fn heard(&mut self, from: Source, number: u64, applied: bool) {
        let peer = self.peer(from);
        if number > peer.latest + 1 {
            peer.missed = number - 1;
        }
        peer.latest = peer.latest.max(number);
        if !applied {
            peer.missed = peer.missed.max(number);
        }
    }

    /// Another node has logged its first so many updates.
    pub(super) fn committed(&mut self, from: Source, number: u64, now: Instant) {
        let peer = self.peer(from);
        if number > peer.latest {
            (peer.latest, peer.missed) = (number, number);
        }
        if peer.missed > 0 && peer.missed <= number {
            peer.missed = 0;
            self.due = now;
        }
        self.forget(|pending| pending.from == from && pending.update.number <= number);
    }

    /// Whether one more change may wait.
    pub(super) fn has_room(&self) -> bool {
        self.pending.len() < MAX_PENDING && self.pending_bytes < MAX_PENDING_BYTES
    }

    /// A change of another node was applied.
    pub(super) fn add(&mut self, from: Source, update: Update, now: Now) {
        let reach = Reach::of(&update.data).unwrap_or_default();
        self.pending_bytes += update.data.len();
        self.due = self.due.min(now.instant + CONFIRM);
        self.pending.push_back(Pending { from, update, at: now.date, since: now.instant, reach });
    }

    /// Whether nothing of others waits for its node's word.
    pub(super) fn is_confirmed(&self) -> bool {
        self.pending.is_empty()
    }

    /// Whether an update repeats, builds on or deletes something that is pending.
    pub(super) fn builds_on_pending(&self, update: &[u8]) -> bool {
        !self.pending.is_empty()
            && Reach::of(update).is_ok_and(|reach| self.pending.iter().any(|pending| reach.touches(&pending.reach)))
    }

    /// Everything that is pending, in the order in which it came: each stands behind what it builds on.
    pub(super) fn take_pending(&mut self) -> Vec<Pending> {
        self.take(|_| true)
    }

    /// Sends a change to the others; the log keeps what they don't hear.
    pub(super) fn publish(&self, number: u64, author: Uuid, writers: &[(u64, Option<Uuid>)], data: &Bytes) {
        if !self.is_none() {
            let update = Update { number, author, writers: writers.to_vec(), data: data.clone() };
            self.say(&Message::Update(update));
        }
    }

    /// Sends awareness states to the others, in as many messages as it takes.
    pub(super) fn publish_presence(&self, whole: bool, present: &[Present]) {
        let fits = present.len() <= crate::bus::message::MAX_PRESENT;
        for part in present.chunks(crate::bus::message::MAX_PRESENT) {
            self.say(&Message::Presence { whole: whole && fits, present: part.to_vec() });
        }
    }

    fn peer(&mut self, from: Source) -> &mut Peer {
        if self.peers.len() >= MAX_PEERS && !self.peers.contains_key(&from) {
            self.peers.clear();
        }
        self.peers.entry(from).or_default()
    }

    /// Takes pending changes out if one of them is `chosen`: that one and all before it, on which it may build.
    fn take(&mut self, chosen: impl Fn(&Pending) -> bool) -> Vec<Pending> {
        let end = self.pending.iter().rposition(chosen).map_or(0, |last| last + 1);
        let taken: Vec<Pending> = self.pending.drain(..end).collect();
        self.pending_bytes -= taken.iter().map(|pending| pending.update.data.len()).sum::<usize>();
        taken
    }

    fn forget(&mut self, known: impl Fn(&Pending) -> bool) {
        self.pending.retain(|pending| !known(pending));
        self.pending_bytes = self.pending.iter().map(|pending| pending.update.data.len()).sum();
    }
}
