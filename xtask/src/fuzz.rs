//! `cargo xtask fuzz`: the long run of the fuzzer, fast and with every check. The short one is a test of its crate.

use anyhow::Result;

use crate::tools::{self, cargo, step};

/// Builds the fuzzer and passes the arguments on to it.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    step("Building the fuzzer");
    let mut fuzz = cargo();
    fuzz.args(["run", "--quiet", "--profile", "fuzz", "--package", "debrief-fuzz", "--bin", "fuzz", "--"]);
    tools::run(fuzz.args(arguments))
}
