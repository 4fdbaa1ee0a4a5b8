//! Which postmortem an incident of elsewhere goes into.

use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;

/// Incidents of elsewhere.
#[async_trait]
pub trait InboundStore: Send + Sync {
    /// The postmortem of an incident, if it has one, and when the incident was over.
    async fn incident(&self, connection: Uuid, name: &str) -> Result<Option<(Uuid, Option<Timestamp>)>, StoreError>;

    /// Gives an incident the postmortem `new`, unless it has one: then that one. One that was over before `anew` begins anew. The
    /// postmortem need not be there yet: whoever comes second finds out which one it will be.
    async fn begin_incident(
        &self,
        connection: Uuid,
        name: &str,
        new: Uuid,
        anew: Timestamp,
    ) -> Result<Uuid, StoreError>;

    /// Gives an incident the postmortem `new` in place of the one that it had.
    async fn move_incident(&self, connection: Uuid, name: &str, new: Uuid) -> Result<(), StoreError>;

    /// Notes that an incident is over, or goes on.
    async fn end_incident(&self, connection: Uuid, name: &str, at: Option<Timestamp>) -> Result<(), StoreError>;

    /// The newest postmortem whose incident is written like this.
    async fn postmortem_of_incident(&self, incident: &str) -> Result<Option<Uuid>, StoreError>;
}
