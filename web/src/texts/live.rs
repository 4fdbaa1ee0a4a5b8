//! What the session, the connection and the replica say.

use std::fmt::Display;

pub(crate) fn would_be_lost(changes: u32) -> String {
    match changes {
        1 => "1 change on this device is not sent yet. It would be lost.".to_owned(),
        _ => format!("{changes} changes on this device are not sent yet. They would be lost."),
    }
}

// Where words that were not saved stood.
pub(crate) fn timeline_at(when: impl Display) -> String {
    format!("Timeline, {when}")
}
pub(crate) fn account_of(entry: impl Display, author: impl Display) -> String {
    format!("{entry}, account of {author}")
}
pub(crate) fn field_of(field: &str, name: &str) -> String {
    format!("{field} of “{name}”")
}
/// Stands for an entry without words, within a sentence.
pub(crate) const AN_ENTRY: &str = "an entry";
pub(crate) const A_MITIGATION: &str = "a mitigation";

pub(crate) const CANNOT_READ_A_CHANGE: &str =
    "A change from the server could not be read. Reload the page; your own changes are kept.";
pub(crate) const TITLE: &str = "Title";
pub(crate) const UNTITLED_SECTION: &str = "Untitled section";
pub(crate) const HEADING_OF_A_SECTION: &str = "Heading of a section";
pub(crate) const MITIGATIONS: &str = "Mitigations";
pub(crate) const TIMELINE: &str = "Timeline";
pub(crate) const INCIDENT: &str = "Incident";
pub(crate) const SEVERITY: &str = "Severity";
pub(crate) const TIME_ZONE: &str = "Time zone";
pub(crate) fn time_of(name: impl Display) -> String {
    format!("Time of “{name}”")
}
pub(crate) fn evidence(entry_name: impl Display) -> String {
    format!("Evidence, {entry_name}")
}
pub(crate) const OWNER: &str = "Owner";
pub(crate) const DUE_DATE: &str = "Due date";
pub(crate) const PRIORITY: &str = "Priority";
pub(crate) const TICKET: &str = "Ticket";
pub(crate) const CATEGORY: &str = "Category";
pub(crate) const APPROACH: &str = "Approach";
pub(crate) const STATUS: &str = "Status";
pub(crate) const REASON: &str = "Reason";
pub(crate) const OFFLINE: &str = "The server can't be reached right now. Check your connection and try again.";
pub(crate) const NOT_UNDERSTOOD: &str =
    "The server answered in a way this page doesn't know. Reload the page; it may be older than the server.";
