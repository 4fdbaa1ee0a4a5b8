//! A postmortem that was exported as Markdown comes back as it was, in all that Markdown carries: ids, guidance, what was removed and which line of a chat
//! something is from are no part of it, and times are to the minute.

use proptest::prelude::*;

use super::*;
use crate::document::{
    AccountView, Approach, Category, EntryKind, EntryView, Evidence, Facts, MitigationView, SectionKind, SectionView,
    Status, View,
};
use crate::render;

/// Words on one line, with everything that Markdown and tables take for more than words.
fn words() -> impl Strategy<Value = String> {
    prop::collection::vec("[a-zA-Zåé0-9|\\\\\\[\\]*_<>.:()-]{1,8}", 1..5).prop_map(|words| words.join(" "))
}

fn maybe(words: impl Strategy<Value = String> + 'static) -> BoxedStrategy<String> {
    prop_oneof![Just(String::new()), words].boxed()
}

fn time() -> impl Strategy<Value = String> {
    (0..50_000_000_i64, -56..56_i32).prop_map(|(minute, quarter)| {
        let instant = jiff::Timestamp::from_second(minute * 60).expect("within reach");
        Moment::new(instant, jiff::tz::Offset::from_seconds(quarter * 900).expect("a zone's offset")).to_string()
    })
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

/// A section's text: blocks of Markdown, some of which look like what makes a section, an entry or a mitigation.
fn body() -> impl Strategy<Value = String> {
    let block = prop_oneof![
        "[a-zA-Z|é][a-zA-Zåé0-9|\\\\\\[\\]*_<>.: ()-]{0,30}".prop_map(|text| text.trim().to_owned()),
        (words(), words()).prop_map(|(one, two)| format!("- [x] {one}\n- {two}\n  - within")),
        words().prop_map(|text| format!("```\n## {text}\n~~~\n```")),
        words().prop_map(|text| format!("~~~~ text\n```\n# {text}\n~~~\n## x\n~~~~")),
        words().prop_map(|text| format!("### {text}\n\n# {text}")),
        Just("| Time | Event |\n| --- | --- |\n| 2026-03-11 13:05 UTC | no entry |".to_owned()),
        Just("| a | b |\n| --- | --- |\n| 1 | 2 |".to_owned()),
    ];
    prop::collection::vec(block, 0..4).prop_map(|blocks| blocks.join("\n\n"))
}

fn evidence() -> impl Strategy<Value = Evidence> {
    (maybe(words()), "https://example\\.org/[a-z0-9/?=&()]{0,12}").prop_map(|(title, url)| Evidence { url, title })
}

fn facts() -> impl Strategy<Value = Facts> {
    let names = || prop::collection::vec(words(), 0..3);
    let marks = prop::collection::vec(prop_oneof![Just(String::new()), time().boxed()], 5);
    (maybe(words()), maybe(words()), names(), names(), names(), marks).prop_map(
        |(incident, severity, services, tags, factors, marks)| Facts {
            incident,
            severity,
            services,
            tags,
            factors,
            time_zone: "Europe/Copenhagen".to_owned(),
            impact_started: marks[0].clone(),
            detected: marks[1].clone(),
            acknowledged: marks[2].clone(),
            mitigated: marks[3].clone(),
            resolved: marks[4].clone(),
            set_aside: Vec::new(),
        },
    )
}

fn entry() -> impl Strategy<Value = EntryView> {
    let account = (maybe("[A-Z][a-z]{1,6}( [A-Z][a-z]{1,6})?".boxed()), words())
        .prop_map(|(author, text)| AccountView { id: String::new(), author, text, removed: None });
    let told = (time(), any::<bool>(), one_of(EntryKind::ALL), maybe(words()));
    (told, prop::collection::vec(evidence(), 0..3), prop::collection::vec(account, 0..3)).prop_map(
        |((at, approximate, kind, text), evidence, accounts)| EntryView {
            id: String::new(),
            at,
            approximate,
            kind,
            text,
            evidence,
            source: String::new(),
            accounts,
            removed: None,
        },
    )
}

fn mitigation() -> impl Strategy<Value = MitigationView> {
    let sorted = (
        prop::option::of(one_of(Category::ALL)),
        prop::option::of(one_of(Approach::ALL)),
        one_of(Status::ALL),
        maybe(words()),
    );
    let told = (words(), maybe(words()), maybe("2026-0[1-9]-1[0-9]".boxed()), maybe(words()));
    (sorted, told, maybe("https://example\\.org/[A-Z]{2,4}-[0-9]{1,3}".boxed())).prop_map(
        |((category, approach, status, why), (text, owner, due, priority), ticket)| MitigationView {
            id: String::new(),
            text,
            category,
            approach,
            owner,
            due,
            priority,
            ticket,
            status,
            reason: if status == Status::WontDo { why.clone() } else { String::new() },
            proof: if status == Status::Done { why } else { String::new() },
            removed: None,
        },
    )
}

fn view() -> impl Strategy<Value = View> {
    let heading = prop_oneof![words(), one_of(&["Timeline", "Action items", "Summary"]).prop_map(str::to_owned)];
    let sections = prop::collection::vec((heading, body()), 1..5);
    let lists = (prop::collection::vec(entry(), 0..5), prop::collection::vec(mitigation(), 0..5));
    (words(), facts(), sections, lists, any::<(prop::sample::Index, bool)>()).prop_map(
        |(title, facts, sections, (mut timeline, mitigations), (first, after))| {
            // What is told of an entry is found again by its time and words.
            for (number, entry) in timeline.iter_mut().enumerate() {
                entry.text = format!("{} {number}", entry.text).trim().to_owned();
            }
            let section = |(heading, body): (String, String)| SectionView {
                id: String::new(),
                kind: SectionKind::Prose,
                heading,
                guidance: String::new(),
                body,
                removed: None,
            };
            let mut sections: Vec<_> = sections.into_iter().map(section).collect();
            let first = first.index(sections.len());
            let mut kinds = Vec::new();
            kinds.extend((!timeline.is_empty()).then_some(SectionKind::Timeline));
            kinds.extend((!mitigations.is_empty()).then_some(SectionKind::Mitigations));
            for (number, kind) in kinds.into_iter().enumerate() {
                let at = first + usize::from(after) * number;
                let one = section((format!("Part {number}"), sections[first].body.clone()));
                sections.insert(at.min(sections.len()), SectionView { kind, ..one });
            }
            View { title, facts, sections, timeline, mitigations }
        },
    )
}

proptest! {
    #[test]
    fn what_is_exported_as_markdown_comes_back(view in view()) {
        let markdown = render::markdown(&view);
        let back = postmortem(input("x.md", &markdown), "America/New_York", &answers()).expect("our own");
        prop_assert_eq!(&back, &view, "{}", markdown);
        prop_assert_eq!(render::markdown(&back), markdown);
    }
}

#[test]
fn a_table_that_somebody_changed_stays_text() {
    let exported = "# T\n\n| Fact | |\n| --- | --- |\n| Severity | SEV1 |\n| Weather | rain |\n\n## Timeline\n\n| Time | What happened |\n| --- | --- |\n| 2026-03-11 13:05 UTC+01:00 | **Detected.** slow |\n| later | fast |\n\n## Mitigations\n\n| Mitigation | Status |\n| --- | --- |\n| Test | Perhaps |\n";
    let view = postmortem(input("x.md", exported), "UTC", &answers()).expect("text");
    assert_eq!((view.timeline.len(), view.mitigations.len(), view.facts.severity.as_str()), (0, 0, ""));
    let bodies: Vec<_> = view.sections.iter().map(|section| section.body.as_str()).collect();
    assert!(bodies[0].contains("| Weather | rain |") && bodies[1].contains("| later | fast |"), "{bodies:?}");
    assert!(bodies[2].contains("| Test | Perhaps |"), "{bodies:?}");
}
