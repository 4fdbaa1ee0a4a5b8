//! What a replica knows of its connection.

use std::collections::HashMap;

use debrief_shared::protocol::ServerEvent;
use serde_json::Value;

/// How a connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The close code; `None` if the socket broke without one.
    pub code: Option<u16>,
    /// The text of the close frame, or the error.
    pub reason: String,
}

/// What has come over a connection so far. Events outlive it.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Counts connections: what one of them still hears after its end is not about the next.
    pub(super) connection: u64,
    /// Update-carrying frames sent.
    pub(super) sent: u64,
    /// Of these, on disk by the server's word.
    pub(super) acknowledged: u64,
    /// Binary frames received.
    pub(super) received: u64,
    /// The server's state vector was answered.
    pub(super) answered: bool,
    /// Our state vector was answered.
    pub(super) synced: bool,
    /// Every event, oldest first.
    pub(super) events: Vec<ServerEvent>,
    /// Awareness by client id.
    pub(super) peers: HashMap<u64, Value>,
    /// Set at the end.
    pub(super) ending: Option<Ending>,
}
