//! One client: y-protocols over a WebSocket, as plain bytes.

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use debrief_shared::protocol::SUBPROTOCOL;
use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::client::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::seen::Reader;

/// Small: it is filled with zeros for every read.
const READ_BUFFER_BYTES: usize = 4 << 10;
/// What a client that stalls takes before the system's buffers are full.
const SMALL_RECEIVE_BYTES: u32 = 16 << 10;
/// Largest frame that is read: a whole document.
const MAX_BYTES: usize = 256 << 20;

/// Where a document is to be had.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    /// URL of the socket.
    pub(crate) url: String,
    /// What stands before every frame: Hocuspocus names the document there.
    pub(crate) prefix: Bytes,
    /// Whether to speak `debrief.v1`.
    pub(crate) extended: bool,
}

/// Something that a server has sent.
pub(crate) enum Incoming {
    /// Sync step 1: to be answered.
    Asked,
    /// An answer to our step 1.
    Answer(Bytes),
    /// An update.
    Update(Bytes),
    /// So many update-carrying frames of this connection are on disk.
    Saved(u64),
    /// Something else.
    Other,
}

/// A connected client.
pub(crate) struct Socket {
    stream: WebSocketStream<TcpStream>,
    address: Address,
}

impl Socket {
    /// Connects and asks for everything; `small` makes the receive buffer as small as the system allows.
    pub(crate) async fn connect(address: &Address, small: bool) -> Result<Self> {
        let mut request = ClientRequestBuilder::new(address.url.parse()?);
        if address.extended {
            request = request.with_sub_protocol(SUBPROTOCOL);
        }
        let host = address.url.strip_prefix("ws://").and_then(|rest| rest.split('/').next()).context("a ws URL")?;
        let socket = TcpSocket::new_v4()?;
        if small {
            socket.set_recv_buffer_size(SMALL_RECEIVE_BYTES)?;
        }
        let tcp = socket.connect(host.parse()?).await?;
        tcp.set_nodelay(true)?;
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .write_buffer_size(0)
            .max_message_size(Some(MAX_BYTES))
            .max_frame_size(Some(MAX_BYTES));
        let (stream, _) = client_async_with_config(request, tcp, Some(config)).await?;
        let mut socket = Self { stream, address: address.clone() };
        if !socket.address.prefix.is_empty() {
            // Hocuspocus wants a token first, whatever it is.
            socket.send(socket.frame(&[2, 0, 0])).await?;
        }
        socket.send(socket.frame(&[0, 0, 1, 0])).await?;
        Ok(socket)
    }

    /// Connects and waits for the document; gives it, too.
    pub(crate) async fn open(address: &Address) -> Result<(Self, Bytes)> {
        let mut socket = Self::connect(address, false).await?;
        let state = socket.synced().await?;
        Ok((socket, state))
    }

    /// Waits for the answer to the step 1.
    pub(crate) async fn synced(&mut self) -> Result<Bytes> {
        loop {
            match self.next().await? {
                Incoming::Asked => self.answer().await?,
                Incoming::Answer(state) => return Ok(state),
                _ => {}
            }
        }
    }

    /// Says that there is nothing that the server lacks.
    pub(crate) async fn answer(&mut self) -> Result<()> {
        self.send(self.frame(&[0, 1, 2, 0, 0])).await
    }

    /// Keeps a silent connection: Hocuspocus ends those that say nothing for a minute.
    pub(crate) async fn say_something(&mut self) -> Result<()> {
        self.send(self.frame(&[3])).await
    }

    /// Sends a whole frame.
    pub(crate) async fn send(&mut self, frame: Bytes) -> Result<()> {
        Ok(self.stream.send(Message::Binary(frame)).await?)
    }

    /// Waits for a frame. May be dropped half-way.
    pub(crate) async fn next(&mut self) -> Result<Incoming> {
        loop {
            match self.stream.next().await.context("the server ended the socket")?? {
                Message::Binary(frame) => return self.read(frame),
                Message::Text(text) => return Ok(saved(&text)),
                Message::Close(reason) => bail!("the server closed the socket: {reason:?}"),
                _ => {}
            }
        }
    }

    fn frame(&self, message: &[u8]) -> Bytes {
        [&self.address.prefix[..], message].concat().into()
    }

    fn read(&self, frame: Bytes) -> Result<Incoming> {
        const SYNC: u64 = 0;
        const SYNC_REPLY: u64 = 4;
        let message = frame.strip_prefix(&self.address.prefix[..]).context("a frame of another document")?;
        let mut reader = Reader(message);
        if !matches!(reader.varint()?, SYNC | SYNC_REPLY) {
            return Ok(Incoming::Other);
        }
        let kind = reader.varint()?;
        let payload = frame.slice_ref(reader.bytes()?);
        ensure!(kind <= 2, "an unknown sync message");
        Ok(match kind {
            0 => Incoming::Asked,
            1 => Incoming::Answer(payload),
            _ => Incoming::Update(payload),
        })
    }
}

fn saved(text: &Utf8Bytes) -> Incoming {
    let number = text.as_str().strip_prefix(r#"{"type":"saved","updates":"#).and_then(|rest| rest.strip_suffix('}'));
    number.and_then(|digits| digits.parse().ok()).map_or(Incoming::Other, Incoming::Saved)
}
