//! What a postmortem still lacks, for the person who owns it: a quiet list, each line with the place where it is put right. No score and no share:
//! a line that does not matter here is set aside for good, see [`Postmortem::set_aside`](crate::document::Postmortem::set_aside).

mod written;

use crate::document::{Facts, Mark, MitigationView, SectionKind, SectionView, Status, View};

/// Something that is not there yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Stays the same while the same thing is missing, whatever the words say: what it is set aside by.
    pub key: String,
    /// What people read.
    pub words: String,
    /// Where to put it right.
    pub place: Place,
}

/// Where something is put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The title.
    Title,
    /// The severity.
    Severity,
    /// The services concerned.
    Services,
    /// A mark on the incident's course.
    Mark(Mark),
    /// The section with this id.
    Section(String),
    /// The timeline entry with this id.
    Entry(String),
    /// The mitigation with this id.
    Mitigation(String),
    /// Where the timeline is, or would be.
    Timeline,
    /// Where the mitigations are, or would be.
    Mitigations,
}

/// What is missing, in the order of the document, without what was set aside. Needs a view with the sections' bodies.
pub fn missing(view: &View) -> Vec<Missing> {
    let mut all = Vec::new();
    if view.title.trim().is_empty() {
        all.push(line("title", "No title", Place::Title));
    }
    facts(&view.facts, &mut all);
    let (mut told_timeline, mut told_mitigations) = (false, false);
    for section in view.live_sections() {
        match section.kind {
            SectionKind::Prose => prose(section, &mut all),
            SectionKind::Timeline if !told_timeline => {
                timeline(view, &mut all);
                told_timeline = true;
            }
            SectionKind::Mitigations if !told_mitigations => {
                mitigations(view, &mut all);
                told_mitigations = true;
            }
            SectionKind::Timeline | SectionKind::Mitigations => {}
        }
    }
    all.retain(|missing| !view.facts.set_aside.contains(&missing.key));
    all
}

fn line(key: impl Into<String>, words: impl Into<String>, place: Place) -> Missing {
    Missing { key: key.into(), words: words.into(), place }
}

fn facts(facts: &Facts, all: &mut Vec<Missing>) {
    if facts.severity.trim().is_empty() {
        all.push(line("severity", "No severity", Place::Severity));
    }
    if facts.services.is_empty() {
        all.push(line("services", "No service named", Place::Services));
    }
    let without: Vec<Mark> = Mark::ALL.iter().copied().filter(|&mark| facts.moment(mark).is_none()).collect();
    if without.len() == Mark::ALL.len() {
        // Five lines about a document that was just begun would be noise.
        all.push(line("marks", "No times yet: when it began, was noticed and was over", Place::Mark(without[0])));
        return;
    }
    for mark in without {
        let words = match mark {
            Mark::ImpactStarted => "No time for the start of the impact",
            Mark::Detected => "No detection time",
            Mark::Acknowledged => "No time at which somebody took it on",
            Mark::Mitigated => "No time at which the impact was over or bearable",
            Mark::Resolved => "No time at which it was resolved",
        };
        all.push(line(mark.as_str(), words, Place::Mark(mark)));
    }
}

fn prose(section: &SectionView, all: &mut Vec<Missing>) {
    let heading = section.heading.trim();
    let place = || Place::Section(section.id.clone());
    let name = if heading.is_empty() { "a section without a heading".to_owned() } else { format!("“{heading}”") };
    if !written::is_written(&section.body) {
        all.push(line(format!("text-{}", section.id), format!("Nothing under {name}"), place()));
    } else if heading.to_lowercase().contains("impact") && !written::has_number(&section.body) {
        all.push(line(format!("numbers-{}", section.id), format!("No numbers under {name}"), place()));
    }
}

fn timeline(view: &View, all: &mut Vec<Missing>) {
    if view.live_timeline().next().is_none() {
        all.push(line("timeline", "Nothing in the timeline", Place::Timeline));
        return;
    }
    let timeless: Vec<_> = view.live_timeline().filter(|entry| entry.moment().is_none()).collect();
    if let Some(first) = timeless.first() {
        let words = counted(timeless.len(), "timeline entry has no time", "timeline entries have no time");
        all.push(line("entry-times", words, Place::Entry(first.id.clone())));
    }
    let told = |url: &str, title: &str| !url.trim().is_empty() || !title.trim().is_empty();
    let bare: Vec<_> = view
        .live_timeline()
        .filter(|entry| entry.source.trim().is_empty())
        .filter(|entry| !entry.evidence.iter().any(|link| told(&link.url, &link.title)))
        .collect();
    if let Some(first) = bare.first() {
        let words = counted(
            bare.len(),
            "timeline entry doesn't say where it comes from",
            "timeline entries don't say where they come from",
        );
        all.push(line("entry-sources", words, Place::Entry(first.id.clone())));
    }
}

fn mitigations(view: &View, all: &mut Vec<Missing>) {
    let actions = || view.live_mitigations().filter(|item| item.status.is_commitment());
    if view.live_mitigations().next().is_none() {
        all.push(line("mitigations", "No mitigations", Place::Mitigations));
    } else if actions().next().is_none() {
        all.push(line("actions", "Ideas, and no action yet", Place::Mitigations));
    }
    let mut group = |key: &str, lacks: &dyn Fn(&MitigationView) -> bool, one: &str, many: &str| {
        let those: Vec<_> = view.live_mitigations().filter(|item| lacks(item)).collect();
        if let Some(first) = those.first() {
            all.push(line(key, counted(those.len(), one, many), Place::Mitigation(first.id.clone())));
        }
    };
    let to_do = |item: &MitigationView| matches!(item.status, Status::Open | Status::InProgress);
    group(
        "owners",
        &|item| to_do(item) && item.owner.trim().is_empty(),
        "action without an owner",
        "actions without an owner",
    );
    group(
        "dues",
        &|item| to_do(item) && item.due.trim().is_empty(),
        "action without a due date",
        "actions without a due date",
    );
    group(
        "tickets",
        &|item| to_do(item) && item.ticket.trim().is_empty(),
        "action without a ticket",
        "actions without a ticket",
    );
    group(
        "reasons",
        &|item| item.status == Status::WontDo && item.reason.trim().is_empty(),
        "mitigation was decided against without a reason",
        "mitigations were decided against without a reason",
    );
}

/// `One action …`, `Three actions …`, `14 actions …`.
fn counted(count: usize, one: &str, many: &str) -> String {
    const WORDS: [&str; 13] =
        ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"];
    let what = if count == 1 { one } else { many };
    WORDS.get(count).map_or_else(|| format!("{count} {what}"), |number| format!("{number} {what}"))
}

#[cfg(test)]
mod tests;
