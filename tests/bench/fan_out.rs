//! One document, ten people typing, many pages watching: how fast and at what cost everybody sees each keystroke.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use debrief_shared::document::{Postmortem, TextPath};
use debrief_shared::protocol::Message;
use debrief_tests::{Client, Replica, Server};
use futures_util::{SinkExt, StreamExt};
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite;
use uuid::Uuid;
use yrs::{ReadTxn, Text, Transact, Update, updates::decoder::Decode};

use crate::{process, report::Report};

const CLIENTS: [usize; 3] = [10, 50, 200];
const WRITERS: usize = 10;
const KEYSTROKES: u32 = 100;
/// Ten keystrokes a second each.
const PACE: Duration = Duration::from_millis(100);
/// Sockets of one account: the server takes 64, and no account opens so many at once.
const EACH: usize = 50;
/// How long the last keystroke may take to reach everybody.
const PATIENCE: Duration = Duration::from_secs(20);

/// When each keystroke (client id, clock) left its writer.
type Sent = Arc<Mutex<HashMap<(u64, u32), Instant>>>;
type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// Runs the benchmark.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    for clients in CLIENTS {
        let (server, ada) = Server::with_admin().await?;
        let id = ada.create("Fan-out", "pushpay").await?.id;
        one(report, &server, &ada, id, clients, || Ok(())).await?;
    }
    Ok(())
}

/// One run; `begin` is called when everybody is there and nobody types yet.
pub(crate) async fn one(
    report: &mut Report,
    server: &Server,
    ada: &Client,
    id: Uuid,
    clients: usize,
    begin: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let bench = format!("fan-out to {clients} clients");
    let first = Replica::open(server, ada, id).await?;
    let section = first.view().sections.first().context("the template has sections")?.id.clone();
    let sent = Sent::default();
    let expected = WRITERS * KEYSTROKES as usize;
    let pid = server.pid()?;

    let people: Vec<Client> = (0..clients.div_ceil(EACH))
        .map(|number| server.person(&format!("Person {number}"), "member"))
        .collect::<Result<_>>()?;

    let mut watchers = JoinSet::new();
    let mut writers = Vec::new();
    for number in 0..clients {
        let socket = connect(server, people[number / EACH].token()?, id).await?;
        let (mut sink, stream) = socket.split();
        // A reader gets changes once it has said what it has.
        let state = first.state_vector();
        sink.send(tungstenite::Message::binary(Message::SyncStep1(&state).encode())).await?;
        // One's own keystrokes do not come back.
        let own = usize::from(number < WRITERS) * KEYSTROKES as usize;
        watchers.spawn(watch(stream, Arc::clone(&sent), expected - own));
        if number < WRITERS {
            let replica = Postmortem::new(1_000 + number as u64);
            let state = first.postmortem().doc().transact().encode_state_as_update_v1(&yrs::StateVector::default());
            replica.doc().transact_mut().apply_update(Update::decode_v1(&state)?)?;
            writers.push((replica, sink));
        } else {
            writers.push((Postmortem::new(1), sink));
        }
    }
    begin()?;
    let cpu = process::cpu_seconds(pid)?;
    let start = Instant::now();
    let mut typing = JoinSet::new();
    let mut held = Vec::new();
    for (number, (replica, sink)) in writers.into_iter().enumerate() {
        if number < WRITERS {
            typing.spawn(write(
                replica,
                sink,
                section.clone(),
                Arc::clone(&sent),
                PACE.mul_f64(number as f64 / WRITERS as f64),
            ));
        } else {
            held.push(sink);
        }
    }
    while let Some(done) = typing.join_next().await {
        held.push(done??);
    }
    let (mut latencies, mut complete) = (Vec::new(), 0);
    while let Some(watched) = watchers.join_next().await {
        let (times, whole) = watched??;
        latencies.extend(times);
        complete += usize::from(whole);
    }
    let seconds = start.elapsed().as_secs_f64();
    report.add(&bench, "delivered", latencies.len() as f64 / seconds, "/s");
    report.add(&bench, "clients with everything", complete as f64, "clients");
    let cpu_spent = process::cpu_seconds(pid)? - cpu;
    report.add(&bench, "server CPU", cpu_spent, "s");
    report.add(&bench, "server CPU per delivery", cpu_spent * 1e6 / latencies.len() as f64, "µs");
    report.add(&bench, "peak memory", process::peak_mb(pid)?, "MB");
    report.add_percentiles(&bench, latencies);
    ensure!(complete == clients, "{complete} of {clients} clients saw everything");
    Ok(())
}

async fn connect(server: &Server, token: &str, id: Uuid) -> Result<Socket> {
    let url = format!("{}/api/postmortems/{id}/sync?token={token}", server.socket_url());
    let (socket, _) = tokio_tungstenite::connect_async_with_config(url, None, true).await?;
    Ok(socket)
}

async fn write<S>(replica: Postmortem, mut sink: S, section: String, sent: Sent, offset: Duration) -> Result<S>
where
    S: SinkExt<tungstenite::Message, Error = tungstenite::Error> + Unpin,
{
    let text = replica.text(&replica.doc().transact(), &TextPath::Body(section)).context("the section is there")?;
    let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + offset, PACE);
    for number in 0..KEYSTROKES {
        ticks.tick().await;
        let mut txn = replica.doc().transact_mut();
        text.insert(&mut txn, number, "x");
        txn.commit();
        let update = txn.encode_update_v1();
        drop(txn);
        sent.lock().expect("no panic holds it").insert((replica.doc().client_id().get(), number), Instant::now());
        sink.send(tungstenite::Message::binary(Message::Update(&update).encode())).await?;
    }
    Ok(sink)
}

async fn watch<S>(mut stream: S, sent: Sent, expected: usize) -> Result<(Vec<f64>, bool)>
where
    S: StreamExt<Item = Result<tungstenite::Message, tungstenite::Error>> + Unpin,
{
    let mut times = Vec::with_capacity(expected);
    let end = tokio::time::Instant::now() + PACE * KEYSTROKES + PATIENCE;
    while times.len() < expected {
        let Ok(Some(frame)) = tokio::time::timeout_at(end, stream.next()).await else { break };
        let tungstenite::Message::Binary(bytes) = frame? else { continue };
        let arrived = Instant::now();
        let Ok(Message::Update(update) | Message::SyncStep2(update)) = Message::decode(&bytes) else { continue };
        let inserted = Update::decode_v1(update)?.insertions(true);
        let sent = sent.lock().expect("no panic holds it");
        for (client, ranges) in inserted.iter() {
            for range in ranges.iter() {
                let keystrokes = (range.start..range.end).filter_map(|clock| sent.get(&(client.get(), clock)));
                times.extend(keystrokes.map(|left| arrived.duration_since(*left).as_secs_f64() * 1e3));
            }
        }
    }
    let whole = times.len() >= expected;
    Ok((times, whole))
}
