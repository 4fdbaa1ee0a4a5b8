//! esbuild: one script and one stylesheet, with the files they refer to, each under a name with its content's hash.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::Profile;
use crate::paths;
use crate::tools::run;

/// Kinds of files that scripts and styles may refer to; they are copied and addressed by their hashed name.
const FILES: [&str; 5] = ["wasm", "woff2", "svg", "png", "webp"];

/// Bundles the script that begins at `entry` and the page's styles into `assets`.
pub(super) fn bundle(entry: &Path, assets: &Path, profile: Profile) -> Result<()> {
    let root = paths::root();
    fs::create_dir_all(assets)?;
    let mut esbuild = Command::new("node");
    esbuild.current_dir(root).arg(root.join("web/editor/node_modules/esbuild/bin/esbuild"));
    esbuild.arg(format!("app={}", entry.display()));
    esbuild.arg(format!("app={}", root.join("web/styles/app.css").display()));
    esbuild.args([
        "--bundle",
        "--format=esm",
        // What is imported when it is first needed (the languages of code blocks) gets files of its own.
        "--splitting",
        "--chunk-names=[name]-[hash]",
        "--target=es2022",
        "--charset=utf8",
        "--log-level=warning",
        "--legal-comments=none",
    ]);
    esbuild.args(["--entry-names=[name]-[hash]", "--asset-names=[name]-[hash]", "--public-path=/assets"]);
    esbuild.args(FILES.map(|kind| format!("--loader:.{kind}=file")));
    esbuild.arg(format!("--alias:debrief-editor={}", root.join("web/editor/src/index.js").display()));
    esbuild.arg(format!("--outdir={}", assets.display()));
    esbuild.arg(if profile == Profile::Small { "--minify" } else { "--sourcemap=linked" });
    run(&mut esbuild)
}
