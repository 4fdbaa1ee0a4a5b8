//! The server's replica of one document: every call into yrs that handles bytes of others happens here, guarded, since yrs may panic on
//! what it was not made for. After a panic the replica is lost and must be loaded anew.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use bytes::Bytes;
use debrief_shared::document::Postmortem;
use debrief_shared::gate::{self, Admission, Gate};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;
use yrs::updates::decoder::Decode;
use yrs::{IdSet, ReadTxn, StateVector, Transact, TransactionMut, Update};

use super::provoke;
use crate::random;

/// A frame up to this size is applied at once …
const QUICK_BYTES: usize = 1 << 10;
/// … in a document of up to so many parts, and a smaller one in one of so many more; see [`aside`].
const QUICK_PARTS: usize = 10_000;

/// Origin of transactions that bring in what others wrote.
const REMOTE: &str = "remote";
/// Origin of transactions of the server itself.
const SERVER: &str = "server";

/// yrs panicked in the middle of its work: the replica cannot be trusted any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Poisoned;

/// A document and what is known of it without asking yrs again.
pub(super) struct Replica {
    postmortem: Postmortem,
    gate: Gate,
    /// Looked up when somebody asks: it names every replica that ever wrote here, which is too much to collect at each keystroke.
    state: OnceLock<StateVector>,
    encoded: Option<Bytes>,
    deleted: Option<IdSet>,
}

impl Replica {
    /// An empty one with a fresh client id.
    pub(super) fn empty() -> Self {
        Self {
            postmortem: Postmortem::new(random::client_id()),
            gate: Gate::new(),
            state: OnceLock::new(),
            encoded: None,
            deleted: None,
        }
    }

    pub(super) fn postmortem(&self) -> &Postmortem {
        &self.postmortem
    }

    /// What it holds.
    pub(super) fn state(&self) -> &StateVector {
        self.state.get_or_init(|| self.postmortem.doc().transact().state_vector())
    }

    /// Its own client id.
    pub(super) fn client(&self) -> u64 {
        self.postmortem.doc().client_id().get()
    }

    /// What an update is checked against before it is applied.
    pub(super) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Finds the place of everything that an update adds, from a frame of so many bytes, in at most so many steps; [`Replica::apply`] then
    /// takes it in. Gives the steps that it took.
    pub(super) fn place(&mut self, admission: Admission, bytes: usize, most: usize) -> Result<usize, gate::Refusal> {
        let slow = self.is_slow(bytes);
        let gate = &mut self.gate;
        let work = || gate.take(admission, most);
        if slow { aside(work) } else { work() }
    }

    /// Takes in an update whose place was found, from this frame. Returns what was new, as an update of its own; `None` when everything was known.
    pub(super) fn apply(&mut self, update: Update, frame: &[u8]) -> Result<Option<Bytes>, Poisoned> {
        let slow = self.is_slow(frame.len());
        let postmortem = &self.postmortem;
        let work = || {
            provoke::heed(frame, false);
            let mut txn = postmortem.doc().transact_mut_with(REMOTE);
            let taken = txn.apply_update(update).is_ok() && !txn.has_missing_updates();
            // The gate lets through only what is taken whole; should they ever disagree, this replica is not to be trusted.
            taken.then(|| finish(txn)).ok_or(Poisoned)
        };
        let (change, moved) = guard(|| if slow { aside(work) } else { work() })??;
        self.moved(moved);
        Ok(change)
    }

    /// Takes in stored updates, all in one transaction; the error names the first that cannot be read.
    pub(super) fn replay<'a>(
        &mut self,
        updates: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Result<(), String>, Poisoned> {
        self.replay_each(updates, false)
    }

    /// The same for a log of which something is left out: what builds on that is passed over.
    pub(super) fn replay_what_stands<'a>(
        &mut self,
        updates: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Result<(), String>, Poisoned> {
        self.replay_each(updates, true)
    }

