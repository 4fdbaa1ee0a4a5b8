//! What lists and searches know of a document.

use debrief_shared::document::{MitigationView, Names, Postmortem, Status, View};
use debrief_shared::time::Moment;
use yrs::Transact;

use super::searched::parts;
use crate::store::documents::Projection;
use crate::store::plain;
use crate::store::projection::{ActionRow, EntryRow};

/// Longest field of a projection, in characters; the document keeps the whole.
const MAX_FIELD_CHARS: usize = 1_000;
/// Most services, tags or contributing factors of a projection.
const MAX_NAMES: usize = 50;
/// Most timeline entries of a projection.
const MAX_ENTRIES: usize = 5_000;
/// Most mitigations of a projection.
const MAX_ACTIONS: usize = 2_000;
/// Longest text that is searched beside title and facts, in bytes.
const MAX_PROSE_BYTES: usize = 128 << 10;

/// Derives the projection of a document: the same in every database.
pub fn project(postmortem: &Postmortem) -> Projection {
    let view = postmortem.view(&postmortem.doc().transact());
    let facts = &view.facts;
    let title = cut(&view.title);
    let incident = cut(&facts.incident);
    let severity = cut(&facts.severity);
    let [services, tags, factors] = [Names::Services, Names::Tags, Names::Factors]
        .map(|list| facts.names(list).iter().take(MAX_NAMES).map(|name| cut(name)).collect::<Vec<String>>());
    let names = [&services[..], &tags[..], &factors[..]].concat().join("\n");
    let search = format!("{title}\n{incident}\n{severity}\n{names}").to_lowercase();
    Projection {
        title,
        incident,
        severity,
        services,
        tags,
        factors,
        impact_started: mark(&facts.impact_started),
        detected: mark(&facts.detected),
        acknowledged: mark(&facts.acknowledged),
        mitigated: mark(&facts.mitigated),
        resolved: mark(&facts.resolved),
        entries: count(view.live_timeline().count()),
        actions: count(commitments(&view).count()),
        actions_done: count(commitments(&view).filter(|status| *status == Status::Done).count()),
        search,
        prose: prose(&view),
        searched: parts(&view),
        timeline: timeline(&view),
        mitigations: view.live_mitigations().take(MAX_ACTIONS).zip(0..).map(action).collect(),
    }
}

fn timeline(view: &View) -> Vec<EntryRow> {
    let row = |entry: &debrief_shared::document::EntryView| EntryRow {
        id: plain::text(&entry.id).into_owned(),
        at: cut(&entry.at),
        at_ms: entry.moment().map(Moment::instant).map(jiff::Timestamp::as_millisecond),
        kind: cut(entry.kind.as_str()),
        text: cut(&entry.text),
        removed: entry.removed.is_some(),
    };
    view.timeline.iter().take(MAX_ENTRIES).map(row).collect()
}

fn action((mitigation, position): (&MitigationView, i64)) -> ActionRow {
    ActionRow {
        id: plain::text(&mitigation.id).into_owned(),
        position,
        text: cut(&mitigation.text),
        category: mitigation.category.map_or("", |category| category.as_str()).to_owned(),
        approach: mitigation.approach.map_or("", |approach| approach.as_str()).to_owned(),
        owner: cut(&mitigation.owner),
        due: cut(&mitigation.due),
        priority: cut(&mitigation.priority),
        ticket: cut(&mitigation.ticket),
        status: mitigation.status.as_str().to_owned(),
        reason: if mitigation.status == Status::WontDo { cut(&mitigation.reason) } else { String::new() },
    }
}

/// What people wrote, as far as it fits: mitigations and entries first, because they are short.
fn prose(view: &View) -> String {
    let mut prose = String::new();
    let mitigations = view.live_mitigations().flat_map(|item| [&item.text, &item.owner, &item.ticket]);
    let entries = view.live_timeline().flat_map(|entry| {
        let told = entry.live_accounts().flat_map(|account| [&account.author, &account.text]);
        std::iter::once(&entry.text).chain(told)
    });
    let sections = view.live_sections().flat_map(|section| [&section.heading, &section.body]);
    for text in mitigations.chain(entries).chain(sections) {
        let room = MAX_PROSE_BYTES.saturating_sub(prose.len());
        prose.push_str(&text[..text.floor_char_boundary(room)]);
        prose.push('\n');
    }
    plain::text(&prose).to_lowercase()
}

fn commitments(view: &View) -> impl Iterator<Item = Status> {
    let statuses = view.live_mitigations().map(|mitigation| mitigation.status);
    statuses.filter(|status| !matches!(status, Status::Idea | Status::WontDo))
}

fn cut(text: &str) -> String {
    plain::text(text).chars().take(MAX_FIELD_CHARS).collect()
}

fn mark(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| cut(text))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
