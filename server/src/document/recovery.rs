//! For how long pages may give back what the log has lost. Updates are shown to everybody before they are on disk; when a server was
//! killed in between, whoever saw them holds the only copy, their author or not.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

/// What may have been lost, and until when it is taken back.
pub(super) struct Recovery {
    time: Duration,
    /// Of all documents: the server before this one did not write everything.
    everything: Mutex<Option<Instant>>,
    /// Of single documents, whose updates storage refused.
    documents: Mutex<HashMap<Uuid, Instant>>,
}

impl Recovery {
    /// `clean`: everything was written when the last server stopped.
    pub(super) fn new(clean: bool, time: Duration) -> Self {
        let everything = Mutex::new((!clean).then(|| Instant::now() + time));
        Self { time, everything, documents: Mutex::default() }
    }

    /// Another node was killed: it may have lost something of any document. Gives until when that is taken back.
    pub(super) fn begin_everywhere(&self) -> Instant {
        let until = Instant::now() + self.time;
        *self.everything.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
        until
    }

    /// Updates of a document were given up.
    pub(super) fn begin(&self, document: Uuid) {
        let now = Instant::now();
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        documents.retain(|_, until| *until > now);
        documents.insert(document, now + self.time);
    }

    /// Until when a document takes back what it has lost.
    pub(super) fn until(&self, document: Uuid) -> Option<Instant> {
        let documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        let everything = *self.everything.lock().unwrap_or_else(PoisonError::into_inner);
        documents.get(&document).copied().max(everything)
    }
}
