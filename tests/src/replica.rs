//! A replica of a postmortem behind a document socket, as a page or any Yjs client holds one.

mod joining;

mod connection;
mod state;
mod wire;

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use debrief_shared::document::{Postmortem, TextPath, View};
use debrief_shared::protocol::{AwarenessEntry, Message, ServerEvent};
use serde_json::Value;
use tokio::sync::watch;
use uuid::Uuid;
use yrs::{ReadTxn, Text, TextRef, Transact, TransactionMut};

use crate::{Client, Server, random, wait};
use connection::Connection;
pub use joining::Joining;
pub use state::Ending;
use state::State;
pub use wire::{Wire, empty_update};

/// A replica: a document of its own with a fresh client id, and a socket while it is connected.
#[derive(Debug)]
pub struct Replica {
    client_id: u64,
    postmortem: Postmortem,
    joining: Joining,
    state: Arc<watch::Sender<State>>,
    connection: Option<Connection>,
}

impl Replica {
    /// Opens postmortem `id` for the owner of the client's API token, over `debrief.v1`, and waits until it is in sync.
    ///
    /// # Errors
    /// When the socket is refused or does not get in sync.
    pub async fn open(server: &Server, client: &Client, id: Uuid) -> Result<Self> {
        Self::join(Joining::new(server, id).bearer(client.token()?)).await
    }

    /// Opens a socket and waits until both sides have exchanged what they have.
    ///
    /// # Errors
    /// When the socket is refused or does not get in sync.
    pub async fn join(joining: Joining) -> Result<Self> {
        let mut replica = Self::apart(joining);
        replica.reconnect().await?;
        Ok(replica)
    }

    /// A replica that is not connected yet.
    pub fn apart(joining: Joining) -> Self {
        Self::known_as(random::client_id(), joining)
    }

    /// A replica that is not connected yet, under a client id that another one may have.
    pub fn known_as(client_id: u64, joining: Joining) -> Self {
        let state = Arc::new(watch::Sender::new(State::default()));
        Self { client_id, postmortem: Postmortem::new(client_id), joining, state, connection: None }
    }

    /// Connects anew and exchanges state vectors, so that each side gets what it lacks.
    ///
    /// # Errors
    /// When the socket is refused or does not get in sync.
    pub async fn reconnect(&mut self) -> Result<()> {
        self.connect().await?;
        let step1 = Message::SyncStep1(&self.state_vector()).encode();
        self.send(step1)?;
        self.wait_for("both sides have exchanged what they have", |state| state.answered && state.synced).await
    }

    /// Connects anew, without a word.
    ///
    /// # Errors
    /// When the socket is refused.
    pub async fn connect(&mut self) -> Result<()> {
        self.disconnect();
        self.state.send_modify(|state| {
            let (events, connection) = (std::mem::take(&mut state.events), state.connection + 1);
            *state = State { connection, events, ..State::default() };
        });
        let socket = Connection::open(&self.joining).await?;
        self.connection = Some(Connection::start(socket, self.postmortem.clone(), Arc::clone(&self.state)));
        Ok(())
    }

    /// Cuts the socket without a goodbye, as a lost network does. Edits go on locally.
    pub fn disconnect(&mut self) {
        self.connection = None;
    }

    /// Stops (or goes on) taking frames off the socket.
    ///
    /// # Errors
    /// When not connected.
    pub fn pause(&self, paused: bool) -> Result<()> {
        self.connection.as_ref().context("not connected")?.pause(paused);
        Ok(())
    }

    /// A copy, not connected, with all that this one holds: under a client id of its own, as after a reload, or under another's.
    ///
    /// # Errors
    /// Not in practice.
    pub fn copy(&self, client_id: u64, joining: Joining) -> Result<Self> {
        use yrs::updates::decoder::Decode;
        let copy = Self::known_as(client_id, joining);
        let whole = self.postmortem.doc().transact().encode_state_as_update_v1(&yrs::StateVector::default());
        copy.postmortem.doc().transact_mut().apply_update(yrs::Update::decode_v1(&whole)?)?;
        Ok(copy)
    }

    /// Comes as somebody else, or otherwise, from the next connection on.
    pub fn join_as(&mut self, joining: Joining) {
        self.joining = joining;
    }

    /// Its Yjs client id.
    pub fn client_id(&self) -> u64 {
        self.client_id
    }

