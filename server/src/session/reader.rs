//! The reading half of a socket.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use debrief_shared::protocol::{ClientEvent, CloseReason};
use futures_util::StreamExt;
use futures_util::stream::SplitStream;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::document::{Gone, Seat};

/// Silence after which the other side counts as gone; it answers a ping every 15 seconds.
const MAX_SILENCE: Duration = Duration::from_secs(45);
/// Frames that may come at once.
const BURST: u32 = 5_000;
/// Frames a second that may come for long.
const FRAMES_PER_SECOND: u32 = 1_000;
/// Bytes that may come at once: a whole document that somebody brings, or a large paste.
const BURST_BYTES: u32 = 32 << 20;
/// Bytes a second that are read for long; who sends more is read more slowly, and waits in the network.
const BYTES_PER_SECOND: u32 = 4 << 20;

/// Reads until the socket ends. `None`: the other side ended it, there is nobody to tell why.
pub(super) async fn run(
    mut stream: SplitStream<WebSocket>,
    seat: &Seat,
    extended: bool,
    pongs: &Notify,
) -> Option<CloseReason> {
    let mut frames = Allowance::new(BURST, FRAMES_PER_SECOND, Instant::now());
    let mut bytes = Allowance::new(BURST_BYTES, BYTES_PER_SECOND, Instant::now());
    loop {
        let message = match tokio::time::timeout(MAX_SILENCE, stream.next()).await {
            Err(_) => return Some(CloseReason::Silent),
            Ok(None) => return None,
            Ok(Some(Err(error))) => return failure(&error),
            Ok(Some(Ok(message))) => message,
        };
        if !frames.take(1, Instant::now()).is_zero() {
            return Some(CloseReason::TooMany);
        }
        let wait = bytes.take(length(&message), Instant::now());
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        match message {
            Message::Binary(frame) => {
                if let Err(Gone) = seat.send(frame).await {
                    return Some(seat.outbox().closed().unwrap_or(CloseReason::TryLater));
                }
            }
            Message::Text(text) => match serde_json::from_str(text.as_str()) {
                Ok(ClientEvent::Ping) if extended => pongs.notify_one(),
                _ => return Some(CloseReason::Malformed),
            },
            // The library answers pings by itself.
            Message::Ping(_) | Message::Pong(_) => {}
            Message::Close(_) => return None,
        }
    }
}

/// The close code for a socket that could not be read, if there is one.
fn failure(error: &axum::Error) -> Option<CloseReason> {
    use std::error::Error;
    let text = error.source().map(ToString::to_string).unwrap_or_default();
    text.contains("too long").then_some(CloseReason::TooLarge)
}

fn length(message: &Message) -> u32 {
    let length = match message {
        Message::Text(text) => text.len(),
        Message::Binary(bytes) | Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
        Message::Close(_) => 0,
    };
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// A bucket that fills up again with time.
struct Allowance {
    left: f64,
    burst: u32,
    per_second: u32,
    at: Instant,
}

impl Allowance {
    fn new(burst: u32, per_second: u32, now: Instant) -> Self {
        Self { left: f64::from(burst), burst, per_second, at: now }
    }

    /// Takes so much; gives how long it takes until there was enough for that.
    fn take(&mut self, amount: u32, now: Instant) -> Duration {
        let gained = now.duration_since(self.at).as_secs_f64() * f64::from(self.per_second);
        self.left = (self.left + gained).min(f64::from(self.burst)) - f64::from(amount);
        self.at = now;
        Duration::from_secs_f64((-self.left / f64::from(self.per_second)).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sends_more_than_may_come_waits_for_just_that() {
        let start = Instant::now();
        let mut bytes = Allowance::new(100, 10, start);
        assert_eq!(bytes.take(100, start), Duration::ZERO);
        assert_eq!(bytes.take(5, start), Duration::from_millis(500));
        assert_eq!(bytes.take(5, start + Duration::from_secs(1)), Duration::ZERO);
        assert_eq!(bytes.take(100, start + Duration::from_hours(1)), Duration::ZERO, "all of it came back");
        assert_eq!(bytes.take(1, start + Duration::from_hours(1)), Duration::from_millis(100), "and no more");
    }
}
