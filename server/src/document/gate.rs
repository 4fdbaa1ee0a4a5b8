//! The one door for bytes of clients: a frame is read, measured and weighed against its sender's rights here, before yrs sees any of it.

use std::ops::Range;

use debrief_shared::protocol::{AwarenessEntry, CloseReason, MAX_FRAME_BYTES, Message};
use serde_json::{Map, Value};
use yrs::{IdSet, StateVector, Update};

use super::presence::{Change, Presence};
use super::replica;
use super::seat::Client;

/// Most replicas whose writing one update may bring.
const MAX_UPDATE_CLIENTS: usize = 64;
/// Largest awareness state, in bytes of JSON.
const MAX_AWARENESS_BYTES: usize = 4 << 10;
/// Largest client id: what JavaScript holds exactly.
const MAX_CLIENT_ID: u64 = (1 << 53) - 1;
/// Highest clock: yrs counts in `u32`, Yjs in what JavaScript's bit operations hold.
const MAX_CLOCK: u64 = (1 << 31) - 1;

/// A frame that may come in.
pub(super) enum Incoming {
    /// The sender asks for what it lacks, having this.
    Asks(StateVector),
    /// A change. `answer`: it is the sender's whole difference to the state that was sent to it.
    Writes {
        /// What to apply; `None` when it is empty.
        update: Option<Update>,
        /// Whether it is a sync step 2.
        answer: bool,
    },
    /// The sender's own presence.
    Presence(Change),
    /// The sender asks for everybody's presence.
    AsksPresence,
    /// Well-formed and of no interest here.
    Nothing,
}

/// A frame that may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The socket has to end.
    Close(CloseReason),
    /// An update of somebody who may not write.
    ReadOnly,
    /// An update that hangs on others that never came.
    Incomplete,
}

impl Refusal {
    /// Label of the metric.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Close(CloseReason::TooLarge) => "too_large",
            Self::Close(_) => "malformed",
            Self::ReadOnly => "read_only",
            Self::Incomplete => "incomplete",
        }
    }
}

/// Reads a frame from `sender`. `state` is what the document holds, `presence` who is in it.
pub(super) fn check(
    frame: &[u8],
    sender: &Client,
    state: &StateVector,
    presence: &Presence,
) -> Result<Incoming, Refusal> {
    if frame.len() > MAX_FRAME_BYTES {
        return Err(Refusal::Close(CloseReason::TooLarge));
    }
    let malformed = Refusal::Close(CloseReason::Malformed);
    match Message::decode(frame).map_err(|_| malformed)? {
        Message::SyncStep1(payload) => Ok(Incoming::Asks(state_vector(payload).ok_or(malformed)?)),
        Message::SyncStep2(payload) => Ok(Incoming::Writes { update: update(payload, sender, state)?, answer: true }),
        Message::Update(payload) => Ok(Incoming::Writes { update: update(payload, sender, state)?, answer: false }),
        Message::Awareness(entries) => awareness(entries, sender, presence).ok_or(malformed),
        Message::QueryAwareness => Ok(Incoming::AsksPresence),
        Message::Denied(_) => Ok(Incoming::Nothing),
    }
}

fn update(payload: &[u8], sender: &Client, state: &StateVector) -> Result<Option<Update>, Refusal> {
    if payload == Update::EMPTY_V1 {
        return Ok(None);
    }
    if !sender.joining.role.writes() {
        return Err(Refusal::ReadOnly);
    }
    let update = replica::decode(payload).ok_or(Refusal::Close(CloseReason::Malformed))?;
    let inserted = update.insertions(true);
    if inserted.len() > MAX_UPDATE_CLIENTS
        || inserted.client_ids().any(|client| !(1..=MAX_CLIENT_ID).contains(&client.get()))
    {
        return Err(Refusal::Close(CloseReason::Malformed));
    }
    if is_complete(&inserted, update.delete_set(), state) { Ok(Some(update)) } else { Err(Refusal::Incomplete) }
}

/// Whether everything that the update inserts follows without a hole on what the document has, and everything that it deletes is there.
/// What only hangs on another replica's missing writing is found by applying it.
fn is_complete(inserted: &IdSet, deleted: &IdSet, state: &StateVector) -> bool {
    let inserts_follow = inserted.iter().all(|(client, ranges)| {
        let mut end = state.get(client);
        ranges.iter().all(|range| {
            let follows = range.start <= end;
            end = end.max(range.end);
            follows
        })
    });
    let end_of = |client| {
        let last = inserted.get(client).and_then(|ranges| ranges.iter().map(|(range, ())| range_end(range)).max());
        state.get(client).max(last.unwrap_or(0))
    };
    inserts_follow && deleted.iter().all(|(client, ranges)| ranges.iter().all(|range| range.end <= end_of(client)))
}

fn range_end(range: &Range<u32>) -> u32 {
    range.end
}

/// Reads a state vector without believing its count: yrs would reserve memory for it first.
fn state_vector(mut bytes: &[u8]) -> Option<StateVector> {
    let count = usize::try_from(varint(&mut bytes)?).ok()?;
    if count > bytes.len() / 2 {
        return None;
    }
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        let client = varint(&mut bytes).filter(|id| (1..=MAX_CLIENT_ID).contains(id))?;
        let clock = varint(&mut bytes).filter(|clock| *clock <= MAX_CLOCK)?;
        entries.push((yrs::block::ClientID::new(client), u32::try_from(clock).ok()?));
    }
    bytes.is_empty().then(|| entries.into_iter().collect())
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..56).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Picks the sender's own state. Others' states, which `y-websocket` sends on, are passed over; `None` when its own cannot be read.
fn awareness(entries: Vec<AwarenessEntry>, sender: &Client, presence: &Presence) -> Option<Incoming> {
    let own = match presence.owned_by(sender.key) {
        Some(own) => entries.into_iter().find(|entry| entry.client == own),
        // The first state that a client sends alone is its own.
        None if entries.len() == 1 => entries.into_iter().next().filter(|entry| {
            let person = sender.joining.person.id;
            entry.state.is_some()
                && (1..=MAX_CLIENT_ID).contains(&entry.client)
                && presence.is_free_for(entry.client, person)
        }),
        None => None,
    };
    let Some(AwarenessEntry { client, clock, state }) = own else { return Some(Incoming::Nothing) };
    let state = match state {
        Some(state) => Some(sign(&state, sender)?),
        None => None,
    };
    Some(Incoming::Presence(Change { client, clock, state }))
}

/// Makes the state anew, with the person that the account says.
fn sign(state: &str, sender: &Client) -> Option<String> {
    if state.len() > MAX_AWARENESS_BYTES {
        return None;
    }
    let mut state: Map<String, Value> = serde_json::from_str(state).ok()?;
    state.insert("user".to_owned(), serde_json::to_value(&sender.joining.person).ok()?);
    serde_json::to_string(&state).ok()
}

#[cfg(test)]
mod tests;
