//! A socket without a replica behind it: says exactly what it is told to, answers nothing, and notes all that it hears.

use anyhow::{Context as _, Result, bail};
use debrief_shared::protocol::{Message, ServerEvent};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio_tungstenite::tungstenite::Message as Frame;
use yrs::{StateVector, Update};

use super::connection::{Connection, Socket, ending_of};
use super::{Ending, Joining};
use crate::wait;

/// A hand-made client.
#[derive(Debug)]
pub struct Wire {
    socket: Socket,
    /// Every event, oldest first.
    pub events: Vec<ServerEvent>,
    /// Every reason for which the server denied something, to a client that knows no events.
    pub denied: Vec<String>,
    /// Binary frames with content of the document: sync step 2 and update.
    pub content: usize,
    /// Sync steps 1, beginning with the greeting.
    pub asked: usize,
    ending: Option<Ending>,
}

impl Wire {
    /// Opens a socket, and says `first` in it before anything is read.
    ///
    /// # Errors
    /// When the upgrade is refused.
    pub async fn open(joining: &Joining, first: &[Vec<u8>]) -> Result<Self> {
        let socket = Connection::open(joining).await?;
        let (events, denied) = (Vec::new(), Vec::new());
        let mut wire = Self { socket, events, denied, content: 0, asked: 0, ending: None };
        for frame in first {
            wire.send(frame.clone()).await;
        }
        Ok(wire)
    }

    /// Says one binary frame. A server that has hung up meanwhile is met by the next [`Wire::ended`].
    pub async fn send(&mut self, frame: Vec<u8>) {
        let _ = self.socket.send(Frame::binary(frame)).await;
    }

    /// Listens until a condition is met.
    ///
    /// # Errors
    /// When the socket ends before, or time is up.
    pub async fn until(&mut self, what: &str, met: impl Fn(&Self) -> bool) -> Result<()> {
        while !met(self) {
            if let Some(ending) = &self.ending {
                bail!("the socket ended ({ending:?}) before: {what}; heard {:?} {:?}", self.events, self.denied);
            }
            wait::within(what, self.hear()).await??;
        }
        Ok(())
    }

    /// Listens until everything was heard that follows from the frames sent so far.
    ///
    /// # Errors
    /// When the socket ends, or time is up.
    pub async fn settled(&mut self) -> Result<()> {
        let heard = self.content;
        // The answer to a question comes after the answers to everything before it.
        self.send(Message::SyncStep1(&yrs::updates::encoder::Encode::encode_v1(&StateVector::default())).encode())
            .await;
        self.until("the answer to a question", |wire| wire.content > heard).await
    }

    /// How often an update was refused.
    pub fn refusals(&self) -> usize {
        let refused = self.events.iter().filter(|event| matches!(event, ServerEvent::Refused { .. })).count();
        refused + self.denied.len()
    }

    /// How many update-carrying frames were called saved.
    pub fn saved(&self) -> u64 {
        let saved = self.events.iter().rev().find_map(|event| match event {
            ServerEvent::Saved { updates } => Some(*updates),
            _ => None,
        });
        saved.unwrap_or_default()
    }

    /// Waits for the end and gives its code.
    ///
    /// # Errors
    /// When time is up.
    pub async fn ended(&mut self) -> Result<Option<u16>> {
        while self.ending.is_none() {
            wait::within("the socket ends", self.hear()).await??;
        }
        Ok(self.ending.as_ref().and_then(|ending| ending.code))
    }

    async fn hear(&mut self) -> Result<()> {
        let broken = |reason: String| Some(Ending { code: None, reason });
        match self.socket.next().await {
            Some(Ok(Frame::Close(frame))) => self.ending = Some(ending_of(frame)),
            Some(Ok(Frame::Text(text))) => self.events.push(serde_json::from_str(&text).context("an event")?),
            Some(Ok(Frame::Binary(bytes))) => match Message::decode(&bytes).context("a frame")? {
                Message::SyncStep1(_) => self.asked += 1,
                Message::SyncStep2(_) | Message::Update(_) => self.content += 1,
                Message::Denied(reason) => self.denied.push(reason.to_owned()),
                Message::Awareness(_) | Message::QueryAwareness => {}
            },
            Some(Ok(_)) => {}
            Some(Err(error)) => self.ending = broken(error.to_string()),
            None => self.ending = broken("the stream ended".to_owned()),
        }
        Ok(())
    }
}

/// An update without any content.
pub fn empty_update() -> Vec<u8> {
    Update::EMPTY_V1.to_vec()
}
