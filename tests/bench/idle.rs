//! Memory of a server that nobody uses.

use anyhow::Result;
use debrief_tests::Server;

use crate::{process, report::Report};

/// Runs the benchmark.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    let (server, ada) = Server::with_admin().await?;
    ada.create("Idle", "pushpay").await?;
    report.add("idle server", "resident memory", process::resident_mb(server.pid()?)?, "MB");
    Ok(())
}
