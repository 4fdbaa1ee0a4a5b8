//! Who likes to facilitate, which postmortems look for somebody, and addresses by which calendars read along.

use async_trait::async_trait;
use debrief_shared::api::Person;
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::audit::Audit;
use super::people::{Account, SecretHash};

/// A postmortem that looks for a facilitator, or has found one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    /// Who asks.
    pub asked_by: Person,
    /// Since when.
    pub asked_at: Timestamp,
    /// What goes with it.
    pub note: String,
    /// Who does it.
    pub taken_by: Option<Person>,
}

/// Facilitators and calendar addresses.
#[async_trait]
pub trait FacilitatorStore: Send + Sync {
    /// Whether a facilitator is looked for, or was found.
    async fn facilitator_request(&self, postmortem: Uuid) -> Result<Option<RequestRow>, StoreError>;

    /// Looks for a facilitator; once more after one was found. `Conflict` when there is no such postmortem or person.
    async fn seek_facilitator(
        &self,
        postmortem: Uuid,
        by: Uuid,
        at: Timestamp,
        note: &str,
        audit: &Audit,
    ) -> Result<(), StoreError>;

    /// Looks for none any more. `NotFound` when none was looked for, or one was found.
    async fn stop_seeking(&self, postmortem: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// Somebody does it. `NotFound` when none is looked for, `Conflict` when somebody else was first.
    async fn take_facilitation(
        &self,
        postmortem: Uuid,
        person: Uuid,
        at: Timestamp,
        audit: &Audit,
    ) -> Result<(), StoreError>;

    /// They cannot after all: it is looked for again. `NotFound` when it was not them.
    async fn give_facilitation_back(&self, postmortem: Uuid, person: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// Those who like to facilitate and can sign in, by name.
    async fn willing_facilitators(&self) -> Result<Vec<Person>, StoreError>;

    /// Notes whether somebody likes to facilitate.
    async fn set_willing(&self, person: Uuid, since: Option<Timestamp>) -> Result<(), StoreError>;

    /// When the calendar address of a person was made, if they have one.
    async fn calendar_feed(&self, person: Uuid) -> Result<Option<Timestamp>, StoreError>;

    /// Makes a calendar address, in place of the one so far. `NotFound` when there is no such account, or it is suspended.
    async fn make_calendar_feed(
        &self,
        person: Uuid,
        secret: &SecretHash,
        at: Timestamp,
        audit: &Audit,
    ) -> Result<(), StoreError>;

    /// Takes a calendar address away. `NotFound` when there is none.
    async fn revoke_calendar_feed(&self, person: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// Whose calendar address this is, unless they are suspended.
    async fn calendar_reader(&self, secret: &SecretHash) -> Result<Option<Account>, StoreError>;
}
