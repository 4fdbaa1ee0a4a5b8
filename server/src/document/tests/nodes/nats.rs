//! A NATS of a test's own, to be stopped and started again.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::bus::address::Address;
use crate::document::tests::eventually;

/// Dropping it ends the process.
pub(crate) struct Nats {
    port: u16,
    child: Option<Child>,
}

impl Nats {
    pub(crate) async fn start() -> Self {
        let mut nats = Self::never();
        nats.restart().await;
        nats
    }

    /// One that is never there.
    pub(crate) fn never() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        Self { port: free.local_addr().expect("bound").port(), child: None }
    }

    pub(crate) fn runs(&self) -> bool {
        self.child.is_some()
    }

    pub(crate) fn address(&self) -> Address {
        Address::parse(&format!("nats://127.0.0.1:{}", self.port)).expect("an address")
    }

    pub(crate) fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    pub(crate) async fn restart(&mut self) {
        // Debian puts it where only root looks.
        let there = ["/usr/sbin/nats-server", "/usr/local/bin/nats-server", "/usr/bin/nats-server"];
        let program = there.into_iter().find(|file| Path::new(file).is_file()).unwrap_or("nats-server");
        let child = Command::new(program)
            .args(["--addr", "127.0.0.1", "--port", &self.port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("nats-server is installed (cargo xtask test does it)");
        self.child = Some(child);
        eventually(async || TcpStream::connect(("127.0.0.1", self.port)).is_ok()).await;
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.stop();
    }
}
