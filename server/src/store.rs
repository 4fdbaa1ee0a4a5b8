//! Durable storage: one object-safe trait per kind of row, together [`Store`]. A store moves rows; what the bytes mean is `document`'s business.

pub mod documents;
pub mod people;
pub mod templates;
pub mod comments;
pub mod notifications;
pub mod mails;
pub mod reminders;
pub mod images;
pub mod sharing;
pub mod audit;
pub mod nodes;
pub mod history;
pub mod projection;
pub mod reviews;
pub mod outside;
pub mod connections;
pub mod inbound;
pub mod tracked;
pub mod meetings;
pub mod facilitators;
pub mod idempotency;
pub mod search;
pub mod database;
pub mod postgres;
pub mod portable;
pub mod plain;
pub mod sqlite;
mod migrations;

#[cfg(test)]
pub(crate) mod contract;
#[cfg(test)]
pub(crate) mod unreliable;

pub use audit::AuditStore;
pub use comments::CommentStore;
pub use connections::ConnectionStore;
pub use database::Database;
pub use documents::DocumentStore;
pub use facilitators::FacilitatorStore;
pub use history::HistoryStore;
pub use idempotency::IdempotencyStore;
pub use images::ImageStore;
pub use inbound::InboundStore;
pub use mails::MailStore;
pub use meetings::MeetingStore;
pub use nodes::NodeStore;
pub use notifications::NotificationStore;
pub use outside::OutsideStore;
pub use people::PeopleStore;
pub use portable::PortableStore;
pub use projection::ProjectionStore;
pub use reminders::ReminderStore;
pub use reviews::ReviewStore;
pub use search::SearchStore;
pub use sharing::SharingStore;
pub use templates::TemplateStore;
pub use tracked::TrackedStore;

/// Everything that the server keeps.
pub trait Store:
    DocumentStore
    + PeopleStore
    + SharingStore
    + TemplateStore
    + CommentStore
    + NotificationStore
    + MailStore
    + ReminderStore
    + ImageStore
    + AuditStore
    + PortableStore
    + HistoryStore
    + ProjectionStore
    + ReviewStore
    + OutsideStore
    + ConnectionStore
    + InboundStore
    + TrackedStore
    + MeetingStore
    + FacilitatorStore
    + IdempotencyStore
    + SearchStore
    + NodeStore
    + Send
    + Sync
{
}

impl<
    T: DocumentStore
        + PeopleStore
        + SharingStore
        + TemplateStore
        + CommentStore
        + NotificationStore
        + MailStore
        + ReminderStore
        + ImageStore
        + AuditStore
        + PortableStore
        + HistoryStore
        + ProjectionStore
        + ReviewStore
        + MeetingStore
        + FacilitatorStore
        + IdempotencyStore
        + SearchStore
        + OutsideStore
        + ConnectionStore
        + InboundStore
        + TrackedStore
        + NodeStore
        + Send
        + Sync,
> Store for T
{
}

/// Why a store could not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The row that was asked for is not there.
    #[error("not found")]
    NotFound,
    /// A rule of the schema forbids it: the row exists already, or what it refers to does not.
    #[error("conflicts with what is stored")]
    Conflict,
    /// The database did not answer, or answered with something that cannot be read; the reason is for logs.
    #[error("storage is not available: {0}")]
    Unavailable(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::Database(cause)
                if cause.is_unique_violation()
                    || cause.is_foreign_key_violation()
                    || cause.is_check_violation()
                    || postgres::cannot_hold(cause.as_ref()) =>
            {
                Self::Conflict
            }
            other => Self::Unavailable(other.to_string()),
        }
    }
}
