//! The servers that are measured: how each is started, addressed, stopped and killed.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use debrief_shared::document::Postmortem;
use debrief_tests::{Client, Options, Server, eventually, server};
use tempfile::TempDir;
use tokio::net::TcpStream;
use yrs::updates::decoder::Decode;
use yrs::{Transact, Update};

use super::socket::{Address, Socket};

/// Sockets of one account: Debrief takes 64, and no account opens so many at once.
const EACH: usize = 50;

/// A server to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    /// Ours.
    Debrief,
    /// `@hocuspocus/server` with its SQLite extension.
    Hocuspocus,
    /// `y-sweet` with a folder to store in.
    YSweet,
    /// `@y/websocket-server`, memory only.
    YWebsocket,
    /// The same with `y-leveldb`.
    YWebsocketLevel,
}

impl Peer {
    /// All of them, ours first.
    pub(crate) const ALL: [Self; 5] =
        [Self::Debrief, Self::Hocuspocus, Self::YSweet, Self::YWebsocket, Self::YWebsocketLevel];

    /// Name on the command line.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Debrief => "debrief",
            Self::Hocuspocus => "hocuspocus",
            Self::YSweet => "y-sweet",
            Self::YWebsocket => "y-websocket",
            Self::YWebsocketLevel => "y-websocket-leveldb",
        }
    }

    /// Name in the table.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Debrief => "Debrief",
            Self::Hocuspocus => "Hocuspocus 4.7.0, SQLite",
            Self::YSweet => "y-sweet 0.9.1, files",
            Self::YWebsocket => "@y/websocket-server 0.1.5, memory",
            Self::YWebsocketLevel => "@y/websocket-server 0.1.5, LevelDB",
        }
    }

    /// Whether it stores anything.
    pub(crate) fn stores(self) -> bool {
        self != Self::YWebsocket
    }

    /// Keystrokes that are sent before one waits for them: y-sweet drops what does not fit into a queue of 1,024 frames.
    pub(crate) fn window(self) -> usize {
        if self == Self::YSweet { 500 } else { 4_000 }
    }

    /// Clients that connect at the same time: y-sweet fails when several open a document that is not in memory.
    pub(crate) fn connecting(self) -> usize {
        if self == Self::YSweet { 1 } else { 16 }
    }
}

/// A document of a running server.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    /// Its name, or id.
    pub(crate) name: String,
    /// What stands before each frame.
    pub(crate) prefix: Bytes,
    /// The section whose text is written, where there are sections.
    pub(crate) section: Option<String>,
    /// What it holds at first, as an update.
    pub(crate) state: Bytes,
}

/// A running server with an empty store of its own.
pub(crate) struct Running {
    peer: Peer,
    ours: Option<Ours>,
    theirs: Option<Theirs>,
}

struct Ours {
    server: Server,
    admin: Client,
    people: Vec<Client>,
}

struct Theirs {
    folder: TempDir,
    port: u16,
    child: Option<Child>,
}

impl Running {
    /// Starts it, ready for so many clients.
    pub(crate) async fn start(peer: Peer, clients: usize) -> Result<Self> {
        if peer == Peer::Debrief {
            // Everything comes from one address here, where an office would have many people behind it.
            let options = Options { flags: vec!["--rate-limit=0".to_owned()], ..Options::default() };
            let server = Server::start(options).await?;
            let admin = server.person("Ada Admin", "admin")?;
            let people = (0..clients.div_ceil(EACH)).map(|number| server.person(&format!("Person {number}"), "member"));
            let people = people.collect::<Result<_>>()?;
            return Ok(Self { peer, ours: Some(Ours { server, admin, people }), theirs: None });
        }
        let theirs = Theirs { folder: tempfile::tempdir()?, port: server::free_port()?, child: None };
        let mut running = Self { peer, ours: None, theirs: Some(theirs) };
        running.launch().await?;
        Ok(running)
    }

    /// Starts it again on what it has stored.
    pub(crate) async fn launch(&mut self) -> Result<()> {
        if let Some(ours) = &mut self.ours {
            return ours.server.launch().await;
        }
        let peer = self.peer;
        let theirs = self.theirs.as_mut().context("started")?;
        let mut command = command(peer, theirs)?;
        theirs.child = Some(command.spawn().with_context(|| format!("cannot start {}", peer.title()))?);
        let port = theirs.port;
        eventually(
            "the server listens",
            || async move { Ok(TcpStream::connect(("127.0.0.1", port)).await.ok().map(drop)) },
        )
        .await
    }

