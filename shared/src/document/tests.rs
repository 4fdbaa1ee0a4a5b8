//! The document as its users meet it: several replicas, strangers' data, and everything that renders.

use proptest::prelude::*;
use yrs::{
    Any, ArrayPrelim, Map, MapPrelim, ReadTxn, StateVector, Text, TextPrelim, Transact, Update,
    updates::decoder::Decode,
};

use super::*;
use crate::render;

pub(crate) fn seed() -> Seed {
    let section = |kind, heading: &str| NewSection {
        kind,
        heading: heading.into(),
        guidance: String::new(),
        body: String::new(),
    };
    Seed {
        title: "Checkout refused cards".into(),
        sections: vec![
            section(SectionKind::Timeline, "Timeline"),
            section(SectionKind::Prose, "Discussion"),
            section(SectionKind::Mitigations, "Mitigations"),
        ],
        ..Seed::default()
    }
}

pub(crate) fn counter() -> impl FnMut() -> String {
    let mut count = 0;
    move || {
        count += 1;
        format!("id{count}")
    }
}

pub(crate) fn planted(client: u64) -> Postmortem {
    let postmortem = Postmortem::new(client);
    apply(&postmortem, &seed().to_update(1, counter()));
    postmortem
}

pub(crate) fn apply(postmortem: &Postmortem, update: &[u8]) {
    let update = Update::decode_v1(update).expect("made by yrs");
    postmortem.doc().transact_mut().apply_update(update).expect("made by yrs");
}

pub(crate) fn view(postmortem: &Postmortem) -> View {
    postmortem.view(&postmortem.doc().transact())
}

pub(crate) fn sync(one: &Postmortem, two: &Postmortem) {
    for (from, to) in [(one, two), (two, one)] {
        let known = to.doc().transact().state_vector();
        apply(to, &from.doc().transact().encode_state_as_update_v1(&known));
    }
}

fn entry(at: &str, text: &str) -> NewEntry {
    NewEntry { at: at.into(), kind: EntryKind::Action, text: text.into(), evidence: Vec::new(), source: String::new() }
}

fn idea(text: &str) -> NewMitigation {
    NewMitigation {
        text: text.into(),
        category: None,
        approach: None,
        owner: String::new(),
        due: String::new(),
        priority: String::new(),
        ticket: String::new(),
        status: Status::Idea,
        reason: String::new(),
    }
}

#[test]
fn a_seed_reads_back() {
    let view = view(&planted(2));
    assert_eq!(view.title, "Checkout refused cards");
    let headings: Vec<_> = view.sections.iter().map(|section| section.heading.as_str()).collect();
    assert_eq!(headings, ["Timeline", "Discussion", "Mitigations"]);
}

#[test]
fn a_reason_is_told_with_the_decision_and_only_with_it() {
    let postmortem = planted(2);
    let because =
        NewMitigation { status: Status::WontDo, reason: "it hides the | cause".into(), ..idea("Restart nightly") };
    postmortem.add_mitigation(&mut postmortem.doc().transact_mut(), "m", &because, Place::Last);
    let told = || render::markdown(&view(&postmortem));
    assert!(told().contains("| Won't do, because it hides the \\| cause |"), "{}", told());
    let set = |field, value| {
        let mut txn = postmortem.doc().transact_mut();
        postmortem.set_field(&mut txn, List::Mitigations, "m", field, value).expect("there");
    };
    set(Field::Status, "open");
    assert!(told().contains("| Open |"), "{}", told());
    set(Field::Status, "wont_do");
    assert_eq!(view(&postmortem).mitigations[0].reason, "it hides the | cause");
    set(Field::Reason, "");
    assert!(told().contains("| Won't do |"), "{}", told());
}

