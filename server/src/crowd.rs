//! How many connections, or sockets, there may be at the same time: altogether, and of one address, so that nobody holds the door for
//! everybody else by opening many and saying nothing.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::limits::key;

/// Most of one address, for connections and for sockets: a whole office may come from one.
pub const MAX_OF_ONE: usize = 2_000;
/// One address has at most one part in so many of all.
const PARTS: usize = 4;

/// Places and who has them; cheap to clone.
#[derive(Clone, Debug)]
pub struct Crowd(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    most: usize,
    of_one: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    /// Only those who have one: no longer than there are places.
    by_address: HashMap<u128, usize>,
}

/// A place; dropping it gives it back.
#[derive(Debug)]
pub struct Place {
    crowd: Crowd,
    /// `None`: of an address that is not counted.
    key: Option<u128>,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// This address has its share.
    Address,
    /// All are taken.
    Everybody,
}

impl Full {
    /// For metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Everybody => "everybody",
        }
    }
}

impl Crowd {
    /// So many places.
    pub fn new(most: usize) -> Self {
        let of_one = MAX_OF_ONE.min(most.div_ceil(PARTS));
        Self(Arc::new(Inner { most, of_one, taken: Mutex::default() }))
    }

    /// As many places as there are, however many come from one address.
    pub fn unlimited() -> Self {
        Self(Arc::new(Inner { most: usize::MAX, of_one: usize::MAX, taken: Mutex::default() }))
    }

    /// Takes a place.
    ///
    /// # Errors
    /// When there is none.
    pub fn enter(&self, address: IpAddr) -> Result<Place, Full> {
        self.take(Some(key(address)))
    }

    /// Takes a place for an address that stands for many, such as a proxy's.
    ///
    /// # Errors
    /// When there is none.
    pub fn enter_for_many(&self) -> Result<Place, Full> {
        self.take(None)
    }

    fn take(&self, key: Option<u128>) -> Result<Place, Full> {
        let mut taken = self.taken();
        if taken.all >= self.0.most {
            return Err(Full::Everybody);
        }
        if let Some(key) = key {
            let mine = taken.by_address.entry(key).or_default();
            if *mine >= self.0.of_one {
                return Err(Full::Address);
            }
            *mine += 1;
        }
        taken.all += 1;
        Ok(Place { crowd: self.clone(), key })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        // No code that can panic runs under this lock.
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.crowd.taken();
        taken.all -= 1;
        if let Some(key) = self.key
            && let Some(mine) = taken.by_address.get_mut(&key)
        {
            *mine -= 1;
            if *mine == 0 {
                taken.by_address.remove(&key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn nobody_takes_more_than_their_share() {
        let crowd = Crowd::new(20);
        let mut held: Vec<Place> = (0..5).map(|_| crowd.enter(address(1)).expect("a place")).collect();
        assert_eq!(crowd.enter(address(1)).err(), Some(Full::Address));
        held.push(crowd.enter(address(2)).expect("others come in"));
        held.remove(0);
        held.push(crowd.enter(address(1)).expect("it was given back"));
    }

    #[test]
    fn all_places_together_are_bounded_and_a_proxy_has_no_share() {
        let crowd = Crowd::new(20);
        let held: Vec<Place> = (0..20).map(|_| crowd.enter_for_many().expect("a place")).collect();
        assert_eq!(crowd.enter(address(1)).err(), Some(Full::Everybody));
        assert_eq!(crowd.enter_for_many().err(), Some(Full::Everybody));
        drop(held);
        assert!(crowd.enter(address(1)).is_ok());
        assert!(crowd.taken().by_address.is_empty(), "nobody is remembered who is gone");
    }
}
