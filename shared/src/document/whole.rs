//! A document made from a view of one: the way back from an export.

use std::collections::HashSet;

use yrs::{ReadTxn, StateVector, Transact, TransactionMut};

use super::{
    Field, List, Mark, Names, NewEntry, NewMitigation, NewSection, Place, Postmortem, Removed, View, YES, edit, item,
    schema,
};

/// Longest id that is taken over, in bytes.
const MAX_ID_BYTES: usize = 64;

impl View {
    /// The first update (v1) of a new document that reads as this view does, as a replica with `client_id` would make it. Items keep their ids where
    /// those are sound and no other item has the same; the others get `new_id`.
    pub fn to_update(&self, client_id: u64, new_id: impl FnMut() -> String) -> Vec<u8> {
        let postmortem = Postmortem::new(client_id);
        let mut txn = postmortem.doc().transact_mut();
        postmortem.write(&mut txn, self, Ids { taken: HashSet::new(), new_id });
        drop(txn);
        postmortem.doc().transact().encode_state_as_update_v1(&StateVector::default())
    }
}

struct Ids<F> {
    taken: HashSet<String>,
    new_id: F,
}

impl<F: FnMut() -> String> Ids<F> {
    fn take(&mut self, id: &str) -> String {
        let sound = !id.is_empty()
            && id.len() <= MAX_ID_BYTES
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        let id = if sound && !self.taken.contains(id) { id.to_owned() } else { (self.new_id)() };
        self.taken.insert(id.clone());
        id
    }
}

impl Postmortem {
    fn write(&self, txn: &mut TransactionMut<'_>, view: &View, mut ids: Ids<impl FnMut() -> String>) {
        self.set_title(txn, &view.title);
        self.set_incident(txn, &view.facts.incident);
        self.set_severity(txn, &view.facts.severity);
        self.set_time_zone(txn, &view.facts.time_zone);
        for &list in Names::ALL {
            self.set_names(txn, list, view.facts.names(list));
        }
        for &mark in Mark::ALL {
            self.set_mark(txn, mark, view.facts.mark(mark));
        }
        for key in &view.facts.set_aside {
            self.set_aside(txn, key, true);
        }
        for section in &view.sections {
            let id = ids.take(&section.id);
            let new = NewSection {
                kind: section.kind,
                heading: section.heading.clone(),
                guidance: section.guidance.clone(),
                body: section.body.clone(),
            };
            self.add_section(txn, &id, &new, Place::Last);
            self.keep_removed(txn, List::Sections, &id, section.removed.as_ref());
        }
        for entry in &view.timeline {
            let id = ids.take(&entry.id);
            let new = NewEntry {
                at: entry.at.clone(),
                kind: entry.kind,
                text: entry.text.clone(),
                evidence: entry.evidence.clone(),
                source: entry.source.clone(),
            };
            self.add_entry(txn, &id, &new);
            if entry.approximate {
                // It was added right before, as all that follows.
                let _ = self.set_field(txn, List::Timeline, &id, Field::Approximate, YES);
            }
            for account in &entry.accounts {
                let account_id = ids.take(&account.id);
                let _ = self.add_account(txn, &id, &account_id, &account.author, &account.text);
                if let Some(Removed { at, by }) = &account.removed {
                    let _ = self.remove_account(txn, &id, &account_id, at, by);
                }
            }
            self.keep_removed(txn, List::Timeline, &id, entry.removed.as_ref());
        }
        for mitigation in &view.mitigations {
            let id = ids.take(&mitigation.id);
            let new = NewMitigation {
                text: mitigation.text.clone(),
                category: mitigation.category,
                approach: mitigation.approach,
                owner: mitigation.owner.clone(),
                due: mitigation.due.clone(),
                priority: mitigation.priority.clone(),
                ticket: mitigation.ticket.clone(),
                status: mitigation.status,
                reason: mitigation.reason.clone(),
            };
            self.add_mitigation(txn, &id, &new, Place::Last);
            // It was added right before.
            let _ = self.set_field(txn, List::Mitigations, &id, Field::Proof, &mitigation.proof);
            self.keep_removed(txn, List::Mitigations, &id, mitigation.removed.as_ref());
        }
    }

    fn keep_removed(&self, txn: &mut TransactionMut<'_>, list: List, id: &str, removed: Option<&Removed>) {
        if let Some(removed) = removed
            && let Some(map) = item(self.list(list), txn, id)
        {
            edit::set(&map, txn, schema::REMOVED_AT, &removed.at);
            edit::set(&map, txn, schema::REMOVED_BY, &removed.by);
        }
    }
}
