//! A wire that can break: a TCP proxy on loopback, to be cut, stalled and healed.

use std::sync::Arc;

use anyhow::Result;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How the wire is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// Everything goes through.
    Whole,
    /// Connections stay open and nothing goes through, as when a machine vanishes.
    Stalled,
    /// Connections are closed, and new ones at once.
    Cut,
}

/// A proxy in front of one port. Dropping it closes everything.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    wire: Arc<watch::Sender<Wire>>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// Listens on a free port and passes on to `target`.
    ///
    /// # Errors
    /// When it cannot listen.
    pub async fn start(target: u16) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let wire = Arc::new(watch::Sender::new(Wire::Whole));
        let state = Arc::clone(&wire);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, target, state.subscribe()));
            }
        });
        Ok(Self { port, wire, accepting })
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Makes the wire so from now on.
    pub fn set(&self, wire: Wire) {
        self.wire.send_replace(wire);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.set(Wire::Cut);
    }
}

async fn pass(client: TcpStream, target: u16, mut wire: watch::Receiver<Wire>) {
    let (mut there, mut back) = (wire.clone(), wire.clone());
    let connection = async move {
        let server = TcpStream::connect(("127.0.0.1", target)).await?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let ((client_reads, client_writes), (server_reads, server_writes)) = (client.into_split(), server.into_split());
        tokio::select! {
            end = copy(client_reads, server_writes, &mut there) => end,
            end = copy(server_reads, client_writes, &mut back) => end,
        }
    };
    tokio::select! {
        // Whoever waits at the ends sees it closed.
        _ = connection => {}
        _ = wire.wait_for(|wire| *wire == Wire::Cut) => {}
    }
}

async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    wire: &mut watch::Receiver<Wire>,
) -> std::io::Result<()> {
    let mut bytes = vec![0; 16 << 10];
    loop {
        let count = from.read(&mut bytes).await?;
        if count == 0 || wire.wait_for(|wire| *wire != Wire::Stalled).await.is_err() {
            return Ok(());
        }
        to.write_all(&bytes[..count]).await?;
    }
}
