//! One socket of a replica: a task that takes frames off it and one that puts frames on it.

use std::sync::Arc;

use anyhow::{Context, Result};
use debrief_shared::document::Postmortem;
use debrief_shared::protocol::{Message, SUBPROTOCOL, ServerEvent};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::{self, Message as Frame};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use yrs::updates::decoder::Decode as _;
use yrs::{ReadTxn as _, StateVector, Transact as _, Update};

use super::{Ending, Joining, State};

pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A running connection; dropping it breaks the socket off.
#[derive(Debug)]
pub(super) struct Connection {
    frames: mpsc::UnboundedSender<Frame>,
    paused: watch::Sender<bool>,
    tasks: [JoinHandle<()>; 2],
}

impl Connection {
    /// Asks for the upgrade.
    pub(super) async fn open(joining: &Joining) -> Result<Socket> {
        let mut url = joining.url.clone();
        if let Some(token) = joining.token.as_ref().filter(|_| joining.by_query) {
            url = format!("{url}?token={token}");
        }
        let mut request = ClientRequestBuilder::new(url.parse()?);
        if let Some(token) = joining.token.as_ref().filter(|_| !joining.by_query) {
            request = request.with_header("Authorization", format!("Bearer {token}"));
        }
        for (name, value) in &joining.headers {
            request = request.with_header(name, value);
        }
        if joining.extended {
            request = request.with_sub_protocol(SUBPROTOCOL);
        }
        Ok(connect_async(request).await?.0)
    }

    /// Lets frames flow between the socket and the document.
    pub(super) fn start(socket: Socket, postmortem: Postmortem, state: Arc<watch::Sender<State>>) -> Self {
        let (frames, mut waiting) = mpsc::unbounded_channel();
        let (paused, mut pause) = watch::channel(false);
        let (mut sink, mut stream) = socket.split();
        let answers = frames.clone();
        let connection = state.borrow().connection;
        let state = Told { connection, state };
        let reader = tokio::spawn(async move {
            let ending = loop {
                if pause.wait_for(|paused| !paused).await.is_err() {
                    return;
                }
                match stream.next().await {
                    Some(Ok(Frame::Close(frame))) => break ending_of(frame),
                    Some(Ok(frame)) => {
                        if let Err(error) = take(frame, &postmortem, &state, &answers) {
                            break Ending { code: None, reason: format!("{error:#}") };
                        }
                    }
                    Some(Err(error)) => break Ending { code: None, reason: error.to_string() },
                    None => break Ending { code: None, reason: "the stream ended".to_owned() },
                }
            };
            state.tell(|state| state.ending = Some(ending));
        });
        let writer = tokio::spawn(async move {
            while let Some(frame) = waiting.recv().await {
                if sink.send(frame).await.is_err() {
                    return;
                }
            }
        });
        Self { frames, paused, tasks: [reader, writer] }
    }

    pub(super) fn send(&self, frame: Vec<u8>) -> Result<()> {
        self.frames.send(Frame::binary(frame)).context("the connection has ended")
    }

    pub(super) fn send_text(&self, text: &str) -> Result<()> {
        self.frames.send(Frame::text(text)).context("the connection has ended")
    }

    pub(super) fn pause(&self, paused: bool) {
        self.paused.send_replace(paused);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// What is told of one connection.
struct Told {
    connection: u64,
    state: Arc<watch::Sender<State>>,
}

impl Told {
    fn tell(&self, change: impl FnOnce(&mut State)) {
        self.state.send_modify(|state| {
            if state.connection == self.connection {
                change(state);
            }
        });
    }
}

pub(super) fn ending_of(frame: Option<tungstenite::protocol::CloseFrame>) -> Ending {
    match frame {
        Some(frame) => Ending { code: Some(frame.code.into()), reason: frame.reason.to_string() },
        None => Ending { code: None, reason: "closed without a code".to_owned() },
    }
}

fn take(frame: Frame, postmortem: &Postmortem, state: &Told, answers: &mpsc::UnboundedSender<Frame>) -> Result<()> {
    match frame {
        Frame::Binary(bytes) => {
            let message = Message::decode(&bytes).context("the server sent a frame that cannot be read")?;
            take_message(message, postmortem, state, answers)
        }
        Frame::Text(text) => {
            let event: ServerEvent =
                serde_json::from_str(&text).with_context(|| format!("the server sent an unknown event: {text}"))?;
            state.tell(|state| {
                if let ServerEvent::Saved { updates } = &event {
                    state.acknowledged = *updates;
                } else {
                    state.events.push(event);
                }
            });
            Ok(())
        }
        _ => Ok(()),
    }
}

fn take_message(
    message: Message<'_>,
    postmortem: &Postmortem,
    state: &Told,
    answers: &mpsc::UnboundedSender<Frame>,
) -> Result<()> {
    let mut change: Box<dyn FnOnce(&mut State)> = Box::new(|_| {});
    match message {
        Message::SyncStep1(vector) => {
            let vector = StateVector::decode_v1(vector).context("a state vector")?;
            let missing = postmortem.doc().transact().encode_state_as_update_v1(&vector);
            let frame = Frame::binary(Message::SyncStep2(&missing).encode());
            let answers = answers.clone();
            change = Box::new(move |state| {
                state.sent += 1;
                state.answered = true;
                // The reader notices by itself when the connection has ended.
                let _ = answers.send(frame);
            });
        }
        Message::SyncStep2(update) => {
            apply(postmortem, update)?;
            change = Box::new(|state| state.synced = true);
        }
        Message::Update(update) => apply(postmortem, update)?,
        Message::Awareness(entries) => {
            change = Box::new(move |state| {
                for entry in entries {
                    let value = entry.state.as_deref().and_then(|text| serde_json::from_str(text).ok());
                    match value {
                        Some(value) => drop(state.peers.insert(entry.client, value)),
                        None => drop(state.peers.remove(&entry.client)),
                    }
                }
            });
        }
        Message::Denied(reason) => anyhow::bail!("access was denied: {reason}"),
        Message::QueryAwareness => {}
    }
    state.tell(|state| {
        state.received += 1;
        change(state);
    });
    Ok(())
}

fn apply(postmortem: &Postmortem, update: &[u8]) -> Result<()> {
    let update = Update::decode_v1(update).context("an update")?;
    postmortem.doc().transact_mut().apply_update(update).context("an update that fits")
}
