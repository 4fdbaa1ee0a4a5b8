//! Who is in the document and where: the awareness states of its sessions, each under the one client id that the session owns.

pub(super) mod remote;

use std::collections::{BTreeSet, HashMap};

use bytes::Bytes;
use debrief_shared::protocol::{AwarenessEntry, Message};
use uuid::Uuid;

/// Client ids remembered after they left, so that their clocks never run backwards.
const MAX_REMEMBERED: usize = 4_096;

struct Entry {
    clock: u32,
    state: Option<String>,
    session: u64,
    person: Uuid,
    /// Whether they may write in the document.
    writes: bool,
    /// Set when they are connected to another node.
    remote: Option<remote::Remote>,
}

/// A session's own state, as checked by the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// Client id of the session's replica.
    pub(super) client: u64,
    /// Its clock.
    pub(super) clock: u32,
    /// JSON; `None` when it leaves.
    pub(super) state: Option<String>,
}

/// All states, and which of them changed since the last broadcast.
#[derive(Default)]
pub(super) struct Presence {
    entries: HashMap<u64, Entry>,
    owned: HashMap<u64, u64>,
    changed: BTreeSet<u64>,
}

impl Presence {
    /// The client id that a session owns.
    pub(super) fn owned_by(&self, session: u64) -> Option<u64> {
        self.owned.get(&session).copied()
    }

    /// Whether a session that owns no client id yet may own `client`: nobody else has or had it. The same person may take it over, as
    /// happens when a page connects again before its old socket was found dead.
    pub(super) fn is_free_for(&self, client: u64, person: Uuid) -> bool {
        self.entries.get(&client).is_none_or(|entry| entry.person == person)
    }

    /// The session that has `client` as its own, if it is somebody else's than `person`'s.
    pub(super) fn foreign_owner(&self, client: u64, person: Uuid) -> Option<u64> {
        self.entries.get(&client).filter(|entry| entry.person != person).map(|entry| entry.session)
    }

    /// Whether somebody other than `person`, who may write, goes or went by `client`.
    pub(super) fn is_of_another_writer(&self, client: u64, person: Uuid) -> bool {
        self.entries.get(&client).is_some_and(|entry| entry.person != person && entry.writes)
    }

    /// Gives a client id to the person whose replica it turned out to be; whoever else went by it is not shown by it any more.
    pub(super) fn give(&mut self, client: u64, person: Uuid) {
        if let Some(entry) = self.entries.get_mut(&client).filter(|entry| entry.person != person) {
            // The session stays noted: the rightful one takes over with a later clock.
            (entry.person, entry.writes) = (person, true);
            self.owned.remove(&entry.session);
            if entry.state.take().is_some() {
                entry.clock = entry.clock.saturating_add(1);
                self.changed.insert(client);
            }
        }
    }

    /// Takes over what a session says of itself; `false` when it is old news.
    pub(super) fn apply(&mut self, session: u64, person: Uuid, writes: bool, change: Change) -> bool {
        let Change { client, mut clock, state } = change;
        if let Some(entry) = self.entries.get(&client) {
            if entry.session != session {
                // A new socket of a replica that others know by a later clock.
                clock = clock.max(entry.clock.saturating_add(1));
                self.owned.remove(&entry.session);
            } else if clock < entry.clock || (clock == entry.clock && !(state.is_none() && entry.state.is_some())) {
                return false;
            }
        }
        self.owned.insert(session, client);
        self.entries.insert(client, Entry { clock, state, session, person, writes, remote: None });
        self.changed.insert(client);
        true
    }

    /// The session has ended: its state goes.
    pub(super) fn leave(&mut self, session: u64) {
        let Some(client) = self.owned.remove(&session) else { return };
        if let Some(entry) = self.entries.get_mut(&client)
            && entry.state.take().is_some()
        {
            self.changed.insert(client);
        }
        if self.entries.len() > MAX_REMEMBERED {
            let changed = &self.changed;
            self.entries.retain(|client, entry| entry.state.is_some() || changed.contains(client));
        }
    }

    /// Whether a broadcast is due.
    pub(super) fn has_changes(&self) -> bool {
        !self.changed.is_empty()
    }

    /// One frame with everything that changed since the last call.
    pub(super) fn take_changes(&mut self) -> Bytes {
        let changed = std::mem::take(&mut self.changed);
        frame(changed.iter().filter_map(|client| Some((client, self.entries.get(client)?))))
    }

    /// One frame with everybody who is here or has left: for a reader who may have missed that.
    pub(super) fn everything(&self) -> Option<Bytes> {
        (!self.entries.is_empty()).then(|| frame(self.entries.iter()))
    }

    /// One frame with everybody, unless nobody is there.
    pub(super) fn everybody(&self) -> Option<Bytes> {
        let mut present = self.entries.iter().filter(|(_, entry)| entry.state.is_some()).peekable();
        present.peek()?;
        Some(frame(present))
    }
}

fn frame<'a>(entries: impl Iterator<Item = (&'a u64, &'a Entry)>) -> Bytes {
    let entries = entries
        .map(|(&client, entry)| AwarenessEntry { client, clock: entry.clock, state: entry.state.clone() })
        .collect();
    Message::Awareness(entries).encode().into()
}
