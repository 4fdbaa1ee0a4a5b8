//! What a page does with its seat: keeps a replica, answers what the server asks, remembers what it is told.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use debrief_shared::api::Role;
use debrief_shared::document::Postmortem;
use debrief_shared::protocol::{AwarenessEntry, CloseReason, Message, ServerEvent};
use serde_json::Value;
use tokio::time::timeout;
use uuid::Uuid;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{GetString, ReadTxn, StateVector, Text, Transact, Update};

use super::{DEADLINE, ID, joining};
use crate::document::outbox::{Frame, Next};
use crate::document::{DocumentError, Documents, Joining, Seat};
use crate::random;

pub(crate) struct Page {
    pub(crate) seat: Seat,
    pub(crate) replica: Postmortem,
    /// Update-carrying frames sent.
    pub(crate) sent: u64,
    /// Of these, on disk.
    pub(crate) saved: u64,
    pub(crate) synced: bool,
    pub(crate) asked: usize,
    pub(crate) events: Vec<ServerEvent>,
    pub(crate) present: HashMap<u64, (u32, Value)>,
    pub(crate) closed: Option<CloseReason>,
    /// Whether steps 1 of the server are answered.
    pub(crate) answers: bool,
}

impl Page {
    /// Joins and exchanges states.
    pub(crate) async fn open(documents: &Documents, name: &str, role: Role) -> Self {
        let mut page = Self::join(documents, name, role).await;
        page.synchronise().await;
        page
    }

    /// Connects again with what it has.
    pub(crate) async fn resume(self, documents: &Documents) -> Self {
        let Self { seat, replica, .. } = self;
        let Joining { person, role, .. } = seat.client.joining.clone();
        drop(seat);
        let mut page = Self { replica, ..Self::join(documents, &person.name, role).await };
        page.synchronise().await;
        page
    }

    pub(crate) async fn join(documents: &Documents, name: &str, role: Role) -> Self {
        Self::knock(documents, ID, name, role).await.expect("a seat")
    }

    /// Asks for a seat at a document.
    pub(crate) async fn knock(
        documents: &Documents,
        document: Uuid,
        name: &str,
        role: Role,
    ) -> Result<Self, DocumentError> {
        let seat = documents.join(document, joining(name, role), Arc::default()).await?;
        Ok(Self {
            seat,
            replica: Postmortem::new(random::client_id()),
            sent: 0,
            saved: 0,
            synced: false,
            asked: 0,
            events: Vec::new(),
            present: HashMap::new(),
            closed: None,
            answers: true,
        })
    }

    /// A page of somebody that holds what `replica` holds.
    pub(crate) async fn join_with(documents: &Documents, name: &str, role: Role, replica: Postmortem) -> Self {
        Self { replica, ..Self::join(documents, name, role).await }
    }

    /// What a page holds that was just loaded, from the device where `self` keeps it: a new replica with the same content.
    pub(crate) fn reloaded(&self) -> Postmortem {
        self.copy_by(random::client_id())
    }

    /// What somebody makes who writes in the name of this page: the same replica once more.
    pub(crate) fn forged(&self) -> Postmortem {
        self.copy_by(self.client())
    }

    pub(crate) fn copy_by(&self, client: u64) -> Postmortem {
        let copy = Postmortem::new(client);
        let state = self.replica.doc().transact().encode_state_as_update_v1(&StateVector::default());
        let state = Update::decode_v1(&state).expect("written by yrs");
        copy.doc().transact_mut().apply_update(state).expect("it fits");
        copy
    }

    /// Says what it has, as it must not be taken, and waits for the end.
    pub(crate) async fn refused(&mut self) {
        let state = self.replica.doc().transact().state_vector().encode_v1();
        self.send(&Message::SyncStep1(&state)).await;
        self.until(|page| page.closed == Some(CloseReason::Refused)).await;
    }

    pub(crate) async fn synchronise(&mut self) {
        let state = self.replica.doc().transact().state_vector().encode_v1();
        self.send(&Message::SyncStep1(&state)).await;
        self.until(|page| page.synced && page.asked > 0).await;
    }

    pub(crate) fn client(&self) -> u64 {
        self.replica.doc().client_id().get()
    }

    pub(crate) fn title(&self) -> String {
        self.replica.title().get_string(&self.replica.doc().transact())
    }

