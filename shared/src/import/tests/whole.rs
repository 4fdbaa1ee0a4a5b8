//! Whole postmortems: our own JSON and Markdown come in with nothing lost.

use std::collections::HashMap;

use super::*;
use crate::document::{EntryKind, Postmortem, SectionKind, Status, View};
use crate::gate::Gate;
use yrs::{Transact as _, Update, updates::decoder::Decode as _};

const MARKDOWN: &str = include_str!("../samples/postmortem.md");

fn read(name: &str, text: &str) -> Result<View, ImportError> {
    postmortem(input(name, text), "UTC", &answers())
}

/// A view as a new document shows it.
fn planted(view: &View) -> View {
    let mut number = 0;
    let update = view.to_update(7, || {
        number += 1;
        format!("new-{number}")
    });
    Gate::new().admit(&update).expect("an honest document");
    let postmortem = Postmortem::new(8);
    let update = Update::decode_v1(&update).expect("an update");
    postmortem.doc().transact_mut().apply_update(update).expect("a whole one");
    let txn = postmortem.doc().transact();
    postmortem.view(&txn)
}

/// How often each word and number is in a text.
fn words(text: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
    counts
}

/// Everything that a document tells.
fn all_text(view: &View) -> String {
    let mut all = vec![view.title.clone()];
    all.extend(view.sections.iter().flat_map(|section| [section.heading.clone(), section.body.clone()]));
    all.extend(view.timeline.iter().flat_map(|entry| [entry.at.replace('T', " "), entry.text.clone()]));
    all.extend(view.mitigations.iter().map(|item| item.text.clone()));
    all.join("\n")
}

#[test]
fn markdown_becomes_sections_entries_and_mitigations() {
    let view = planted(&read("x.md", MARKDOWN).expect("a postmortem"));
    assert_eq!(view.title, "Checkout was slow");
    let sections: Vec<_> = view.sections.iter().map(|section| (section.kind, section.heading.as_str())).collect();
    assert_eq!(
        sections,
        [
            (SectionKind::Prose, "Summary"),
            (SectionKind::Prose, "Summary"),
            (SectionKind::Timeline, "Timeline"),
            (SectionKind::Mitigations, "Action Items"),
            (SectionKind::Prose, "Stats"),
        ]
    );
    assert!(view.sections[1].body.contains("## neither"), "code is no heading");
    assert_eq!(view.sections[2].body, "All times in UTC.\n\n\nWhat went on afterwards is not in the table.");
    let entries: Vec<_> =
        view.timeline.iter().map(|entry| (entry.at.as_str(), entry.approximate, entry.text.as_str())).collect();
    assert_eq!(entries[0], ("2026-03-11T13:05:00+00:00", false, "Latency rose, alert `Latency`"));
    assert_eq!(entries[1].0, "2026-03-11T13:20:00+00:00");
    assert!(entries.contains(&("2026-03-11T13:20:00+00:00", true, "Ada: Rolled back to 4.12")));
    assert_eq!(entries[3].2, "(2026-03-12 00:10 - 00:15) Second look, all well");
    assert_eq!(view.timeline[0].kind, EntryKind::Detection);
    let items: Vec<_> = view.mitigations.iter().map(|item| (item.status, item.text.as_str())).collect();
    assert_eq!(
        items,
        [
            (Status::Done, "Alert on the p99 of checkout"),
            (Status::Open, "Roll back in one step\n  - for every service"),
            (Status::Open, "Tell support sooner"),
        ]
    );
    assert_eq!(view.sections[3].body, "They are reviewed in April.");
}

#[test]
fn every_word_of_markdown_is_still_there() {
    let view = planted(&read("x.md", MARKDOWN).expect("a postmortem"));
    let told = words(&all_text(&view));
    // The heads of the table that became entries, and the box that became a status.
    let structure = ["Time", "Event", "Who", "x"];
    for (word, count) in words(MARKDOWN) {
        let kept = told.get(&word).copied().unwrap_or_default();
        assert!(kept >= count || structure.contains(&word.as_str()), "{word}: {count} times, {kept} kept");
    }
}

#[test]
fn a_table_that_is_not_understood_stays_text() {
    for table in [
        "| Time | Event |\n|---|---|\n| 13:05 | no day |\n| soon | unknown |",
        "| Time (CET) | Event |\n|---|---|\n| 2026-03-11 13:05 | a zone that is not known |",
        "| Date and Time in CET | Event |\n|---|---|\n| 2026-03-11 13:05 | another way to name it |",
    ] {
        let view = read("x.md", &format!("# T\n\n## Timeline\n\n{table}\n")).expect("text");
        assert_eq!((view.sections[0].body.as_str(), view.timeline.len()), (table, 0));
    }
}

#[test]
fn our_own_json_is_the_same_afterwards() {
    let json = include_str!("../samples/postmortem.json");
    let view: View = serde_json::from_str(json).expect("an export");
    assert_eq!(planted(&read("x.json", json).expect("an export")), view);
    let hostile = json.replace("\"s-1\"", "\"../\\u0000\"").replace("\"e-2\"", "\"e-1\"");
    let other = planted(&read("x.json", &hostile).expect("other ids"));
    assert_eq!((other.sections.len(), other.timeline.len()), (view.sections.len(), view.timeline.len()));
    assert!(read("x.json", &json[..200]).expect_err("cut off").line.is_some());
}
