//! Tickets that were made of mitigations, and how they stand at their trackers.

use async_trait::async_trait;
use debrief_shared::api::TicketState;
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::audit::Audit;

/// Of which mitigation a ticket is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketOf {
    /// The postmortem.
    pub postmortem: Uuid,
    /// The mitigation in it.
    pub mitigation: String,
}

/// How a ticket stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Open, done or gone.
    pub state: TicketState,
    /// The tracker's own word.
    pub word: String,
}

/// A ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackedRow {
    /// Of what.
    pub of: TicketOf,
    /// Where.
    pub connection: Uuid,
    /// What the tracker calls it; empty while it is made.
    pub key: String,
    /// Its address.
    pub url: String,
    /// How it stands.
    pub standing: Standing,
    /// When that was known.
    pub checked_at: Timestamp,
    /// How often it was asked in vain.
    pub tries: u32,
}

/// Tickets.
#[async_trait]
pub trait TrackedStore: Send + Sync {
    /// All of a postmortem, also those that are being made.
    async fn tracked(&self, postmortem: Uuid) -> Result<Vec<TrackedRow>, StoreError>;

    /// Keeps the place of a ticket that is about to be made. `Conflict` when another one is being made since `stale`, and when there is
    /// one, unless `forget` is what the tracker calls it.
    async fn begin_ticket(
        &self,
        of: &TicketOf,
        connection: Uuid,
        forget: &str,
        at: Timestamp,
        stale: Timestamp,
    ) -> Result<(), StoreError>;

    /// It was made. `NotFound` when nobody began to.
    async fn note_ticket(&self, row: &TrackedRow, due: Timestamp, audit: &Audit) -> Result<(), StoreError>;

    /// It was not made. None is fine, too.
    async fn drop_ticket(&self, of: &TicketOf) -> Result<(), StoreError>;

    /// Takes the ticket that is to be asked for longest, for whoever asks alone, until `until`.
    async fn claim_tracked(&self, now: Timestamp, until: Timestamp) -> Result<Option<TrackedRow>, StoreError>;

    /// How it stands now, and when to ask again.
    async fn note_standing(
        &self,
        of: &TicketOf,
        standing: &Standing,
        at: Timestamp,
        due: Timestamp,
    ) -> Result<(), StoreError>;

    /// Nobody answered: it is asked again at `due`.
    async fn postpone_tracked(&self, of: &TicketOf, due: Timestamp) -> Result<(), StoreError>;
}
