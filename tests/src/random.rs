//! Randomness for names, ids and ports.

use std::time::{SystemTime, UNIX_EPOCH};

use uuid::Uuid;

/// A random number below `bound`.
pub fn below(bound: u64) -> u64 {
    getrandom::u64().expect("the operating system gives randomness") % bound
}

/// A client id for a replica: positive, below 2^53.
pub fn client_id() -> u64 {
    below((1 << 53) - 1) + 1
}

/// A fresh UUIDv7, as ids of items inside a document are made.
pub fn id() -> Uuid {
    let mut random = [0; 10];
    getrandom::fill(&mut random).expect("the operating system gives randomness");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970");
    debrief_shared::id::new(u64::try_from(now.as_millis()).expect("milliseconds fit"), random)
}
