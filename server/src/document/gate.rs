//! The one door for bytes of clients: a frame is read, measured and weighed against its sender's rights here, before yrs sees any of it.

use debrief_shared::gate::{self, Admission, Gate};
use debrief_shared::protocol::{AwarenessEntry, CloseReason, MAX_FRAME_BYTES, Message};
use serde_json::{Map, Value};
use yrs::updates::decoder::Decode;
use yrs::{StateVector, Update};

use super::authorship::Authorship;
use super::presence::{Change, Presence};
use super::replica;
use super::seat::Client;

/// Largest awareness state, in bytes of JSON.
const MAX_AWARENESS_BYTES: usize = 4 << 10;
/// Largest client id: what JavaScript holds exactly.
const MAX_CLIENT_ID: u64 = (1 << 53) - 1;

/// A frame that may come in.
pub(super) enum Incoming {
    /// The sender asks for what it lacks, having this.
    Asks(StateVector),
    /// A change. `answer`: it is the sender's whole difference to the state that was sent to it.
    Writes {
        /// What to apply; `None` when it is empty.
        update: Option<(Update, Admission)>,
        /// Whether it is a sync step 2.
        answer: bool,
    },
    /// From somebody who may not write: nothing new, and deletions, which have to be known, too. A replica answers with all deletions
    /// that it knows of, always.
    Repeats {
        /// What was sent.
        update: Update,
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
    /// An update that would make the document too large.
    Full,
    /// An update that hangs on others that never came.
    Incomplete,
    /// An update that would keep yrs busy for too long.
    Costly,
    /// An update that was set aside.
    SetAside,
}

impl Refusal {
    /// Label of the metric.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Close(CloseReason::TooLarge) => "too_large",
            Self::Close(CloseReason::Refused) => "foreign",
            Self::Close(CloseReason::TryLater) => "hasty",
            Self::Close(_) => "malformed",
            Self::ReadOnly => "read_only",
            Self::Full => "full",
            Self::Incomplete => "incomplete",
            Self::Costly => "costly",
            Self::SetAside => "set_aside",
        }
    }
}

/// What frames are weighed against.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// What the document holds.
    pub(super) gate: &'a Gate,
    /// Who is in it.
    pub(super) presence: &'a Presence,
    /// Whose replica each client id is.
    pub(super) authorship: &'a Authorship,
}

/// Reads a frame from `sender`.
pub(super) fn check(frame: &[u8], sender: &Client, known: Known<'_>) -> Result<Incoming, Refusal> {
    if frame.len() > MAX_FRAME_BYTES {
        return Err(Refusal::Close(CloseReason::TooLarge));
    }
    let malformed = Refusal::Close(CloseReason::Malformed);
    match Message::decode(frame).map_err(|_| malformed)? {
        Message::SyncStep1(payload) => Ok(Incoming::Asks(state_vector(payload).ok_or(malformed)?)),
        Message::SyncStep2(payload) => update(payload, true, sender, known.gate),
        Message::Update(payload) => update(payload, false, sender, known.gate),
        Message::Awareness(entries) => awareness(entries, sender, known).ok_or(malformed),
        Message::QueryAwareness => Ok(Incoming::AsksPresence),
        Message::Denied(_) => Ok(Incoming::Nothing),
    }
}

fn update(payload: &[u8], answer: bool, sender: &Client, gate: &Gate) -> Result<Incoming, Refusal> {
    if payload == Update::EMPTY_V1 {
        return Ok(Incoming::Writes { update: None, answer });
    }
    let writes = sender.joining.role.writes();
    let admission = gate.check(payload).map_err(|refusal| match refusal {
        gate::Refusal::Missing if !writes => Refusal::ReadOnly,
        gate::Refusal::Missing => Refusal::Incomplete,
        gate::Refusal::Costly => Refusal::Costly,
        gate::Refusal::Malformed(_) | gate::Refusal::Unfit(_) => Refusal::Close(CloseReason::Malformed),
    })?;
    if !writes && admission.writers().next().is_some() {
        return Err(Refusal::ReadOnly);
    }
    let update = replica::decode(payload).ok_or(Refusal::Close(CloseReason::Malformed))?;
    Ok(if writes {
        Incoming::Writes { update: Some((update, admission)), answer }
    } else {
        Incoming::Repeats { update, answer }
    })
}

fn state_vector(bytes: &[u8]) -> Option<StateVector> {
    gate::check_state_vector(bytes).ok()?;
    StateVector::decode_v1(bytes).ok()
}

/// Picks the sender's own state. Others' states, which `y-websocket` sends on, are passed over; `None` when its own cannot be read.
fn awareness(entries: Vec<AwarenessEntry>, sender: &Client, known: Known<'_>) -> Option<Incoming> {
    let own = match known.presence.owned_by(sender.key) {
        Some(own) => entries.into_iter().find(|entry| entry.client == own),
        // The first state that a client sends alone is its own.
        None if entries.len() == 1 => entries.into_iter().next().filter(|entry| {
            let person = sender.joining.person.id;
            entry.state.is_some()
                && (1..=MAX_CLIENT_ID).contains(&entry.client)
                && known.presence.is_free_for(entry.client, person)
                && known.authorship.is_open_to(entry.client, person)
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
