//! `cargo xtask bench [NAME]`: sizes here, the page's figures in a browser, everything else in the `bench` binary of the tests crate. `peers`, `scale`,
//! `search` and `flame`, which take minutes, run only when they are named.

use std::process::Command;

use anyhow::Result;

use crate::services::Services;
use crate::tools::{self, cargo};
use crate::{flame, frontend, paths, peers, server, sizes};

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
    if name == Some("flame") {
        return flame::run_all();
    }
    let debrief = server::build(true)?;
    if matches!(name, None | Some("page")) {
        let chromium = tools::require_chromium()?;
        tools::npm_ci(&paths::root().join("tests/e2e"))?;
        tools::npm_ci(&paths::root().join("tests/bench/plain"))?;
        let mut node = Command::new("node");
        node.arg(paths::root().join("tests/bench/page.mjs")).env("DEBRIEF_BIN", &debrief).env("CHROMIUM", chromium);
        tools::run(&mut node)?;
    }
    if name == Some("page") {
        return Ok(());
    }
    let mut bench = cargo();
    bench.args(["run", "--release", "--package", "debrief-tests", "--bin", "bench", "--"]).args(arguments);
    if name == Some("peers") {
        bench.env("Y_SWEET_BIN", peers::install()?);
    }
    tools::run(bench.env("DEBRIEF_BIN", debrief))?;
    if name == Some("search") {
        // Once more, on the other database.
        let services = Services::start()?;
        return tools::run(services.tell(&mut bench).env("DEBRIEF_TEST_STORE", "postgres"));
    }
    Ok(())
}
