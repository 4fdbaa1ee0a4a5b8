//! What stands behind the gate, should it let through what yrs cannot bear: work is noted before it begins, watched, and what ends a process
//! is set aside.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use jiff::Timestamp;
use uuid::Uuid;

use super::inflight::{Entry, Journal, Unfinished};
use super::quarantine::{Aside, Left, Part, Quarantine};
use super::watch::{Watch, Watched};

/// Name of the file in the data folder that says what is under way.
const JOURNAL: &str = "in-flight";
/// Name of the folder in the data folder that holds what was set aside.
pub const QUARANTINE: &str = "quarantine";

/// What all documents share. The default one notes nothing: for tests and for reading alone.
#[derive(Default)]
pub struct Containment {
    journal: Option<Journal>,
    pub(super) quarantine: Quarantine,
    pub(super) watch: Arc<Watch>,
}

impl Containment {
    /// Opens what lies in the data folder; gives what the last process did not finish.
    pub fn open(data_dir: &Path) -> Result<(Self, Vec<Unfinished>)> {
        let quarantine = Quarantine::open(&data_dir.join(QUARANTINE))?;
        let path = data_dir.join(JOURNAL);
        let (journal, unfinished) = Journal::open(&path).with_context(|| format!("cannot use {}", path.display()))?;
        Ok((Self { journal: Some(journal), quarantine, watch: Arc::default() }, unfinished))
    }

    /// What was set aside.
    pub fn quarantine(&self) -> &Quarantine {
        &self.quarantine
    }

    /// One document's share.
    pub(super) fn of(self: &Arc<Self>, document: Uuid) -> Contained {
        Contained { document, shared: Arc::clone(self) }
    }
}

/// One document's share.
#[derive(Clone)]
pub(super) struct Contained {
    document: Uuid,
    shared: Arc<Containment>,
}

/// Work under way, noted and watched until it is dropped.
pub(super) struct Work<'a> {
    _watched: Watched<'a>,
    _noted: Option<Entry<'a>>,
}

impl Contained {
    /// A frame of somebody is about to be applied.
    pub(super) fn applying(&self, author: Uuid, frame: &[u8]) -> Work<'_> {
        let noted = self.shared.journal.as_ref().and_then(|journal| journal.begin(self.document, author, frame));
        Work { _watched: self.shared.watch.begin(self.document, author, frame.len()), _noted: noted }
    }

    /// The stored document is about to be read.
    pub(super) fn loading(&self) -> Work<'_> {
        self.applying(Uuid::nil(), &[])
    }

    /// The log is about to be read for a look into the past. Only noted: it runs beside the live document, which nobody has to leave.
    pub(super) fn looking_back(&self) -> Option<Entry<'_>> {
        self.shared.journal.as_ref().and_then(|journal| journal.look_back(self.document))
    }

    /// What is to be left out.
    pub(super) fn left(&self) -> Left {
        self.shared.quarantine.left(self.document)
    }

    /// Whether something that an update adds was set aside.
    pub(super) fn holds(&self, adds: impl Iterator<Item = (u64, u32, u32)>) -> bool {
        self.shared.quarantine.holds(self.document, adds)
    }

    /// Sets a frame aside.
    pub(super) fn set_aside(&self, author: Uuid, frame: &[u8], reason: &str) {
        self.shared.quarantine.add(Aside {
            document: self.document,
            author: Some(author),
            at: Timestamp::now(),
            reason: reason.to_owned(),
            part: Part::frame(frame),
        });
    }
}
