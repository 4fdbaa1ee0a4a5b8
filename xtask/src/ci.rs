//! `cargo xtask ci`: what has to hold before a change goes in, the quick checks first.

use std::time::Instant;

use anyhow::Result;

use crate::tools::{self, cargo, step};
use crate::wasm::{self, Toolchain};
use crate::{test, tidy};

/// Runs every check and says how long each took.
pub(crate) fn run() -> Result<()> {
    timed("house rules", tidy::check)?;
    timed("formatting", || run_cargo(&["fmt", "--all", "--check"]))?;
    timed("lints", || {
        run_cargo(&[
            "clippy",
            "--quiet",
            "--workspace",
            "--exclude",
            "debrief-web",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ])
    })?;
    timed("lints of the page", lint_page)?;
    timed("documentation", document)?;
    timed("tests", || test::run(&test::Options::default()))
}

/// Lints the page apart from the server: together they would share features, and yrs with `sync` is another library.
fn lint_page() -> Result<()> {
    let mut clippy = cargo();
    clippy.args(["clippy", "--quiet", "--package", "debrief-web"]);
    // Debian's toolchain has no clippy for the other one's cargo; the page compiles for the host as well.
    if let Toolchain::Active = wasm::toolchain()? {
        clippy.args(["--target", wasm::TARGET]);
    }
    tools::run(clippy.args(["--", "-D", "warnings"]))
}

fn document() -> Result<()> {
    for packages in [&["--workspace", "--exclude", "debrief-web"][..], &["--package", "debrief-web"]] {
        let mut doc = cargo();
        doc.args(["doc", "--quiet", "--no-deps"]).args(packages);
        tools::run(doc.env("RUSTDOCFLAGS", "-D warnings"))?;
    }
    Ok(())
}

fn run_cargo(arguments: &[&str]) -> Result<()> {
    tools::run(cargo().args(arguments))
}

fn timed(what: &str, check: impl FnOnce() -> Result<()>) -> Result<()> {
    step(&format!("Checking: {what}"));
    let start = Instant::now();
    check()?;
    step(&format!("{what}: good, {} s", start.elapsed().as_secs()));
    Ok(())
}
