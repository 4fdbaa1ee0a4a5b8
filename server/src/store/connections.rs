//! What is connected, and deliveries that are to go. Each has a row until it was taken, so that a restart neither loses nor doubles one.
//! Deliveries are made by what they tell of, in the same transaction: see `sql/connections`.

use async_trait::async_trait;
use debrief_shared::api::Person;
use jiff::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::StoreError;
use super::audit::Audit;

/// A connection to keep.
#[derive(Clone, Debug)]
pub struct NewConnection {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The word for what it is.
    pub kind: String,
    /// What it does, as JSON.
    pub settings: String,
    /// What it is told of, as a JSON list of names.
    pub events: String,
    /// What signs, proves or authenticates.
    pub secret: String,
    /// Who sets it up.
    pub by: Uuid,
    /// Now.
    pub at: Timestamp,
}

/// A connection as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectionRow {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The word for what it is.
    pub kind: String,
    /// What it does, as JSON.
    pub settings: String,
    /// What signs, proves or authenticates.
    pub secret: String,
    /// The secret before, and until when it counts.
    pub old_secret: Option<(String, Timestamp)>,
    /// Who set it up.
    pub created_by: Option<Person>,
    /// When.
    pub created_at: Timestamp,
    /// When a delivery was last taken.
    pub delivered_at: Option<Timestamp>,
    /// Since when it is switched off.
    pub off_at: Option<Timestamp>,
    /// Deliveries that are to go.
    pub waiting: u32,
    /// Deliveries that were given up.
    pub failed: u32,
}

/// How a connection is to be from now on.
#[derive(Clone, Copy)]
pub struct ConnectionChange<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What it does, as JSON.
    pub settings: &'a str,
    /// What it is told of, as a JSON list of names.
    pub events: &'a str,
    /// Since when it is switched off: nothing goes out and comes in, and it is not told of what happens meanwhile.
    pub off_at: Option<Timestamp>,
    /// Another secret; the one before counts no longer. Without one the secret stays.
    pub secret: Option<&'a str>,
}

impl std::fmt::Debug for ConnectionRow {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the secrets: rows end up in messages.
        let Self { id, name, kind, settings, delivered_at, waiting, failed, .. } = self;
        write!(formatter, "{kind} {id} {name:?} {settings} {delivered_at:?} {waiting} {failed}")
    }
}

/// A delivery to send.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveryRow {
    /// Its id: at every try it is the same delivery.
    pub id: Uuid,
    /// Of which connection.
    pub connection: Uuid,
    /// In which postmortem it happened.
    pub postmortem: Uuid,
    /// What happened.
    pub event: String,
    /// Further facts.
    pub detail: Map<String, Value>,
    /// When it happened.
    pub happened_at: Timestamp,
    /// How often it was tried in vain.
    pub tries: u32,
    /// What came of the last try.
    pub answer: String,
}

/// Connections and deliveries.
#[async_trait]
pub trait ConnectionStore: Send + Sync {
    /// All that were not removed, by name.
    async fn connections(&self) -> Result<Vec<ConnectionRow>, StoreError>;

    /// One of them.
    async fn connection(&self, id: Uuid) -> Result<ConnectionRow, StoreError>;

    /// Keeps a new one. `Conflict` when there are `most` already.
    async fn create_connection(&self, new: &NewConnection, most: u32, audit: &Audit) -> Result<(), StoreError>;

    /// Changes it, all of it at once: no secret is ever beside settings that it was not given for.
    async fn change_connection(&self, id: Uuid, change: ConnectionChange<'_>, audit: &Audit) -> Result<(), StoreError>;

    /// Gives it another secret; the one before counts until `old_until`, or not at all any more.
    async fn set_connection_secret(
        &self,
        id: Uuid,
        secret: &str,
        old_until: Option<Timestamp>,
        audit: &Audit,
    ) -> Result<(), StoreError>;

    /// Removes it: nothing goes out and comes in any more. It can be brought back for a while.
    async fn remove_connection(&self, id: Uuid, at: Timestamp, audit: &Audit) -> Result<(), StoreError>;

    /// Brings it back. `NotFound` when it was not removed.
    async fn restore_connection(&self, id: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// Takes the delivery that is due for the longest time, if any is, for whoever asks alone, until `until`: who has not said by then
    /// what became of it was ended, and somebody else gets it. None of the connections in `busy`, and
    /// none that is switched off.
    async fn claim_delivery(
        &self,
        now: Timestamp,
        until: Timestamp,
        busy: &[Uuid],
    ) -> Result<Option<DeliveryRow>, StoreError>;

    /// It was taken. None is fine, too.
    async fn end_delivery(&self, delivery: Uuid, at: Timestamp) -> Result<(), StoreError>;

    /// It was not taken, and is tried again at `due`; without that it is given up.
    async fn postpone_delivery(&self, delivery: Uuid, due: Option<Timestamp>, answer: &str) -> Result<(), StoreError>;

    /// Deliveries that were given up, at most `limit`, newest first.
    async fn failed_deliveries(&self, limit: u32) -> Result<Vec<DeliveryRow>, StoreError>;

    /// Tries one that was given up from the start again. `NotFound` when it was not.
    async fn resend_delivery(&self, delivery: Uuid, at: Timestamp, audit: &Audit) -> Result<(), StoreError>;
}
