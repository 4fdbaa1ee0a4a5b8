//! A postmortem written down as plain data: what templates, samples and imports start a document from.

use serde::{Deserialize, Serialize};
use yrs::{ReadTxn, StateVector, Transact, TransactionMut};

use super::{Facts, Mark, Names, NewEntry, NewMitigation, NewSection, Place, Postmortem};

/// What a new document begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Seed {
    /// Title.
    pub title: String,
    /// Facts and marks.
    pub facts: Facts,
    /// In order.
    pub sections: Vec<NewSection>,
    /// In any order.
    pub timeline: Vec<NewEntry>,
    /// In order.
    pub mitigations: Vec<NewMitigation>,
}

impl Seed {
    /// Writes it into a document that has none of it yet. `new_id` gives a fresh id a call.
    pub fn plant(&self, postmortem: &Postmortem, txn: &mut TransactionMut<'_>, mut new_id: impl FnMut() -> String) {
        postmortem.set_title(txn, &self.title);
        postmortem.set_incident(txn, &self.facts.incident);
        postmortem.set_severity(txn, &self.facts.severity);
        postmortem.set_time_zone(txn, &self.facts.time_zone);
        for &list in Names::ALL {
            postmortem.set_names(txn, list, self.facts.names(list));
        }
        for &mark in Mark::ALL {
            postmortem.set_mark(txn, mark, self.facts.mark(mark));
        }
        for section in &self.sections {
            postmortem.add_section(txn, &new_id(), section, Place::Last);
        }
        for entry in &self.timeline {
            postmortem.add_entry(txn, &new_id(), entry);
        }
        for mitigation in &self.mitigations {
            postmortem.add_mitigation(txn, &new_id(), mitigation, Place::Last);
        }
    }

    /// The document's first update (v1) as a replica with `client_id` would make it.
    pub fn to_update(&self, client_id: u64, new_id: impl FnMut() -> String) -> Vec<u8> {
        let postmortem = Postmortem::new(client_id);
        let mut txn = postmortem.doc().transact_mut();
        self.plant(&postmortem, &mut txn, new_id);
        drop(txn);
        postmortem.doc().transact().encode_state_as_update_v1(&StateVector::default())
    }
}
