//! A document of 200,000 keystrokes, opened by a server that has just started.

use std::time::Instant;

use anyhow::{Context, Result};
use debrief_shared::document::TextPath;
use debrief_tests::{Client, Replica, Server};
use uuid::Uuid;

use crate::{process, report::Report};

const KEYSTROKES: u32 = 200_000;
/// Keystrokes sent before waiting for an acknowledgement, and then on a fresh connection: one takes no more than people can type.
const WINDOW: u32 = 4_000;

/// Runs the benchmark.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    const BENCH: &str = "200 k keystrokes";
    let (mut server, ada) = Server::with_admin().await?;
    let Typed { id, a_second } = type_much(&server, &ada).await?;
    report.add(BENCH, "stored and acknowledged", a_second, "/s");
    server.stop().await?;
    server.launch().await?;
    let start = Instant::now();
    let reader = Replica::open(&server, &ada, id).await?;
    report.add(BENCH, "cold open to synced", start.elapsed().as_secs_f64() * 1e3, "ms");
    drop(reader);
    let start = Instant::now();
    let reader = Replica::open(&server, &ada, id).await?;
    report.add(BENCH, "warm open to synced", start.elapsed().as_secs_f64() * 1e3, "ms");
    report.add(BENCH, "peak memory", process::peak_mb(server.pid()?)?, "MB");
    drop(reader);
    Ok(())
}

/// A document with a long past.
pub(crate) struct Typed {
    /// Its id.
    pub(crate) id: Uuid,
    /// Keystrokes a second that were stored and acknowledged.
    a_second: f64,
}

/// Types [`KEYSTROKES`] into a new document, one update each.
pub(crate) async fn type_much(server: &Server, ada: &Client) -> Result<Typed> {
    let id = ada.create("Long", "pushpay").await?.id;
    let mut writer = Replica::open(server, ada, id).await?;
    let section = writer.view().sections.first().context("the template has sections")?.id.clone();
    let path = TextPath::Body(section);
    let start = Instant::now();
    for number in 0..KEYSTROKES {
        // Mostly onward, now and then somewhere in the middle, as people write.
        let at = if number % 50 == 0 { number / 2 } else { number };
        writer.insert(&path, at, "x")?;
        if number % WINDOW == WINDOW - 1 {
            writer.saved().await?;
            writer.reconnect().await?;
        }
    }
    Ok(Typed { id, a_second: f64::from(KEYSTROKES) / start.elapsed().as_secs_f64() })
}
