//! How many pictures are on their way in at the same time. Each is whole in memory before anything is made of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

/// Most of everybody together: 10 MiB each.
const MAX_COMING: usize = 16;
/// Most of one account.
const MAX_COMING_OF_ONE: usize = 4;

/// There is no room for another one right now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crowded;

/// Counts them. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Crowd(Arc<Mutex<HashMap<Uuid, usize>>>);

/// A place; given back when it is dropped.
#[derive(Debug)]
pub struct Coming {
    crowd: Crowd,
    person: Uuid,
}

impl Crowd {
    pub(super) fn enter(&self, person: Uuid) -> Result<Coming, Crowded> {
        // No code that can panic runs under this lock.
        let mut coming = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = coming.values().sum();
        let own = coming.get(&person).copied().unwrap_or_default();
        if all >= MAX_COMING || own >= MAX_COMING_OF_ONE {
            return Err(Crowded);
        }
        coming.insert(person, own + 1);
        Ok(Coming { crowd: self.clone(), person })
    }
}

impl Drop for Coming {
    fn drop(&mut self) {
        let mut coming = self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = coming.get_mut(&self.person) {
            *own -= 1;
            if *own == 0 {
                coming.remove(&self.person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bounded_and_given_back() {
        let crowd = Crowd::default();
        let of = |person: u128| crowd.enter(Uuid::from_u128(person));
        let own: Vec<Coming> = (0..MAX_COMING_OF_ONE).map(|_| of(1).expect("room")).collect();
        assert!(of(1).is_err(), "one account has its share");
        let mut others = Vec::new();
        while let Ok(place) = of(2 + others.len() as u128) {
            others.push(place);
        }
        assert_eq!(own.len() + others.len(), MAX_COMING);
        drop(own);
        assert!(of(1).is_ok());
        drop(others);
        assert!(crowd.0.lock().expect("free").is_empty());
    }
}
