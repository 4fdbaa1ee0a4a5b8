//! One page's socket to its bell: it is told that there is news, and says nothing itself.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use bytes::Bytes;
use debrief_shared::api::Person;
use debrief_shared::protocol::{CloseReason, ServerEvent};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};
use uuid::Uuid;

use super::{Bells, Listening};
use crate::guard::Guard;

/// Shortest time between two ringings: news that come in a row are asked for together.
const PACE: Duration = Duration::from_millis(500);
/// How often the other side is pinged.
const PING_EVERY: Duration = Duration::from_secs(15);
/// Silence after which the other side counts as gone.
const MAX_SILENCE: Duration = Duration::from_secs(45);
/// How long the other side may take to read the few bytes that are written.
const WRITE_TIMEOUT: Duration = Duration::from_secs(15);
/// How long the closing frame may take.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);
/// Pause after each frame that is read: a page answers pings, and who sends more waits in the network.
const BREATH: Duration = Duration::from_millis(50);

/// Serves a socket until either side ends it, or the person's session does.
pub async fn serve(mut socket: WebSocket, bells: Bells, guard: Guard, (person, proof): (Person, Uuid)) {
    let ending = match guard.admit_to_bell(person.clone(), proof).await {
        Err(reason) => Some(reason),
        Ok(watched) => {
            let closing = bells.0.closing.clone();
            let listening = bells.listen(person.id);
            let (sink, stream) = (&mut socket).split();
            let ending = tokio::select! {
                // First: whoever is not signed in any more does not hold it by not reading.
                biased;
                reason = watched.lost() => reason,
                () = closing.cancelled() => Some(CloseReason::Restarting),
                reason = read(stream) => reason,
                reason = write(sink, listening) => reason,
            };
            ending
        }
    };
    let Some(reason) = ending else { return };
    let frame = CloseFrame { code: reason.code(), reason: reason.text().into() };
    // The other side may be gone already, or not be reading.
    let _ = timeout(CLOSE_TIMEOUT, socket.send(Message::Close(Some(frame)))).await;
}

async fn read(mut stream: SplitStream<&mut WebSocket>) -> Option<CloseReason> {
    loop {
        match timeout(MAX_SILENCE, stream.next()).await {
            Err(_) => return Some(CloseReason::Silent),
            Ok(None | Some(Err(_) | Ok(Message::Close(_)))) => return None,
            // The library answers pings by itself.
            Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
            Ok(Some(Ok(Message::Text(_) | Message::Binary(_)))) => return Some(CloseReason::Malformed),
        }
        sleep(BREATH).await;
    }
}

async fn write(mut sink: SplitSink<&mut WebSocket, Message>, mut listening: Listening) -> Option<CloseReason> {
    let news = serde_json::to_string(&ServerEvent::Notifications).expect("events are plain data");
    let mut pings = interval_at(Instant::now() + PING_EVERY, PING_EVERY);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let (message, pause) = tokio::select! {
            () = listening.rung() => (Message::Text(news.clone().into()), PACE),
            _ = pings.tick() => (Message::Ping(Bytes::new()), Duration::ZERO),
        };
        match timeout(WRITE_TIMEOUT, sink.send(message)).await {
            Ok(Ok(())) => sleep(pause).await,
            Ok(Err(_)) => return None,
            Err(_) => return Some(CloseReason::Silent),
        }
    }
}