    pub(crate) async fn send(&mut self, message: &Message<'_>) {
        if matches!(message, Message::SyncStep2(_) | Message::Update(_)) {
            self.sent += 1;
        }
        self.seat.send(Bytes::from(message.encode())).await.expect("the document is there");
    }

    /// Writes into the title without telling anybody; returns the update.
    pub(crate) fn write(&mut self, at: u32, text: &str) -> Vec<u8> {
        let mut txn = self.replica.doc().transact_mut();
        self.replica.title().insert(&mut txn, at, text);
        txn.commit();
        txn.encode_update_v1()
    }

    /// Types into the title.
    pub(crate) async fn type_at(&mut self, at: u32, text: &str) {
        let update = self.write(at, text);
        self.send(&Message::Update(&update)).await;
    }

    /// Says where it is.
    pub(crate) async fn appear(&mut self, clock: u32, state: &str) {
        let entry = AwarenessEntry { client: self.client(), clock, state: Some(state.to_owned()) };
        self.send(&Message::Awareness(vec![entry])).await;
    }

    /// Receives until `condition`.
    pub(crate) async fn until(&mut self, condition: impl Fn(&Self) -> bool) {
        while !condition(self) {
            timeout(DEADLINE, self.receive()).await.expect("in time");
        }
    }

    /// Receives until everything was handled that was sent so far, by anybody, and everybody was told.
    pub(crate) async fn until_quiet(&mut self, documents: &Documents) {
        self.until_quiet_of(documents, ID).await;
    }

    /// The same at a document of another id.
    pub(crate) async fn until_quiet_of(&mut self, documents: &Documents, document: Uuid) {
        documents.read(document, |_| ()).await.expect("opens");
        self.send(&Message::QueryAwareness).await;
        documents.read(document, |_| ()).await.expect("opens");
        while self.seat.outbox().waiting_bytes() > 0 && self.closed.is_none() {
            timeout(DEADLINE, self.receive()).await.expect("in time");
        }
    }

    /// Receives until everything that was sent is on disk.
    pub(crate) async fn until_saved(&mut self) {
        self.until(|page| page.saved == page.sent).await;
    }

    /// Takes what waits, as a socket's writer does.
    pub(crate) async fn receive(&mut self) {
        assert_eq!(self.closed, None, "nothing comes after the end");
        let mut frames = Vec::new();
        match self.seat.outbox().clone().next(&mut frames).await {
            Next::Close(reason) => self.closed = Some(reason),
            Next::Write(bytes) => {
                for frame in frames {
                    match frame {
                        Frame::Binary(bytes) => self.binary(&bytes).await,
                        Frame::Text(json) => self.event(serde_json::from_slice(&json).expect("an event")),
                    }
                }
                if self.seat.outbox().flushed(bytes) {
                    self.seat.drained();
                }
            }
        }
    }

    fn event(&mut self, event: ServerEvent) {
        if let ServerEvent::Saved { updates } = event {
            assert!(updates > self.saved && updates <= self.sent);
            self.saved = updates;
        } else {
            self.events.push(event);
        }
    }

    async fn binary(&mut self, frame: &[u8]) {
        match Message::decode(frame).expect("the server writes well") {
            Message::SyncStep1(state) => {
                self.asked += 1;
                if self.answers {
                    let state = StateVector::decode_v1(state).expect("a state vector");
                    let update = self.replica.doc().transact().encode_diff_v1(&state);
                    self.send(&Message::SyncStep2(&update)).await;
                }
            }
            Message::SyncStep2(update) => {
                self.apply(update);
                self.synced = true;
            }
            Message::Update(update) => self.apply(update),
            Message::Awareness(entries) => {
                for AwarenessEntry { client, clock, state } in entries {
                    match state {
                        Some(state) => {
                            let state = serde_json::from_str(&state).expect("JSON");
                            self.present.insert(client, (clock, state));
                        }
                        None => drop(self.present.remove(&client)),
                    }
                }
            }
            Message::Denied(_) | Message::QueryAwareness => panic!("not for a page"),
        }
    }

    fn apply(&mut self, update: &[u8]) {
        let update = Update::decode_v1(update).expect("the server writes well");
        let mut txn = self.replica.doc().transact_mut();
        txn.apply_update(update).expect("it fits");
        assert!(!txn.has_missing_updates(), "updates come in order");
    }
}
