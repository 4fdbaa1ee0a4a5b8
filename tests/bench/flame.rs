//! A profile of the server while 10 people type and 200 read, taken by `perf`: what `cargo xtask bench flame` draws.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use debrief_tests::Server;

use crate::fan_out;
use crate::report::Report;

const READERS: usize = 200;
/// Looks a second, of each processor that is at work. No divisor of anything that repeats in the server.
const LOOKS: &str = "3989";

/// Writes the profile into the file that is named.
pub(crate) async fn run(arguments: &[String]) -> Result<()> {
    let [file] = arguments else { bail!("name the file that the profile goes into") };
    let (mut server, ada) = Server::with_admin().await?;
    let id = ada.create("Flame graph", "pushpay").await?.id;
    let pid = server.pid()?.to_string();
    let mut perf = None;
    let record = || {
        let mut command = Command::new("perf");
        command.args(["record", "--quiet", "--freq", LOOKS, "--call-graph", "fp", "--pid", &pid, "--output", file]);
        perf = Some(command.spawn().context("cannot start perf; Debian has it in linux-perf")?);
        Ok(())
    };
    fan_out::one(&mut Report::default(), &server, &ada, id, READERS, record).await?;
    // It ends with the process that it watches.
    server.stop().await?;
    let status = perf.context("perf was started")?.wait()?;
    ensure!(Path::new(file).is_file(), "perf ended with {status} and wrote nothing");
    Ok(())
}
