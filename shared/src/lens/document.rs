//! What only shows in the document as a whole: durations against marks and entries, marks out of order, a timeline that begins with the detection,
//! no word of what went well, an action of several owners.
//!
//! What is simply not there yet is told by [`crate::missing`]; nothing is told twice.

use jiff::Timestamp;

use super::catalogue::{Id, Rule};
use super::file::{duration, is_balanced};
use super::heading::scope_of_heading;
use super::rules::acronyms::spelled_in;
use super::{Context, Scope, markdown};
use crate::document::{Mark, SectionKind, Status, TextPath, View};
use crate::missing::Place;
use crate::time::duration_words;

/// What a document says of itself that its texts are read by: its services, its owners and tellers, what it spells out.
pub fn context_of(view: &View, people: &[String]) -> Context {
    let owners = view.live_mitigations().map(|item| item.owner.clone());
    let tellers = view.live_timeline().flat_map(|entry| entry.live_accounts().map(|account| account.author.clone()));
    let mut known: Vec<String> = people.iter().cloned().chain(owners).chain(tellers).collect();
    let bodies = view.live_sections().map(|section| section.body.as_str());
    let entries = view.live_timeline().map(|entry| entry.text.as_str());
    let mut expanded: Vec<String> = bodies.chain(entries).flat_map(spelled_in).collect();
    for list in [&mut known, &mut expanded] {
        list.retain(|word| !word.trim().is_empty());
        list.sort();
        list.dedup();
    }
    Context { people: known, expanded, services: view.facts.services.clone(), ..Context::default() }
}

/// The texts of a document with the scope each is read in, in the order of the page.
pub fn texts(view: &View) -> Vec<(TextPath, &str, Scope)> {
    let mut texts = Vec::new();
    for section in view.live_sections() {
        let said = scope_of_heading(&section.heading);
        let scope = if section.kind == SectionKind::Timeline { Scope::Account } else { said.unwrap_or_default() };
        texts.push((TextPath::Body(section.id.clone()), section.body.as_str(), scope));
        match section.kind {
            SectionKind::Timeline => texts.extend(view.live_timeline().map(|entry| {
                // What was imported is somebody else's words.
                let scope = if entry.source.trim().is_empty() { Scope::Account } else { Scope::Quoted };
                (TextPath::Entry(entry.id.clone()), entry.text.as_str(), scope)
            })),
            SectionKind::Mitigations => texts.extend(
                view.live_mitigations()
                    .map(|item| (TextPath::Mitigation(item.id.clone()), item.text.as_str(), Scope::Action)),
            ),
            SectionKind::Prose => {}
        }
    }
    texts
}

/// A remark on the document as a whole, with the place to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Which rule.
    pub rule: &'static Rule,
    /// Stays the same while the same thing is meant.
    pub key: String,
    /// What people read.
    pub message: String,
    /// Where to look.
    pub place: Place,
}

/// Fewer words than this in all texts are a beginning, of which nobody expects balance.
const BEGUN_WORDS: usize = 120;

/// Everything that shows in the whole. Needs a view with the sections' bodies; `now` makes times in the future show.
pub fn lint_document(view: &View, now: Option<Timestamp>) -> Vec<Remark> {
    let mut all = Vec::new();
    marks(view, now, &mut all);
    timeline(view, now, &mut all);
    durations(view, &mut all);
    balance(view, &mut all);
    owners(view, &mut all);
    all
}

fn remark(id: Id, key: impl Into<String>, message: impl Into<String>, place: Place) -> Remark {
    Remark { rule: id.rule(), key: format!("{}-{}", id.rule().code, key.into()), message: message.into(), place }
}

fn marks(view: &View, now: Option<Timestamp>, all: &mut Vec<Remark>) {
    let set: Vec<(Mark, i64)> =
        Mark::ALL.iter().filter_map(|&mark| Some((mark, view.facts.moment(mark)?.epoch_ms()))).collect();
    for pair in set.windows(2) {
        let ((first, before), (second, after)) = (pair[0], pair[1]);
        if after < before {
            let message = format!(
                "“{}” is {} before “{}”",
                second.label(),
                duration_words((before - after) / 1_000),
                first.label().to_lowercase()
            );
            all.push(remark(Id::L17, format!("order-{}", second.as_str()), message, Place::Mark(second)));
        }
    }
    let now = now.map(Timestamp::as_millisecond);
    if let Some(&(mark, _)) = set.iter().find(|(_, at)| now.is_some_and(|now| *at > now)) {
        all.push(remark(
            Id::L17,
            format!("future-{}", mark.as_str()),
            format!("“{}” lies in the future", mark.label()),
            Place::Mark(mark),
        ));
    }
}

