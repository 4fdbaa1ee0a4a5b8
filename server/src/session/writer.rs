//! The writing half of a socket: all frames that wait go out together, then the outbox is asked again.

use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use debrief_shared::protocol::{CloseReason, ServerEvent};
use futures_util::SinkExt;
use futures_util::stream::SplitSink;
use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior};

use crate::document::Seat;
use crate::document::outbox::{Frame, Next};

/// How often the other side is pinged.
const PING_EVERY: Duration = Duration::from_secs(15);
/// How long the other side may take to read what was written.
const WRITE_TIMEOUT: Duration = Duration::from_secs(45);

type Sink = SplitSink<WebSocket, Message>;

/// Writes until the session is to end. `None`: the other side is gone.
pub(super) async fn run(sink: &mut Sink, seat: &Seat, pongs: &Notify) -> Option<CloseReason> {
    let outbox = seat.outbox();
    let mut ping_times = tokio::time::interval_at(Instant::now() + PING_EVERY, PING_EVERY);
    ping_times.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut frames, mut messages) = (Vec::new(), Vec::new());
    loop {
        let bytes = tokio::select! {
            next = outbox.next(&mut frames) => match next {
                Next::Write(bytes) => {
                    messages.extend(frames.drain(..).map(message));
                    bytes
                }
                Next::Close(reason) => return Some(reason),
            },
            () = pongs.notified() => {
                messages.push(pong());
                0
            }
            _ = ping_times.tick() => {
                messages.push(Message::Ping(Bytes::new()));
                0
            }
        };
        match tokio::time::timeout(WRITE_TIMEOUT, write(sink, &mut messages)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return None,
            Err(_) => return Some(CloseReason::Silent),
        }
        if outbox.flushed(bytes) {
            seat.drained();
        }
    }
}

async fn write(sink: &mut Sink, messages: &mut Vec<Message>) -> Result<(), axum::Error> {
    for message in messages.drain(..) {
        sink.feed(message).await?;
    }
    sink.flush().await
}

fn message(frame: Frame) -> Message {
    match frame {
        Frame::Binary(bytes) => Message::Binary(bytes),
        Frame::Text(bytes) => Message::Text(Utf8Bytes::try_from(bytes).expect("JSON is UTF-8")),
    }
}

fn pong() -> Message {
    let json = serde_json::to_string(&ServerEvent::Pong).expect("events are plain data");
    Message::Text(json.into())
}
