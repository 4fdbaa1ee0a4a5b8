//! Changes that carry out a decision, from outside.

use debrief_shared::document::Postmortem;
use uuid::Uuid;
use yrs::TransactionMut;

use super::actor::Input;
use super::{DocumentError, Documents, Slot};
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::comments::Decision;

/// What became of a decision that an edit carries out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The edit changes nothing, so nothing was decided.
    Unchanged,
    /// Both are on disk.
    Decided,
    /// It was refused, and nothing was changed.
    Refused(StoreError),
}

impl Documents {
    /// Changes a document in one transaction and decides with it: whatever happens, both are on disk or neither is, and nobody sees the
    /// change before. After an error it is not known which.
    pub async fn edit_deciding<T: Send + 'static>(
        &self,
        id: Uuid,
        (decision, audit): (Decision, Audit),
        edit: impl FnOnce(&Postmortem, &mut TransactionMut<'_>) -> T + Send + 'static,
    ) -> Result<(T, Outcome), DocumentError> {
        let (slot, done, finished) = Slot::new();
        let filled = slot.clone();
        let edit =
            Box::new(move |postmortem: &Postmortem, txn: &mut TransactionMut<'_>| filled.fill(edit(postmortem, txn)));
        let (outcome, _, _) = Slot::new();
        let told = outcome.clone();
        let decided = Box::new(move |decided: Result<(), StoreError>| {
            told.fill(decided.map_or_else(Outcome::Refused, |()| Outcome::Decided));
        });
        self.registry
            .request(id, Input::EditDeciding { edit, deciding: Box::new((decision, audit)), decided, done })
            .await?;
        let edited = slot.wait(finished).await?;
        Ok((edited, outcome.take().unwrap_or(Outcome::Unchanged)))
    }
}
