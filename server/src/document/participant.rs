//! One session as its document sees it: whom it is for, how far it has come, and what of its writing is on disk.

use std::sync::Arc;

use debrief_shared::protocol::ServerEvent;

use super::acks::Acks;
use super::committer::Committed;
use super::outbox::Frame;
use super::seat::Client;

/// A session that has joined.
pub(super) struct Session {
    pub(super) client: Arc<Client>,
    pub(super) acks: Acks,
    /// It has asked for the state: from then on every change is for it.
    pub(super) synced: bool,
    /// It has sent all that it had: from then on nobody else has changes of its replica that are not here.
    pub(super) answered: bool,
}

impl Session {
    pub(super) fn new(client: Arc<Client>) -> Self {
        Self { client, acks: Acks::default(), synced: false, answered: false }
    }

    /// Sends an event, if it understands them.
    pub(super) fn send_event(&self, event: &ServerEvent) {
        if self.client.joining.extended {
            self.client.outbox.push(Frame::event(event));
        }
    }

    /// Tells it how much of its writing is on disk, if that is more than it knows.
    pub(super) fn settle(&mut self, committed: Committed) {
        if let Some(saved) = self.acks.settle(committed.updates)
            && self.client.joining.extended
        {
            self.client.outbox.set_saved(saved);
        }
    }
}
