//! `cargo xtask bench flame`: draws where the server's time goes while 10 people type and 200 read, as `docs/flamegraph-broadcast.svg`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, ensure};

use crate::paths;
use crate::tools::{self, cargo, run, step};

/// What draws: from crates.io, for this alone.
const INFERNO: &str = "0.12.8";
/// It lies in the source tree, which everybody clones.
const MAX_BYTES: u64 = 300_000;
/// Narrower frames, in percent of the whole, are left out of the picture.
const NARROWEST: &str = "0.15";

/// Builds, measures and draws.
pub(crate) fn run_all() -> Result<()> {
    tools::require_perf()?;
    let inferno = inferno()?;
    let target = paths::target().join("flame");
    build(&target)?;
    let (built, profile) = (target.join("release"), target.join("perf.data"));
    step("Measuring");
    run(Command::new(built.join("bench")).arg("flame").arg(&profile).env("DEBRIEF_BIN", built.join("debrief")))?;
    step("Drawing");
    let (stacks, folded) = (target.join("stacks.txt"), target.join("folded.txt"));
    let mut script = Command::new("perf");
    // Frames that the compiler put into others are looked up one by one: that takes minutes and shows little more.
    script.args(["script", "--no-inline", "--force", "--input"]).arg(&profile);
    run(script.stdout(File::create(&stacks)?).stderr(Stdio::null()))?;
    run(Command::new(inferno.join("inferno-collapse-perf")).arg(&stacks).stdout(File::create(&folded)?))?;
    let picture = paths::root().join("docs/flamegraph-broadcast.svg");
    let mut draw = Command::new(inferno.join("inferno-flamegraph"));
    draw.args(["--title", "One document, 10 people type, 200 read", "--minwidth", NARROWEST, "--hash"]);
    run(draw.arg(&folded).stdout(File::create(&picture)?))?;
    let bytes = fs::metadata(&picture)?.len();
    ensure!(bytes <= MAX_BYTES, "{} has {bytes} bytes, more than {MAX_BYTES}", tools::relative(&picture));
    step(&format!("{}: {} kB", tools::relative(&picture), bytes / 1_000));
    Ok(())
}

/// A release build that can be looked into: with frame pointers, by which stacks are cheap to read, and with debug information.
fn build(target: &Path) -> Result<()> {
    step("Building the server to be looked into");
    let mut build = cargo();
    build.args(["build", "--release", "--package", "debrief-server", "--package", "debrief-tests"]);
    build.args(["--bin", "debrief", "--bin", "bench", "--target-dir"]).arg(target);
    build.env("CARGO_PROFILE_RELEASE_DEBUG", "line-tables-only").env("CARGO_PROFILE_RELEASE_STRIP", "none");
    run(build.env("RUSTFLAGS", "-C force-frame-pointers=yes").env("CFLAGS", "-fno-omit-frame-pointer"))
}

/// The folder with inferno's programs.
fn inferno() -> Result<PathBuf> {
    let root = paths::target().join("bench").join(format!("inferno-{INFERNO}"));
    let programs = root.join("bin");
    if !programs.join("inferno-flamegraph").is_file() {
        step(&format!("Building inferno {INFERNO}"));
        let mut install = cargo();
        install.args(["install", "inferno", "--locked", "--version", INFERNO]);
        install.args(["--no-default-features", "--features", "cli,nameattr", "--root"]).arg(&root);
        run(install.env("CARGO_TARGET_DIR", paths::target().join("bench/inferno-build")))?;
    }
    Ok(programs)
}
