//! Updates that took the process down, or yrs: set aside in a folder, not applied any more, for an operator to look at. The documents open without them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use debrief_shared::gate;
use debrief_shared::protocol::Message;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::metrics as names;
use crate::store::documents::Seq;

/// What was set aside, as it stands in its file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Aside {
    /// Of which document.
    pub document: Uuid,
    /// Who sent it, as far as that is known.
    pub author: Option<Uuid>,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// Which part.
    pub part: Part,
}

/// The part of a document's past that is left out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A frame that was being applied and never reached the log; base64.
    Frame(String),
    /// An update in the log, by its place there.
    Update(Seq),
    /// The snapshot that reaches so far in the log.
    Snapshot(Seq),
    /// The exact state of the past at this place in the log.
    State(Seq),
}

/// What is to be left out of one document.
#[derive(Clone, Debug, Default)]
pub(super) struct Left {
    /// Clocks of clients that are not let in: client, from, to.
    adds: Vec<(u64, u32, u32)>,
    updates: Vec<Seq>,
    snapshots: Vec<Seq>,
    states: Vec<Seq>,
}

impl Left {
    pub(super) fn is_empty(&self) -> bool {
        self.updates.is_empty() && self.snapshots.is_empty() && self.states.is_empty()
    }

    pub(super) fn has_update(&self, seq: Seq) -> bool {
        self.updates.contains(&seq)
    }

    pub(super) fn has_snapshot(&self, through: Seq) -> bool {
        self.snapshots.contains(&through)
    }

    pub(super) fn has_state(&self, at: Seq) -> bool {
        self.states.contains(&at)
    }
}

/// Everything that was set aside.
#[derive(Debug, Default)]
pub struct Quarantine {
    folder: Option<PathBuf>,
    left: Mutex<HashMap<Uuid, Left>>,
    all: Mutex<Vec<Aside>>,
}

impl Quarantine {
    /// Reads a folder, which need not be there yet.
    pub fn open(folder: &Path) -> Result<Self> {
        let quarantine = Self { folder: Some(folder.to_owned()), ..Self::default() };
        if folder.is_dir() {
            for entry in folder.read_dir().with_context(|| format!("cannot read {}", folder.display()))? {
                let path = entry?.path();
                if path.extension().is_some_and(|extension| extension == "json") {
                    let text = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
                    let aside = serde_json::from_slice(&text).with_context(|| format!("{}", path.display()))?;
                    quarantine.note(aside);
                }
            }
        }
        Ok(quarantine)
    }

    /// Sets something aside: from now on it is left out.
    pub fn add(&self, aside: Aside) {
        tracing::error!(
            document = %aside.document,
            author = aside.author.map(tracing::field::display),
            reason = aside.reason,
            "an update was set aside and will not be applied; `debrief check` lists it"
        );
        if let Some(folder) = &self.folder
            && let Err(error) = write(folder, &aside)
        {
            tracing::error!(%error, "what was set aside could not be written down; it is left out until the next start");
        }
        self.note(aside);
    }

    fn note(&self, aside: Aside) {
        let mut documents = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let left = documents.entry(aside.document).or_default();
        match &aside.part {
            Part::Frame(frame) => left.adds.extend(adds(frame)),
            Part::Update(seq) => left.updates.push(*seq),
            Part::Snapshot(through) => left.snapshots.push(*through),
            Part::State(at) => left.states.push(*at),
        }
        drop(documents);
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(aside);
        #[allow(clippy::cast_precision_loss, reason = "a few")]
        metrics::gauge!(names::QUARANTINED).set(all.len() as f64);
    }

    /// What is to be left out of a document.
    pub(super) fn left(&self, document: Uuid) -> Left {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).get(&document).cloned().unwrap_or_default()
    }

    /// Whether something that an update adds was set aside.
    pub(super) fn holds(&self, document: Uuid, mut adds: impl Iterator<Item = (u64, u32, u32)>) -> bool {
        let documents = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(left) = documents.get(&document).filter(|left| !left.adds.is_empty()) else { return false };
        adds.any(|(client, start, end)| {
            left.adds.iter().any(|&(other, from, to)| client == other && start < to && from < end)
        })
    }

    /// Everything, the oldest first.
    pub fn list(&self) -> Vec<Aside> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner).clone();
        all.sort_by_key(|aside| aside.at);
        all
    }
}

impl Part {
    /// A frame.
    pub fn frame(frame: &[u8]) -> Self {
        Self::Frame(STANDARD.encode(frame))
    }
}

fn adds(frame: &str) -> Vec<(u64, u32, u32)> {
    let Ok(frame) = STANDARD.decode(frame) else { return Vec::new() };
    match Message::decode(&frame) {
        Ok(Message::Update(update) | Message::SyncStep2(update)) => {
            let added = gate::footprint(update).unwrap_or_default().inserted;
            added.into_iter().map(|(client, clocks)| (client, clocks.start, clocks.end)).collect()
        }
        _ => Vec::new(),
    }
}

/// Writes a file that is whole or not there, and synced.
fn write(folder: &Path, aside: &Aside) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let name = format!("{}-{}", aside.document, aside.at.as_nanosecond());
    let (draft, whole) = (folder.join(format!("{name}.new")), folder.join(format!("{name}.json")));
    std::fs::write(&draft, serde_json::to_vec_pretty(aside)?)?;
    std::fs::File::open(&draft)?.sync_all()?;
    std::fs::rename(draft, whole)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use debrief_shared::document::Postmortem;
    use yrs::{ReadTxn, StateVector, Text, Transact};

    #[test]
    fn what_was_set_aside_is_known_at_the_next_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let page = Postmortem::new(7);
        page.title().push(&mut page.doc().transact_mut(), "poison");
        let update = page.doc().transact().encode_state_as_update_v1(&StateVector::default());
        let document = Uuid::from_u128(1);
        let aside = |part| Aside { document, author: None, at: Timestamp::now(), reason: "a test".to_owned(), part };
        let quarantine = Quarantine::open(folder.path()).expect("an empty one");
        quarantine.add(aside(Part::frame(&Message::Update(&update).encode())));
        quarantine.add(aside(Part::Update(17)));
        let quarantine = Quarantine::open(folder.path()).expect("readable");
        assert_eq!(quarantine.list().len(), 2);
        assert!(quarantine.left(document).has_update(17) && !quarantine.left(document).has_update(18));
        let holds = |client, start, end| quarantine.holds(document, [(client, start, end)].into_iter());
        assert!(holds(7, 5, 9) && !holds(7, 6, 9) && !holds(8, 0, 9));
        assert!(!quarantine.holds(Uuid::from_u128(2), [(7, 0, 9)].into_iter()));
    }
}
