//! The server's randomness: ids, secrets, client ids.

use jiff::Timestamp;
use uuid::Uuid;

/// Random bytes of the operating system.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A fresh UUIDv7.
pub fn id(now: Timestamp) -> Uuid {
    debrief_shared::id::new(now.as_millisecond().unsigned_abs(), bytes())
}

/// A client id for a replica that the server makes: `1..2^53`, as Yjs wants it.
pub fn client_id() -> u64 {
    (u64::from_le_bytes(bytes()) >> 11).max(1)
}
