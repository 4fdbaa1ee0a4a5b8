//! How much work each person may make for a document: what they send may have to be put in its place past much that others wrote at the
//! very same spot, at most so much at once and so much as time goes by.

use std::collections::HashMap;

use debrief_shared::gate::MAX_STEPS;
use tokio::time::Instant;
use uuid::Uuid;

/// Steps that come back in a second: about a thousandth of a processor. After a minute all are there again.
const STEPS_A_SECOND: usize = MAX_STEPS / 60;

/// What everybody has left, as it was when they last took of it.
#[derive(Default)]
pub(super) struct Efforts(HashMap<Uuid, (usize, Instant)>);

impl Efforts {
    /// Steps that an update of a person may take now.
    pub(super) fn left(&self, person: Uuid, now: Instant) -> usize {
        let Some(&(left, at)) = self.0.get(&person) else { return MAX_STEPS };
        left.saturating_add(back(at, now)).min(MAX_STEPS)
    }

    /// An update took so many.
    pub(super) fn spend(&mut self, person: Uuid, steps: usize, now: Instant) {
        let left = self.left(person, now).saturating_sub(steps);
        self.0.retain(|_, (left, at)| back(*at, now).saturating_add(*left) < MAX_STEPS);
        if steps > 0 {
            self.0.insert(person, (left, now));
        }
    }
}

/// Steps that came back since.
fn back(since: Instant, now: Instant) -> usize {
    let millis = now.saturating_duration_since(since).as_millis();
    usize::try_from(millis * STEPS_A_SECOND as u128 / 1_000).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn what_was_spent_comes_back_with_time_and_is_each_one_s_own() {
        let (ada, grace) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let now = Instant::now();
        let mut efforts = Efforts::default();
        efforts.spend(ada, MAX_STEPS, now);
        assert_eq!(efforts.left(ada, now), 0);
        assert_eq!(efforts.left(grace, now), MAX_STEPS);
        assert_eq!(efforts.left(ada, now + Duration::from_secs(1)), STEPS_A_SECOND);
        assert_eq!(efforts.left(ada, now + Duration::from_mins(5)), MAX_STEPS);
        efforts.spend(grace, 1, now + Duration::from_mins(5));
        assert_eq!(efforts.0.len(), 1, "who has everything again is forgotten");
    }
}
