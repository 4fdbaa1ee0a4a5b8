//! A stored document, looked at from all sides without opening it: does it load, does its snapshot say what its log says, do lists know
//! what it says.

use debrief_shared::document::{Postmortem, View};
use futures_util::future::BoxFuture;
use uuid::Uuid;
use yrs::Transact;

use super::load::{load_row, replay_log};
use super::quarantine::{Left, Quarantine};
use super::{DocumentError, project};
use crate::store::DocumentStore;
use crate::store::documents::Projection;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    /// What is wrong, a line each.
    pub problems: Vec<String>,
    /// Its projection does not know its last changes yet, as after a kill. The next server renews it.
    pub behind: bool,
}

/// Looks at a stored document, in the bin or not.
///
/// # Errors
/// When it cannot be read at all.
///
/// Boxed: the compiler cannot see by itself that it is `Send` for every store.
pub fn inspect<'a>(
    store: &'a dyn DocumentStore,
    id: Uuid,
    quarantine: &Quarantine,
) -> BoxFuture<'a, Result<Inspection, DocumentError>> {
    Box::pin(look(store, id, quarantine.left(id)))
}

async fn look(store: &dyn DocumentStore, id: Uuid, left: Left) -> Result<Inspection, DocumentError> {
    // In this order: a server that goes on writing brings the log ahead of what was read of it before, never the other way round.
    let row = store.row(id).await?;
    let mut found = Inspection::default();
    if !store.is_snapshot_intact(id).await? {
        found.problems.push("its snapshot is not what was written; it opens by its log".to_owned());
    }
    let projection = row.projection.clone();
    let projected = row.projected;
    let loaded = load_row(store, row.clone(), left.clone()).await?;
    let whole = left.is_empty();
    let log = replay_log(store, &row, loaded.through, left).await?;
    // What was set aside of the log may be in the snapshot still.
    let same = log.state() == loaded.replica.state() && view(log.postmortem()) == view(loaded.replica.postmortem());
    if whole && !same {
        found.problems.push("its snapshot says something else than its log".to_owned());
    }
    let opened = if whole { log.postmortem() } else { loaded.replica.postmortem() };
    found.behind = projected < loaded.through;
    // Searched texts, and the rows of entries and mitigations, are not read back with the row.
    let derived = Projection {
        search: String::new(),
        prose: String::new(),
        searched: Vec::new(),
        timeline: Vec::new(),
        mitigations: Vec::new(),
        ..project(opened)
    };
    if !found.behind && derived != projection {
        found.problems.push("lists say something else of it than it says itself".to_owned());
    }
    Ok(found)
}

fn view(postmortem: &Postmortem) -> View {
    postmortem.view(&postmortem.doc().transact())
}
