//! Clearing away what is too old of the log: an exact state takes its place, and only after the document was seen to load the same from it.

use std::sync::Arc;

use debrief_shared::document::{Postmortem, View};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use yrs::{ReadTxn, StateVector, Transact};

use super::replay::Replay;
use super::{Documents, broken, view};
use crate::document::DocumentError;
use crate::store::StoreError;
use crate::store::documents::Snapshot;

/// How much older than the policy says the log may be, so that a document is not cleared up every hour.
const SLACK: SignedDuration = SignedDuration::from_hours(24);

impl Documents {
    /// Clears away the log from before `before`, of every document where that is worth it. Versions with a name keep their states.
    pub async fn trim_logs(&self, before: Timestamp) {
        let ids = match self.registry.store.ids().await {
            Ok(ids) => ids,
            Err(error) => return tracing::warn!(%error, "old history could not be cleared away"),
        };
        for id in ids {
            let worth = self.registry.store.log_before(id, before - SLACK).await;
            if !worth.is_ok_and(|seq| seq.is_some()) {
                continue;
            }
            match self.trim_log(id, before).await {
                Ok(updates) => tracing::info!(document = %id, updates, "old history was cleared away"),
                Err(error) => tracing::warn!(document = %id, %error, "old history could not be cleared away"),
            }
        }
    }

    /// Clears away one document's log from before `before`; gives how many updates went. Nothing goes unless the document reads the same
    /// without them, from a state that was read back.
    pub async fn trim_log(&self, id: Uuid, before: Timestamp) -> Result<u64, DocumentError> {
        let store = &self.registry.store;
        let contained = self.contained(id);
        if !contained.left().is_empty() {
            // What was set aside may be let in again: its log stays whole.
            return Ok(0);
        }
        let Some(cut) = store.log_before(id, before).await? else { return Ok(0) };
        let end = store.log_end(id).await?;
        let permit = self.registry.replays.permit().await?;
        let mut whole = Replay::begin(self.store(), id, cut, contained.clone(), Arc::clone(&permit)).await?;
        whole.advance(cut).await?;
        let state = whole.look(encoded).await?;
        whole.advance(end).await?;
        let expected = whole.look(content).await?;
        whole.finish().await?;

        let base = Snapshot { through: cut, state };
        let mut rest = Replay::from_state(self.store(), id, base.clone(), contained, permit).await?;
        rest.advance(end).await?;
        if rest.look(content).await? != expected {
            tracing::error!(document = %id, "a state does not stand for its log, which is left as it is");
            return Err(broken());
        }
        // Whoever opens it begins at the snapshot: one that reaches as far has to be there.
        store.save_snapshot(id, &base, Timestamp::now()).await?;
        match store.trim(id, &base, Timestamp::now()).await {
            Err(StoreError::Conflict) => Ok(0),
            done => Ok(done?),
        }
    }
}

fn encoded(postmortem: &Postmortem) -> Vec<u8> {
    postmortem.doc().transact().encode_state_as_update_v1(&StateVector::default())
}

fn content(postmortem: &Postmortem) -> (View, StateVector) {
    (view(postmortem), postmortem.doc().transact().state_vector())
}
