//! Differences as people read them: complete, in words, bounded, and with the right names.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::document::{EntryKind, EntryView, SectionKind, SectionView};

const ADA: Option<Uuid> = Some(Uuid::from_u128(1));
const GRACE: Option<Uuid> = Some(Uuid::from_u128(2));

fn plain(before: &str, after: &str) -> Vec<(RunKind, String)> {
    let runs = runs(before, after, &[], &[], &mut Effort::default());
    runs.into_iter().map(|run| (run.kind, run.text)).collect()
}

/// As `[-deleted-]{+inserted+}`.
fn marked(before: &str, after: &str) -> String {
    let mark = |(kind, text): (RunKind, String)| match kind {
        RunKind::Equal => text,
        RunKind::Deleted => format!("[-{text}-]"),
        RunKind::Inserted => format!("{{+{text}+}}"),
    };
    plain(before, after).into_iter().map(mark).collect()
}

#[test]
fn texts_are_compared_word_by_word() {
    assert_eq!(marked("The pool ran dry.", "The pool was dry."), "The pool [-ran-]{+was+} dry.");
    assert_eq!(marked("one two three", "uno dos three"), "[-one two-]{+uno dos+} three");
    assert_eq!(marked("a\nb\nc\n", "a\nc\n"), "a\n[-b\n-]c\n");
    assert_eq!(marked("", "new"), "{+new+}");
    assert_eq!(marked("gone", ""), "[-gone-]");
    assert_eq!(marked("same", "same"), "same");
}

#[test]
fn what_is_seen_as_one_character_is_never_cut() {
    assert_eq!(marked("e", "e\u{301}"), "[-e-]{+e\u{301}+}");
    assert_eq!(marked("👩‍🚒 came", "👩‍🚀 came"), "[-👩‍🚒-]{+👩‍🚀+} came");
    assert_eq!(marked("🇩🇪", "🇩🇰"), "[-🇩🇪-]{+🇩🇰+}");
}

#[test]
fn runs_name_who_wrote_and_who_deleted() {
    let wrote = [Credit { units: 4, by: ADA }, Credit { units: 3, by: GRACE }, Credit { units: 6, by: ADA }];
    let deleted = [Credit { units: 2, by: None }, Credit { units: 4, by: GRACE }];
    let runs = runs("a 🙂🙂", "a b🙃cde", &wrote, &deleted, &mut Effort::default());
    let named: Vec<_> = runs.iter().map(|run| (run.kind, run.text.as_str(), run.by)).collect();
    // The second unit of the smiley is Grace's: it goes with its first, Ada's.
    let expected = [
        (RunKind::Equal, "a ", None),
        (RunKind::Deleted, "🙂🙂", GRACE),
        (RunKind::Inserted, "b🙃", ADA),
        (RunKind::Inserted, "cd", GRACE),
        (RunKind::Inserted, "e", ADA),
    ];
    assert_eq!(named, expected);
}

#[test]
fn a_character_of_several_writers_is_the_first_ones() {
    let wrote = [Credit { units: 1, by: ADA }, Credit { units: 2, by: GRACE }];
    let runs = runs("", "e\u{301}x", &wrote, &[], &mut Effort::default());
    let named: Vec<_> = runs.iter().map(|run| (run.text.as_str(), run.by)).collect();
    assert_eq!(named, [("e\u{301}", ADA), ("x", GRACE)]);
}

#[test]
fn comparing_ends_whatever_the_texts_are() {
    let words = |seed: usize| {
        let words: Vec<String> = (0..200_000).map(|number| format!("w{} ", number * seed % 7919)).collect();
        words.concat()
    };
    let (before, after) = (words(31), words(97));
    let runs = plain(&before, &after);
    let text = |without: RunKind| -> String {
        runs.iter().filter(|(kind, _)| *kind != without).map(|(_, text)| text.as_str()).collect()
    };
    assert_eq!((text(RunKind::Inserted) == before, text(RunKind::Deleted) == after), (true, true));
    assert!(!Effort(0).take(1));
}

proptest! {
    #[test]
    fn runs_hold_both_texts(before in "[ab \n🙂e\u{301}]{0,40}", after in "[ab \n🙂e\u{301}]{0,40}") {
        let runs = plain(&before, &after);
        let text = |without: RunKind| -> String {
            runs.iter().filter(|(kind, _)| *kind != without).map(|(_, text)| text.as_str()).collect()
        };
        prop_assert_eq!(text(RunKind::Inserted), before);
        prop_assert_eq!(text(RunKind::Deleted), after);
        prop_assert!(runs.iter().all(|(_, text)| !text.is_empty()));
    }
}

fn section(id: &str, body: &str) -> SectionView {
    SectionView {
        id: id.to_owned(),
        kind: SectionKind::Prose,
        heading: format!("Heading {id}"),
        guidance: String::new(),
        body: body.to_owned(),
        removed: None,
    }
}

fn removed() -> Removed {
    Removed { at: "2026-01-01T10:00:00Z".to_owned(), by: "Ada".to_owned() }
}

#[test]
fn parts_are_added_removed_brought_back_moved_and_changed() {
    let gone = SectionView { removed: Some(removed()), ..section("back", "x") };
    let before = View {
        sections: vec![section("a", "one"), section("b", "two"), section("c", "three"), section("d", "four"), gone],
        ..View::default()
    };
    let mut after = before.clone();
    after.title = "Title".to_owned();
    after.facts.severity = "sev-1".to_owned();
    after.sections = vec![
        section("c", "three"),
        section("a", "one"),
        section("b", "two more"),
        section("back", "x"),
        section("new", "five"),
        SectionView { removed: Some(removed()), ..section("d", "four") },
    ];
    let found = changes(&before, &after, &Credits::new(), &Credits::new());
    let told: Vec<_> = found.sections.iter().map(|item| (item.id.as_str(), item.kind, item.moved)).collect();
    let expected = [
        ("c", ItemKind::Changed, true),
        ("b", ItemKind::Changed, false),
        ("back", ItemKind::BroughtBack, false),
        ("new", ItemKind::Added, false),
        ("d", ItemKind::Removed, false),
    ];
    assert_eq!(told, expected);
    assert_eq!(found.sections[1].texts[0].path, "sections/b/body");
    assert_eq!(found.sections[4].removed, Some(removed()));
    assert_eq!(found.facts[0].field, "severity");
    assert_eq!(found.title.len(), 1);
    assert!(changes(&after, &after, &Credits::new(), &Credits::new()).is_empty());
}

#[test]
fn fields_of_entries_are_compared() {
    let entry = |at: &str| EntryView {
        approximate: false,
        accounts: Vec::new(),
        id: "e".to_owned(),
        at: at.to_owned(),
        kind: EntryKind::Action,
        text: "Deploy".to_owned(),
        evidence: Vec::new(),
        source: String::new(),
        removed: None,
    };
    let view = |at| View { timeline: vec![entry(at)], ..View::default() };
    let found = changes(&view("10:00"), &view("11:00"), &Credits::new(), &Credits::new());
    let change = FieldChange { field: "at".to_owned(), before: "10:00".to_owned(), after: "11:00".to_owned() };
    assert_eq!((found.timeline[0].fields.clone(), found.timeline[0].label.as_str()), (vec![change], "Deploy"));
}
