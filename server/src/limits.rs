//! How much one account and one address may ask of the server: buckets that fill up again with time, in bounded memory.
//!
//! They are there against floods, not against people: nobody who uses the page, and no script that waits for its answers, meets them.
//! Guessing of passwords has a limit of its own, in `people::throttle`.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::crowd::{Crowd, Full, Place};

/// Requests a minute that one account may send, unless the configuration says otherwise. The other rates stand in proportion to it.
pub const REQUESTS_PER_MINUTE: u32 = 1_200;

/// One account's requests: 1,200 a minute, 600 at once.
const ACCOUNT: Rate = Rate { per_minute: REQUESTS_PER_MINUTE, burst: 600 };
/// One account's attempts to open a socket: 60 a minute, 100 at once. A page that lost its connection waits longer from time to time.
const SOCKETS: Rate = Rate { per_minute: 60, burst: 100 };
/// One account's pictures: 30 a minute, 60 at once. Each is made anew, which costs up to a few seconds of a processor.
const UPLOADS: Rate = Rate { per_minute: 30, burst: 60 };
/// What nobody signed in asks for, by address: 600 a minute, 300 at once. A whole office may come from one address.
const NOBODY: Rate = Rate { per_minute: 600, burst: 300 };
/// Everything that comes from one address, before anybody looks who it is: 6,000 a minute, 3,000 at once.
const ADDRESS: Rate = Rate { per_minute: 6_000, burst: 3_000 };

/// Most open sockets of everybody together; of one address, see [`Crowd`].
const MAX_SOCKETS: usize = 20_000;

/// Most keys that one generation of buckets holds; there are two. 32 bytes each, more or less.
const MAX_KEYS: usize = 16_384;
/// What one subscriber has of IPv6: a network of this many bits. More keys than one would make limits easy to dodge.
const IPV6_PREFIX_BITS: u32 = 64;

#[derive(Clone, Copy, Debug)]
struct Rate {
    per_minute: u32,
    burst: u32,
}

/// All limits of the server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Limits(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    accounts: Buckets,
    sockets: Buckets,
    uploads: Buckets,
    nobody: Buckets,
    addresses: Buckets,
    open_sockets: Crowd,
}

impl Default for Limits {
    fn default() -> Self {
        Self::new(REQUESTS_PER_MINUTE)
    }
}

impl Limits {
    /// Limits around so many requests a minute for one account; 0 for none at all.
    pub fn new(requests_per_minute: u32) -> Self {
        let buckets = |rate| Buckets::new(rate, requests_per_minute);
        Self((requests_per_minute > 0).then(|| {
            Arc::new(Inner {
                accounts: buckets(ACCOUNT),
                sockets: buckets(SOCKETS),
                uploads: buckets(UPLOADS),
                nobody: buckets(NOBODY),
                addresses: buckets(ADDRESS),
                open_sockets: Crowd::new(MAX_SOCKETS),
            })
        }))
    }

    /// Counts a request from an address, whoever sends it.
    ///
    /// # Errors
    /// How long to wait for the next one, if it was one too many; so for all of them.
    pub fn address(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        self.take(|all| &all.addresses, key(address), now)
    }

    /// Counts a request of nobody in particular.
    pub fn nobody(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        self.take(|all| &all.nobody, key(address), now)
    }

    /// Counts a request of an account.
    pub fn account(&self, person: Uuid, now: Instant) -> Result<(), Duration> {
        self.take(|all| &all.accounts, person.as_u128(), now)
    }

    /// Counts an account's attempt to open a socket.
    pub fn socket(&self, person: Uuid, now: Instant) -> Result<(), Duration> {
        self.take(|all| &all.sockets, person.as_u128(), now)
    }

    /// Counts a picture that an account adds.
    pub fn upload(&self, person: Uuid, now: Instant) -> Result<(), Duration> {
        self.take(|all| &all.uploads, person.as_u128(), now)
    }

    /// Takes a place for an open socket of an address. Without limits there is nothing to hold.
    ///
    /// # Errors
    /// When the address, or everybody together, has too many.
    pub fn hold_socket(&self, address: IpAddr) -> Result<Option<Place>, Full> {
        self.0.as_deref().map(|all| all.open_sockets.enter(address)).transpose()
    }

    fn take(&self, of: impl FnOnce(&Inner) -> &Buckets, key: u128, now: Instant) -> Result<(), Duration> {
        self.0.as_deref().map_or(Ok(()), |all| of(all).take(key, now))
    }
}

