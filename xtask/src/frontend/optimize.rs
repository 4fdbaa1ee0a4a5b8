//! Binaryen's wasm-opt, from npm: finds in the whole module what the compiler left.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::paths;
use crate::tools::{self, run};

/// What the compiler makes use of by itself (rustc's defaults for wasm32-unknown-unknown, and wasm-bindgen's reference types).
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-extended-const",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Replaces a wasm file by a smaller one that does the same.
pub(super) fn make_smaller(wasm: &Path) -> Result<()> {
    let folder = paths::root().join("web/wasm-opt");
    tools::npm_ci(&folder)?;
    let smaller = wasm.with_extension("smaller");
    let mut optimizer = Command::new("node");
    optimizer.arg(folder.join("node_modules/binaryen/bin/wasm-opt")).arg("-Oz").args(FEATURES);
    run(optimizer.arg(wasm).arg("-o").arg(&smaller))?;
    fs::rename(&smaller, wasm).with_context(|| format!("cannot replace {}", wasm.display()))
}
