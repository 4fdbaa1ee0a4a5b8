//! Running other programs, and installing those that are missing where that is possible.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use anyhow::{Context, Result, bail};

use crate::paths;

/// What esbuild asks for.
const OLDEST_NODE: u32 = 18;

/// Says what is being done now.
pub(crate) fn step(what: &str) {
    eprintln!("── {what}");
}

/// The ordinary cargo, in the root of the source tree.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::paths::root());
    command
}

/// Runs a command to its end and requires success.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = show(command);
    let status = command.status().with_context(|| format!("cannot start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` ended with {status}");
    }
    Ok(())
}

/// Runs a command to its end, requires success, and gives what it printed.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let shown = show(command);
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot start `{shown}`"))?;
    if !output.status.success() {
        bail!("`{shown}` ended with {}", output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{shown}` printed something that is not UTF-8"))
}

/// Whether a command starts and succeeds; its output is thrown away.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Where `program` is on the search path.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|dir| dir.join(program)).find(|file| file.is_file())
}

/// Node of this major version or newer, and npm; installed with apt-get when they are missing.
pub(crate) fn require_node(oldest: u32) -> Result<()> {
    if find("node").is_none() || find("npm").is_none() {
        install(&["nodejs", "npm"])?;
    }
    let version = read(Command::new("node").arg("--version"))?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_some_and(|major| major < oldest) {
        bail!("node {} is too old; install version {oldest} or newer (https://nodejs.org)", version.trim());
    }
    Ok(())
}

/// The Chromium that drives the browser tests: `CHROMIUM`, or Debian's, installed when it is missing.
pub(crate) fn require_chromium() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").map(PathBuf::from) {
        if named.is_file() {
            return Ok(named);
        }
        bail!("CHROMIUM names {}, which does not exist", named.display());
    }
    if let Some(found) = find("chromium") {
        return Ok(found);
    }
    install(&["chromium", "fonts-noto-color-emoji"])?;
    find("chromium").context("chromium was installed but is not on PATH")
}

/// The `openssl` command, with which the tests' identity provider makes its RSA key; installed with apt-get when it is missing.
pub(crate) fn require_openssl() -> Result<()> {
    if find("openssl").is_none() {
        install(&["openssl"])?;
    }
    Ok(())
}

/// The `nats-server` that tests of several nodes start; installed with apt-get when it is missing.
pub(crate) fn require_nats() -> Result<()> {
    let known = ["/usr/sbin/nats-server", "/usr/local/bin/nats-server", "/usr/bin/nats-server"];
    if find("nats-server").is_none() && !known.iter().any(|file| Path::new(file).is_file()) {
        install(&["nats-server"])?;
    }
    Ok(())
}

/// `strace`, by which a test sees that the disk is synced before an update is acknowledged; installed with apt-get when it is missing.
pub(crate) fn require_strace() -> Result<()> {
    if find("strace").is_none() {
        install(&["strace"])?;
    }
    Ok(())
}

/// `perf`, which takes profiles; installed with apt-get when it is missing.
pub(crate) fn require_perf() -> Result<()> {
    if find("perf").is_none() {
        install(&["linux-perf"])?;
    }
    Ok(())
}

/// schemathesis, which holds the API to its own description, out of PyPI: in a folder of its own, with the versions of
/// `tests/api/requirements.txt`.
pub(crate) fn require_schemathesis() -> Result<PathBuf> {
    let wanted = paths::root().join("tests/api/requirements.txt");
    let folder = paths::target().join("schemathesis");
    let (program, stamp) = (folder.join("bin/st"), folder.join("requirements.txt"));
    if program.is_file() && fs::read(&stamp).ok() == fs::read(&wanted).ok() {
        return Ok(program);
    }
    step("Installing schemathesis");
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "--clear"]).arg(&folder);
    if find("python3").is_none() || !succeeds(&mut venv) {
        install(&["python3", "python3-venv"])?;
        run(&mut venv)?;
    }
    run(Command::new(folder.join("bin/pip")).args(["install", "--quiet", "--requirement"]).arg(&wanted))?;
    fs::copy(&wanted, &stamp).context("cannot note what was installed")?;
    Ok(program)
}

/// Installs Debian packages; for an ordinary user it fails with the one command that does it.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if find("apt-get").is_none() {
        bail!("missing on this machine: {list} (Debian's names; there is no apt-get here to install them)");
    }
    if read(Command::new("id").arg("-u"))?.trim() != "0" {
        bail!("missing on this machine; install it with: sudo apt-get install -y --no-install-recommends {list}");
    }
    step(&format!("Installing {list}"));
    let apt = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").arg("-q").stdout(Stdio::null());
        command
    };
    run(apt().arg("update"))?;
    run(apt().args(["install", "-y", "--no-install-recommends"]).args(packages))
}

/// Installs the npm packages that the lock file of `folder` names, unless exactly these are there.
pub(crate) fn npm_ci(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let fingerprint = crate::stamp::Fingerprint::default().files(&lock)?.finish();
    let stamp = format!("npm-{}", relative(folder).replace('/', "-"));
    if crate::stamp::is_fresh(&stamp, &fingerprint) && folder.join("node_modules").is_dir() {
        return Ok(());
    }
    require_node(OLDEST_NODE)?;
    step(&format!("Installing the npm packages of {}", relative(folder)));
    run(Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .stdout(Stdio::null())
        .current_dir(folder))?;
    crate::stamp::leave(&stamp, &fingerprint)
}

/// A path as people see it, from the root of the source tree where possible.
pub(crate) fn relative(path: &Path) -> String {
    path.strip_prefix(crate::paths::root()).unwrap_or(path).display().to_string()
}

fn show(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args()).map(|word| word.to_string_lossy());
    words.collect::<Vec<_>>().join(" ")
}