    fn replay_each<'a>(
        &mut self,
        updates: impl IntoIterator<Item = &'a [u8]>,
        passing: bool,
    ) -> Result<Result<(), String>, Poisoned> {
        let Self { postmortem, gate, .. } = self;
        let outcome = guard(|| {
            let mut txn = postmortem.doc().transact_mut_with(REMOTE);
            let outcome = updates.into_iter().enumerate().try_for_each(|(index, bytes)| {
                provoke::heed(bytes, true);
                match gate.admit(bytes) {
                    Ok(()) => {}
                    Err(gate::Refusal::Missing) if passing => {
                        tracing::warn!("an update builds on one that was set aside, and is left out with it");
                        return Ok(());
                    }
                    Err(refusal) => return Err(format!("update {index} of a page: {refusal}")),
                }
                let update = Update::decode_v1(bytes).map_err(|error| format!("update {index} of a page: {error}"))?;
                txn.apply_update(update).map_err(|error| format!("update {index} of a page: {error}"))
            });
            txn.commit();
            outcome
        })?;
        self.moved(true);
        Ok(outcome)
    }

    /// Takes in updates that other nodes stored, behind all that is known to be stored before them. Returns what was new; the error names
    /// the first that does not fit. `passing`: something of the log is left out, and what builds on that is passed over.
    pub(super) fn catch_up<'a>(
        &mut self,
        updates: impl Iterator<Item = &'a [u8]>,
        passing: bool,
    ) -> Result<Result<Option<Bytes>, String>, Poisoned> {
        let Self { postmortem, gate, .. } = self;
        let work = || {
            let mut txn = postmortem.doc().transact_mut_with(REMOTE);
            for bytes in updates {
                provoke::heed(bytes, true);
                match gate.admit(bytes) {
                    Ok(()) => {}
                    // It builds on something that was set aside.
                    Err(gate::Refusal::Missing) if passing => continue,
                    Err(refusal) => return Err(refusal.to_string()),
                }
                let update = Update::decode_v1(bytes).map_err(|error| error.to_string())?;
                txn.apply_update(update).map_err(|error| error.to_string())?;
            }
            Ok(finish(txn))
        };
        let (change, moved) = match guard(|| aside(work))? {
            Ok(done) => done,
            Err(reason) => return Ok(Err(reason)),
        };
        self.moved(moved);
        Ok(Ok(change))
    }

    /// Whether something that was taken in hangs on something that is not there.
    pub(super) fn has_missing(&self) -> bool {
        self.postmortem.doc().transact().has_missing_updates()
    }

    /// Runs one transaction of the server; returns what changed as an update.
    pub(super) fn edit(
        &mut self,
        edit: impl FnOnce(&Postmortem, &mut TransactionMut<'_>),
    ) -> Result<Option<Bytes>, Poisoned> {
        let slow = self.gate.parts() > QUICK_PARTS;
        let postmortem = &self.postmortem;
        let work = || {
            let mut txn = postmortem.doc().transact_mut_with(SERVER);
            edit(postmortem, &mut txn);
            finish(txn)
        };
        let (change, moved) = guard(|| if slow { aside(work) } else { work() })?;
        if let Some(change) = &change {
            // What the gate does not take could not be loaded again.
            self.gate.admit(change).map_err(|refusal| {
                tracing::error!(%refusal, "an edit of the server does not pass the gate");
                Poisoned
            })?;
        }
        self.moved(moved);
        Ok(change)
    }

    /// What an edit would change, without making it: an update by a client id of its own, and that id. Made of a copy, so what happens here
    /// meanwhile is met like anybody's typing.
    pub(super) fn draft(
        &mut self,
        edit: impl FnOnce(&Postmortem, &mut TransactionMut<'_>),
    ) -> Result<Option<(u64, Bytes)>, Poisoned> {
        let state = self.encoded()?;
        let client = random::client_id();
        let slow = self.is_slow(state.len());
        let work = || {
            let copy = Postmortem::new(client);
            let read = Update::decode_v1(&state).map_err(|_| Poisoned)?;
            copy.doc().transact_mut_with(REMOTE).apply_update(read).map_err(|_| Poisoned)?;
            let mut txn = copy.doc().transact_mut_with(SERVER);
            edit(&copy, &mut txn);
            Ok(finish(txn).0)
        };
        let change = guard(|| if slow { aside(work) } else { work() })??;
        if let Some(change) = &change {
            self.gate.check(change).map_err(|refusal| {
                tracing::error!(%refusal, "an edit of the server would not pass the gate");
                Poisoned
            })?;
        }
        Ok(change.map(|change| (client, change)))
    }

    /// Everything that a reader lacks who has `from`, as an update.
    pub(super) fn difference(&mut self, from: &StateVector) -> Result<Bytes, Poisoned> {
        if from.is_empty() {
            return self.encoded();
        }
        guard(|| self.postmortem.doc().transact().encode_state_as_update_v1(from).into())
    }

    /// The whole state as an update; kept until the next change.
    pub(super) fn encoded(&mut self) -> Result<Bytes, Poisoned> {
        if let Some(encoded) = &self.encoded {
            return Ok(encoded.clone());
        }
        let encoded: Bytes =
            guard(|| self.postmortem.doc().transact().encode_state_as_update_v1(&StateVector::default()).into())?;
        Ok(self.encoded.insert(encoded).clone())
    }

    /// Whether everything is deleted here that an update deletes. What is looked up for that is kept until the next change.
    pub(super) fn has_deleted(&mut self, update: &Update) -> Result<bool, Poisoned> {
        let Self { postmortem, deleted, .. } = self;
        guard(|| {
            let deleted = deleted.get_or_insert_with(|| postmortem.doc().transact().snapshot().delete_set);
            update.delete_set().diff(deleted).is_empty()
        })
    }

    fn is_slow(&self, bytes: usize) -> bool {
        // What a frame can cost grows with both. A keystroke is quick in a document of hundreds of thousands of parts, where handing over
        // the thread for each would take longer, and keep many threads.
        bytes > QUICK_BYTES || bytes.saturating_mul(self.gate.parts()) > QUICK_BYTES * QUICK_PARTS
    }

    fn moved(&mut self, moved: bool) {
        if moved {
            self.state.take();
            (self.encoded, self.deleted) = (None, None);
        }
    }
}

/// Reads an update; `None` when it cannot be read.
pub(super) fn decode(bytes: &[u8]) -> Option<Update> {
    guard(|| Update::decode_v1(bytes).ok()).ok().flatten()
}

/// Several updates as one; `None` when yrs cannot do it.
pub(super) fn merge(updates: &[Bytes]) -> Option<Bytes> {
    guard(|| yrs::merge_updates_v1(updates).ok().map(Bytes::from)).ok().flatten()
}

/// Ends a transaction. Returns what it changed, and whether it changed anything.
fn finish(mut txn: TransactionMut<'_>) -> (Option<Bytes>, bool) {
    txn.commit();
    let change = txn.has_changes().then(|| txn.encode_update_v1().into());
    let moved = change.is_some();
    (change, moved)
}

/// Runs work that may take long, while another thread takes over everything else that this one had to do. The time that yrs needs
/// for crafted conflicts grows with their square, and nothing can stop it half-way.
pub(super) fn aside<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => block_in_place(work),
        _ => work(),
    }
}

fn guard<T>(work: impl FnOnce() -> T) -> Result<T, Poisoned> {
    // A replica that panicked is never used again.
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Poisoned)
}
