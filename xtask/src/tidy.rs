//! House rules as a check: who may depend on whom, what every file begins with, what no file may contain, and where words are.

mod dependencies;
mod files;
mod layers;
mod texts;

use anyhow::{Result, bail};

/// Checks every rule and lists everything that breaks one.
pub(crate) fn check() -> Result<()> {
    let mut findings = dependencies::check()?;
    findings.extend(files::check()?);
    findings.extend(layers::check()?);
    findings.extend(texts::check()?);
    if findings.is_empty() {
        return Ok(());
    }
    bail!("house rules:\n  {}", findings.join("\n  "));
}