#[test]
fn entries_are_told_in_time_order_across_zones() {
    let postmortem = planted(2);
    let mut txn = postmortem.doc().transact_mut();
    postmortem.add_entry(&mut txn, "late", &entry("2026-03-11T14:30:00+01:00", "late"));
    postmortem.add_entry(&mut txn, "soon", &entry("2026-03-11T13:10:00Z", "soon"));
    postmortem.add_entry(&mut txn, "odd", &entry("tea time", "odd"));
    drop(txn);
    let order: Vec<_> = view(&postmortem).timeline.into_iter().map(|entry| entry.id).collect();
    assert_eq!(order, ["soon", "late", "odd"]);
}

#[test]
fn what_is_typed_into_a_removed_entry_at_the_same_moment_is_kept() {
    let (one, two) = (planted(2), planted(3));
    one.add_entry(&mut one.doc().transact_mut(), "e", &entry("2026-03-11T13:10:00Z", "rolled back"));
    sync(&one, &two);
    one.remove(&mut one.doc().transact_mut(), List::Timeline, "e", "2026-03-12T09:00:00Z", "Ada").expect("there");
    {
        let mut txn = two.doc().transact_mut();
        let text = two.text(&txn, &TextPath::Entry("e".into())).expect("there");
        let end = text.len(&txn);
        text.insert(&mut txn, end, " to 4.11");
    }
    sync(&one, &two);
    assert_eq!(view(&one), view(&two));
    let removed = &view(&one).timeline[0];
    assert_eq!(
        (removed.text.as_str(), removed.removed.as_ref().map(|by| by.by.as_str())),
        ("rolled back to 4.11", Some("Ada"))
    );
    two.bring_back(&mut two.doc().transact_mut(), List::Timeline, "e").expect("there");
    assert_eq!(view(&two).live_timeline().count(), 1);
}

#[test]
fn there_is_room_between_two_that_chose_the_same_rank() {
    let (one, two) = (planted(2), planted(3));
    one.add_mitigation(&mut one.doc().transact_mut(), "a", &idea("a"), Place::Last);
    two.add_mitigation(&mut two.doc().transact_mut(), "b", &idea("b"), Place::Last);
    sync(&one, &two);
    one.add_mitigation(&mut one.doc().transact_mut(), "between", &idea("between"), Place::After("a"));
    sync(&one, &two);
    let order: Vec<_> = view(&two).mitigations.into_iter().map(|mitigation| mitigation.id).collect();
    assert_eq!(order, ["a", "between", "b"]);
}

#[test]
fn an_anchor_follows_its_text_and_says_when_it_is_gone() {
    let postmortem = planted(2);
    let path = TextPath::Body("id2".into());
    let text = postmortem.text(&postmortem.doc().transact(), &path).expect("there");
    text.insert(&mut postmortem.doc().transact_mut(), 0, "The 🚒 cache was cold");
    let held = anchor(&postmortem, &postmortem.doc().transact(), &path, 7, 12).expect("not empty");
    text.insert(&mut postmortem.doc().transact_mut(), 0, "At first: ");
    assert_eq!(range(&postmortem, &postmortem.doc().transact(), &held), Some((17, 22)));
    text.insert(&mut postmortem.doc().transact_mut(), 22, " layer");
    assert_eq!(
        range(&postmortem, &postmortem.doc().transact(), &held),
        Some((17, 22)),
        "text right after it is not part of it"
    );
    text.remove_range(&mut postmortem.doc().transact_mut(), 15, 9);
    assert_eq!(range(&postmortem, &postmortem.doc().transact(), &held), None);
    let elsewhere = crate::api::Anchor { text: "title".into(), ..held };
    assert_eq!(range(&postmortem, &postmortem.doc().transact(), &elsewhere), None, "an anchor of another text");
}