/// What an address counts as.
pub(crate) fn key(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits() >> (128 - IPV6_PREFIX_BITS) << (128 - IPV6_PREFIX_BITS),
    }
}

/// Token buckets by key, kept as the one instant at which each is full again (the generic cell rate algorithm, ITU-T I.371).
#[derive(Debug)]
struct Buckets {
    /// Time in which one request comes back.
    each: Duration,
    /// How much may be missing before the next request is one too many.
    slack: Duration,
    generations: Mutex<[HashMap<u128, Instant>; 2]>,
}

impl Buckets {
    fn new(rate: Rate, requests_per_minute: u32) -> Self {
        let scaled = |count: u32| f64::from(count) * f64::from(requests_per_minute) / f64::from(REQUESTS_PER_MINUTE);
        let each = Duration::from_mins(1).div_f64(scaled(rate.per_minute));
        Self { each, slack: each.mul_f64((scaled(rate.burst) - 1.0).max(0.0)), generations: Mutex::default() }
    }

    fn take(&self, key: u128, now: Instant) -> Result<(), Duration> {
        // No code that can panic runs under this lock.
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let [young, old] = &mut *generations;
        let full_at = young.get(&key).or_else(|| old.get(&key)).copied().unwrap_or(now).max(now);
        let wait = (full_at - now).saturating_sub(self.slack);
        // Those that are used move on to the next generation; the rest is forgotten, which is kinder than refusing newcomers.
        if young.len() >= MAX_KEYS && !young.contains_key(&key) {
            *old = std::mem::take(young);
        }
        young.insert(key, if wait.is_zero() { full_at + self.each } else { full_at });
        if wait.is_zero() { Ok(()) } else { Err(wait) }
    }

    #[cfg(test)]
    fn keys(&self) -> usize {
        self.generations.lock().unwrap().iter().map(HashMap::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: Rate = Rate { per_minute: 60, burst: 10 };

    fn taken(buckets: &Buckets, key: u128, now: Instant) -> usize {
        (0..1_000_000).take_while(|_| buckets.take(key, now).is_ok()).count()
    }

    #[test]
    fn what_is_taken_comes_back_with_time() {
        let (buckets, start) = (Buckets::new(TEN, REQUESTS_PER_MINUTE), Instant::now());
        assert_eq!(taken(&buckets, 1, start), 10);
        let wait = buckets.take(1, start).unwrap_err();
        assert!(wait <= Duration::from_secs(1), "{wait:?}");
        assert_eq!(taken(&buckets, 2, start), 10, "another one's bucket");
        assert_eq!(taken(&buckets, 1, start + Duration::from_millis(3_500)), 3);
        assert_eq!(taken(&buckets, 1, start + Duration::from_hours(1)), 10, "never more than the burst");
    }

    #[test]
    fn rates_follow_the_configuration() {
        let start = Instant::now();
        assert_eq!(taken(&Buckets::new(TEN, REQUESTS_PER_MINUTE * 3), 1, start), 30);
        assert_eq!(taken(&Buckets::new(TEN, 1), 1, start), 1, "never nothing");
        let none = Limits::new(0);
        assert!((0..100_000).all(|_| none.nobody(IpAddr::from([192, 0, 2, 1]), start).is_ok()));
    }

    #[test]
    fn memory_is_bounded_and_who_keeps_asking_is_remembered() {
        let (buckets, start) = (Buckets::new(TEN, REQUESTS_PER_MINUTE), Instant::now());
        for key in 0..u128::try_from(MAX_KEYS).unwrap() * 5 {
            let _ = buckets.take(key + 10, start);
            if key % 1_000 == 0 {
                let _ = buckets.take(1, start);
            }
        }
        assert!(buckets.keys() <= 2 * MAX_KEYS);
        assert!(buckets.take(1, start).is_err(), "newcomers did not wash it away");
    }

    #[test]
    fn an_address_counts_as_what_one_subscriber_has() {
        let key = |text: &str| key(text.parse().unwrap());
        assert_eq!(key("2001:db8::1"), key("2001:db8::ffff:0:0:1"));
        assert_ne!(key("2001:db8::1"), key("2001:db8:0:1::1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
        assert_eq!(key("192.0.2.1"), key("::ffff:192.0.2.1"));
    }
}
