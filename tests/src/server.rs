//! The real server as a child process with a data folder and a port of its own.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use crate::cli::{self, Account};
use crate::postgres::Place;
use crate::{Client, eventually, random};

/// How a server is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Further flags of `debrief serve`; `{url}` in them stands for the address that it gets.
    pub flags: Vec<String>,
    /// A program, with its arguments, that becomes the server: it gets the server's command line behind its own. Empty: none.
    pub under: Vec<String>,
    /// Certificates (PEM) that it trusts instead of the system's.
    pub trusted: Option<PathBuf>,
}

/// A running server. Dropping it kills it; its log is printed if the test panics or [`Server::log`] is asked for.
#[derive(Debug)]
pub struct Server {
    folder: TempDir,
    port: u16,
    /// How the next start is.
    pub options: Options,
    provoked: bool,
    child: Option<Child>,
    /// Gone after the process.
    _place: Option<Place>,
}

impl Server {
    /// Starts a server without accounts and waits until it is ready.
    ///
    /// # Errors
    /// When it does not get ready; its log is in the error.
    pub async fn start(options: Options) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join("data"))?;
        let place = Place::for_data(&folder.path().join("data")).await?;
        let port = free_port()?;
        let mut server = Self { folder, port, options, provoked: false, child: None, _place: place };
        server.launch().await?;
        Ok(server)
    }

    /// Starts a server on a data folder that is there already, and stays when the server is gone.
    ///
    /// # Errors
    /// When it does not get ready; its log is in the error.
    pub async fn on(data: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        std::os::unix::fs::symlink(data, folder.path().join("data"))?;
        let (port, options) = (free_port()?, Options::default());
        let mut server = Self { folder, port, options, provoked: false, child: None, _place: None };
        server.launch().await?;
        Ok(server)
    }

    /// Starts a server with an admin, *Ada Admin*, and a client that acts for her by an API token.
    ///
    /// # Errors
    /// When it does not get ready.
    pub async fn with_admin() -> Result<(Self, Client)> {
        let server = Self::start(Options::default()).await?;
        let ada = server.person("Ada Admin", "admin")?;
        Ok((server, ada))
    }

    /// Makes an account and gives a client that acts for it by an API token.
    ///
    /// # Errors
    /// When a command fails.
    pub fn person(&self, name: &str, role: &str) -> Result<Client> {
        let account = Account::named(name);
        account.add(&self.data(), role)?;
        Client::with_token(self, &account.token(&self.data())?)
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Whether, from its next start on, a debug build does what marked updates ask for: end the process, or never end.
    pub fn provoke(&mut self, provoked: bool) {
        self.provoked = provoked;
    }

    /// Waits until it has ended by itself.
    ///
    /// # Errors
    /// When it does not run, or does not end.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        let mut child = self.child.take().context("the server does not run")?;
        eventually("the server ends", || {
            let status = child.try_wait();
            async move { Ok(status?) }
        })
        .await
    }

    /// Process id.
    ///
    /// # Errors
    /// When it does not run.
    pub fn pid(&self) -> Result<u32> {
        Ok(self.child.as_ref().context("the server does not run")?.id())
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `http://` and its address; a path may be appended.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// `ws://` and its address; a path may be appended.
    pub fn socket_url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.port)
    }

    /// Everything that it has logged, over all its starts.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// Its resident memory.
    ///
    /// # Errors
    /// When it does not run, or the system does not tell.
    pub fn resident_bytes(&self) -> Result<u64> {
        let pid = self.child.as_ref().context("the server does not run")?.id();
        let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kilobytes * 1024)
    }

    /// Starts it again, on the same port and data folder.
    ///
    /// # Errors
    /// When it runs already or does not get ready.
    pub async fn launch(&mut self) -> Result<()> {
        ensure!(self.child.is_none(), "the server runs already");
        let log = File::options().create(true).append(true).open(self.log_file())?;
        let mut serve = cli::command_under(&self.options.under)?;
        serve.args(cli::with_data(&["serve", "--listen", &format!("127.0.0.1:{}", self.port)], &self.data()));
        serve.envs(self.options.trusted.as_ref().map(|file| ("SSL_CERT_FILE", file)));
        serve
            .args(self.options.flags.iter().map(|flag| flag.replace("{url}", &self.url())))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        if self.provoked {
            serve.env("DEBRIEF_PROVOKE", "1");
        }
        self.child = Some(serve.spawn().context("cannot start the server")?);
        let ready = format!("{}/readyz", self.url());
        let http = reqwest::Client::new();
        let child = &mut self.child;
        let started = eventually("the server is ready", || {
            let ended = child.as_mut().and_then(|child| child.try_wait().ok().flatten());
            let request = http.get(&ready).send();
            async move {
                if let Some(status) = ended {
                    return Ok(Some(Err(status)));
                }
                Ok(request.await?.status().is_success().then_some(Ok(())))
            }
        });
        match started.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(status)) => bail!("the server ended with {status}:\n{}", self.log()),
            Err(error) => Err(error.context(self.log())),
        }
    }

    /// SIGKILL: nothing is flushed, nothing is said.
    ///
    /// # Errors
    /// When it does not run.
    pub fn kill(&mut self) -> Result<()> {
        let mut child = self.child.take().context("the server does not run")?;
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    /// SIGTERM, and waits for the end.
    ///
    /// # Errors
    /// When it does not run, or does not end in time.
    pub async fn stop(&mut self) -> Result<ExitStatus> {
        let mut child = self.child.take().context("the server does not run")?;
        let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status()?;
        ensure!(sent.success(), "SIGTERM could not be sent");
        let ended = eventually("the server stops", || {
            let status = child.try_wait();
            async move { Ok(status?) }
        })
        .await;
        if ended.is_err() {
            let _ = child.kill();
            let _ = child.wait();
        }
        ended.with_context(|| self.log())
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        let log = self.log();
        let suspicious = log.contains(" ERROR ") || log.contains("panicked");
        if std::thread::panicking() || suspicious {
            eprintln!("── log of the server on port {}\n{log}", self.port);
        }
    }
}

/// A port that nobody listens on, below those that the system hands out for outgoing connections: it is still free at a restart.
///
/// # Errors
/// When none is found.
pub fn free_port() -> Result<u16> {
    const TRIES: u32 = 100;
    for _ in 0..TRIES {
        let port = 15_000 + u16::try_from(random::below(15_000))?;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no free port in {TRIES} tries")
}

/// The database file inside a data folder.
pub fn database_file(data: &Path) -> PathBuf {
    data.join("debrief.db")
}
