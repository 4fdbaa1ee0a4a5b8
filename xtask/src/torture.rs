//! `cargo xtask torture`: kills and stops the server under load, for longer than a test may take; or, with `--network`, breaks the network between
//! real browsers and the server.

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::tools::{self, cargo};
use crate::{frontend, paths, server};

/// Flags of `cargo xtask torture`.
#[derive(Args)]
pub(crate) struct Options {
    /// How often the server is killed or stopped
    #[arg(long, default_value_t = 1_000)]
    cycles: usize,
    /// Repeats the plan of an earlier run
    #[arg(long)]
    seed: Option<u64>,
    /// Breaks the network while two people type in browsers
    #[arg(long)]
    network: bool,
    /// How long the network is broken
    #[arg(long, default_value_t = 15)]
    minutes: u32,
}

/// Builds what is needed and runs it.
pub(crate) fn run(options: &Options) -> Result<()> {
    if options.network {
        return break_network(options);
    }
    let debrief = server::build(false)?;
    let mut torture = cargo();
    torture.args(["run", "--quiet", "--package", "debrief-tests", "--bin", "torture", "--"]);
    torture.args(["--cycles", &options.cycles.to_string()]);
    if let Some(seed) = options.seed {
        torture.args(["--seed", &seed.to_string()]);
    }
    tools::run(torture.env("DEBRIEF_BIN", debrief))
}

fn break_network(options: &Options) -> Result<()> {
    frontend::build(frontend::Profile::Quick)?;
    let debrief = server::build(false)?;
    let chromium = tools::require_chromium()?;
    let folder = paths::root().join("tests/e2e");
    tools::npm_ci(&folder)?;
    let mut node = Command::new("node");
    node.arg(folder.join("torture.mjs")).args(["--minutes", &options.minutes.to_string()]);
    if let Some(seed) = options.seed {
        node.args(["--seed", &seed.to_string()]);
    }
    tools::run(node.env("DEBRIEF_BIN", debrief).env("CHROMIUM", chromium))
}
