//! The `debrief` binary as a command that runs to its end.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::postgres;

/// The binary under test: `DEBRIEF_BIN`, or `debrief` in the build directory of this test.
///
/// # Errors
/// When it has not been built.
pub fn binary() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("DEBRIEF_BIN") {
        return Ok(named.into());
    }
    let test = std::env::current_exe()?;
    let built = test.ancestors().nth(2).map(|folder| folder.join("debrief")).filter(|file| file.is_file());
    built.context("the server is not built: run `cargo build -p debrief-server`, or set DEBRIEF_BIN")
}

/// The binary as a command that knows nothing of the environment's own Debrief settings.
///
/// # Errors
/// When it has not been built.
pub fn command() -> Result<Command> {
    command_under(&[])
}

/// The same, started by another program, which is given with its arguments.
///
/// # Errors
/// When it has not been built.
pub fn command_under(program: &[String]) -> Result<Command> {
    let mut command = match program {
        [] => Command::new(binary()?),
        [program, arguments @ ..] => {
            let mut command = Command::new(program);
            command.args(arguments).arg(binary()?);
            command
        }
    };
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("DEBRIEF_")) {
        command.env_remove(name);
    }
    Ok(command)
}

/// Runs a command to its end, whatever its exit code.
///
/// # Errors
/// When it cannot be started.
pub fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>, input: &str) -> Result<Output> {
    let mut child =
        command()?.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    // A command that does not read its input may be gone already.
    let _ = child.stdin.take().context("a piped input")?.write_all(input.as_bytes());
    Ok(child.wait_with_output()?)
}

/// Runs a command that must succeed and gives what it printed, trimmed.
///
/// # Errors
/// When it fails.
pub fn succeed<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>, input: &str) -> Result<String> {
    let output = run(arguments, input)?;
    ensure!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// Runs a command that must fail with one line of reason and gives that line.
///
/// # Errors
/// When it succeeds, or says more or less than one line.
pub fn fail<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Result<String> {
    let output = run(arguments, "")?;
    let reason = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if output.status.success() {
        bail!("it succeeded, with: {reason}");
    }
    ensure!(!reason.is_empty(), "it gave no reason");
    ensure!(reason.lines().count() == 1, "more than one line of reason:\n{reason}");
    Ok(reason)
}

/// An account to sign in with.
#[derive(Clone, Debug)]
pub struct Account {
    /// Address.
    pub email: String,
    /// Shown name.
    pub name: String,
    /// Password.
    pub password: String,
}

impl Account {
    /// An account named `name`, not yet made.
    pub fn named(name: &str) -> Self {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        Self { email, name: name.to_owned(), password: format!("{name} keeps a long secret") }
    }

    /// Makes the account in the data folder, by `debrief user add`.
    ///
    /// # Errors
    /// When the command fails.
    pub fn add(&self, data: &Path, role: &str) -> Result<()> {
        let words = ["user", "add", &self.email, "--name", &self.name, "--role", role, "--password-stdin"];
        succeed(with_data(&words, data), &format!("{}\n", self.password)).map(drop)
    }

    /// An API token of the account, by `debrief token create`.
    ///
    /// # Errors
    /// When the command fails.
    pub fn token(&self, data: &Path) -> Result<String> {
        succeed(with_data(&["token", "create", "--user", &self.email, "--name", "tests"], data), "")
    }
}

/// Arguments followed by the data folder, and the database if it is somewhere else.
pub fn with_data(words: &[&str], data: &Path) -> Vec<String> {
    let mut words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
    words.extend(["--data-dir".to_owned(), data.display().to_string()]);
    if let Ok(Some(address)) = postgres::address_of(data) {
        words.extend(["--database".to_owned(), address]);
    }
    words
}
