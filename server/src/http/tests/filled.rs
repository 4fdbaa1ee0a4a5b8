//! A postmortem with words at every place that lists and the search look into.

use debrief_shared::document::{EntryKind, NewEntry, NewMitigation, Place, SectionKind, Status, TextPath};
use uuid::Uuid;
use yrs::Text;

use super::Server;

/// Words for each place.
pub(super) struct Words {
    pub(super) mitigation: String,
    pub(super) due: String,
    pub(super) entry: String,
    pub(super) prose: String,
}

/// Adds a mitigation `m` of Grace's, an entry `e`, and words before the text of the first section in prose.
pub(super) async fn fill(server: &Server, path: &str, words: Words) {
    let id: Uuid = path.rsplit('/').next().unwrap().parse().unwrap();
    let Words { mitigation, due, entry, prose } = words;
    server
        .state
        .documents
        .edit(id, Uuid::nil(), move |postmortem, txn| {
            let mitigation = NewMitigation {
                text: mitigation,
                category: None,
                approach: None,
                owner: "Grace".to_owned(),
                due,
                priority: String::new(),
                ticket: String::new(),
                status: Status::Open,
                reason: String::new(),
            };
            postmortem.add_mitigation(txn, "m", &mitigation, Place::Last);
            let entry = NewEntry {
                at: "2026-01-01T10:00:00+01:00".to_owned(),
                kind: EntryKind::Action,
                text: entry,
                evidence: Vec::new(),
                source: String::new(),
            };
            postmortem.add_entry(txn, "e", &entry);
            let view = postmortem.view(txn);
            let first = view.sections.iter().find(|section| section.kind == SectionKind::Prose).unwrap();
            let body = postmortem.text(txn, &TextPath::Body(first.id.clone())).unwrap();
            body.insert(txn, 0, &prose);
        })
        .await
        .unwrap();
}
