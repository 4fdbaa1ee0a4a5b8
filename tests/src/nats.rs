//! A NATS server of a test's own: to be stopped, and started again.

use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};

use crate::eventually;
use crate::server::free_port;

/// Dropping it ends the process.
#[derive(Debug)]
pub struct Nats {
    port: u16,
    child: Option<Child>,
}

impl Nats {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// When `nats-server` is not installed or does not get ready.
    pub async fn start() -> Result<Self> {
        let mut nats = Self { port: free_port()?, child: None };
        nats.launch().await?;
        Ok(nats)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Starts it again, on the same port.
    ///
    /// # Errors
    /// When it does not get ready.
    pub async fn launch(&mut self) -> Result<()> {
        // Debian puts it where only root looks.
        let known = ["/usr/sbin/nats-server", "/usr/local/bin/nats-server", "/usr/bin/nats-server"];
        let program = known.into_iter().find(|file| Path::new(file).is_file()).unwrap_or("nats-server");
        let mut command = Command::new(program);
        command.args(["--addr", "127.0.0.1", "--port", &self.port.to_string()]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.child = Some(command.spawn().context("nats-server is missing; `cargo xtask test` installs it")?);
        let port = self.port;
        eventually("NATS listens", || async move { Ok(TcpStream::connect(("127.0.0.1", port)).ok().map(drop)) }).await
    }

    /// Kills it.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.kill();
    }
}