#[test]
fn a_strangers_fields_are_tolerated_and_kept() {
    let postmortem = planted(2);
    let mut txn = postmortem.doc().transact_mut();
    for list in [List::Sections, List::Timeline, List::Mitigations] {
        let root = postmortem.list(list);
        root.insert(&mut txn, "number", 7.0);
        root.insert(&mut txn, "empty", MapPrelim::default());
        let odd = root.insert(&mut txn, "odd", MapPrelim::default());
        for key in ["rank", "kind", "heading", "body", "at", "text", "evidence", "status", "removed_at", "guidance"] {
            odd.insert(&mut txn, key, ArrayPrelim::from([Any::Null, Any::Bool(true), Any::from("x")]));
        }
        odd.insert(&mut txn, "from_the_future", TextPrelim::new("kept"));
    }
    postmortem.meta.insert(&mut txn, "services", "checkout, payments");
    postmortem.meta.insert(&mut txn, "severity", 1.0);
    drop(txn);
    let seen = view(&postmortem);
    assert_eq!(seen.facts.services, ["checkout", "payments"]);
    assert_eq!(seen.timeline.len(), 2);
    assert!(!render::markdown(&seen).is_empty());
    let txn = postmortem.doc().transact();
    let odd = item(&postmortem.timeline, &txn, "odd").expect("there");
    assert_eq!(view::plain(&odd, &txn, "from_the_future"), "kept");
}

#[test]
fn the_whole_is_rendered_as_markdown() {
    let postmortem = planted(2);
    let mut txn = postmortem.doc().transact_mut();
    postmortem.set_severity(&mut txn, "Sev-1");
    postmortem.set_mark(&mut txn, Mark::ImpactStarted, "2026-03-11T14:02:00+01:00");
    postmortem.set_mark(&mut txn, Mark::Detected, "2026-03-11T14:38:00+01:00");
    postmortem.add_entry(&mut txn, "a", &entry("2026-03-11T14:02:00+01:00", "a | bar\nand a line"));
    let link = Evidence { url: "https://example.com/g?a=1|2".into(), title: "Graph [1]".into() };
    postmortem.add_evidence(&mut txn, "a", &link).expect("there");
    let unsafe_link = Evidence { url: "javascript:alert(1)".into(), title: "click".into() };
    postmortem.add_evidence(&mut txn, "a", &unsafe_link).expect("there");
    postmortem.add_mitigation(&mut txn, "m", &idea("Alert on refusals above 1%"), Place::Last);
    drop(txn);
    insta::assert_snapshot!(render::markdown(&view(&postmortem)));
}

/// One person's change in the convergence test.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Type { path: prop::sample::Index, at: prop::sample::Index, text: String },
    Delete { path: prop::sample::Index, at: prop::sample::Index, length: u32 },
    AddEntry { minute: u8 },
    AddMitigation { at: prop::sample::Index },
    AddSection { at: prop::sample::Index },
    Move { which: prop::sample::Index, to: prop::sample::Index },
    Remove { which: prop::sample::Index },
    SetMark { minute: u8 },
    Sync { with: prop::sample::Index },
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        6 => (index(), index(), "[a-z 🚒é]{1,6}").prop_map(|(path, at, text)| Step::Type { path, at, text }),
        2 => (index(), index(), 1..5u32).prop_map(|(path, at, length)| Step::Delete { path, at, length }),
        1 => (0..60u8).prop_map(|minute| Step::AddEntry { minute }),
        1 => index().prop_map(|at| Step::AddMitigation { at }),
        1 => index().prop_map(|at| Step::AddSection { at }),
        1 => (index(), index()).prop_map(|(which, to)| Step::Move { which, to }),
        1 => index().prop_map(|which| Step::Remove { which }),
        1 => (0..60u8).prop_map(|minute| Step::SetMark { minute }),
        2 => index().prop_map(|with| Step::Sync { with }),
    ]
}

fn paths(view: &View) -> Vec<TextPath> {
    let sections = view
        .sections
        .iter()
        .flat_map(|section| [TextPath::Heading(section.id.clone()), TextPath::Body(section.id.clone())]);
    let entries = view.timeline.iter().map(|entry| TextPath::Entry(entry.id.clone()));
    let mitigations = view.mitigations.iter().map(|mitigation| TextPath::Mitigation(mitigation.id.clone()));
    [TextPath::Title].into_iter().chain(sections).chain(entries).chain(mitigations).collect()
}

