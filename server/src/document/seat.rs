//! A session's place at a document: what the document knows of it, and its way in.

use std::sync::Arc;

use bytes::Bytes;
use debrief_shared::api::{Person, Role};
use tokio::sync::{Semaphore, mpsc};

use super::actor::{Control, Input};
use super::outbox::Outbox;

/// Who wants to join.
#[derive(Clone, Debug)]
pub struct Joining {
    /// The person, as everybody will see them.
    pub person: Person,
    /// What they may do.
    pub role: Role,
    /// Whether they understand events and acknowledgements (subprotocol `debrief.v1`).
    pub extended: bool,
}

/// A session as its document sees it.
pub(super) struct Client {
    /// Unique among the sessions of the process.
    pub(super) key: u64,
    pub(super) joining: Joining,
    pub(super) outbox: Arc<Outbox>,
}

/// Frames from this size on count against [`LARGE_FRAME_BYTES`].
const LARGE_FRAME: usize = 4 << 10;
/// Most bytes of large frames that wait in a document's inbox.
pub(super) const LARGE_FRAME_BYTES: usize = 8 << 20;

/// The document is no longer served; the outbox says why, if there is a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

/// A joined session. Dropping it leaves the document and takes its presence away.
pub struct Seat {
    pub(super) client: Arc<Client>,
    pub(super) inbox: mpsc::Sender<Input>,
    pub(super) control: mpsc::UnboundedSender<Control>,
    pub(super) room: Arc<Semaphore>,
}

impl Seat {
    /// What waits to be written to the socket.
    pub fn outbox(&self) -> &Arc<Outbox> {
        &self.client.outbox
    }

    /// Hands over a frame from the socket, unread. Waits while the document is busy, which slows its writer down.
    pub async fn send(&self, frame: Bytes) -> Result<(), Gone> {
        let room = match u32::try_from(frame.len().min(LARGE_FRAME_BYTES)) {
            Ok(bytes) if frame.len() >= LARGE_FRAME => {
                Some(Arc::clone(&self.room).acquire_many_owned(bytes).await.map_err(|_| Gone)?)
            }
            _ => None,
        };
        let client = Arc::clone(&self.client);
        self.inbox.send(Input::Frame { client, frame, room }).await.map_err(|_| Gone)
    }

    /// Says that the socket, once too slow, has written everything.
    pub fn drained(&self) {
        // A document that is gone has nothing to add.
        let _ = self.control.send(Control::Drained(Arc::clone(&self.client)));
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        // A document that is gone has forgotten its sessions.
        let _ = self.control.send(Control::Leave(self.client.key));
    }
}
