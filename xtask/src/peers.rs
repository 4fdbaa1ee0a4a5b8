//! Gets the servers that `cargo xtask bench peers` compares with: npm packages by their lock files, y-sweet built from crates.io. Nothing else
//! needs them, so nothing else downloads them.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::paths;
use crate::tools::{self, cargo, run, step};

/// What the packages ask for.
const OLDEST_NODE: u32 = 20;
/// Pinned, as the npm packages are by their lock files.
const Y_SWEET: &str = "0.9.1";

/// Installs all of them and gives the path of y-sweet's binary.
pub(crate) fn install() -> Result<PathBuf> {
    tools::require_node(OLDEST_NODE)?;
    for peer in ["hocuspocus", "y-websocket"] {
        tools::npm_ci(&paths::root().join("tests/bench/peers").join(peer))?;
    }
    build_sqlite()?;
    y_sweet()
}

/// Hocuspocus's SQLite is a native module, which npm was kept from building as it installed the packages.
fn build_sqlite() -> Result<()> {
    let folder = paths::root().join("tests/bench/peers/hocuspocus");
    if folder.join("node_modules/better-sqlite3/build/Release/better_sqlite3.node").is_file() {
        return Ok(());
    }
    step("Building better-sqlite3 for Hocuspocus");
    run(Command::new("npm").args(["rebuild", "better-sqlite3", "--loglevel=error"]).current_dir(folder))
}

fn y_sweet() -> Result<PathBuf> {
    let root = paths::target().join("bench").join(format!("y-sweet-{Y_SWEET}"));
    let binary = root.join("bin/y-sweet");
    if !binary.is_file() {
        step(&format!("Building y-sweet {Y_SWEET}"));
        let mut install = cargo();
        install.args(["install", "y-sweet", "--locked", "--version", Y_SWEET, "--root"]).arg(&root);
        run(install.env("CARGO_TARGET_DIR", paths::target().join("bench/y-sweet-build")))?;
    }
    Ok(binary)
}
