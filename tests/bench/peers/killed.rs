//! Load f): the server is killed while somebody types. What was acknowledged, or was on another screen, is it there after the start?

use std::time::Duration;

use anyhow::Result;
use tokio::time::{Instant, interval, sleep, sleep_until};

use super::keystrokes::{self, Typist, length};
use super::peer::{Peer, Running};
use super::seen::{Seen, Writers};
use super::sheet::{Column, plain};
use super::socket::{Incoming, Socket};

/// Ten keystrokes a second.
const PACE: Duration = Duration::from_millis(100);
/// When the server is killed.
const KILLED_AFTER: [Duration; 2] = [Duration::from_secs(3), Duration::from_secs(14)];
/// How long a document may take to be read after the start.
const READING: Duration = Duration::from_secs(2);

/// What is measured of it.
pub(crate) const COLUMNS: &[Column] = &[
    plain("after 3 s: seen by another", 0),
    plain("acknowledged as stored", 0),
    plain("there after kill -9", 0),
    plain("after 14 s: seen by another", 0),
    plain("acknowledged as stored", 0),
    plain("there after kill -9", 0),
];

/// Runs it against one server.
pub(crate) async fn run(peer: Peer) -> Result<Vec<f64>> {
    let mut figures = Vec::new();
    for after in KILLED_AFTER {
        figures.extend(one(peer, after).await?);
    }
    Ok(figures)
}

async fn one(peer: Peer, after: Duration) -> Result<[f64; 3]> {
    let mut server = Running::start(peer, 2).await?;
    let room = server.rooms(1).await?.remove(0);
    let address = server.address(&room, 0)?;
    let writers = Writers { first: keystrokes::client_id(), count: 1 };
    let frames = Typist::new(&room, writers.first)?.type_on(1 + (after.as_millis() / PACE.as_millis()) as usize);
    let (mut writer, _) = Socket::open(&address).await?;
    let (mut watcher, _) = Socket::open(&address).await?;
    let mut seen = Seen::new(writers);
    let mut acknowledged = if peer == Peer::Debrief { 0.0 } else { f64::NAN };
    let end = sleep_until(Instant::now() + after);
    tokio::pin!(end);
    let mut ticks = interval(PACE);
    let mut frames = frames.into_iter();
    loop {
        tokio::select! {
            () = &mut end => break,
            _ = ticks.tick() => if let Some(frame) = frames.next() {
                writer.send(frame).await?;
            },
            incoming = writer.next() => match incoming? {
                Incoming::Asked => writer.answer().await?,
                // The answer to the server's step 1 is counted, too.
                Incoming::Saved(frames) => acknowledged = frames.saturating_sub(1) as f64,
                _ => {}
            },
            incoming = watcher.next() => match incoming? {
                Incoming::Asked => watcher.answer().await?,
                Incoming::Answer(update) | Incoming::Update(update) => seen.add(&update, |_, _| {})?,
                Incoming::Saved(_) | Incoming::Other => {}
            },
        }
    }
    server.kill()?;
    // Both pages are gone as well: nobody brings anything back.
    drop((writer, watcher));
    server.launch().await?;
    let (first, _) = Socket::open(&address).await?;
    // One of them reads its store only after it has answered.
    sleep(READING).await;
    let (_, state) = Socket::open(&address).await?;
    drop(first);
    let there = length(&room, &state)? - length(&room, &room.state)?;
    Ok([seen.of(0) as f64, acknowledged, there as f64])
}
