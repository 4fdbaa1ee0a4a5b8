//! Edits that carry out a decision. They are in the log, together with the decision, before anybody sees them: a page or another node that
//! gives back what it has seen never brings words in that nobody has decided on.

use bytes::Bytes;
use debrief_shared::document::Postmortem;
use tokio::sync::oneshot;
use uuid::Uuid;
use yrs::TransactionMut;

use super::super::DocumentError;
use super::super::committer::{Committed, Deciding};
use super::super::containment::Contained;
use super::super::replica::Poisoned;
use super::super::upkeep::Done;
use super::{Live, Now};
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::comments::Decision;

/// Told what became of a decision; not told when the edit changes nothing.
pub(in crate::document) type Decided = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// An edit on its way into the log.
pub(super) struct Waiting {
    /// It waits until so many updates count as committed.
    ticket: u64,
    change: Bytes,
    outcome: oneshot::Receiver<Result<(), StoreError>>,
    decided: Decided,
    done: Done,
}

impl Live {
    /// One transaction by the server, together with a decision; `done` is told when both are on disk, or the decision was refused and nothing is.
    pub(in crate::document) fn edit_deciding(
        &mut self,
        edit: impl FnOnce(&Postmortem, &mut TransactionMut<'_>),
        (decision, audit): (Decision, Audit),
        decided: Decided,
        done: Done,
        now: Now,
    ) -> Result<(), Poisoned> {
        if let Some(refusal) = self.refusal() {
            drop(done.send(Err(refusal)));
            return Ok(());
        }
        let work = self.contained.as_ref().map(Contained::loading);
        let drafted = self.replica.draft(edit);
        drop(work);
        let Some((client, change)) = drafted? else {
            drop(done.send(Ok(())));
            return Ok(());
        };
        self.adopt_for(&change, now);
        let writers: Vec<(u64, Option<Uuid>)> = vec![(client, None)];
        self.authorship.learn(&writers);
        self.submitted += 1;
        let (tell, outcome) = oneshot::channel();
        let by = decision.by;
        let deciding = Deciding { decision, audit, outcome: tell };
        // Other nodes hear that it is in the log, and read it there.
        self.lane.submit_deciding(by, now.date, change.clone(), writers, deciding);
        self.deciding.push_back(Waiting { ticket: self.submitted, change, outcome, decided, done });
        Ok(())
    }

    /// Shows what is in the log by now. To be called before anything else hears that it counts as committed: a snapshot has to hold it.
    pub(in crate::document) fn show_decided(&mut self, committed: Committed, now: Now) -> Result<(), Poisoned> {
        while let Some(waiting) = self.deciding.pop_front_if(|waiting| waiting.ticket <= committed.updates) {
            let Waiting { ticket, change, mut outcome, decided, done } = waiting;
            match outcome.try_recv() {
                Ok(Ok(())) => {
                    self.show(&change, now)?;
                    decided(Ok(()));
                    self.edits.push_front((ticket, done));
                }
                Ok(Err(error)) => {
                    decided(Err(error));
                    drop(done.send(Ok(())));
                }
                Err(_) => drop(done.send(Err(DocumentError::Overloaded))),
            }
        }
        Ok(())
    }

    /// Nothing can be shown any more; what is decided is in the log.
    pub(in crate::document) fn forget_decided(&mut self, error: &DocumentError) {
        self.deciding.drain(..).for_each(|waiting| drop(waiting.done.send(Err(error.clone()))));
    }

    fn show(&mut self, change: &Bytes, now: Now) -> Result<(), Poisoned> {
        let before = self.before();
        let work = self.contained.as_ref().map(Contained::loading);
        let taken = self.replica.catch_up(std::iter::once(change.as_ref()), false);
        drop(work);
        let change = taken?.map_err(|reason| {
            tracing::error!(reason, "an edit that is in the log does not fit");
            Poisoned
        })?;
        // Among several nodes it may have been read from the log before.
        if let Some(change) = change {
            self.upkeep.changed(change.len(), now.date, now.instant);
            self.broadcast.add(change, None, before, self.sessions.len(), now.instant);
        }
        Ok(())
    }
}
