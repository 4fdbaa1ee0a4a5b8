//! Builds the server binary.

use std::path::PathBuf;

use anyhow::Result;

use crate::paths;
use crate::tools::{cargo, run};

/// Builds `debrief` and gives its path. A release build embeds `web/dist`; a debug build reads it from disk.
pub(crate) fn build(release: bool) -> Result<PathBuf> {
    let mut cargo = cargo();
    cargo.args(["build", "--package", "debrief-server", "--bin", "debrief"]);
    if release {
        cargo.arg("--release");
    }
    run(&mut cargo)?;
    Ok(binary(release))
}

/// Where cargo puts `debrief`.
pub(crate) fn binary(release: bool) -> PathBuf {
    paths::target().join(if release { "release" } else { "debug" }).join("debrief")
}
