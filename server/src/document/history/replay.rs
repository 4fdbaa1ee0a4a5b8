//! The log read once more, up to a place in it: through the gate, page by page, on threads where it holds nobody up.

use std::sync::Arc;

use debrief_shared::document::Postmortem;
use debrief_shared::gate;
use jiff::Timestamp;
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::broken;
use super::ledger::Ledger;
use crate::document::DocumentError;
use crate::document::containment::Contained;
use crate::document::quarantine::Left;
use crate::document::replica::Replica;
use crate::store::DocumentStore;
use crate::store::documents::{Seq, Snapshot, StoredUpdate};

pub(super) struct Replay {
    store: Arc<dyn DocumentStore>,
    id: Uuid,
    /// Everything up to here is in it, and nothing after.
    through: Seq,
    replica: Replica,
    ledger: Option<Ledger>,
    contained: Contained,
    /// What was set aside when this began.
    left: Left,
    /// Where the log began when this did.
    trimmed: Seq,
    permit: Arc<OwnedSemaphorePermit>,
}

impl Replay {
    /// Begins at the newest exact state that reaches no further than `at_most`, or at the beginning of the log.
    pub(super) async fn begin(
        store: Arc<dyn DocumentStore>,
        id: Uuid,
        at_most: Seq,
        contained: Contained,
        permit: Arc<OwnedSemaphorePermit>,
    ) -> Result<Self, DocumentError> {
        let mut replay = Self::empty(store, id, contained, permit).await?;
        let trimmed = replay.trimmed;
        if let Some(state) = replay.state_before(if at_most == 0 { trimmed } else { at_most }).await? {
            replay.take_state(state).await?;
        }
        match replay.through {
            through if through >= trimmed => Ok(replay),
            // A version from before the log begins is there by itself, and what is between is no more.
            through if at_most > 0 && at_most < trimmed => {
                if through == at_most {
                    Ok(replay)
                } else {
                    Err(DocumentError::NotFound)
                }
            }
            _ => Err(broken()),
        }
    }

    /// Begins at a state that is not stored yet.
    pub(super) async fn from_state(
        store: Arc<dyn DocumentStore>,
        id: Uuid,
        state: Snapshot,
        contained: Contained,
        permit: Arc<OwnedSemaphorePermit>,
    ) -> Result<Self, DocumentError> {
        let mut replay = Self::empty(store, id, contained, permit).await?;
        replay.take_state(state).await?;
        Ok(replay)
    }

    async fn empty(
        store: Arc<dyn DocumentStore>,
        id: Uuid,
        contained: Contained,
        permit: Arc<OwnedSemaphorePermit>,
    ) -> Result<Self, DocumentError> {
        let trimmed = store.row(id).await?.trimmed;
        let (replica, left) = (Replica::empty(), contained.left());
        Ok(Self { store, id, through: 0, replica, ledger: None, contained, left, trimmed, permit })
    }

    /// The newest exact state that reaches no further and was not set aside.
    async fn state_before(&self, mut at_most: Seq) -> Result<Option<Snapshot>, DocumentError> {
        loop {
            let state = self.store.state_before(self.id, at_most).await?;
            match state {
                Some(state) if self.left.has_state(state.through) => at_most = state.through - 1,
                other => return Ok(other),
            }
        }
    }

    async fn take_state(&mut self, state: Snapshot) -> Result<(), DocumentError> {
        let (seq, created_at) = (state.through, Timestamp::UNIX_EPOCH);
        self.take(vec![StoredUpdate { seq, author: None, created_at, data: state.state }]).await
    }

    /// Whether what comes next was cleared away.
    pub(super) fn is_before_the_log(&self) -> bool {
        self.through < self.trimmed
    }

    /// From here on notes who did what.
    pub(super) fn keep_ledger(&mut self) {
        self.ledger.get_or_insert_default();
    }

    /// Goes on up to the update at `seq`. `NotFound` when there is none.
    pub(super) async fn advance(&mut self, seq: Seq) -> Result<(), DocumentError> {
        while self.through < seq && !self.is_before_the_log() {
            let mut page = self.store.tail(self.id, self.through).await?;
            page.retain(|row| row.seq <= seq);
            if page.is_empty() {
                break;
            }
            self.take(page).await?;
        }
        if self.through == seq { Ok(()) } else { Err(DocumentError::NotFound) }
    }

    async fn take(&mut self, page: Vec<StoredUpdate>) -> Result<(), DocumentError> {
        let Some(last) = page.last().map(|row| row.seq) else { return Ok(()) };
        let mut replica = std::mem::replace(&mut self.replica, Replica::empty());
        let mut ledger = self.ledger.take();
        let (permit, left, contained) = (Arc::clone(&self.permit), self.left.clone(), self.contained.clone());
        let work = spawn_blocking(move || {
            // In here: whoever asked may go away, and the work goes on.
            let noted = contained.looking_back();
            if let Some(ledger) = &mut ledger {
                for row in &page {
                    ledger.note(gate::footprint(&row.data).map_err(|_| broken())?, row.author);
                }
            }
            let kept = page.iter().filter(|row| !left.has_update(row.seq)).map(|row| row.data.as_slice());
            let outcome = if left.is_empty() { replica.replay(kept) } else { replica.replay_what_stands(kept) };
            drop((noted, permit));
            match outcome {
                Ok(Ok(())) if !replica.has_missing() => Ok((replica, ledger)),
                _ => Err(broken()),
            }
        });
        (self.replica, self.ledger) = work.await.map_err(|_| broken())??;
        self.through = last;
        Ok(())
    }

    /// Looks at the document as it is so far.
    pub(super) async fn look<T: Send + 'static>(
        &mut self,
        look: impl FnOnce(&Postmortem) -> T + Send + 'static,
    ) -> Result<T, DocumentError> {
        let replica = std::mem::replace(&mut self.replica, Replica::empty());
        let permit = Arc::clone(&self.permit);
        let work = spawn_blocking(move || {
            let seen = look(replica.postmortem());
            drop(permit);
            (replica, seen)
        });
        let seen;
        (self.replica, seen) = work.await.map_err(|_| broken())?;
        Ok(seen)
    }

    /// The document, and who did what since [`Replay::keep_ledger`]. Fails when the log was trimmed meanwhile: pages may have been missing.
    pub(super) async fn finish(self) -> Result<(Replica, Ledger), DocumentError> {
        if self.store.row(self.id).await?.trimmed != self.trimmed {
            return Err(DocumentError::Overloaded);
        }
        Ok((self.replica, self.ledger.unwrap_or_default()))
    }
}
