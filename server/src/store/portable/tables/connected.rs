//! The tables of connections.

use super::super::Column::{Integer, Text};
use super::super::Table;
use super::table;

/// Connections, with their secrets.
pub(super) const CONNECTIONS: Table = table(
    "connections",
    1,
    &[
        Text("id"),
        Text("kind"),
        Text("name"),
        Text("settings"),
        Text("events"),
        Text("secret"),
        Text("old_secret"),
        Integer("old_until"),
        Text("created_by"),
        Integer("created_at"),
        Integer("delivered_at"),
        Integer("removed_at"),
        Integer("off_at"),
    ],
);

/// Which postmortem tells of an incident that another system named.
pub(super) const INBOUND: Table = table(
    "inbound_incidents",
    2,
    &[Text("connection_id"), Text("incident"), Text("postmortem_id"), Integer("ended_at")],
);

/// Tickets of mitigations.
pub(super) const TRACKED: Table = table(
    "tracked",
    2,
    &[
        Text("postmortem_id"),
        Text("mitigation_id"),
        Text("connection_id"),
        Text("key"),
        Text("url"),
        Text("state"),
        Text("word"),
        Integer("checked_at"),
        Integer("due_at"),
        Integer("tries"),
    ],
);
