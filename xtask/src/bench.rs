//! `cargo xtask bench [NAME]`: sizes here, everything else in the `bench` binary of the tests crate.

use anyhow::Result;

use crate::tools::{self, cargo};
use crate::{frontend, server, sizes};

/// Runs the benchmark that the first argument names, or all of them. The others are its own flags.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let name = arguments.first().map(String::as_str);
    frontend::build(frontend::Profile::Small)?;
    if matches!(name, None | Some("size")) {
        sizes::report(&sizes::page()?)?;
    }
    if name == Some("size") {
        return Ok(());
    }
    let debrief = server::build(true)?;
    let mut bench = cargo();
    bench.args(["run", "--release", "--package", "debrief-tests", "--bin", "bench", "--"]).args(arguments);
    tools::run(bench.env("DEBRIEF_BIN", debrief))
}
