//! Loads a) and b): people type, everybody who has the document open sees it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::task::JoinSet;

use super::keystrokes::{self, Typist};
use super::latencies::Latencies;
use super::peer::{Peer, Running};
use super::seen::{Seen, Writers};
use super::sheet::{Column, compared, plain};
use super::socket::{Incoming, Socket};
use crate::process;

/// How long people type.
const DURATION: Duration = Duration::from_secs(10);
/// How much longer one waits until everybody has everything.
const PATIENCE: Duration = Duration::from_secs(15);

/// What is measured of it.
pub(crate) const COLUMNS: &[Column] = &[
    plain("deliveries /s", 0),
    compared("server CPU s", 2),
    compared("p50 ms", 1),
    compared("p99 ms", 1),
    compared("peak RSS MB", 0),
    plain("clients with everything", 0),
    plain("clients", 0),
    plain("generator CPU s", 2),
];

/// So many people on so many documents, of whom some type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    /// Name on the command line.
    pub(crate) key: &'static str,
    /// Heading of the table.
    pub(crate) title: &'static str,
    /// Documents.
    pub(crate) documents: usize,
    /// Clients of each document.
    pub(crate) clients: usize,
    /// How many of them type.
    pub(crate) writers: usize,
    /// Keystrokes a second of each who types.
    pub(crate) pace: u32,
}

/// The loads.
pub(crate) const LOADS: [Load; 4] = [
    Load {
        key: "fan-out-20k",
        title: "1 document, 200 clients, 10 type 10 keys/s: 20 k deliveries/s",
        documents: 1,
        clients: 200,
        writers: 10,
        pace: 10,
    },
    Load {
        key: "fan-out-100k",
        title: "1 document, 200 clients, 50 type 10 keys/s: 100 k deliveries/s",
        documents: 1,
        clients: 200,
        writers: 50,
        pace: 10,
    },
    Load {
        key: "fan-out-200k",
        title: "1 document, 200 clients, 100 type 10 keys/s: 200 k deliveries/s",
        documents: 1,
        clients: 200,
        writers: 100,
        pace: 10,
    },
    Load {
        key: "documents",
        title: "200 documents of 5 clients, 1 of them types 10 keys/s: 8 k deliveries/s",
        documents: 200,
        clients: 5,
        writers: 1,
        pace: 10,
    },
];

/// When each keystroke of each writer of a document left, in nanoseconds since `epoch`.
struct Clock {
    epoch: Instant,
    sent: Vec<Vec<AtomicU64>>,
    writers: Writers,
}

