//! A limit on guessing that locks nobody out: whoever guesses runs out of attempts, not the account that is guessed at.
//!
//! An attempt is counted in up to three buckets, which fill up again with time: that of the account (or link) and the network it comes
//! from, that of the network over all accounts, and that of the account over all networks. A browser that has signed in to the account
//! before is counted in a bucket of its own and in no other, so that a rush of strangers doesn't hold it up.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::store::people::SecretHash;

/// Most buckets kept of each sort. Past it the fuller half is forgotten: those who have hardly tried anything.
const MAX_BUCKETS: usize = 10_000;

/// What is tried. Every door has buckets of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Door {
    /// A password at the sign-in page.
    SignIn,
    /// The current password, when it is changed.
    ChangePassword,
    /// The secret of a one-time link.
    Ticket,
    /// A mail with a one-time link: nothing is guessed, but somebody's inbox fills.
    Reset,
    /// The secret or the password of a share link.
    Link,
    /// The password of a message for people outside.
    Outside,
}

/// How fast a bucket runs out and fills again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rate {
    /// Attempts at once.
    burst: u32,
    /// One more every so often.
    every: Duration,
}

const fn rate(burst: u32, seconds: u64) -> Rate {
    Rate { burst, every: Duration::from_secs(seconds) }
}

/// The rates of a door: for one account from one network, for one network, for one account.
///
/// One network alone gets fewer attempts at an account than the account's bucket gains, so that it never empties it.
fn rates(door: Door) -> [Rate; 3] {
    match door {
        // Counted twice in the network's bucket: by itself, and with the address that is asked for.
        Door::Reset => [rate(3, 600), rate(40, 30), rate(6, 300)],
        _ => [rate(10, 15), rate(60, 6), rate(50, 6)],
    }
}

/// One attempt: what is tried, at what, and from where.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    door: Door,
    on: Option<&'a str>,
    from: IpAddr,
    device: Option<SecretHash>,
}

impl<'a> Attempt<'a> {
    /// An attempt at one account or link, named by address or id.
    pub fn on(door: Door, on: &'a str, from: IpAddr) -> Self {
        Self { door, on: Some(on), from, device: None }
    }

    /// An attempt at nothing in particular, such as a secret that may be anybody's.
    pub fn anywhere(door: Door, from: IpAddr) -> Self {
        Self { door, on: None, from, device: None }
    }

    /// The browser that it comes from, if it has signed in to this account before.
    #[must_use]
    pub fn by_known(mut self, device: Option<SecretHash>) -> Self {
        self.device = device;
        self
    }
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    rate: Rate,
    left: u32,
    since: Instant,
}

impl Bucket {
    fn full(rate: Rate, now: Instant) -> Self {
        Self { rate, left: rate.burst, since: now }
    }

    fn refilled(self, now: Instant) -> Self {
        let Rate { burst, every } = self.rate;
        let elapsed = now.saturating_duration_since(self.since);
        let gained = u32::try_from(elapsed.as_secs() / every.as_secs()).unwrap_or(burst).min(burst);
        let left = self.left.saturating_add(gained).min(burst);
        Self { left, since: if left == burst { now } else { self.since + every * gained }, ..self }
    }
}

/// The sorts of buckets.
#[derive(Clone, Copy, Debug)]
enum Sort {
    Pair,
    Network,
    Account,
    Device,
}

type Shelf = HashMap<u64, Bucket>;

/// Counts attempts, in bounded memory.
#[derive(Debug, Default)]
pub struct Throttle {
    shelves: Mutex<[Shelf; 4]>,
    /// Keyed by chance at every start, so that nobody can aim at somebody else's bucket.
    hasher: RandomState,
}

impl Throttle {
    /// Takes one attempt, or says how long to wait for the next.
    ///
    /// # Errors
    /// When there is none left. It is not counted then.
    pub fn attempt(&self, attempt: &Attempt<'_>, now: Instant) -> Result<(), Duration> {
        let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        let mut buckets = self.buckets(attempt, now);
        for (sort, key, bucket) in &mut buckets {
            if let Some(so_far) = shelves[*sort as usize].get(key) {
                *bucket = so_far.refilled(now);
            }
        }
        let empty = buckets.iter().filter(|(.., bucket)| bucket.left == 0);
        let wait = empty.map(|(.., bucket)| (bucket.since + bucket.rate.every).saturating_duration_since(now)).max();
        if let Some(wait) = wait {
            return Err(wait);
        }
        for (sort, key, bucket) in &mut buckets {
            bucket.left -= 1;
            let kept = &mut shelves[*sort as usize];
            if kept.len() >= MAX_BUCKETS && !kept.contains_key(key) {
                clear(kept, now);
            }
            kept.insert(*key, *bucket);
        }
        Ok(())
    }

    /// Gives back what an attempt that was right has cost.
    pub fn forgive(&self, attempt: &Attempt<'_>) {
        let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        for (sort, key, _) in self.buckets(attempt, Instant::now()) {
            let kept = &mut shelves[sort as usize];
            match (sort, kept.get_mut(&key)) {
                (Sort::Pair | Sort::Device, _) => drop(kept.remove(&key)),
                (_, Some(bucket)) => bucket.left = (bucket.left + 1).min(bucket.rate.burst),
                (_, None) => {}
            }
        }
    }

    /// The buckets of an attempt, full.
    fn buckets(&self, attempt: &Attempt<'_>, now: Instant) -> Vec<(Sort, u64, Bucket)> {
        let Attempt { door, on, from, device } = *attempt;
        let [pair, network, account] = rates(door).map(|rate| Bucket::full(rate, now));
        let from = network_of(from);
        let Some(on) = on else { return vec![(Sort::Network, self.hasher.hash_one((door, from)), network)] };
        if let Some(device) = device {
            return vec![(Sort::Device, self.hasher.hash_one((door, on, device)), pair)];
        }
        vec![
            (Sort::Pair, self.hasher.hash_one((door, on, from)), pair),
            (Sort::Network, self.hasher.hash_one((door, from)), network),
            (Sort::Account, self.hasher.hash_one((door, on)), account),
        ]
    }
}

/// Makes room: forgets the full buckets, then the fuller half.
fn clear(shelf: &mut Shelf, now: Instant) {
    shelf.retain(|_, bucket| bucket.refilled(now).left < bucket.rate.burst);
    if shelf.len() > MAX_BUCKETS / 2 {
        let mut kept: Vec<(u64, Bucket)> = shelf.drain().collect();
        kept.select_nth_unstable_by_key(MAX_BUCKETS / 2, |(_, bucket)| bucket.refilled(now).left);
        shelf.extend(kept.into_iter().take(MAX_BUCKETS / 2));
    }
}

/// What one subscriber has: an IPv4 address, or a network of 2^64 IPv6 addresses.
fn network_of(address: IpAddr) -> Ipv6Addr {
    const SUBSCRIBER: u128 = u128::MAX << 64;
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & SUBSCRIBER),
    }
}

#[cfg(test)]
mod tests;
