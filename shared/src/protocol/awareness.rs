//! Awareness: each client's small JSON state (who, where), last writer wins by clock
//! (<https://github.com/yjs/y-protocols/blob/master/PROTOCOL.md#awareness-protocol>).

use super::{
    FrameError,
    wire::{Reader, put_bytes, put_varint},
};

/// Most clients one awareness frame may speak of.
pub const MAX_AWARENESS_ENTRIES: usize = 4_096;

/// Bytes an entry takes at the very least: client, clock, and an empty text's length.
const MIN_ENTRY_BYTES: usize = 3;

/// One client's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwarenessEntry {
    /// Client id of the replica.
    pub client: u64,
    /// Grows with every change.
    pub clock: u32,
    /// JSON text; `None` when the client has left.
    pub state: Option<String>,
}

pub(super) fn decode(payload: &[u8]) -> Result<Vec<AwarenessEntry>, FrameError> {
    let mut reader = Reader::new(payload);
    let count = usize::try_from(reader.varint()?).map_err(|_| FrameError::Count)?;
    if count > MAX_AWARENESS_ENTRIES || count > reader.left() / MIN_ENTRY_BYTES {
        return Err(FrameError::Count);
    }
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        let client = reader.varint()?;
        let clock = u32::try_from(reader.varint()?).map_err(|_| FrameError::Number)?;
        let state = reader.text()?;
        entries.push(AwarenessEntry { client, clock, state: (state != "null").then(|| state.to_owned()) });
    }
    if reader.is_empty() { Ok(entries) } else { Err(FrameError::Trailing) }
}

pub(super) fn encode(entries: &[AwarenessEntry]) -> Vec<u8> {
    let mut out = Vec::new();
    put_varint(&mut out, entries.len() as u64);
    for entry in entries {
        put_varint(&mut out, entry.client);
        put_varint(&mut out, u64::from(entry.clock));
        put_bytes(&mut out, entry.state.as_deref().unwrap_or("null").as_bytes());
    }
    out
}
