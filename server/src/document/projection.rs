//! What lists and searches know of a document.

use debrief_shared::document::{Postmortem, Status, View};
use yrs::Transact;

use crate::store::documents::Projection;

/// Longest field of a projection, in characters; the document keeps the whole.
const MAX_FIELD_CHARS: usize = 1_000;
/// Most services of a projection.
const MAX_SERVICES: usize = 50;

/// Derives the projection of a document.
pub fn project(postmortem: &Postmortem) -> Projection {
    let outline = postmortem.outline(&postmortem.doc().transact());
    let facts = &outline.facts;
    let title = cut(&outline.title);
    let incident = cut(&facts.incident);
    let severity = cut(&facts.severity);
    let services: Vec<String> = facts.services.iter().take(MAX_SERVICES).map(|service| cut(service)).collect();
    let search = format!("{title}\n{incident}\n{severity}\n{}", services.join("\n")).to_lowercase();
    Projection {
        title,
        incident,
        severity,
        services,
        impact_started: mark(&facts.impact_started),
        resolved: mark(&facts.resolved),
        entries: count(outline.live_timeline().count()),
        actions: count(commitments(&outline).count()),
        actions_done: count(commitments(&outline).filter(|status| *status == Status::Done).count()),
        search,
    }
}

fn commitments(outline: &View) -> impl Iterator<Item = Status> {
    outline
        .live_mitigations()
        .map(|mitigation| mitigation.status)
        .filter(|status| !matches!(status, Status::Idea | Status::WontDo))
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_FIELD_CHARS).collect()
}

fn mark(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| cut(text))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
