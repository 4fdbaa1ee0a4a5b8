//! What one more connection, document and editor costs, as slopes over several sizes; and from that, how many machines so many people need.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use serde::Serialize;
use tokio::time::sleep;

use crate::peers::fan_out::{self, Load};
use crate::peers::peer::{Peer, Running};
use crate::peers::socket::Socket;
use crate::process;

/// Connections on one document, nobody doing anything.
const CONNECTIONS: [usize; 4] = [0, 250, 500, 950];
/// Open documents, one connection each.
const DOCUMENTS: [usize; 4] = [1, 100, 200, 400];
/// Documents of five people.
const GROUPS: [usize; 4] = [20, 40, 80, 160];
/// People of one document.
const GROUP: usize = 5;
/// Keystrokes a second of somebody who types: 36 words a minute.
const PACE: u32 = 3;
/// How long those who type do so: as long as [`fan_out`] lets them.
const TYPING_SECONDS: f64 = 10.0;
/// How long an idle server is watched.
const WATCHED: Duration = Duration::from_secs(20);

/// A machine to count in …
const CORES: f64 = 4.0;
/// … with so much memory …
const MEMORY_MB: f64 = 8_000.0;
/// … of which so much is used, so that another one can fail and bursts fit.
const USED: f64 = 0.5;

#[derive(Debug, Default, Serialize)]
struct Costs {
    server_mb: f64,
    connection_kb: f64,
    connection_cpu_us_per_s: f64,
    document_kb: f64,
    mixed_editor_kb: f64,
    mixed_editor_cpu_us_per_s: f64,
    typing_editor_kb: f64,
    typing_editor_cpu_us_per_s: f64,
}

/// Runs the benchmark: `--json FILE`.
pub(crate) async fn run(arguments: &[String]) -> Result<()> {
    let json = match arguments {
        [] => None,
        [flag, file] if flag == "--json" => Some(PathBuf::from(file)),
        _ => bail!("scale takes --json FILE"),
    };
    let mut costs = Costs::default();
    idle_connections(&mut costs).await?;
    documents(&mut costs).await?;
    (costs.mixed_editor_kb, costs.mixed_editor_cpu_us_per_s) = editors("1 of 5 types", 1).await?;
    (costs.typing_editor_kb, costs.typing_editor_cpu_us_per_s) = editors("all type", GROUP).await?;
    print!("{}", table(&costs));
    if let Some(path) = json {
        std::fs::write(path, serde_json::to_string_pretty(&costs)?)?;
    }
    Ok(())
}

async fn idle_connections(costs: &mut Costs) -> Result<()> {
    let (mut memory, mut time) = (Vec::new(), Vec::new());
    let server = Running::start(Peer::Debrief, CONNECTIONS[CONNECTIONS.len() - 1]).await?;
    let room = server.rooms(1).await?.remove(0);
    let pid = server.pid()?;
    let mut sockets = Vec::new();
    for count in CONNECTIONS {
        while sockets.len() < count {
            sockets.push(Socket::open(&server.address(&room, sockets.len())?).await?.0);
        }
        let cpu = process::cpu_seconds(pid)?;
        sleep(WATCHED).await;
        let spent = (process::cpu_seconds(pid)? - cpu) / WATCHED.as_secs_f64();
        memory.push((count as f64, process::resident_mb(pid)?));
        time.push((count as f64, spent));
        eprintln!("{count:>5} idle connections: {:.1} MB, {:.2} ms CPU/s", memory[memory.len() - 1].1, spent * 1e3);
    }
    costs.server_mb = memory[0].1;
    costs.connection_kb = slope(&memory) * 1e3;
    costs.connection_cpu_us_per_s = slope(&time) * 1e6;
    Ok(())
}

async fn documents(costs: &mut Costs) -> Result<()> {
    let mut memory = Vec::new();
    let server = Running::start(Peer::Debrief, DOCUMENTS[DOCUMENTS.len() - 1]).await?;
    let mut sockets = Vec::new();
    for count in DOCUMENTS {
        for room in server.rooms(count - sockets.len()).await? {
            sockets.push(Socket::open(&server.address(&room, sockets.len())?).await?.0);
        }
        memory.push((count as f64, process::resident_mb(server.pid()?)?));
        eprintln!("{count:>5} open documents: {:.1} MB", memory[memory.len() - 1].1);
    }
    costs.document_kb = slope(&memory) * 1e3 - costs.connection_kb;
    Ok(())
}

/// Memory in kB and CPU in µs a second of one more person, in documents of [`GROUP`] of whom so many type.
async fn editors(what: &str, writers: usize) -> Result<(f64, f64)> {
    let (mut memory, mut time) = (Vec::new(), Vec::new());
    for documents in GROUPS {
        let load = Load { key: "scale", title: "scale", documents, clients: GROUP, writers, pace: PACE };
        let figures = fan_out::measure(Peer::Debrief, &load).await?;
        let people = (documents * GROUP) as f64;
        memory.push((people, figures.peak_mb));
        time.push((people, figures.cpu_seconds / TYPING_SECONDS));
        eprintln!(
            "{people:>5} people, {what}: {:.1} MB, {:.1} ms CPU/s, p99 {:.1} ms, {} complete",
            figures.peak_mb,
            figures.cpu_seconds / TYPING_SECONDS * 1e3,
            figures.p99_ms,
            figures.complete
        );
    }
    Ok((slope(&memory) * 1e3, slope(&time) * 1e6))
}

/// Slope of the line that fits the points best.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean_x = points.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = points.iter().map(|(_, y)| y).sum::<f64>() / count;
    let over: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    over / points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum::<f64>()
}

fn table(costs: &Costs) -> String {
    let row = |what: &str, kilobytes: f64, cpu: f64| format!("| {what} | {kilobytes:.0} | {cpu:.0} |\n");
    let mut out = String::from("| one more | kB | CPU µs/s |\n|---|---:|---:|\n");
    out += &row("idle connection", costs.connection_kb, costs.connection_cpu_us_per_s);
    out += &row("open document", costs.document_kb, 0.0);
    out += &row("person, 1 of 5 types", costs.mixed_editor_kb, costs.mixed_editor_cpu_us_per_s);
    out += &row("person, all type", costs.typing_editor_kb, costs.typing_editor_cpu_us_per_s);
    let (gigabytes, per_cent) = (MEMORY_MB / 1e3, USED * 1e2);
    let _ = writeln!(out, "\nMachines of {CORES:.0} cores and {gigabytes:.0} GB, {per_cent:.0} % of both used:\n");
    out += "| people at once | 1 of 5 types | all type |\n|---:|---:|---:|\n";
    for people in [10_000.0, 100_000.0, 1_000_000.0] {
        let mixed = machines(people, costs.mixed_editor_kb, costs.mixed_editor_cpu_us_per_s, costs.server_mb);
        let typing = machines(people, costs.typing_editor_kb, costs.typing_editor_cpu_us_per_s, costs.server_mb);
        let _ = writeln!(out, "| {people:.0} | {mixed:.0} | {typing:.0} |");
    }
    out
}

fn machines(people: f64, kilobytes: f64, cpu_us: f64, server_mb: f64) -> f64 {
    let by_cpu = people * cpu_us / 1e6 / (CORES * USED);
    let by_memory = people * kilobytes / 1e3 / (MEMORY_MB * USED - server_mb);
    by_cpu.max(by_memory).ceil()
}
