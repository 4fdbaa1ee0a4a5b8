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

/// Numbers that look random and are the same each time for the same seed (SplitMix64, <https://prng.di.unimi.it/splitmix64.c>).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice for a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`, which must not be 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    /// An index into something with so many elements, which must not be 0.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or_default()
    }
}
