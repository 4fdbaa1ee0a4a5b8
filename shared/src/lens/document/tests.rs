//! The talk's own example, and documents that agree with themselves.

use super::*;
use crate::document::{Facts, SectionView};

fn section(heading: &str, body: &str) -> SectionView {
    SectionView {
        id: heading.to_lowercase(),
        kind: SectionKind::Prose,
        heading: heading.into(),
        guidance: String::new(),
        body: body.into(),
        removed: None,
    }
}

fn djangocon(body: &str) -> View {
    let at = |clock: &str| format!("2019-09-05T{clock}:00-07:00");
    let facts = Facts {
        impact_started: at("09:45"),
        detected: at("10:21"),
        acknowledged: at("10:45"),
        mitigated: at("10:55"),
        resolved: at("11:45"),
        ..Facts::default()
    };
    View { facts, sections: vec![section("Detection", body)], ..View::default() }
}

fn messages(view: &View) -> Vec<String> {
    lint_document(view, None).into_iter().map(|remark| remark.message).collect()
}

#[test]
fn stated_durations_are_held_against_the_marks() {
    assert_eq!(
        messages(&djangocon("It was detected by a customer after about 30 minutes.")),
        ["“30 minutes”, where the times say 36 min"]
    );
    assert_eq!(messages(&djangocon("It was detected by a customer after 36 minutes and lasted two hours.")), [""; 0]);
    assert_eq!(messages(&djangocon("It lasted three hours.")), ["“three hours”, where the times say 2 h"]);
    assert_eq!(messages(&djangocon("The cache has a lifetime of 31 minutes, and took no part.")), [""; 0]);
}

#[test]
fn marks_and_entries_stand_in_order_and_in_the_past() {
    let mut view = djangocon("");
    view.facts.mitigated = "2019-09-05T10:15:00-07:00".into();
    assert_eq!(messages(&view), ["“Mitigated” is 30 min before “acknowledged”"]);
    let now = "2019-09-05T18:00:00Z".parse().expect("a time");
    let told: Vec<_> = lint_document(&djangocon(""), Some(now)).into_iter().map(|remark| remark.key).collect();
    assert_eq!(told, ["L17-future-resolved"]);
}

#[test]
fn an_account_of_some_length_says_what_went_well() {
    let long = "The queue was full and grew. ".repeat(30);
    assert_eq!(messages(&djangocon(&long)), ["Nothing yet on what went well, or where luck helped"]);
    assert_eq!(messages(&djangocon(&format!("{long} The alert worked well."))), [""; 0]);
}
