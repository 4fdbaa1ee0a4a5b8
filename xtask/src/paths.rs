//! Where things are in the source tree and on this machine.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The root of the source tree.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the source tree")
}

/// Cargo's target directory, which also holds what xtask builds.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Stamps and half-done work of xtask itself.
pub(crate) fn work() -> PathBuf {
    target().join("xtask")
}

/// The built page, as the server serves or embeds it.
pub(crate) fn page() -> PathBuf {
    root().join("web/dist")
}

/// Debrief's folder in the user's cache; survives `cargo clean` and is shared by every clone on the machine.
pub(crate) fn cache() -> Result<PathBuf> {
    let base = match env::var_os("XDG_CACHE_HOME").filter(|dir| !dir.is_empty()) {
        Some(dir) => PathBuf::from(dir),
        None => env::home_dir().context("this user has no home folder; set XDG_CACHE_HOME")?.join(".cache"),
    };
    Ok(base.join("debrief"))
}
