//! `cargo xtask torture`: kills and stops the server under load, for longer than a test may take.

use anyhow::Result;
use clap::Args;

use crate::server;
use crate::tools::{self, cargo};

/// Flags of `cargo xtask torture`.
#[derive(Args)]
pub(crate) struct Options {
    /// How often the server is killed or stopped
    #[arg(long, default_value_t = 1_000)]
    cycles: usize,
    /// Repeats the plan of an earlier run
    #[arg(long)]
    seed: Option<u64>,
}

/// Builds what is needed and runs it.
pub(crate) fn run(options: &Options) -> Result<()> {
    let debrief = server::build(false)?;
    let mut torture = cargo();
    torture.args(["run", "--quiet", "--package", "debrief-tests", "--bin", "torture", "--"]);
    torture.args(["--cycles", &options.cycles.to_string()]);
    if let Some(seed) = options.seed {
        torture.args(["--seed", &seed.to_string()]);
    }
    tools::run(torture.env("DEBRIEF_BIN", debrief))
}