fn timeline(view: &View, now: Option<Timestamp>, all: &mut Vec<Remark>) {
    if let Some(entry) =
        view.live_timeline().find(|entry| entry.moment().is_some_and(|at| now.is_some_and(|now| at.instant() > now)))
    {
        all.push(remark(
            Id::L17,
            "future-entry",
            "A timeline entry lies in the future",
            Place::Entry(entry.id.clone()),
        ));
    }
    let Some(detected) = view.facts.moment(Mark::Detected) else { return };
    let timed: Vec<_> = view.live_timeline().filter_map(|entry| Some((entry, entry.moment()?))).collect();
    if let Some((entry, first)) =
        timed.first().filter(|(_, first)| timed.len() > 2 && first.instant() >= detected.instant())
    {
        let message =
            format!("The timeline begins at {}, with the detection. What was there before it?", first.clock());
        all.push(remark(Id::L17, "before-detection", message, Place::Entry(entry.id.clone())));
    }
}

/// Durations in prose that match no two marks or entries, or, said of the detection, not those of the detection.
fn durations(view: &View, all: &mut Vec<Remark>) {
    let marks: Vec<i64> =
        Mark::ALL.iter().filter_map(|&mark| Some(view.facts.moment(mark)?.epoch_ms() / 60_000)).collect();
    let entries: Vec<i64> =
        view.live_timeline().filter_map(|entry| Some(entry.moment()?.epoch_ms() / 60_000)).take(300).collect();
    let every: Vec<i64> = marks.iter().chain(&entries).copied().collect();
    if every.len() < 2 {
        return;
    }
    let mut lengths: Vec<i64> = Vec::new();
    for (index, from) in every.iter().enumerate() {
        lengths.extend(every[index + 1..].iter().map(|to| (to - from).abs()));
    }
    lengths.sort_unstable();
    lengths.dedup();
    let minutes =
        |from: Mark, to: Mark| Some((view.facts.moment(to)?.epoch_ms() - view.facts.moment(from)?.epoch_ms()) / 60_000);
    let detection: Vec<i64> = minutes(Mark::ImpactStarted, Mark::Detected).into_iter().collect();
    for section in view.live_sections().filter(|section| section.kind == SectionKind::Prose) {
        if !matches!(scope_of_heading(&section.heading), None | Some(Scope::Account | Scope::Impact)) {
            continue;
        }
        let prepared = markdown::prepare(&section.body);
        for said in duration::stated(&prepared.masked) {
            let of_detection = said.of_detection && !detection.is_empty();
            if said.matches(&lengths) && !(of_detection && said.is_rounder_than(&detection)) {
                continue;
            }
            let Some(near) = said.nearest(if of_detection { &detection } else { &lengths }) else { continue };
            let shown = &section.body[said.start..said.end];
            let message = format!("“{shown}”, where the times say {}", duration_words(near * 60));
            all.push(remark(
                Id::L17,
                format!("duration-{}-{}", section.id, said.minutes),
                message,
                Place::Section(section.id.clone()),
            ));
        }
    }
}

fn balance(view: &View, all: &mut Vec<Remark>) {
    let mut text = String::new();
    for section in view.live_sections() {
        if !markdown::prepare(&section.body).blocks.is_empty() {
            text.push_str(&section.heading);
            text.push(' ');
        }
        text.push_str(&section.body);
        text.push('\n');
    }
    if text.split_whitespace().count() >= BEGUN_WORDS && !is_balanced(&text.to_lowercase()) {
        all.push(remark(Id::L18, "balance", "Nothing yet on what went well, or where luck helped", Place::Title));
    }
}

/// L11: an action that belongs to two belongs to nobody.
fn owners(view: &View, all: &mut Vec<Remark>) {
    for item in view.live_mitigations().filter(|item| matches!(item.status, Status::Open | Status::InProgress)) {
        let owner = item.owner.trim();
        let several = [" and ", ", ", " / ", " & ", "; ", " + "].iter().any(|between| owner.contains(between));
        if several {
            let message = format!("One action has several owners: {owner}");
            all.push(remark(Id::L11, format!("owners-{}", item.id), message, Place::Mitigation(item.id.clone())));
        }
    }
}

#[cfg(test)]
mod tests;
