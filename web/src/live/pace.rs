//! When to ask whether the server is still there, and when to try again after it was not. Times are milliseconds.

/// Pause between an answer and the next ping.
const PING_EVERY_MS: f64 = 10_000.0;
/// The same on a connection on which changes wait.
const ANXIOUS_AFTER_MS: f64 = 3_000.0;
/// Longest wait for an answer while nothing else is heard, and for a connection to open.
const PATIENCE_MS: f64 = 10_000.0;
/// Longest wait for an answer while other things arrive: what others write says nothing of whether the server hears us.
const LONG_PATIENCE_MS: f64 = 15_000.0;
const FIRST_DELAY_MS: f64 = 500.0;
const LONGEST_DELAY_MS: f64 = 15_000.0;

/// What is due on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beat {
    Nothing,
    Ping,
    /// No answer came in time: a dead socket looks alive for minutes otherwise.
    Dead,
}

/// The heartbeat of one connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heart {
    waiting_since: Option<f64>,
    answered: f64,
    heard: f64,
}

impl Heart {
    /// A connection that has begun to open.
    pub(super) fn connecting(now: f64) -> Self {
        Self { waiting_since: Some(now), answered: now, heard: now }
    }

    /// Something arrived.
    pub(super) fn heard(&mut self, now: f64) {
        self.heard = now;
    }

    /// An answer to something of ours arrived, or the connection opened.
    pub(super) fn answered(&mut self, now: f64) {
        *self = Self { waiting_since: None, answered: now, heard: now };
    }

    /// Called every second or so; `waits`: whether changes wait to be acknowledged.
    pub(super) fn tick(&mut self, now: f64, waits: bool) -> Beat {
        let pause = if waits { ANXIOUS_AFTER_MS } else { PING_EVERY_MS };
        match self.waiting_since {
            Some(since) if now - since >= LONG_PATIENCE_MS => Beat::Dead,
            Some(since) if now - since >= PATIENCE_MS && now - self.heard >= PATIENCE_MS => Beat::Dead,
            None if now - self.answered >= pause => self.ping(now),
            _ => Beat::Nothing,
        }
    }

    /// Asks at once, unless an answer is being waited for.
    pub(super) fn ping(&mut self, now: f64) -> Beat {
        if self.waiting_since.is_some() {
            return Beat::Nothing;
        }
        self.waiting_since = Some(now);
        Beat::Ping
    }
}

/// Delays between attempts to connect.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Backoff {
    attempts: i32,
}

impl Backoff {
    /// The next delay; `random` in `0..1` spreads clients so that they don't come back all at once.
    pub(crate) fn next(&mut self, random: f64) -> f64 {
        let longest = (FIRST_DELAY_MS * 2f64.powi(self.attempts)).min(LONGEST_DELAY_MS);
        self.attempts = (self.attempts + 1).min(16);
        longest * (0.5 + random / 2.0)
    }

    /// The server is there.
    pub(crate) fn reset(&mut self) {
        self.attempts = 0;
    }

    /// The server asked for a pause.
    pub(crate) fn slow_down(&mut self) {
        self.attempts = self.attempts.max(4);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_asked_about_and_then_given_up_on() {
        let mut heart = Heart::connecting(0.0);
        heart.answered(1_000.0);
        assert_eq!(heart.tick(10_999.0, false), Beat::Nothing);
        assert_eq!(heart.tick(11_000.0, false), Beat::Ping);
        assert_eq!(heart.tick(20_999.0, false), Beat::Nothing);
        assert_eq!(heart.tick(21_000.0, false), Beat::Dead);
    }

    #[test]
    fn an_answer_keeps_it_alive() {
        let mut heart = Heart::connecting(0.0);
        heart.answered(0.0);
        assert_eq!(heart.tick(10_000.0, false), Beat::Ping);
        heart.answered(10_050.0);
        assert_eq!(heart.tick(20_000.0, false), Beat::Nothing);
        assert_eq!(heart.tick(20_050.0, false), Beat::Ping);
    }

    #[test]
    fn what_waits_is_asked_about_sooner() {
        let mut heart = Heart::connecting(0.0);
        heart.answered(0.0);
        assert_eq!(heart.tick(2_999.0, true), Beat::Nothing);
        assert_eq!(heart.tick(3_000.0, true), Beat::Ping);
        assert_eq!(heart.tick(13_000.0, true), Beat::Dead);
    }

    #[test]
    fn the_words_of_others_are_no_answer() {
        let mut heart = Heart::connecting(0.0);
        heart.answered(0.0);
        assert_eq!(heart.tick(3_000.0, true), Beat::Ping);
        heart.heard(17_000.0);
        assert_eq!(heart.tick(17_900.0, true), Beat::Nothing);
        assert_eq!(heart.tick(18_000.0, true), Beat::Dead);
    }

    #[test]
    fn a_connection_that_does_not_open_is_given_up() {
        assert_eq!(Heart::connecting(0.0).tick(10_000.0, false), Beat::Dead);
    }

    #[test]
    fn delays_grow_from_half_a_second_to_fifteen() {
        let mut backoff = Backoff::default();
        let delays: Vec<f64> = (0..7).map(|_| backoff.next(1.0)).collect();
        assert_eq!(delays, [500.0, 1_000.0, 2_000.0, 4_000.0, 8_000.0, 15_000.0, 15_000.0]);
        backoff.reset();
        assert!((backoff.next(0.0) - 250.0).abs() < 1.0);
    }
}
