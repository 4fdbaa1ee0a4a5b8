//! What became of the text after a reviewer has said something of it.

use std::collections::HashMap;
use std::fmt::Write as _;

use debrief_shared::document::Postmortem;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use yrs::Transact;

use super::super::errors::ApiError;
use super::super::state::AppState;
use crate::document::history::spans::count_after;
use crate::store::documents::Seq;
use crate::store::reviews::ReviewRow;

/// A fingerprint of all that is written: what a reviewer has before them. The meeting over it is none of it.
pub(super) async fn fingerprint(state: &AppState, id: Uuid) -> Result<String, ApiError> {
    let read = |postmortem: &Postmortem| {
        let view = postmortem.view(&postmortem.doc().transact());
        serde_json::to_vec(&view).unwrap_or_default()
    };
    let mut text = String::new();
    for byte in Sha256::digest(state.documents.read(id, read).await?) {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

/// How often the text was worked on since each reviewer of a round has come to something; those are left out for whom it reads the same.
pub(super) async fn changes(
    state: &AppState,
    id: Uuid,
    end: Seq,
    round: Option<&ReviewRow>,
) -> Result<HashMap<Uuid, u32>, ApiError> {
    let parts = round.into_iter().flat_map(|round| &round.parts).filter(|part| part.said.verdict.is_some());
    let later: Vec<_> = parts
        .filter_map(|part| part.at.filter(|(_, seq)| *seq < end).map(|(_, seq)| (part.person.id, seq, &part.text)))
        .collect();
    if later.is_empty() {
        return Ok(HashMap::new());
    }
    let now = fingerprint(state, id).await?;
    let mut changes = HashMap::new();
    for (person, seq, text) in later {
        if text.as_ref() != Some(&now) {
            changes.insert(person, count_after(state.store.as_ref(), id, seq).await?.max(1));
        }
    }
    Ok(changes)
}
