//! A network that fails when it is told to, between a store and its database.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::super::Address;

/// What the network does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Network {
    /// Passes everything on.
    Works,
    /// Has cut every connection, and takes no new one.
    Cut,
    /// Passes a COMMIT on, and loses its answer together with the connection.
    LosesAnswersToCommits,
}

/// Listens on a port of its own.
pub(super) struct Proxy {
    address: Address,
    network: Arc<watch::Sender<Network>>,
}

impl Proxy {
    /// Begins to pass on to `target`.
    pub(super) async fn to(target: &Address) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let to = (target.options().get_host().to_owned(), target.options().get_port());
        let network = Arc::new(watch::Sender::new(Network::Works));
        let changes = network.subscribe();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let far = TcpStream::connect(to.clone()).await.expect("PostgreSQL is there");
                tokio::spawn(pass_on(near, far, changes.clone()));
            }
        });
        Self { address: target.clone().at_port(port), network }
    }

    /// Where it listens.
    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// From now on.
    pub(super) fn set(&self, network: Network) {
        self.network.send_replace(network);
    }
}

async fn pass_on(mut near: TcpStream, mut far: TcpStream, mut network: watch::Receiver<Network>) {
    let (mut up, mut down) = (vec![0; 65_536], vec![0; 65_536]);
    let mut lost = false;
    loop {
        if *network.borrow_and_update() == Network::Cut {
            return;
        }
        tokio::select! {
            changed = network.changed() => {
                if changed.is_err() {
                    return;
                }
            }
            read = near.read(&mut up) => {
                let Ok(bytes @ 1..) = read else { return };
                let commits = up[..bytes].windows(6).any(|word| word == b"COMMIT");
                lost |= commits && *network.borrow() == Network::LosesAnswersToCommits;
                if far.write_all(&up[..bytes]).await.is_err() {
                    return;
                }
            }
            read = far.read(&mut down) => {
                let Ok(bytes @ 1..) = read else { return };
                // The answer is there: the database has committed.
                if lost || near.write_all(&down[..bytes]).await.is_err() {
                    return;
                }
            }
        }
    }
}
