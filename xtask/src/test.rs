//! `cargo xtask test`: sets up what is missing, builds, and runs every kind of test. Nothing is skipped in silence.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::services::Services;
use crate::tools::{self, cargo, step, succeeds};
use crate::{frontend, paths, server};

/// Everything but the page, which is compiled for wasm32.
const NATIVE: [&str; 3] = ["--workspace", "--exclude", "debrief-web"];

/// Tests that run twice, on SQLite and on PostgreSQL: what goes through the store more than once, or past it. A store by itself is held to
/// its contracts on both, in every run.
const ON_BOTH_STORES: [&str; 15] = [
    "document::",
    "access::",
    "accounts::",
    "authorship::",
    "backup::",
    "broken::",
    "commands::",
    "comments::",
    "durability::",
    "enforcement::",
    "export::",
    "lifecycle::",
    "postmortems::",
    "random_plan::",
    "revocation::",
];

/// What playwright-core, which drives the browser, asks for.
const OLDEST_NODE: u32 = 20;

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
    tools::require_openssl()?;
    tools::require_nats()?;
    tools::require_node(OLDEST_NODE)?;
    // The versions of Yjs whose updates have to pass the gate.
    tools::npm_ci(&paths::root().join("fuzz/yjs"))?;
    tools::require_strace()?;
    let schemathesis = tools::require_schemathesis()?;
    let services = Services::start()?;
    step("Tests in Rust");
    let has_nextest = succeeds(cargo().args(["nextest", "--version"]));
    if !has_nextest {
        step("cargo-nextest is not installed: the tests run one binary after the other, with cargo test");
    }
    tools::run(services.tell(&mut tests(has_nextest, &NATIVE)).env("DEBRIEF_SCHEMATHESIS", schemathesis).args(filter))?;
    // Apart from the server, as it is built: together they would share features.
    step("Tests in Rust, of the page");
    let mut page = tests(has_nextest, &["--package", "debrief-web"]);
    if has_nextest {
        // A filter may mean the others.
        page.args(filter.map(|_| "--no-tests=pass"));
    }
    tools::run(page.args(filter))?;
    if filter.is_some() {
        return Ok(());
    }
    step("Tests in Rust, with PostgreSQL in place of SQLite");
    let mut again = tests(has_nextest, &["--package", "debrief-server", "--package", "debrief-tests"]);
    if !has_nextest {
        again.arg("--");
    }
    tools::run(services.tell(&mut again).args(ON_BOTH_STORES).env("DEBRIEF_TEST_STORE", "postgres"))?;
    tools::run(cargo().args(["test", "--doc", "--quiet"]).args(NATIVE))
}

/// The command that runs the tests of packages.
fn tests(has_nextest: bool, packages: &[&str]) -> Command {
    let mut tests = cargo();
    if has_nextest {
        // All failures of a run at once: the next one takes a while.
        tests.args(["nextest", "run", "--no-fail-fast"]).args(packages);
    } else {
        tests.arg("test").args(packages).args(["--lib", "--bins", "--tests"]);
    }
    tests.env("DEBRIEF_BIN", server::binary(false));
    tests
}

/// The text surface alone, then the whole product.
fn run_in_browser(filter: Option<&str>) -> Result<()> {
    tools::require_node(OLDEST_NODE)?;
    tools::require_openssl()?;
    let chromium = tools::require_chromium()?;
    for (package, tests) in [("web/editor", "web/editor/test"), ("tests/e2e", "tests/e2e")] {
        let package = paths::root().join(package);
        let tests = tests_in(&paths::root().join(tests))?;
        tools::npm_ci(&package)?;
        step(&format!("Tests in a browser: {}", tools::relative(&package)));
        let mut node = Command::new("node");
        node.current_dir(&package)
            .arg("--test")
            .args(filter.map(|part| format!("--test-name-pattern={part}")))
            .args(tests);
        tools::run(node.env("DEBRIEF_BIN", server::binary(false)).env("CHROMIUM", &chromium))?;
    }
    Ok(())
}

/// The test files of a folder. A folder without any is an error: it would be a suite that is skipped in silence.
fn tests_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut tests: Vec<_> = files.filter(|file| file.to_string_lossy().ends_with(".test.mjs")).collect();
    if tests.is_empty() {
        bail!("{} holds no *.test.mjs", tools::relative(folder));
    }
    tests.sort();
    Ok(tests)
}
