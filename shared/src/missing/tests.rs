//! What is said to be missing, in which words and places, and that it goes away when it is there.

use yrs::Transact as _;

use super::*;
use crate::document::tests::{planted, view};
use crate::document::{EntryKind, Evidence, Field, List, NewEntry, NewMitigation, Place as Spot, Postmortem};

fn words(postmortem: &Postmortem) -> Vec<String> {
    missing(&view(postmortem)).into_iter().map(|missing| missing.words).collect()
}

fn action(owner: &str, status: Status) -> NewMitigation {
    NewMitigation {
        text: "Alert on pool use".into(),
        category: None,
        approach: None,
        owner: owner.into(),
        due: "2026-12-01".into(),
        priority: String::new(),
        ticket: "https://tracker.example/OPS-1".into(),
        status,
        reason: String::new(),
    }
}

#[test]
fn a_fresh_document_lacks_little_more_than_its_parts() {
    let expected = [
        "No severity",
        "No service named",
        "No times yet: when it began, was noticed and was over",
        "Nothing in the timeline",
        "Nothing under “Discussion”",
        "No mitigations",
    ];
    assert_eq!(words(&planted(2)), expected);
}

#[test]
fn each_line_goes_when_its_thing_is_there() {
    let postmortem = planted(2);
    let mut txn = postmortem.doc().transact_mut();
    postmortem.set_severity(&mut txn, "Sev-2");
    postmortem.set_services(&mut txn, &["checkout".to_owned()]);
    for &mark in Mark::ALL {
        if mark != Mark::Detected {
            postmortem.set_mark(&mut txn, mark, "2026-11-20T09:45:00+01:00");
        }
    }
    let entry = NewEntry {
        at: "2026-11-20T09:45:00+01:00".into(),
        kind: EntryKind::Action,
        text: "Deploy began".into(),
        evidence: Vec::new(),
        source: String::new(),
    };
    postmortem.add_entry(&mut txn, "e", &entry);
    for (id, owner, status) in [("a", "", Status::Open), ("b", "", Status::InProgress), ("c", "", Status::Done)] {
        postmortem.add_mitigation(&mut txn, id, &action(owner, status), Spot::Last);
    }
    postmortem.add_mitigation(&mut txn, "d", &action("", Status::WontDo), Spot::Last);
    drop(txn);
    let expected = [
        "No detection time",
        "One timeline entry doesn't say where it comes from",
        "Nothing under “Discussion”",
        "Two actions without an owner",
        "One mitigation was decided against without a reason",
    ];
    assert_eq!(words(&postmortem), expected);
    let owners = missing(&view(&postmortem)).into_iter().find(|missing| missing.key == "owners").expect("there");
    assert_eq!(owners.place, Place::Mitigation("a".into()));

    let mut txn = postmortem.doc().transact_mut();
    postmortem.set_mark(&mut txn, Mark::Detected, "2026-11-20T10:21:00+01:00");
    let link = Evidence { url: "https://graphs.example/1".into(), title: String::new() };
    postmortem.add_evidence(&mut txn, "e", &link).expect("there");
    for id in ["a", "b"] {
        postmortem.set_field(&mut txn, List::Mitigations, id, Field::Owner, "Grace").expect("there");
    }
    postmortem.set_field(&mut txn, List::Mitigations, "d", Field::Reason, "it hides the cause").expect("there");
    drop(txn);
    assert_eq!(words(&postmortem), ["Nothing under “Discussion”"]);
}

#[test]
fn what_was_set_aside_stays_away_and_comes_back_when_asked_for() {
    let postmortem = planted(2);
    let key = missing(&view(&postmortem))[0].key.clone();
    postmortem.set_aside(&mut postmortem.doc().transact_mut(), &key, true);
    assert!(!words(&postmortem).contains(&"No severity".to_owned()));
    assert_eq!(view(&postmortem).facts.set_aside, [key.as_str()]);
    postmortem.set_aside(&mut postmortem.doc().transact_mut(), &key, false);
    assert!(words(&postmortem).contains(&"No severity".to_owned()));
}

#[test]
fn an_impact_without_numbers_is_told_of_once_it_is_written() {
    let section = |body: &str| SectionView {
        id: "i".into(),
        kind: SectionKind::Prose,
        heading: "User impact".into(),
        guidance: String::new(),
        body: body.into(),
        removed: None,
    };
    let said = |body: &str| {
        let view = View { sections: vec![section(body)], ..View::default() };
        missing(&view).pop().map(|missing| missing.words).filter(|words| words.contains("User impact"))
    };
    assert_eq!(said("").as_deref(), Some("Nothing under “User impact”"));
    assert_eq!(said("Cards were refused.").as_deref(), Some("No numbers under “User impact”"));
    assert_eq!(said("Cards were refused for 40 minutes."), None);
}

#[test]
fn counts_are_words_as_long_as_those_are_short() {
    assert_eq!(counted(1, "action", "actions"), "One action");
    assert_eq!(counted(12, "action", "actions"), "Twelve actions");
    assert_eq!(counted(13, "action", "actions"), "13 actions");
}
