//! `cargo xtask test`: sets up what is missing, builds, and runs every kind of test. Nothing is skipped in silence.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::tools::{self, cargo, step, succeeds};
use crate::{frontend, paths, server};

/// Everything but the page, which is compiled for wasm32.
const NATIVE: [&str; 3] = ["--workspace", "--exclude", "debrief-web"];

/// Flags of `cargo xtask test`.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// Only the tests in Rust
    #[arg(long, conflicts_with = "browser")]
    rust: bool,
    /// Only the tests in a browser
    #[arg(long)]
    browser: bool,
    /// Only tests whose name contains this
    filter: Option<String>,
}

/// Runs the tests that the options ask for; without options, all.
pub(crate) fn run(options: &Options) -> Result<()> {
    frontend::build(frontend::Profile::Quick)?;
    if options.browser {
        server::build(false)?;
        return run_in_browser(options.filter.as_deref());
    }
    build_all()?;
    run_in_rust(options.filter.as_deref())?;
    if options.rust { Ok(()) } else { run_in_browser(options.filter.as_deref()) }
}

/// One build for the server and every test: built apart they would compile their dependencies twice, with other features.
fn build_all() -> Result<()> {
    step("Building the server and the tests");
    tools::run(cargo().arg("build").args(NATIVE).arg("--all-targets"))
}

fn run_in_rust(filter: Option<&str>) -> Result<()> {
    step("Tests in Rust");
    let mut tests = cargo();
    if succeeds(cargo().args(["nextest", "--version"])) {
        tests.args(["nextest", "run"]).args(NATIVE);
    } else {
        step("cargo-nextest is not installed: the tests run one binary after the other, with cargo test");
        tests.arg("test").args(NATIVE).args(["--lib", "--bins", "--tests"]);
    }
    tools::run(tests.args(filter).env("DEBRIEF_BIN", server::binary(false)))?;
    if filter.is_none() {
        tools::run(cargo().args(["test", "--doc", "--quiet"]).args(NATIVE))?;
    }
    Ok(())
}

fn run_in_browser(filter: Option<&str>) -> Result<()> {
    let folder = paths::root().join("tests/e2e");
    let tests = tests_in(&folder)?;
    tools::require_node()?;
    tools::npm_ci(&folder)?;
    let chromium = tools::require_chromium()?;
    step("Tests in a browser");
    let mut node = Command::new("node");
    node.current_dir(&folder).arg("--test").args(filter.map(|part| format!("--test-name-pattern={part}"))).args(tests);
    tools::run(node.env("DEBRIEF_BIN", server::binary(false)).env("CHROMIUM", chromium))
}

fn tests_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut tests: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| file.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    if tests.is_empty() {
        bail!("{} holds no *.test.mjs", tools::relative(folder));
    }
    tests.sort();
    Ok(tests)
}