pub(crate) fn act(replicas: &[Postmortem], actor: usize, step: &Step, fresh: &str) {
    let postmortem = &replicas[actor];
    let before = view(postmortem);
    let place = |index: &prop::sample::Index, ids: &[String]| match ids {
        [] => None,
        ids => Some(ids[index.index(ids.len())].clone()),
    };
    let mitigations: Vec<_> = before.mitigations.iter().map(|item| item.id.clone()).collect();
    let sections: Vec<_> = before.sections.iter().map(|item| item.id.clone()).collect();
    let mut txn = postmortem.doc().transact_mut();
    match step {
        Step::Type { path, at, text } => {
            let path = path.get(&paths(&before)).clone();
            let target = postmortem.text(&txn, &path).expect("as listed");
            let at = at.index(target.len(&txn) as usize + 1);
            target.insert(&mut txn, u32::try_from(at).expect("small"), text);
        }
        Step::Delete { path, at, length } => {
            let path = path.get(&paths(&before)).clone();
            let target = postmortem.text(&txn, &path).expect("as listed");
            let total = target.len(&txn);
            let at = u32::try_from(at.index(total as usize + 1)).expect("small");
            let length = (*length).min(total - at);
            if length > 0 {
                target.remove_range(&mut txn, at, length);
            }
        }
        Step::AddEntry { minute } => {
            postmortem.add_entry(&mut txn, fresh, &entry(&format!("2026-03-11T14:{minute:02}:00Z"), "x"));
        }
        Step::AddMitigation { at } => {
            let after = place(at, &mitigations);
            postmortem.add_mitigation(&mut txn, fresh, &idea("x"), after.as_deref().map_or(Place::First, Place::After));
        }
        Step::AddSection { at } => {
            let before = place(at, &sections);
            let section = NewSection {
                kind: SectionKind::Prose,
                heading: "New".into(),
                guidance: String::new(),
                body: String::new(),
            };
            postmortem.add_section(&mut txn, fresh, &section, before.as_deref().map_or(Place::Last, Place::Before));
        }
        Step::Move { which, to } => {
            if let Some((id, other)) = place(which, &sections).zip(place(to, &sections)) {
                postmortem.move_item(&mut txn, List::Sections, &id, Place::Before(&other)).expect("there");
            }
        }
        Step::Remove { which } => {
            if let Some(id) = place(which, &mitigations) {
                postmortem.remove(&mut txn, List::Mitigations, &id, "2026-03-12T09:00:00Z", "Ada").expect("there");
            }
        }
        Step::SetMark { minute } => {
            postmortem.set_mark(&mut txn, Mark::Detected, &format!("2026-03-11T14:{minute:02}:00Z"));
        }
        Step::Sync { with } => {
            drop(txn);
            let other = with.index(replicas.len());
            if other != actor {
                sync(postmortem, &replicas[other]);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn replicas_converge_and_render_whatever_they_do(steps in prop::collection::vec((0..3usize, step()), 1..60)) {
        let replicas: Vec<_> = (2..5).map(planted).collect();
        for (number, (actor, step)) in steps.iter().enumerate() {
            act(&replicas, *actor, step, &format!("new{number}"));
        }
        sync(&replicas[0], &replicas[1]);
        sync(&replicas[1], &replicas[2]);
        sync(&replicas[0], &replicas[1]);
        let views: Vec<_> = replicas.iter().map(view).collect();
        prop_assert_eq!(&views[0], &views[1]);
        prop_assert_eq!(&views[1], &views[2]);
        prop_assert!(render::markdown(&views[0]).starts_with("# "));
        let reloaded = Postmortem::new(9);
        apply(&reloaded, &replicas[0].doc().transact().encode_state_as_update_v1(&StateVector::default()));
        prop_assert_eq!(&view(&reloaded), &views[0]);
        let json = serde_json::to_string(&views[0]).expect("plain data");
        prop_assert_eq!(&serde_json::from_str::<View>(&json).expect("as written"), &views[0]);
    }
}
