//! How nodes over one database hear of each other's changes at once: a subject a document in NATS (core, at most once). Nothing hangs on a
//! message that arrives: the log in the database is the truth, and whoever missed something reads it there. So no queue has to be long,
//! and nothing here ever waits.

pub mod address;
pub mod message;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_nats::{ConnectOptions, Event};
use bytes::Bytes;
use futures_util::StreamExt;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;
use uuid::Uuid;

use self::address::Address;
use self::message::{Message, Source};

/// Messages that wait to be sent; more are dropped, and read from the log by the others.
const SENDING: usize = 4_096;
/// Messages of one document that wait to be read; more are dropped, and read from the log.
const RECEIVING: usize = 1_024;
/// How often a silent connection is asked whether it lives; after two questions without an answer it does not.
const PING: Duration = Duration::from_secs(2);
/// Longest pause between attempts to connect.
const MAX_PAUSE: Duration = Duration::from_secs(1);
/// Longest that an attempt to connect takes.
const CONNECTING: Duration = Duration::from_secs(3);
/// How long a stopping node waits until its last words are out.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Why there is no bus.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BusError(String);

/// The bus as a node sees it; cheap to clone. By default there is none: a node that is alone.
#[derive(Clone, Default)]
pub struct Bus {
    /// `None`: alone, always. Else whether another node was noted when this one last looked, or it could not look.
    others: Option<Arc<AtomicBool>>,
    nats: Option<Arc<Inner>>,
}

struct Inner {
    client: async_nats::Client,
    /// In front of every subject: instances that share a NATS don't hear each other.
    prefix: String,
    node: Uuid,
    outgoing: mpsc::Sender<Outgoing>,
    connected: watch::Receiver<bool>,
}

/// What waits to be sent.
enum Outgoing {
    /// A message about a document.
    Message(Uuid, Bytes),
    /// Whoever waits until everything before it is out.
    Mark(oneshot::Sender<()>),
}

impl Bus {
    /// A bus that carries nothing: there may be other nodes, and all that is known of them is what they write into the log.
    pub fn silent() -> Self {
        Self { others: Some(Arc::new(AtomicBool::new(true))), nats: None }
    }

    /// Connects, now or as soon as it is possible. Needs a runtime.
    ///
    /// # Errors
    /// When it can never work.
    pub async fn connect(address: &Address, instance: Uuid, node: Uuid) -> Result<Self, BusError> {
        let (told, connected) = watch::channel(false);
        let told = Arc::new(told);
        let shown = address.to_string();
        let options = address
            .sign_in(ConnectOptions::new())
            .name("debrief")
            .no_echo()
            .retry_on_initial_connect()
            .connection_timeout(CONNECTING)
            .ping_interval(PING)
            .subscription_capacity(RECEIVING)
            .reconnect_delay_callback(|attempt| {
                MAX_PAUSE.min(Duration::from_millis(50) * u32::try_from(attempt).unwrap_or(u32::MAX))
            })
            .event_callback(move |event| {
                let (told, shown) = (Arc::clone(&told), shown.clone());
                async move { hear(&event, &told, &shown) }
            });
        let client = options.connect(address.servers()).await.map_err(|error| BusError(error.to_string()))?;
        let (outgoing, queue) = mpsc::channel(SENDING);
        let prefix = format!("debrief.{}", instance.simple());
        tokio::spawn(send(client.clone(), prefix.clone(), queue, connected.clone()));
        let nats = Some(Arc::new(Inner { client, prefix, node, outgoing, connected }));
        Ok(Self { nats, ..Self::silent() })
    }

    /// Whether there are no other nodes to speak to.
    pub fn is_none(&self) -> bool {
        self.others.is_none()
    }

    /// Notes whether there are other nodes, dead ones among them that may have lost something.
    pub fn note_others(&self, any: bool) {
        if let Some(others) = &self.others {
            others.store(any, Ordering::Relaxed);
        }
    }

    /// Whether there are other nodes, for all that is known.
    pub fn has_others(&self) -> bool {
        self.others.as_ref().is_some_and(|others| others.load(Ordering::Relaxed))
    }

