//! The past of documents: states made anew from the log, what changed between two of them, and going back to one. A replay runs beside the
//! live document, off the threads that serve everybody, and only so many at the same time.

mod ledger;
mod replay;
mod retention;
pub mod spans;

use std::sync::Arc;

use debrief_shared::api::Person;
use debrief_shared::document::{Piece, Postmortem, TextPath, View};
use debrief_shared::gate;
use debrief_shared::history::{Changes, Credit, Credits, Effort, Run, changes, runs};
use jiff::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use uuid::Uuid;
use yrs::{ReadTxn, Transact};

use super::containment::Contained;
use super::replica::Replica;
use super::{DocumentError, Documents};
use crate::store::documents::{Seq, Snapshot};

use ledger::Owners;
use replay::Replay;

/// Replays at the same time; each holds a document in memory.
const MAX_REPLAYS: usize = 2;
/// Replays that run or wait; past it they are refused.
pub(super) const MAX_WAITING: usize = 16;

/// Who may replay.
pub(super) struct Replays {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Replays {
    fn default() -> Self {
        Self { running: Arc::new(Semaphore::new(MAX_REPLAYS)), waiting: Arc::new(Semaphore::new(MAX_WAITING)) }
    }
}

impl Replays {
    async fn permit(&self) -> Result<Arc<OwnedSemaphorePermit>, DocumentError> {
        let _waiting = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| DocumentError::Overloaded)?;
        let permit = Arc::clone(&self.running).acquire_owned().await.map_err(|_| DocumentError::Overloaded)?;
        Ok(Arc::new(permit))
    }
}

/// A document as it was after an update.
pub struct Past {
    seq: Seq,
    replica: Replica,
    _permit: Arc<OwnedSemaphorePermit>,
}

impl Past {
    /// The whole of it.
    pub fn view(&self) -> View {
        view(self.replica.postmortem())
    }

    /// The exact state, to be kept.
    pub fn state(&mut self) -> Result<Snapshot, DocumentError> {
        let state = self.replica.encoded().map_err(|_| broken())?;
        Ok(Snapshot { through: self.seq, state: state.into() })
    }
}

/// One text with whoever wrote each stretch of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authored {
    /// Which text.
    pub path: TextPath,
    /// All of it.
    pub runs: Vec<Run>,
}

impl Documents {
    /// A document as it was after the update at `seq`. `NotFound` when there is no such update in its log.
    pub async fn past(&self, id: Uuid, seq: Seq) -> Result<Past, DocumentError> {
        if seq < 1 {
            return Err(DocumentError::NotFound);
        }
        let permit = self.registry.replays.permit().await?;
        let mut replay = Replay::begin(self.store(), id, seq, self.contained(id), Arc::clone(&permit)).await?;
        replay.advance(seq).await?;
        Ok(Past { seq, replica: replay.finish().await?.0, _permit: permit })
    }

    /// What changed after `from` up to `to`, and who did it. `from` may be 0: before everything.
    pub async fn changes(&self, id: Uuid, from: Seq, to: Seq) -> Result<Changes, DocumentError> {
        let permit = self.registry.replays.permit().await?;
        let owners = Owners::new(self.registry.store.writers(id).await?);
        let mut replay = Replay::begin(self.store(), id, from, self.contained(id), Arc::clone(&permit)).await?;
        let mut before = (View::default(), Vec::new());
        if from > 0 {
            replay.advance(from).await?;
            before = replay.look(pieces).await?;
        }
        if replay.is_before_the_log() && to > from {
            // A version from before the log begins: nothing tells how it went on from there.
            replay = Replay::begin(self.store(), id, to, self.contained(id), permit).await?;
        }
        replay.keep_ledger();
        replay.advance(to).await?;
        let after = replay.look(pieces).await?;
        let (_, ledger) = replay.finish().await?;
        let compare = spawn_blocking(move || {
            let wrote = credits(&after.1, |piece| ledger.wrote(piece, &owners));
            let deleted = credits(&before.1, |piece| ledger.deleted(piece));
            changes(&before.0, &after.0, &wrote, &deleted)
        });
        compare.await.map_err(|_| broken())
    }

