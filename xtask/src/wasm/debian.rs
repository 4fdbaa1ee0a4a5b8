//! A wasm32 toolchain from Debian's packages: their compiler, and the standard library built once from their sources.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{self, Command};

use anyhow::{Context, Result, bail};

use super::TARGET;
use crate::tools::{install, read, run, step, succeeds};

/// rust-lld in `rust-web-llvm` is a link into `lld-22`.
const PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
/// Begins the name of a half-done toolchain's folder; the process id follows.
const DRAFT: &str = "draft-";
const RUSTLIB: &str = "/usr/lib/rustlib";

/// Gives the `rustc` of the assembled toolchain; builds it first where this machine has none yet.
pub(super) fn toolchain() -> Result<PathBuf> {
    install_packages()?;
    let version = read(Command::new(RUSTC).arg("-vV"))?;
    let field = |name: &str| version.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let host = field("host:").context("rustc -vV names no host")?;
    let release = field("release:").context("rustc -vV names no release")?;

    let cache = crate::paths::cache()?;
    let home = cache.join(format!("wasm-{release}"));
    let rustc = home.join("bin/rustc");
    if rustc.is_file() && super::has_target(&home) {
        return Ok(rustc);
    }
    step(&format!("Building Rust's standard library for {TARGET} (once, about a minute)"));
    // Everything is done in a folder of this process and moved into place at the end: a half-done run leaves nothing
    // that looks complete, and two runs at once don't write into each other.
    remove_abandoned_drafts(&cache);
    let draft = cache.join(format!("{DRAFT}{}", process::id()));
    let assembled =
        build_std(&draft.join("std")).and_then(|libraries| assemble(&draft.join("toolchain"), &home, host, &libraries));
    let placed = assembled.and_then(|()| put_in_place(&draft.join("toolchain"), &home));
    fs::remove_dir_all(&draft).ok();
    placed.with_context(|| format!("cannot set up the wasm toolchain in {}", home.display()))?;
    Ok(rustc)
}

/// Removes what runs that were killed have left behind.
fn remove_abandoned_drafts(cache: &Path) {
    for entry in fs::read_dir(cache).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(DRAFT));
        if process.is_some_and(|id| !Path::new("/proc").join(id).exists()) {
            fs::remove_dir_all(entry.path()).ok();
        }
    }
}

fn install_packages() -> Result<()> {
    let missing: Vec<_> =
        PACKAGES.into_iter().filter(|package| !succeeds(Command::new("dpkg-query").args(["-s", package]))).collect();
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

/// Builds the standard library with an empty crate in `folder`, and gives its `.rlib` files.
fn build_std(folder: &Path) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    fs::write(
        folder.join("Cargo.toml"),
        "[package]\nname = \"nothing\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n\
         [workspace]\n\n[profile.release]\nopt-level = 3\npanic = \"abort\"\n",
    )?;
    // Cargo takes the dependencies of std from the registry unless it is told of the vendored ones.
    fs::create_dir_all(folder.join(".cargo"))?;
    fs::write(
        folder.join(".cargo/config.toml"),
        format!(
            "[source.crates-io]\nreplace-with = \"vendored\"\n\n\
             [source.vendored]\ndirectory = \"{RUSTLIB}/src/rust/library/vendor\"\n"
        ),
    )?;
    let mut cargo = Command::new(CARGO);
    cargo.current_dir(folder).env_remove("CARGO_ENCODED_RUSTFLAGS").env_remove("RUSTC_WRAPPER");
    cargo.env("RUSTC", RUSTC).env("RUSTFLAGS", "-Cembed-bitcode=yes").env("RUSTC_BOOTSTRAP", "1");
    cargo.args(["build", "--quiet", "--offline", "--release", "--target", TARGET, "--target-dir", "target"]);
    cargo.arg("-Zbuild-std=std,panic_abort,test");
    run(&mut cargo)?;

    let deps = folder.join("target").join(TARGET).join("release/deps");
    let libraries: Vec<_> = fs::read_dir(&deps)
        .with_context(|| format!("cannot list {}", deps.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| file.extension().is_some_and(|extension| extension == "rlib"))
        .filter(|file| !file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("libnothing-")))
        .collect();
    if libraries.is_empty() {
        bail!("the build of the standard library left no .rlib files");
    }
    Ok(libraries)
}

/// Lays out a sysroot in `draft` whose compiler will look for it at `home`.
fn assemble(draft: &Path, home: &Path, host: &str, libraries: &[PathBuf]) -> Result<()> {
    let bin = draft.join("bin");
    let rustlib = draft.join("lib/rustlib");
    let target_lib = rustlib.join(TARGET).join("lib");
    fs::create_dir_all(&bin)?;
    fs::create_dir_all(&target_lib)?;

    for part in [host, "src"] {
        symlink(Path::new(RUSTLIB).join(part), rustlib.join(part))?;
    }
    for library in libraries {
        let name = library.file_name().context("a library has a name")?;
        fs::copy(library, target_lib.join(name))?;
    }
    for (tool, original) in [("cargo", CARGO), ("rustdoc", "/usr/bin/rustdoc")] {
        symlink(original, bin.join(tool))?;
    }
    let rustc = bin.join("rustc");
    fs::write(&rustc, format!("#!/bin/sh\nexec {RUSTC} --sysroot '{}' \"$@\"\n", home.display()))?;
    fs::set_permissions(&rustc, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

fn put_in_place(draft: &Path, home: &Path) -> Result<()> {
    if home.exists() && !super::has_target(home) {
        fs::remove_dir_all(home)?;
    }
    match fs::rename(draft, home) {
        // Another run was faster; its result is as good.
        Err(_) if super::has_target(home) => Ok(()),
        other => Ok(other?),
    }
}
