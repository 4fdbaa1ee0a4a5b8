//! The compiler for the page: which toolchain can build for wasm32 on this machine.

mod debian;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::tools::{self, read, step};

/// The target triple of the page.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// A compiler that can build for [`TARGET`].
pub(crate) enum Toolchain {
    /// The active one has the target.
    Active,
    /// A `rustc` of its own; the ordinary cargo drives it.
    Own(PathBuf),
}

impl Toolchain {
    /// Makes a cargo command compile with this toolchain.
    pub(crate) fn apply<'a>(&self, cargo: &'a mut Command) -> &'a mut Command {
        match self {
            Self::Active => cargo,
            Self::Own(rustc) => cargo.env("RUSTC", rustc),
        }
    }

    /// The compiler's full version, part of every fingerprint of what it builds.
    pub(crate) fn version(&self) -> Result<String> {
        match self {
            Self::Active => read(Command::new("rustc").arg("-vV").current_dir(crate::paths::root())),
            Self::Own(rustc) => read(Command::new(rustc).arg("-vV")),
        }
    }
}

/// Finds a toolchain for the page, or sets one up: the active one where it has the target, else rustup's target, else
/// Debian's packages. `DEBRIEF_WASM=debian` leaves rustup out, for machines that should not reach its download host.
pub(crate) fn toolchain() -> Result<Toolchain> {
    let choice = env::var("DEBRIEF_WASM").unwrap_or_default();
    let sysroot = read(Command::new("rustc").args(["--print", "sysroot"]).current_dir(crate::paths::root()))?;
    if has_target(Path::new(sysroot.trim())) {
        return Ok(Toolchain::Active);
    }
    match choice.as_str() {
        "" | "rustup" if rustup_adds_target() => Ok(Toolchain::Active),
        "" | "debian" => debian::toolchain().map(Toolchain::Own),
        "rustup" => bail!("rustup could not add {TARGET}; DEBRIEF_WASM=debian takes Debian's packages instead"),
        other => bail!("DEBRIEF_WASM is {other:?}; it may be `debian` or `rustup`"),
    }
}

/// Whether the standard library for [`TARGET`] is in a sysroot. rustup can leave an empty folder behind.
fn has_target(sysroot: &Path) -> bool {
    let lib = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    fs::read_dir(lib).is_ok_and(|mut entries| entries.next().is_some())
}

fn rustup_adds_target() -> bool {
    if tools::find("rustup").is_none() {
        return false;
    }
    step(&format!("Adding {TARGET} to the Rust toolchain"));
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", TARGET]).current_dir(crate::paths::root());
    tools::run(&mut rustup).inspect_err(|error| eprintln!("{error}; trying Debian's packages")).is_ok()
}