    /// Every text as it is on disk now, with whoever wrote each stretch; and the place in the log.
    pub async fn authored(&self, id: Uuid) -> Result<(Seq, Vec<Authored>), DocumentError> {
        let permit = self.registry.replays.permit().await?;
        let owners = Owners::new(self.registry.store.writers(id).await?);
        let end = self.registry.store.log_end(id).await?;
        let mut replay = Replay::begin(self.store(), id, 0, self.contained(id), permit).await?;
        replay.keep_ledger();
        replay.advance(end).await?;
        let (view, pieces) = replay.look(pieces).await?;
        let (_, ledger) = replay.finish().await?;
        let attribute = spawn_blocking(move || {
            let wrote = credits(&pieces, |piece| ledger.wrote(piece, &owners));
            authored(&view, &wrote)
        });
        Ok((end, attribute.await.map_err(|_| broken())?))
    }

    /// Makes a document what it was, by new edits of `person`. Gives the place in the log right before them: restoring that undoes it.
    pub async fn restore(&self, id: Uuid, past: Past, person: &Person, now: Timestamp) -> Result<Seq, DocumentError> {
        let store = &self.registry.store;
        let end = store.log_end(id).await?;
        let (at, by) = (now.to_string(), person.name.clone());
        let (client, clock) = self
            .edit(id, person.id, move |postmortem, txn| {
                let client = postmortem.doc().client_id();
                let clock = txn.state_vector().get(&client);
                postmortem.restore(txn, past.replica.postmortem(), &at, &by);
                (client.get(), clock)
            })
            .await?;
        // What others wrote just before it is a part of what restoring the place before it has to bring back.
        let (mut before, mut last, mut found) = (end, end, None);
        loop {
            let page = store.tail(id, last).await?;
            let Some(row) = page.last() else { break };
            last = row.seq;
            for row in page {
                let footprint = gate::footprint(&row.data).unwrap_or_default();
                if footprint.inserted.iter().any(|(by, range)| *by == client && range.contains(&clock)) {
                    return Ok(before);
                }
                // It may have done nothing but delete.
                if row.author == Some(person.id) && footprint.inserted.is_empty() {
                    found = Some(before);
                }
                before = row.seq;
            }
        }
        Ok(found.unwrap_or(before))
    }

    fn contained(&self, id: Uuid) -> Contained {
        self.registry.containment.of(id)
    }

    fn store(&self) -> Arc<dyn crate::store::DocumentStore> {
        Arc::clone(&self.registry.store)
    }
}

fn view(postmortem: &Postmortem) -> View {
    postmortem.view(&postmortem.doc().transact())
}

type Pieces = Vec<(TextPath, Vec<Piece>)>;

fn pieces(postmortem: &Postmortem) -> (View, Pieces) {
    let pieces = postmortem.pieces(&mut postmortem.doc().transact_mut());
    (view(postmortem), pieces)
}

fn credits(pieces: &Pieces, whose: impl Fn(Piece) -> Vec<Credit>) -> Credits {
    let of = |(path, pieces): &(TextPath, Vec<Piece>)| {
        (path.clone(), pieces.iter().flat_map(|piece| whose(*piece)).collect())
    };
    pieces.iter().map(of).collect()
}

fn authored(view: &View, wrote: &Credits) -> Vec<Authored> {
    let mut texts = vec![(TextPath::Title, view.title.as_str())];
    for section in view.live_sections() {
        texts.push((TextPath::Heading(section.id.clone()), &section.heading));
        texts.push((TextPath::Body(section.id.clone()), &section.body));
    }
    for entry in view.live_timeline() {
        texts.push((TextPath::Entry(entry.id.clone()), &entry.text));
        texts.extend(
            entry.live_accounts().map(|told| {
                (TextPath::Account { entry: entry.id.clone(), account: told.id.clone() }, told.text.as_str())
            }),
        );
    }
    let mitigations = view.live_mitigations();
    texts.extend(mitigations.map(|item| (TextPath::Mitigation(item.id.clone()), item.text.as_str())));
    let none = Vec::new();
    let with_runs = texts.into_iter().map(|(path, text)| {
        let runs = runs("", text, wrote.get(&path).unwrap_or(&none), &[], &mut Effort::default());
        Authored { path, runs }
    });
    with_runs.filter(|text| !text.runs.is_empty()).collect()
}

fn broken() -> DocumentError {
    DocumentError::Broken("its past cannot be made anew".to_owned())
}
