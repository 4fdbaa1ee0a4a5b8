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

/// Reads until the socket ends. `None`: the other side ended it, there is nobody to tell why.
pub(super) async fn run(
    mut stream: SplitStream<WebSocket>,
    seat: &Seat,
    extended: bool,
    pongs: &Notify,
) -> Option<CloseReason> {
    let mut allowance = Allowance::new(Instant::now());
    loop {
        let message = match tokio::time::timeout(MAX_SILENCE, stream.next()).await {
            Err(_) => return Some(CloseReason::Silent),
            Ok(None) => return None,
            Ok(Some(Err(error))) => return failure(&error),
            Ok(Some(Ok(message))) => message,
        };
        if !allowance.take(Instant::now()) {
            return Some(CloseReason::TooMany);
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

/// A bucket of frames that fills up again with time.
struct Allowance {
    frames: f64,
    at: Instant,
}

impl Allowance {
    fn new(now: Instant) -> Self {
        Self { frames: f64::from(BURST), at: now }
    }

    fn take(&mut self, now: Instant) -> bool {
        let gained = now.duration_since(self.at).as_secs_f64() * f64::from(FRAMES_PER_SECOND);
        self.frames = (self.frames + gained).min(f64::from(BURST)) - 1.0;
        self.at = now;
        self.frames >= 0.0
    }
}
