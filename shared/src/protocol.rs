//! What a document's socket carries: binary frames are y-protocols as any Yjs client speaks them, text frames are Debrief's own JSON
//! (subprotocol [`SUBPROTOCOL`]). Decoding never allocates more than the bytes it was given.

mod awareness;
mod event;
pub(crate) mod wire;

pub use awareness::{AwarenessEntry, MAX_AWARENESS_ENTRIES};
pub use event::{ClientEvent, CloseReason, ServerEvent};

use wire::{Reader, put_bytes, put_varint};

/// The subprotocol that adds acknowledgements and events as text frames.
pub const SUBPROTOCOL: &str = "debrief.v1";

/// Largest frame either side accepts, in bytes.
pub const MAX_FRAME_BYTES: usize = 1024 * 1024;

const SYNC: u64 = 0;
const AWARENESS: u64 = 1;
const AUTH: u64 = 2;
const QUERY_AWARENESS: u64 = 3;
const STEP_1: u64 = 0;
const STEP_2: u64 = 1;
const UPDATE: u64 = 2;

/// One binary frame of y-protocols. Payloads are borrowed: nothing in them has been checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// "This is what I have" (a state vector, v1): the other side answers with what is missing.
    SyncStep1(&'a [u8]),
    /// The answer: an update, v1.
    SyncStep2(&'a [u8]),
    /// A change, an update v1.
    Update(&'a [u8]),
    /// Who is here and where.
    Awareness(Vec<AwarenessEntry>),
    /// Access was denied, with a reason; only servers send it.
    Denied(&'a str),
    /// Asks for everybody's awareness.
    QueryAwareness,
}

/// How a frame can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// It ends in the middle of a value.
    #[error("the frame ends too early")]
    Truncated,
    /// Bytes are left over after the message: only one message goes into a frame.
    #[error("the frame holds more than one message")]
    Trailing,
    /// A message type this protocol does not have.
    #[error("unknown message type {0}")]
    UnknownType(u64),
    /// A number past 2^53, or one written with too many bytes.
    #[error("a number is out of range")]
    Number,
    /// Text that is not UTF-8.
    #[error("text is not UTF-8")]
    Utf8,
    /// A declared count that the bytes left cannot hold, or past the limit.
    #[error("a count is too large")]
    Count,
}

impl<'a> Message<'a> {
    /// Reads one frame. Every byte must belong to the one message.
    ///
    /// # Errors
    /// [`FrameError`] says what is wrong with it.
    pub fn decode(frame: &'a [u8]) -> Result<Self, FrameError> {
        let mut reader = Reader::new(frame);
        let message = match reader.varint()? {
            SYNC => match reader.varint()? {
                STEP_1 => Self::SyncStep1(reader.bytes()?),
                STEP_2 => Self::SyncStep2(reader.bytes()?),
                UPDATE => Self::Update(reader.bytes()?),
                other => return Err(FrameError::UnknownType(other)),
            },
            AWARENESS => Self::Awareness(awareness::decode(reader.bytes()?)?),
            AUTH => match reader.varint()? {
                0 => Self::Denied(reader.text()?),
                other => return Err(FrameError::UnknownType(other)),
            },
            QUERY_AWARENESS => Self::QueryAwareness,
            other => return Err(FrameError::UnknownType(other)),
        };
        if reader.is_empty() { Ok(message) } else { Err(FrameError::Trailing) }
    }

    /// Writes the frame.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(16);
        let mut sync = |kind, payload: &[u8]| {
            out.reserve(payload.len());
            put_varint(&mut out, SYNC);
            put_varint(&mut out, kind);
            put_bytes(&mut out, payload);
        };
        match self {
            Self::SyncStep1(payload) => sync(STEP_1, payload),
            Self::SyncStep2(payload) => sync(STEP_2, payload),
            Self::Update(payload) => sync(UPDATE, payload),
            Self::Awareness(entries) => {
                put_varint(&mut out, AWARENESS);
                put_bytes(&mut out, &awareness::encode(entries));
            }
            Self::Denied(reason) => {
                put_varint(&mut out, AUTH);
                put_varint(&mut out, 0);
                put_bytes(&mut out, reason.as_bytes());
            }
            Self::QueryAwareness => put_varint(&mut out, QUERY_AWARENESS),
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn round_trip(message: &Message<'_>) {
        assert_eq!(Message::decode(&message.encode()).as_ref(), Ok(message));
    }

    #[test]
    fn a_yjs_step_1_frame_reads_as_such() {
        // `y-protocols/sync` writes 0, 0 and the state vector of an empty document: one byte, 0.
        assert_eq!(Message::decode(&[0, 0, 1, 0]), Ok(Message::SyncStep1(&[0])));
    }

    #[test]
    fn two_messages_in_a_frame_are_refused() {
        assert_eq!(Message::decode(&[3, 3]), Err(FrameError::Trailing));
    }

    #[test]
    fn a_length_past_the_end_is_refused_without_allocating_it() {
        assert_eq!(Message::decode(&[0, 2, 0xff, 0xff, 0xff, 0x7f]), Err(FrameError::Truncated));
        assert_eq!(Message::decode(&[1, 5, 0xff, 0xff, 0xff, 0xff, 0x0f]), Err(FrameError::Count));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_the_same(payload: Vec<u8>, client in 1u64..(1 << 53), clock: u32, state: Option<String>) {
            round_trip(&Message::SyncStep1(&payload));
            round_trip(&Message::SyncStep2(&payload));
            round_trip(&Message::Update(&payload));
            round_trip(&Message::QueryAwareness);
            let state = state.filter(|text| text != "null");
            round_trip(&Message::Awareness(vec![AwarenessEntry { client, clock, state }]));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            if let Ok(message) = Message::decode(&bytes) {
                let written = message.encode();
                prop_assert!(Message::decode(&written) == Ok(message));
            }
        }
    }
}