    /// Says something about a document. `false` when it will not be heard: too large, too much waits, no connection.
    pub fn say(&self, document: Uuid, opening: u64, message: &Message) -> bool {
        let Some(inner) = &self.nats else { return false };
        if !*inner.connected.borrow() {
            return false;
        }
        let from = Source { node: inner.node, opening };
        let Some(bytes) = message::encode(from, message) else { return false };
        inner.outgoing.try_send(Outgoing::Message(document, bytes)).is_ok()
    }

    /// Listens to what others say of a document, until the feed is dropped. Without a connection it hears nothing, and has to be
    /// [opened](Feed::open) when there is one.
    pub async fn listen(&self, document: Uuid) -> Feed {
        let mut feed = Feed { bus: self.clone(), document, messages: None };
        feed.open().await;
        feed
    }

    /// Whether there is a connection; `None` where there never will be.
    pub fn connected(&self) -> Option<watch::Receiver<bool>> {
        self.nats.as_ref().map(|inner| inner.connected.clone())
    }

    /// Waits a moment until what was said is out.
    pub async fn flush(&self) {
        let Some(inner) = &self.nats else { return };
        let out = async {
            let (mark, passed) = oneshot::channel();
            inner.outgoing.send(Outgoing::Mark(mark)).await.ok()?;
            passed.await.ok()
        };
        // If not, the others find out by themselves.
        let _ = timeout(LAST_WORDS, out).await;
    }
}

/// What others say of one document.
pub struct Feed {
    bus: Bus,
    document: Uuid,
    messages: Option<async_nats::Subscriber>,
}

impl Feed {
    /// Begins to listen, if it does not yet and there is a connection. What has begun goes on by itself after an interruption.
    pub async fn open(&mut self) {
        let Some(inner) = &self.bus.nats else { return };
        if self.messages.is_some() || !*inner.connected.borrow() {
            return;
        }
        let subject = format!("{}.{}", inner.prefix, self.document.simple());
        if let Ok(Ok(messages)) = timeout(LAST_WORDS, inner.client.subscribe(subject)).await {
            self.messages = Some(messages);
        } else {
            tracing::warn!(document = %self.document, "other nodes are not heard; the log is read instead");
        }
    }

    /// The next message that this build understands; never comes when there are no others.
    pub async fn next(&mut self) -> (Source, Message) {
        while let (Some(inner), Some(messages)) = (&self.bus.nats, &mut self.messages) {
            let Some(message) = messages.next().await else {
                self.messages = None;
                break;
            };
            if let Some((from, message)) = message::decode(&message.payload)
                && from.node != inner.node
            {
                return (from, message);
            }
        }
        std::future::pending().await
    }
}

/// Sends what waits. Without a connection it is dropped: what is not heard now is read from the log.
async fn send(
    client: async_nats::Client,
    prefix: String,
    mut queue: mpsc::Receiver<Outgoing>,
    connected: watch::Receiver<bool>,
) {
    while let Some(outgoing) = queue.recv().await {
        let connected = *connected.borrow();
        match outgoing {
            Outgoing::Message(document, bytes) if connected => {
                if let Err(error) = client.publish(format!("{prefix}.{}", document.simple()), bytes).await {
                    tracing::debug!(%error, "a message to other nodes was dropped");
                }
            }
            Outgoing::Mark(mark) if connected => {
                // If it cannot be flushed, nobody hears it: they find out by themselves.
                let _ = client.flush().await;
                // Whoever waited may have given up.
                let _ = mark.send(());
            }
            Outgoing::Message(..) | Outgoing::Mark(_) => {}
        }
    }
}

fn hear(event: &Event, told: &watch::Sender<bool>, nats: &str) {
    match event {
        Event::Connected => {
            tracing::info!(nats, "connected with other nodes");
            told.send_replace(true);
        }
        Event::Disconnected | Event::Closed => {
            if told.send_replace(false) {
                tracing::warn!(nats, "NATS is away; other nodes' changes are read from the database meanwhile");
            }
        }
        Event::SlowConsumer(_) => tracing::debug!("messages came too fast; what was missed is read from the database"),
        Event::ServerError(error) => tracing::warn!(nats, %error, "NATS refuses something"),
        Event::ClientError(error) => tracing::debug!(nats, %error, "no connection with NATS"),
        Event::LameDuckMode | Event::Draining => {}
    }
}
