//! What is done time and again, until the server stops.

use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// Says when the next round begins: the first at once, each further one a pause after the beginning of the one before, and at once when that took
/// longer. Those that were missed are not made up for.
pub(crate) struct Rounds<'s> {
    ticks: Interval,
    stop: &'s CancellationToken,
}

impl<'s> Rounds<'s> {
    /// A round `every` so often, until `stop`.
    pub(crate) fn new(every: Duration, stop: &'s CancellationToken) -> Self {
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { ticks, stop }
    }

    /// Waits for the next round. False when there is none any more.
    pub(crate) async fn next(&mut self) -> bool {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => false,
            _ = self.ticks.tick() => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_round_begins_at_once_and_a_stop_waits_for_none() {
        let stop = CancellationToken::new();
        let mut rounds = Rounds::new(Duration::from_hours(1), &stop);
        assert!(rounds.next().await);
        let (next, ()) = tokio::join!(rounds.next(), async { stop.cancel() });
        assert!(!next && !rounds.next().await);
        // Stopped before it began: not even the first one.
        assert!(!Rounds::new(Duration::from_hours(1), &stop).next().await);
    }
}
