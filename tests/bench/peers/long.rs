//! Loads c) and d): somebody types 200,000 keystrokes, one update each; a server that has just started opens that document.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::time::{sleep, timeout};
use yrs::updates::decoder::Decode;
use yrs::{ClientID, Update};

use super::keystrokes::{self, Typist, length};
use super::peer::{Peer, Running};
use super::seen::{Seen, Writers};
use super::sheet::{Column, compared, plain};
use super::socket::{Incoming, Socket};
use crate::process;

const KEYSTROKES: u32 = 200_000;
/// How long the others may take until what was typed is stored: y-sweet does it every 10 seconds, Hocuspocus after 10 at most.
const UNTIL_STORED: Duration = Duration::from_secs(12);
/// How long one window of keystrokes, or one opening, may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// Frames after which a fresh connection is taken where one takes no more than people can type.
const A_CONNECTION: usize = 4_000;
/// Openings of a document in memory, of which the middle one counts.
const WARM: usize = 9;

/// What is measured of it.
pub(crate) const COLUMNS: &[Column] = &[
    compared("stored or passed on /s", 0),
    compared("server CPU s", 2),
    compared("cold open ms", 1),
    compared("warm open ms", 1),
    compared("peak RSS MB", 0),
    plain("generator CPU s", 2),
];

/// Runs it against one server. Debrief's keystrokes count when they are on disk; those of the others, who do not tell, when another
/// client has them.
pub(crate) async fn run(peer: Peer) -> Result<Vec<f64>> {
    let mut server = Running::start(peer, 2).await?;
    let room = server.rooms(1).await?.remove(0);
    let address = server.address(&room, 0)?;
    let writers = Writers { first: keystrokes::client_id(), count: 1 };
    let frames = Typist::new(&room, writers.first)?.write(KEYSTROKES);
    let (mut writer, _) = Socket::open(&address).await?;
    let (mut watcher, _) = Socket::open(&address).await?;
    let mut seen = Seen::new(writers);

    let (pid, own) = (server.pid()?, std::process::id());
    let (cpu, own_cpu) = (process::cpu_seconds(pid)?, process::cpu_seconds(own)?);
    let start = Instant::now();
    let mut sent = 0;
    let mut on_connection = 0;
    for window in frames.chunks(peer.window()) {
        if address.extended && on_connection + window.len() > A_CONNECTION {
            (writer, _) = Socket::open(&address).await?;
            on_connection = 0;
        }
        sent += window.len() as u64;
        on_connection += window.len();
        let typing = async {
            for frame in window {
                writer.send(frame.clone()).await?;
            }
            // The answer to the server's step 1 is an update-carrying frame, too.
            while address.extended && !matches!(writer.next().await?, Incoming::Saved(n) if n > on_connection as u64) {}
            anyhow::Ok(())
        };
        let watching = async {
            while seen.of(0) < sent {
                match watcher.next().await? {
                    Incoming::Asked => watcher.answer().await?,
                    Incoming::Answer(update) | Incoming::Update(update) => seen.add(&update, |_, _| {})?,
                    Incoming::Saved(_) | Incoming::Other => {}
                }
            }
            anyhow::Ok(())
        };
        let both = async { tokio::try_join!(typing, watching) };
        timeout(PATIENCE, both).await.context("a window of keystrokes was not passed on")??;
        watcher.say_something().await?;
        writer.say_something().await?;
    }
    let seconds = start.elapsed().as_secs_f64();
    let cpu = process::cpu_seconds(pid)? - cpu;
    let own_cpu = process::cpu_seconds(own)? - own_cpu;
    let peak = process::peak_mb(pid)?;
    let mut warm: Vec<f64> = Vec::with_capacity(WARM);
    for _ in 0..WARM {
        warm.push(open(&server, &room, writers.first).await?);
    }
    warm.sort_by(f64::total_cmp);
    let mut cold = f64::NAN;
    if peer.stores() {
        if peer != Peer::Debrief {
            sleep(UNTIL_STORED).await;
        }
        drop((writer, watcher));
        server.stop().await?;
        server.launch().await?;
        cold = open(&server, &room, writers.first).await?;
        let (_, state) = Socket::open(&address).await?;
        let kept = length(&room, &state)? - length(&room, &room.state)?;
        ensure!(kept == KEYSTROKES as usize, "only {kept} of {KEYSTROKES} keystrokes are there after a clean stop");
    }
    Ok(vec![f64::from(KEYSTROKES) / seconds, cpu, cold, warm[WARM / 2], peak, own_cpu])
}

/// Milliseconds from connecting until everything is here.
async fn open(server: &Running, room: &super::peer::Room, writer: u64) -> Result<f64> {
    let start = Instant::now();
    let mut socket = Socket::connect(&server.address(room, 0)?, false).await?;
    let opened = async {
        loop {
            match socket.next().await? {
                Incoming::Asked => socket.answer().await?,
                Incoming::Answer(update) | Incoming::Update(update) => {
                    let took = start.elapsed().as_secs_f64() * 1e3;
                    // One that reads its store only then begins with an empty document.
                    let whole = Update::decode_v1(&update)?.state_vector().get(&ClientID::new(writer)) == KEYSTROKES;
                    if whole {
                        return anyhow::Ok(took);
                    }
                }
                Incoming::Saved(_) | Incoming::Other => {}
            }
        }
    };
    timeout(PATIENCE, opened).await.context("it does not open with all keystrokes within a minute")?
}