impl Clock {
    fn now(&self) -> u64 {
        u64::try_from(self.epoch.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}

struct Part {
    socket: Socket,
    clock: Arc<Clock>,
    /// Which of the writers this is, and what it types.
    types: Option<(usize, Vec<Bytes>)>,
    offset: Duration,
    pace: Duration,
}

struct Outcome {
    latencies: Latencies,
    complete: bool,
    /// When the last one came, in nanoseconds since the start.
    last: u64,
    /// Open until everybody is done.
    _socket: Option<Socket>,
}

/// What one load took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    /// Keystrokes that reached somebody, a second.
    pub(crate) delivered: f64,
    /// Of the server, from the first keystroke to the last one's arrival.
    pub(crate) cpu_seconds: f64,
    /// From a keystroke's leaving to its arrival.
    pub(crate) p50_ms: f64,
    /// The same.
    pub(crate) p99_ms: f64,
    /// Of the server.
    pub(crate) peak_mb: f64,
    /// Clients that have everything.
    pub(crate) complete: usize,
    /// Of this process.
    pub(crate) own_cpu_seconds: f64,
}

/// Runs one load against one server, for a table.
pub(crate) async fn run(peer: Peer, load: &Load) -> Result<Vec<f64>> {
    let figures = measure(peer, load).await?;
    Ok(vec![
        figures.delivered,
        figures.cpu_seconds,
        figures.p50_ms,
        figures.p99_ms,
        figures.peak_mb,
        figures.complete as f64,
        (load.documents * load.clients) as f64,
        figures.own_cpu_seconds,
    ])
}

/// Runs one load against one server.
pub(crate) async fn measure(peer: Peer, load: &Load) -> Result<Figures> {
    let clients = load.documents * load.clients;
    let server = Running::start(peer, clients).await?;
    let keystrokes = load.pace as usize * usize::try_from(DURATION.as_secs())?;
    let epoch = Instant::now();
    let mut waiting = Vec::with_capacity(clients);
    for (document, room) in server.rooms(load.documents).await?.into_iter().enumerate() {
        let writers = Writers { first: keystrokes::client_id(), count: load.writers };
        let sent = (0..load.writers).map(|_| (0..keystrokes).map(|_| AtomicU64::new(0)).collect()).collect();
        let clock = Arc::new(Clock { epoch, sent, writers });
        for number in 0..load.clients {
            let types = if number < load.writers {
                Some((number, Typist::new(&room, writers.first + number as u64)?.type_on(keystrokes)))
            } else {
                None
            };
            let pace = Duration::from_secs(1) / load.pace;
            let offset =
                pace.mul_f64((document * load.writers + number) as f64 / (load.documents * load.writers) as f64);
            let address = server.address(&room, document * load.clients + number)?;
            let clock = Arc::clone(&clock);
            waiting.push(async move {
                let (socket, _) = Socket::open(&address).await?;
                anyhow::Ok(Part { socket, clock, types, offset, pace })
            });
        }
    }
    let parts: Vec<Part> = stream::iter(waiting).buffered(peer.connecting()).try_collect().await?;

    let (pid, own) = (server.pid()?, std::process::id());
    let (cpu, own_cpu) = (process::cpu_seconds(pid)?, process::cpu_seconds(own)?);
    let start = Instant::now();
    let mut clients_at_work = JoinSet::new();
    for part in parts {
        clients_at_work.spawn(take_part(part));
    }
    let (mut latencies, mut complete, mut last) = (Latencies::default(), 0, 0);
    let mut held = Vec::new();
    while let Some(outcome) = clients_at_work.join_next().await {
        let outcome = outcome?;
        latencies.merge(&outcome.latencies);
        complete += usize::from(outcome.complete);
        last = last.max(outcome.last);
        held.push(outcome);
    }
    let seconds = Duration::from_nanos(last).as_secs_f64() - start.duration_since(epoch).as_secs_f64();
    let cpu = process::cpu_seconds(pid)? - cpu;
    let own_cpu = process::cpu_seconds(own)? - own_cpu;
    if latencies.count() == 0 {
        bail!("nothing was delivered");
    }
    Ok(Figures {
        delivered: latencies.count() as f64 / seconds,
        cpu_seconds: cpu,
        p50_ms: latencies.percentile_ms(50),
        p99_ms: latencies.percentile_ms(99),
        peak_mb: process::peak_mb(pid)?,
        complete,
        own_cpu_seconds: own_cpu,
    })
}

/// Types, if it is a writer, and reads until everything of everybody else is here or time is up.
async fn take_part(mut part: Part) -> Outcome {
    let (mut latencies, mut last) = (Latencies::default(), 0);
    let mut seen = Seen::new(part.clock.writers);
    let mut socket = Some(part.socket);
    let types = part.types.take();
    let work = async {
        let clock = &part.clock;
        let socket = socket.as_mut().expect("taken by nobody");
        let own = types.as_ref().map(|(writer, _)| *writer);
        let mut left = types.into_iter().flat_map(|(writer, frames)| {
            frames.into_iter().enumerate().map(move |(number, frame)| (writer, number, frame))
        });
        let mut next = left.next();
        let expected = clock.sent.iter().map(Vec::len).sum::<usize>() - own.map_or(0, |own| clock.sent[own].len());
        let mut have = 0;
        let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + part.offset, part.pace);
        while next.is_some() || have < expected {
            let incoming = tokio::select! {
                _ = ticks.tick(), if next.is_some() => {
                    if let Some((writer, number, frame)) = next.take() {
                        clock.sent[writer][number].store(clock.now(), Ordering::Relaxed);
                        socket.send(frame).await?;
                        next = left.next();
                    }
                    continue;
                }
                incoming = socket.next() => incoming?,
            };
            match incoming {
                Incoming::Asked => socket.answer().await?,
                Incoming::Answer(update) | Incoming::Update(update) => {
                    let now = clock.now();
                    seen.add(&update, |writer, clocks| {
                        if Some(writer) != own {
                            last = now;
                            have += (clocks.end - clocks.start) as usize;
                            for number in clocks {
                                let left = clock.sent[writer][number as usize].load(Ordering::Relaxed);
                                latencies.record(now.saturating_sub(left), 1);
                            }
                        }
                    })?;
                }
                Incoming::Saved(_) | Incoming::Other => {}
            }
        }
        anyhow::Ok(())
    };
    let complete = matches!(tokio::time::timeout(DURATION + PATIENCE, work).await, Ok(Ok(())));
    Outcome { latencies, complete, last, _socket: socket }
}
