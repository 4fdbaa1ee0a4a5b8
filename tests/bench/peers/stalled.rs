//! Load e): ten clients stop reading while a lot is written, and read on later.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;
use tokio::time::{interval, timeout};

use super::keystrokes::{self, Typist};
use super::latencies::Latencies;
use super::peer::{Peer, Running};
use super::seen::{Seen, Writers};
use super::sheet::{Column, compared, plain};
use super::socket::{Incoming, Socket};
use crate::process;

const STALLED: usize = 10;
const HEALTHY: usize = 10;
/// A pasted paragraph …
const PARAGRAPH_BYTES: usize = 10_000;
/// … so many of them, 19 MB …
const PARAGRAPHS: usize = 1_900;
/// … at this pace: ten seconds.
const PACE: Duration = Duration::from_micros(5_263);
/// How long everybody may take to have everything.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is measured of it.
pub(crate) const COLUMNS: &[Column] = &[
    compared("server CPU s", 2),
    compared("peak RSS MB", 0),
    compared("healthy p50 ms", 1),
    compared("healthy p99 ms", 1),
    plain("healthy with everything, of 10", 0),
    plain("stalled with everything, of 10", 0),
];

/// Runs it against one server.
pub(crate) async fn run(peer: Peer) -> Result<Vec<f64>> {
    let server = Running::start(peer, STALLED + HEALTHY + 1).await?;
    let room = server.rooms(1).await?.remove(0);
    let address = server.address(&room, 0)?;
    let writers = Writers { first: keystrokes::client_id(), count: 1 };
    let mut typist = Typist::new(&room, writers.first)?;
    let words = "the cache was cold ".repeat(PARAGRAPH_BYTES / 19 + 1);
    let frames: Vec<_> = (0..PARAGRAPHS).map(|_| typist.insert(0, &words[..PARAGRAPH_BYTES])).collect();
    let mut stalled = Vec::new();
    for _ in 0..STALLED {
        let mut socket = Socket::connect(&address, true).await?;
        socket.synced().await?;
        stalled.push(socket);
    }
    let epoch = Instant::now();
    let sent: Arc<Vec<AtomicU64>> = Arc::new((0..PARAGRAPHS).map(|_| AtomicU64::new(0)).collect());
    let total = (PARAGRAPHS * PARAGRAPH_BYTES) as u64;
    let mut healthy = JoinSet::new();
    for _ in 0..HEALTHY {
        let (mut socket, _) = Socket::open(&address).await?;
        let sent = Arc::clone(&sent);
        healthy.spawn(async move {
            let mut latencies = Latencies::default();
            let mut seen = Seen::new(writers);
            let reading = read(&mut socket, &mut seen, total, |clocks| {
                for number in clocks.step_by(PARAGRAPH_BYTES) {
                    let left = sent[number as usize / PARAGRAPH_BYTES].load(Ordering::Relaxed);
                    latencies.record((epoch.elapsed().as_nanos() as u64).saturating_sub(left), 1);
                }
            });
            let complete = matches!(timeout(PATIENCE + PACE * PARAGRAPHS as u32, reading).await, Ok(Ok(())));
            (latencies, complete)
        });
    }
    let pid = server.pid()?;
    let cpu = process::cpu_seconds(pid)?;
    let (mut writer, _) = Socket::open(&address).await?;
    let mut ticks = interval(PACE);
    for (number, frame) in frames.into_iter().enumerate() {
        ticks.tick().await;
        sent[number].store(epoch.elapsed().as_nanos() as u64, Ordering::Relaxed);
        writer.send(frame).await?;
    }
    let mut latencies = Latencies::default();
    let mut healthy_complete = 0;
    while let Some(outcome) = healthy.join_next().await {
        let (times, complete) = outcome?;
        latencies.merge(&times);
        healthy_complete += usize::from(complete);
    }
    let cpu = process::cpu_seconds(pid)? - cpu;
    let peak = process::peak_mb(pid)?;
    let mut reading = JoinSet::new();
    for mut socket in stalled {
        reading.spawn(async move {
            let mut seen = Seen::new(writers);
            matches!(timeout(PATIENCE, read(&mut socket, &mut seen, total, |_| {})).await, Ok(Ok(())))
        });
    }
    let stalled_complete = reading.join_all().await.into_iter().filter(|complete| *complete).count();
    Ok(vec![
        cpu,
        peak,
        latencies.percentile_ms(50),
        latencies.percentile_ms(99),
        healthy_complete as f64,
        stalled_complete as f64,
    ])
}

/// Reads until everything is here.
async fn read(
    socket: &mut Socket,
    seen: &mut Seen,
    total: u64,
    mut news: impl FnMut(std::ops::Range<u64>),
) -> Result<()> {
    while seen.of(0) < total {
        match socket.next().await? {
            Incoming::Asked => socket.answer().await?,
            Incoming::Answer(update) | Incoming::Update(update) => seen.add(&update, |_, clocks| news(clocks))?,
            Incoming::Saved(_) | Incoming::Other => {}
        }
    }
    Ok(())
}
