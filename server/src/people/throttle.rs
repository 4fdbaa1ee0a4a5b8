//! A limit on sign-in attempts: one bucket per account and address they come from.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Attempts at once.
const BURST: u32 = 10;
/// One more attempt every so often.
const REFILL: Duration = Duration::from_secs(15);
/// Most buckets kept; past it the full ones go, then all: forgetting is kinder than refusing everybody.
const MAX_BUCKETS: usize = 10_000;

/// Counts attempts.
#[derive(Debug, Default)]
pub struct Throttle {
    buckets: Mutex<HashMap<(String, IpAddr), Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: u32,
    since: Instant,
}

impl Bucket {
    fn refilled(self, now: Instant) -> Self {
        let elapsed = now.saturating_duration_since(self.since);
        let gained = u32::try_from(elapsed.as_secs() / REFILL.as_secs()).unwrap_or(BURST);
        let left = self.left.saturating_add(gained).min(BURST);
        Self { left, since: if left == BURST { now } else { self.since + REFILL * gained } }
    }
}

impl Throttle {
    /// Takes one attempt, or says how long to wait for the next.
    pub fn attempt(&self, account: &str, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MAX_BUCKETS {
            buckets.retain(|_, bucket| bucket.refilled(now).left < BURST);
            if buckets.len() >= MAX_BUCKETS {
                buckets.clear();
            }
        }
        let bucket = buckets.entry((account.to_owned(), address)).or_insert(Bucket { left: BURST, since: now });
        *bucket = bucket.refilled(now);
        match bucket.left.checked_sub(1) {
            Some(left) => {
                bucket.left = left;
                Ok(())
            }
            None => Err((bucket.since + REFILL).saturating_duration_since(now)),
        }
    }

    /// Forgets the attempts of somebody who got in.
    pub fn forgive(&self, account: &str, address: IpAddr) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.remove(&(account.to_owned(), address));
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn attempts_run_out_and_come_back() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        for _ in 0..BURST {
            assert_eq!(throttle.attempt("a@example.com", HERE, start), Ok(()));
        }
        assert_eq!(throttle.attempt("a@example.com", HERE, start), Err(REFILL));
        assert_eq!(throttle.attempt("b@example.com", HERE, start), Ok(()), "another account");
        let there = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
        assert_eq!(throttle.attempt("a@example.com", there, start), Ok(()), "another address");
        assert_eq!(throttle.attempt("a@example.com", HERE, start + REFILL), Ok(()));
        assert!(throttle.attempt("a@example.com", HERE, start + REFILL).is_err());
        throttle.forgive("a@example.com", HERE);
        assert_eq!(throttle.attempt("a@example.com", HERE, start + REFILL), Ok(()));
    }

    #[test]
    fn memory_is_bounded() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        for number in 0..(MAX_BUCKETS * 2) {
            let _ = throttle.attempt(&number.to_string(), HERE, start);
        }
        assert!(throttle.buckets.lock().unwrap().len() <= MAX_BUCKETS);
    }
}