    /// Process id.
    pub(crate) fn pid(&self) -> Result<u32> {
        match (&self.ours, &self.theirs) {
            (Some(ours), _) => ours.server.pid(),
            (_, Some(theirs)) => Ok(theirs.child.as_ref().context("it runs")?.id()),
            _ => unreachable!("one of them is there"),
        }
    }

    /// SIGKILL.
    pub(crate) fn kill(&mut self) -> Result<()> {
        if let Some(ours) = &mut self.ours {
            return ours.server.kill();
        }
        self.theirs.as_mut().context("started")?.end("-KILL")
    }

    /// SIGTERM, and waits for its end.
    pub(crate) async fn stop(&mut self) -> Result<()> {
        if let Some(ours) = &mut self.ours {
            return ours.server.stop().await.map(drop);
        }
        self.theirs.as_mut().context("started")?.end("-TERM")
    }

    /// Makes so many documents.
    pub(crate) async fn rooms(&self, count: usize) -> Result<Vec<Room>> {
        let mut rooms = Vec::with_capacity(count);
        for number in 0..count {
            rooms.push(self.room(number).await?);
        }
        Ok(rooms)
    }

    async fn room(&self, number: usize) -> Result<Room> {
        let Some(ours) = &self.ours else {
            let name = format!("document-{number}");
            let mut prefix = Vec::new();
            if self.peer == Peer::Hocuspocus {
                prefix.push(u8::try_from(name.len())?);
                prefix.extend_from_slice(name.as_bytes());
            }
            return Ok(Room { name, prefix: prefix.into(), section: None, state: Bytes::from_static(&[0, 0]) });
        };
        let id = ours.admin.create(&format!("Document {number}"), "pushpay").await?.id;
        let mut room = Room { name: id.to_string(), prefix: Bytes::new(), section: None, state: Bytes::new() };
        (_, room.state) = Socket::open(&self.address(&room, 0)?).await?;
        let postmortem = Postmortem::new(1);
        postmortem.doc().transact_mut().apply_update(Update::decode_v1(&room.state)?)?;
        let view = postmortem.view(&postmortem.doc().transact());
        room.section = Some(view.sections.first().context("the template has sections")?.id.clone());
        Ok(room)
    }

    /// Where the client of this number finds a room.
    pub(crate) fn address(&self, room: &Room, client: usize) -> Result<Address> {
        let Room { name, prefix, .. } = room;
        let url = match (&self.ours, &self.theirs) {
            (Some(ours), _) => {
                let person = ours.people.get(client / EACH).unwrap_or(&ours.admin);
                format!("{}/api/postmortems/{name}/sync?token={}", ours.server.socket_url(), person.token()?)
            }
            (_, Some(Theirs { port, .. })) => match self.peer {
                Peer::Hocuspocus => format!("ws://127.0.0.1:{port}/"),
                Peer::YSweet => format!("ws://127.0.0.1:{port}/d/{name}/ws/{name}"),
                _ => format!("ws://127.0.0.1:{port}/{name}"),
            },
            _ => unreachable!("one of them is there"),
        };
        Ok(Address { url, prefix: prefix.clone(), extended: self.peer == Peer::Debrief })
    }
}

impl Theirs {
    fn end(&mut self, signal: &str) -> Result<()> {
        let mut child = self.child.take().context("it runs")?;
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status()?;
        ensure!(sent.success(), "the signal could not be sent");
        child.wait()?;
        Ok(())
    }
}

impl Drop for Theirs {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // It may be gone already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn command(peer: Peer, theirs: &Theirs) -> Result<Command> {
    let port = theirs.port.to_string();
    let mut command = match peer {
        Peer::YSweet => {
            let program = std::env::var_os("Y_SWEET_BIN").context("`cargo xtask bench peers` builds y-sweet first")?;
            let mut command = Command::new(program);
            command.arg("serve").arg(theirs.folder.path()).args(["--host", "127.0.0.1", "--port", &port]);
            command
        }
        Peer::Hocuspocus => script("hocuspocus", &port),
        _ => script("y-websocket", &port),
    };
    if matches!(peer, Peer::Hocuspocus | Peer::YWebsocketLevel) {
        command.arg(theirs.folder.path());
    }
    command.env("NODE_ENV", "production").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Ok(command)
}

fn script(folder: &str, port: &str) -> Command {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "bench", "peers", folder].iter().collect();
    let mut command = Command::new("node");
    command.arg("server.mjs").arg(port).current_dir(folder);
    command
}
