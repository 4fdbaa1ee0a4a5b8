//! Builds the page: Rust to wasm, wasm-bindgen's glue, one bundle by esbuild, hashed names, compressed siblings.

mod bindgen;
mod optimize;
mod bundle;
mod compress;
mod page;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::stamp::{self, Fingerprint};
use crate::tools::{self, run, step};
use crate::wasm::{self, Toolchain};
use crate::{paths, tools::cargo};

const STAMP: &str = "frontend";

/// What the page is made from; the watch looks at the same.
pub(crate) const SOURCES: [&str; 11] = [
    "web/src",
    "web/styles",
    "web/public",
    "web/worker",
    "web/index.html",
    "web/Cargo.toml",
    "web/editor/src",
    "web/editor/package-lock.json",
    "web/wasm-opt/package-lock.json",
    "shared/src",
    "shared/Cargo.toml",
];

/// How the page is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Rebuilt in seconds; for `run` and the tests.
    Quick,
    /// Small above all; for what people download.
    Small,
}

impl Profile {
    /// The profile's name in the root Cargo.toml, also the name of its folder below the target directory.
    fn cargo_name(self) -> &'static str {
        match self {
            Self::Quick => "wasm-dev",
            Self::Small => "wasm",
        }
    }
}

/// Brings `web/dist` up to date. Does nothing when the inputs are those of the last build with this profile or a better one.
pub(crate) fn build(profile: Profile) -> Result<()> {
    // Two builds at once would take the draft from under each other; the second waits, and finds nothing left to do.
    let _turn = take_turn()?;
    let toolchain = wasm::toolchain()?;
    let inputs = inputs(&toolchain)?;
    let is_fresh = |profile: Profile| stamp::is_fresh(STAMP, &format!("{inputs} {}", profile.cargo_name()));
    let is_good = is_fresh(profile) || profile == Profile::Quick && is_fresh(Profile::Small);
    if is_good && paths::page().join("index.html").is_file() {
        return Ok(());
    }

    let editor = paths::root().join("web/editor");
    tools::npm_ci(&editor)?;
    step(&format!("Building the page ({})", if profile == Profile::Small { "small" } else { "quick" }));
    let wasm = compile(&toolchain, profile)?;
    let glue = paths::work().join("bindgen");
    let entry = bindgen::generate(&wasm, &glue, profile)?;
    if profile == Profile::Small {
        optimize::make_smaller(&glue.join("app.wasm"))?;
    }

    let draft = paths::page().with_extension("new");
    remove(&draft)?;
    bundle::bundle(&entry, &draft.join("assets"), profile)?;
    page::write(&draft)?;
    compress::compress_below(&draft.join("assets"), profile)?;
    put_in_place(&draft)?;
    stamp::leave(STAMP, &format!("{inputs} {}", profile.cargo_name()))
}

/// Waits for every other build of the page to end. The turn is over when the file is dropped.
fn take_turn() -> Result<File> {
    fs::create_dir_all(paths::work())?;
    let file = File::create(paths::work().join("frontend.lock"))?;
    file.lock().context("cannot wait for another build of the page")?;
    Ok(file)
}

/// What the page is made from, as one fingerprint.
fn inputs(toolchain: &Toolchain) -> Result<String> {
    let mut print = Fingerprint::default().text(&toolchain.version()?);
    for part in SOURCES.iter().chain(&["Cargo.toml", "Cargo.lock", "xtask/src/frontend", "xtask/src/frontend.rs"]) {
        print = print.files(&paths::root().join(part))?;
    }
    Ok(print.finish())
}

/// Compiles the page and gives the wasm file.
fn compile(toolchain: &Toolchain, profile: Profile) -> Result<PathBuf> {
    // A target directory of its own: two compilers would evict each other from one.
    let target = paths::target().join("wasm");
    let mut cargo = cargo();
    // Variables with flags for the server's build would hide those of the page.
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    cargo.args(["build", "--quiet", "--package", "debrief-web", "--lib", "--target", wasm::TARGET]);
    // Leptos gives views one type instead of their whole tree's: half the code in quick builds, a tenth less in small ones.
    cargo.arg("--config").arg(format!("target.{}.rustflags=[\"--cfg=erase_components\"]", wasm::TARGET));
    cargo.args(["--profile", profile.cargo_name()]);
    run(toolchain.apply(cargo.arg("--target-dir").arg(&target)))?;
    Ok(target.join(wasm::TARGET).join(profile.cargo_name()).join("debrief_web.wasm"))
}

/// Swaps the new page in. A server that reads from disk sees the old one or the new one.
fn put_in_place(draft: &Path) -> Result<()> {
    let page = paths::page();
    let old = page.with_extension("old");
    remove(&old)?;
    if page.exists() {
        fs::rename(&page, &old).with_context(|| format!("cannot move {} away", page.display()))?;
    }
    fs::rename(draft, &page).with_context(|| format!("cannot put {} in place", page.display()))?;
    remove(&old)
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
