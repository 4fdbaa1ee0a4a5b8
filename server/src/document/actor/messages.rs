//! What is asked of an actor.

use std::sync::Arc;

use bytes::Bytes;
use debrief_shared::document::Postmortem;
use debrief_shared::protocol::{CloseReason, ServerEvent};
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::Instant;
use uuid::Uuid;
use yrs::TransactionMut;

use super::super::DocumentError;
use super::super::live::Decided;
use super::super::outbox::Outbox;
use super::super::seat::{Client, Joining, Seat};
use super::super::upkeep::Done;
use crate::store::audit::Audit;
use crate::store::comments::Decision;

type ReadFn = Box<dyn FnOnce(&Postmortem) + Send>;
type EditFn = Box<dyn FnOnce(&Postmortem, &mut TransactionMut<'_>) + Send>;

/// A request, answered in order.
pub(in crate::document) enum Input {
    /// A session wants a place.
    Join { joining: Joining, outbox: Arc<Outbox>, reply: oneshot::Sender<Result<Seat, DocumentError>> },
    /// A frame of a session; a large one with the room that it takes up until it was handled.
    Frame { client: Arc<Client>, frame: Bytes, room: Option<OwnedSemaphorePermit> },
    /// Look at the document.
    Read { read: ReadFn, done: Done },
    /// Change it.
    Edit { author: Uuid, edit: EditFn, done: Done },
    /// Change it, together with a decision.
    EditDeciding { edit: EditFn, deciding: Box<(Decision, Audit)>, decided: Decided, done: Done },
}

impl Input {
    pub(super) fn refuse(self, error: DocumentError) {
        // Whoever asked may have gone away.
        match self {
            Self::Join { reply, .. } => drop(reply.send(Err(error))),
            Self::Read { done, .. } | Self::Edit { done, .. } | Self::EditDeciding { done, .. } => {
                drop(done.send(Err(error)));
            }
            Self::Frame { .. } => {}
        }
    }
}

/// A message that overtakes requests and never has to wait.
pub(in crate::document) enum Control {
    /// A session has ended.
    Leave(u64),
    /// A session that was behind has written everything.
    Drained(Arc<Client>),
    /// Lists are about to be made: derive what they show.
    List(Done),
    /// Tell everybody.
    Announce(ServerEvent),
    /// It went into the bin: end all sessions, take no more.
    Retire(CloseReason),
    /// Another node was killed; until then pages give back what it may have lost.
    Recover { node: Uuid, until: Instant },
    /// The server stops.
    Stop,
}
