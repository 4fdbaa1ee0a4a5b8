//! Looks into the past of a document of 200,000 keystrokes: nothing but the log tells what it was.

use std::time::Instant;

use anyhow::{Context, Result};
use debrief_shared::api::HistoryPage;
use debrief_tests::{Client, Server};

use crate::{cold_open, process, report::Report};

const BENCH: &str = "history of 200 k keystrokes";

/// Runs the benchmark.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    let (server, ada) = Server::with_admin().await?;
    let typed = cold_open::type_much(&server, &ada).await?;
    let history = format!("/api/postmortems/{}/history", typed.id);
    let spans = ada.get::<HistoryPage>(&history).await?.spans;
    let (first, last) = (spans.last().context("a span")?.first, spans.first().context("a span")?.last);
    let middle = first.midpoint(last);
    time(report, &ada, "spans", &history).await?;
    time(report, &ada, "state in the middle", &format!("{history}/{middle}")).await?;
    time(report, &ada, "state at the end", &format!("{history}/{last}")).await?;
    time(report, &ada, "difference of all", &format!("{history}/diff?from=0&to={last}")).await?;
    time(report, &ada, "difference of the second half", &format!("{history}/diff?from={middle}&to={last}")).await?;
    time(report, &ada, "who wrote what", &format!("{history}/authors")).await?;
    report.add(BENCH, "peak memory", process::peak_mb(server.pid()?)?, "MB");
    Ok(())
}

async fn time(report: &mut Report, ada: &Client, figure: &str, path: &str) -> Result<()> {
    let start = Instant::now();
    ada.get_text(path).await?;
    report.add(BENCH, figure, start.elapsed().as_secs_f64() * 1e3, "ms");
    Ok(())
}
