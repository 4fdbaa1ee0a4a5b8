//! Benchmarks of the server as a whole and of what a keystroke costs. Every run prints a table and writes JSON; machines are noisy, so compare
//! figures of one run with each other.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "figures are for people, who read three digits; counts are small, on a machine of 64 bits"
)]

mod cold_open;
mod fan_out;
mod flame;
mod history;
mod idle;
mod import;
mod keystroke;
mod lens;
mod peers;
mod process;
mod reconnect;
mod report;
mod revocation;
mod scale;
mod search;
mod steps;

use anyhow::{Result, bail};
use report::Report;

/// The server's own, so that what is measured in this process is what the server does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const NAMES: [&str; 10] =
    ["keystroke", "lens", "import", "steps", "fan-out", "cold-open", "history", "idle", "reconnect", "revocation"];

#[tokio::main]
async fn main() -> Result<()> {
    let mut wanted: Vec<String> = std::env::args().skip(1).collect();
    if wanted.first().is_some_and(|name| name == "peers") {
        return peers::run(&wanted[1..]).await;
    }
    if wanted.first().is_some_and(|name| name == "scale") {
        return scale::run(&wanted[1..]).await;
    }
    if wanted.first().is_some_and(|name| name == "search") {
        let mut report = Report::default();
        search::run(&mut report).await?;
        print!("{}", report.table());
        return Ok(());
    }
    if wanted.first().is_some_and(|name| name == "flame") {
        return flame::run(&wanted[1..]).await;
    }
    let json = wanted.iter().position(|word| word == "--json").map(|at| wanted.drain(at..).nth(1).unwrap_or_default());
    if let Some(unknown) = wanted.iter().find(|word| !NAMES.contains(&word.as_str())) {
        bail!("there is no benchmark {unknown:?}: choose from {}", NAMES.join(", "));
    }
    let mut report = Report::default();
    for name in NAMES {
        if !wanted.is_empty() && !wanted.iter().any(|word| word == name) {
            continue;
        }
        match name {
            "keystroke" => keystroke::run(&mut report),
            "lens" => lens::run(&mut report),
            "import" => import::run(&mut report)?,
            "steps" => steps::run(&mut report)?,
            "fan-out" => fan_out::run(&mut report).await?,
            "cold-open" => cold_open::run(&mut report).await?,
            "history" => history::run(&mut report).await?,
            "idle" => idle::run(&mut report).await?,
            "reconnect" => reconnect::run(&mut report).await?,
            _ => revocation::run(&mut report).await?,
        }
    }
    print!("{}", report.table());
    if let Some(path) = json {
        std::fs::write(path, report.json()?)?;
    }
    Ok(())
}
