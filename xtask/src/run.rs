//! `cargo xtask run`: from a fresh clone to an open page.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use crate::{frontend, paths, server, watch};

/// Flags of `cargo xtask run`.
#[derive(Args)]
pub(crate) struct Options {
    /// Open with a sample incident, filled in, ready to play with
    #[arg(long)]
    demo: bool,
    /// Rebuild the page and restart the server when their sources change
    #[arg(long, conflicts_with = "release")]
    watch: bool,
    /// Build what people download: the small page inside an optimised server
    #[arg(long)]
    release: bool,
    /// Flags of `debrief serve`, after `--`
    #[arg(last = true)]
    serve: Vec<String>,
}

/// Builds what is out of date, then becomes the server. Its data is in `data/`, below the source tree.
pub(crate) fn run(options: &Options) -> Result<()> {
    frontend::build(if options.release { frontend::Profile::Small } else { frontend::Profile::Quick })?;
    let binary = server::build(options.release)?;
    let serve = || serve(&binary, options);
    if options.watch {
        return watch::run(&serve);
    }
    Err(serve().exec()).context("cannot start the server")
}

fn serve(binary: &Path, options: &Options) -> Command {
    let mut command = Command::new(binary);
    command.current_dir(paths::root()).arg("serve");
    if options.demo {
        command.arg("--demo");
    }
    command.args(&options.serve);
    command
}