    /// Its document.
    pub fn postmortem(&self) -> &Postmortem {
        &self.postmortem
    }

    /// The whole postmortem as it holds it.
    pub fn view(&self) -> View {
        self.postmortem.view(&self.postmortem.doc().transact())
    }

    /// What it has, as a state vector (v1).
    pub fn state_vector(&self) -> Vec<u8> {
        use yrs::updates::encoder::Encode;
        self.postmortem.doc().transact().state_vector().encode_v1()
    }

    /// Makes one local transaction and sends it, if connected. Also gives the number of its frame on this connection: it is on disk once
    /// [`Replica::acknowledged`] has reached it. `None` when it stays here until the next connection.
    pub fn edit<T>(&self, edit: impl FnOnce(&Postmortem, &mut TransactionMut<'_>) -> T) -> (T, Option<u64>) {
        let mut txn = self.postmortem.doc().transact_mut();
        let result = edit(&self.postmortem, &mut txn);
        txn.commit();
        let update = txn.encode_update_v1();
        drop(txn);
        let Some(connection) = &self.connection else { return (result, None) };
        let frame = Message::Update(&update).encode();
        let mut number = None;
        self.state.send_modify(|state| {
            if connection.send(frame).is_ok() {
                state.sent += 1;
                number = Some(state.sent);
            }
        });
        (result, number)
    }

    /// Types into a text, as one transaction. Gives the number of the frame, see [`Replica::edit`].
    ///
    /// # Errors
    /// When that text is not in the document.
    pub fn insert(&self, path: &TextPath, index: u32, typed: &str) -> Result<Option<u64>> {
        self.edit_text(path, |text, txn| text.insert(txn, index, typed))
    }

    /// Types at the end of a text.
    ///
    /// # Errors
    /// When that text is not in the document.
    pub fn append(&self, path: &TextPath, typed: &str) -> Result<Option<u64>> {
        self.edit_text(path, |text, txn| text.push(txn, typed))
    }

    /// Deletes from a text.
    ///
    /// # Errors
    /// When that text is not in the document.
    pub fn delete(&self, path: &TextPath, index: u32, length: u32) -> Result<Option<u64>> {
        self.edit_text(path, |text, txn| text.remove_range(txn, index, length))
    }

    fn edit_text(&self, path: &TextPath, edit: impl FnOnce(&TextRef, &mut TransactionMut<'_>)) -> Result<Option<u64>> {
        let (found, frame) = self.edit(|postmortem, txn| {
            let text = postmortem.text(txn, path);
            text.map(|text| edit(&text, txn))
        });
        found.with_context(|| format!("no text at {path}"))?;
        Ok(frame)
    }

    /// Sends raw bytes as one binary frame.
    ///
    /// # Errors
    /// When the connection has ended.
    pub fn send(&self, frame: Vec<u8>) -> Result<()> {
        self.connection.as_ref().context("not connected")?.send(frame)
    }

    /// Sends a text frame.
    ///
    /// # Errors
    /// When the connection has ended.
    pub fn send_text(&self, text: &str) -> Result<()> {
        self.connection.as_ref().context("not connected")?.send_text(text)
    }

    /// Says where this replica's person is.
    ///
    /// # Errors
    /// When the connection has ended.
    pub fn announce(&self, clock: u32, state: Option<&Value>) -> Result<()> {
        let entry = AwarenessEntry { client: self.client_id, clock, state: state.map(Value::to_string) };
        self.send(Message::Awareness(vec![entry]).encode())
    }

    /// Update-carrying frames sent on this connection.
    pub fn sent(&self) -> u64 {
        self.state.borrow().sent
    }

    /// How many of them the server says are on disk.
    pub fn acknowledged(&self) -> u64 {
        self.state.borrow().acknowledged
    }

    /// Binary frames received on this connection.
    pub fn received(&self) -> u64 {
        self.state.borrow().received
    }

    /// Events received, over all connections.
    pub fn events(&self) -> Vec<ServerEvent> {
        self.state.borrow().events.clone()
    }

    /// Everybody's awareness by client id, as received; those who left are gone.
    pub fn awareness(&self) -> HashMap<u64, Value> {
        self.state.borrow().peers.clone()
    }

    /// How this connection ended, if it has.
    pub fn ending(&self) -> Option<Ending> {
        self.state.borrow().ending.clone()
    }

    /// Waits until every frame sent so far is on disk.
    ///
    /// # Errors
    /// When the connection ends or time is up.
    pub async fn saved(&self) -> Result<()> {
        let sent = self.sent();
        self.wait_for("every update is saved", |state| state.acknowledged >= sent).await
    }

    /// Waits until the document meets a condition, and gives it.
    ///
    /// # Errors
    /// When the connection ends or time is up.
    pub async fn wait_until(&self, what: &str, mut met: impl FnMut(&View) -> bool) -> Result<View> {
        let mut view = self.view();
        let waited = self
            .wait_for(what, |_| {
                view = self.view();
                met(&view)
            })
            .await;
        waited.map(|()| view)
    }

    /// Waits until the text at `path` meets a condition, and gives it.
    ///
    /// # Errors
    /// When the connection ends or time is up.
    pub async fn wait_for_text(&self, path: &TextPath, mut met: impl FnMut(&str) -> bool) -> Result<String> {
        let mut text = String::new();
        let waited = self
            .wait_for(&format!("{path} reads as expected"), |_| {
                text = self.text(path);
                met(&text)
            })
            .await;
        waited.with_context(|| format!("it reads: {:?}", self.text(path))).map(|()| text)
    }

    /// The text at `path`; empty if there is none.
    pub fn text(&self, path: &TextPath) -> String {
        use yrs::GetString;
        let txn = self.postmortem.doc().transact();
        self.postmortem.text(&txn, path).map(|text| text.get_string(&txn)).unwrap_or_default()
    }

    /// Waits for an event, past or future, and gives it.
    ///
    /// # Errors
    /// When the connection ends or time is up.
    pub async fn wait_for_event(&self, what: &str, mut met: impl FnMut(&ServerEvent) -> bool) -> Result<ServerEvent> {
        let mut found = None;
        self.wait_for(what, |state| {
            found = state.events.iter().rev().find(|event| met(event)).cloned();
            found.is_some()
        })
        .await?;
        found.context("found just now")
    }

    /// Waits until everybody's awareness meets a condition, and gives it.
    ///
    /// # Errors
    /// When the connection ends or time is up.
    pub async fn wait_for_awareness(
        &self,
        what: &str,
        mut met: impl FnMut(&HashMap<u64, Value>) -> bool,
    ) -> Result<HashMap<u64, Value>> {
        self.wait_for(what, |state| met(&state.peers)).await?;
        Ok(self.awareness())
    }

    /// Waits for the end of the connection.
    ///
    /// # Errors
    /// When time is up.
    pub async fn ended(&self) -> Result<Ending> {
        let mut state = self.state.subscribe();
        let ended = wait::within("the connection ends", state.wait_for(|state| state.ending.is_some())).await??;
        ended.ending.clone().context("it has just ended")
    }

    async fn wait_for(&self, what: &str, mut met: impl FnMut(&State) -> bool) -> Result<()> {
        let mut state = self.state.subscribe();
        let changed = state.wait_for(|state| met(state) || state.ending.is_some());
        let ending = wait::within(what, changed).await??.ending.clone();
        let Some(ending) = ending else { return Ok(()) };
        let state = self.state.borrow();
        ensure!(met(&state), "the connection ended ({ending:?}) before: {what}");
        Ok(())
    }
}

/// Waits until all replicas hold the same postmortem and gives it.
///
/// # Errors
/// When a connection ends or time is up.
pub async fn converged(replicas: &[&Replica]) -> Result<View> {
    wait::eventually("all replicas hold the same", || {
        let vectors: Vec<_> = replicas.iter().map(|replica| replica.state_vector_sorted()).collect();
        let views: Vec<_> = replicas.iter().map(|replica| replica.view()).collect();
        async move {
            let same =
                vectors.windows(2).all(|pair| pair[0] == pair[1]) && views.windows(2).all(|pair| pair[0] == pair[1]);
            Ok(same.then(|| views.into_iter().next()).flatten())
        }
    })
    .await
}

impl Replica {
    fn state_vector_sorted(&self) -> Vec<(u64, u32)> {
        let vector = self.postmortem.doc().transact().state_vector();
        let mut clocks: Vec<_> = vector.iter().map(|(client, clock)| (client.get(), *clock)).collect();
        clocks.sort_unstable();
        clocks
    }
}
