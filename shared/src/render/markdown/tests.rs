//! The tables of an export.

use super::*;
use crate::document::{Category, EntryKind, Evidence, Status};

fn entry(at: &str, text: &str) -> EntryView {
    EntryView {
        id: text.into(),
        at: at.into(),
        approximate: false,
        kind: EntryKind::Action,
        text: text.into(),
        evidence: Vec::new(),
        source: String::new(),
        accounts: Vec::new(),
        removed: None,
    }
}

fn idea(text: &str) -> MitigationView {
    MitigationView {
        id: text.into(),
        text: text.into(),
        category: None,
        approach: None,
        owner: String::new(),
        due: String::new(),
        priority: String::new(),
        ticket: String::new(),
        status: Status::Idea,
        reason: String::new(),
        proof: String::new(),
        removed: None,
    }
}

#[track_caller]
fn tells(view: &View, lines: &[&str]) {
    let told = markdown(view);
    for line in lines {
        assert!(told.lines().any(|other| other == *line), "{line} in\n{told}");
    }
}

#[test]
fn an_entry_says_which_marks_stand_at_it() {
    let facts = Facts {
        impact_started: "2026-03-11T14:00:00+01:00".into(),
        detected: "2026-03-11T13:00:00Z".into(),
        resolved: "2026-03-11T14:30:00+01:00".into(),
        mitigated: "soon".into(),
        ..Facts::default()
    };
    let timeline = vec![
        entry("2026-03-11T14:00:00+01:00", "Deploy began"),
        entry("2026-03-11T14:10:00+01:00", "Somebody looked"),
        entry("2026-03-11T13:30:00Z", " "),
        entry("soon", "Odd"),
    ];
    tells(
        &View { facts, timeline, ..View::default() },
        &[
            "| 2026-03-11 14:00 UTC+01:00 | Action | **Impact started, detected.** Deploy began |",
            "| 2026-03-11 14:10 UTC+01:00 | Action | Somebody looked |",
            "| 2026-03-11 13:30 UTC | Action | **Resolved.** |",
            "| soon | Action | Odd |",
        ],
    );
}

#[test]
fn a_column_without_anything_is_left_out() {
    let mut view = View {
        timeline: vec![entry("", ""), entry("", "")],
        mitigations: vec![idea(""), idea("Alert")],
        ..View::default()
    };
    view.timeline[0].evidence = vec![Evidence { url: " ".into(), title: String::new() }];
    view.mitigations[0].owner = " \n".into();
    tells(
        &view,
        &[
            "| Time | Kind | What happened |",
            "| --- | --- | --- |",
            "|  | Action |  |",
            "| Mitigation | Status |",
            "| --- | --- |",
            "|  | Idea |",
            "| Alert | Idea |",
        ],
    );
    view.timeline[1].evidence = vec![Evidence { url: "https://example.com".into(), title: "Graph".into() }];
    view.mitigations[0].category = Some(Category::Monitor);
    view.mitigations[1].due = "2026-04-01".into();
    tells(
        &view,
        &[
            "| Time | Kind | What happened | Evidence |",
            "|  | Action |  |  |",
            "|  | Action |  | [Graph](<https://example.com>) |",
            "| Mitigation | Category | Due | Status |",
            "| --- | --- | --- | --- |",
            "|  | Monitor |  | Idea |",
            "| Alert |  | 2026-04-01 | Idea |",
        ],
    );
}

#[test]
fn what_was_removed_keeps_no_column() {
    let removed = crate::document::Removed { at: "2026-03-12T09:00:00Z".into(), by: "Ada".into() };
    let gone = MitigationView { priority: "High".into(), removed: Some(removed), ..idea("Gone") };
    tells(&View { mitigations: vec![gone, idea("Alert")], ..View::default() }, &["| Mitigation | Status |"]);
}
