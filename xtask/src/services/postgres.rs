//! PostgreSQL for tests: `DEBRIEF_TEST_POSTGRES`, or a cluster of its own in a temporary folder.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::tools::{self, find, read, step, succeeds};

/// The address of a role that may make databases, as `postgres://USER:PASSWORD@HOST:PORT/NAME`.
pub(super) const VARIABLE: &str = "DEBRIEF_TEST_POSTGRES";

/// Where Debian keeps the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// Makes a cluster, starts it, and waits for the end of its standard input: that comes when the tests are over, and also when whoever
/// started it was killed. Then nothing of it is left.
const SCRIPT: &str = r#"
set -eu
bin=$1 port=$2
trap '' INT
umask 077
folder=$(mktemp -d "${TMPDIR:-/tmp}/debrief-postgres-XXXXXX")
end() { "$bin/pg_ctl" -D "$folder/data" -m immediate -s stop >&2 || true; rm -rf "$folder"; }
trap end EXIT
trap 'exit 1' TERM HUP
cd "$folder"
read -r password
echo "$password" > password
"$bin/initdb" -D data -U debrief --pwfile=password --auth=scram-sha-256 --encoding=UTF8 --locale=C > initdb.log
"$bin/pg_ctl" -D data -w -s -l server.log \
    -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories= -c max_connections=300" start > start.log \
    || { cat server.log >&2; exit 1; }
echo ready
cat > waiting.log
"#;

/// A PostgreSQL that tests may make databases in.
pub(super) struct Postgres {
    url: String,
    /// The script that holds the cluster, unless it is somebody else's.
    script: Option<Child>,
}

impl Postgres {
    /// The one that the environment names, or a new one.
    pub(super) fn find_or_start() -> Result<Self> {
        match env::var(VARIABLE) {
            Ok(url) if !url.is_empty() => Ok(Self { url, script: None }),
            _ => Self::start(),
        }
    }

    /// Where it is.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    fn start() -> Result<Self> {
        if programs().is_none() {
            tools::install(&["postgresql"])?;
        }
        let programs = programs().context("postgresql was installed, but its initdb is not found")?;
        step(&format!("Starting a PostgreSQL of its own for the tests, with {}", programs.display()));
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let mut shell = as_ordinary_user()?;
        shell.args(["sh", "-c", SCRIPT, "sh"]).arg(&programs).arg(port.to_string()).current_dir("/");
        let mut script = shell
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the script that holds PostgreSQL")?;
        let password = password()?;
        let (input, output) = (script.stdin.as_mut(), script.stdout.take());
        std::io::Write::write_all(input.context("a piped input")?, format!("{password}\n").as_bytes())?;
        let mut said = String::new();
        BufReader::new(output.context("a piped output")?).read_line(&mut said)?;
        let url = format!("postgres://debrief:{password}@127.0.0.1:{port}/postgres");
        let started = Self { url, script: Some(script) };
        if said.trim() != "ready" {
            bail!("PostgreSQL did not start; its reasons are above");
        }
        Ok(started)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut script) = self.script.take() {
            drop(script.stdin.take());
            if let Err(error) = script.wait() {
                eprintln!("PostgreSQL may still be running: {error}");
            }
        }
    }
}

/// The folder with `initdb` and `pg_ctl`: that of the search path, or Debian's newest.
fn programs() -> Option<PathBuf> {
    let on_path = find("initdb").and_then(|file| Some(file.canonicalize().ok()?.parent()?.to_owned()));
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().filter_map(|entry| {
        let entry = entry.ok()?;
        Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin")))
    });
    let mut versions: Vec<_> = versions.collect();
    versions.sort();
    let newest_first = versions.into_iter().rev().map(|(_, folder)| folder);
    on_path
        .into_iter()
        .chain(newest_first)
        .find(|folder| ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file()))
}

/// The beginning of a command that does not run as root, which PostgreSQL refuses.
fn as_ordinary_user() -> Result<Command> {
    if read(Command::new("id").arg("-u"))?.trim() != "0" {
        return Ok(Command::new("env"));
    }
    let exists = |user: &&str| succeeds(Command::new("id").arg(user));
    let user =
        ["postgres", "nobody"].into_iter().find(exists).context("there is neither a user postgres nor nobody")?;
    let mut command = Command::new("runuser");
    command.args(["-u", user, "--"]);
    Ok(command)
}

/// Something that other users of this machine cannot guess.
fn password() -> Result<String> {
    let mut bytes = [0; 16];
    std::io::Read::read_exact(&mut fs::File::open(Path::new("/dev/urandom"))?, &mut bytes)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}
