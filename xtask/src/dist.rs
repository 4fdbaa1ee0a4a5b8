//! `cargo xtask dist`: one binary to hand out.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::tools::{relative, run, step};
use crate::{frontend, paths, server, sizes};

/// Builds the small page, the release server around it, and strips the result.
pub(crate) fn build() -> Result<()> {
    frontend::build(frontend::Profile::Small)?;
    step("Building the server (release)");
    let built = server::build(true)?;
    let folder = paths::target().join("dist");
    fs::create_dir_all(&folder)?;
    let binary = folder.join("debrief");
    fs::copy(&built, &binary).with_context(|| format!("cannot copy {}", built.display()))?;
    run(Command::new("strip").arg(&binary))?;

    let mut sizes = sizes::page()?;
    sizes.push(sizes::binary(&binary)?);
    sizes::report(&sizes)?;
    step(&format!("{} is ready: everything is in it", relative(&binary)));
    Ok(())
}
