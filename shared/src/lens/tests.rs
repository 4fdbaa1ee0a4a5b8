//! The table is true, the text's own places come back, and hostile text costs no more than its length.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::catalogue::{Rule, Where};
use super::file::lint_file;
use super::*;

fn found(rule: &Rule, sentence: &str) -> bool {
    let context = Context::default();
    let scope = match rule.place {
        Where::Account | Where::Everywhere => Scope::Account,
        Where::Impact => Scope::Impact,
        Where::Actions => Scope::Action,
        Where::Document => return lint_file(sentence, &context).iter().any(|finding| finding.rule.id == rule.id),
    };
    lint(sentence, scope, &context).iter().any(|finding| finding.rule.id == rule.id)
}

#[test]
fn every_example_of_the_table_is_true() {
    let mut wrong = Vec::new();
    for rule in RULES {
        wrong
            .extend(rule.hits.iter().filter(|hit| !found(rule, hit)).map(|hit| format!("{} misses: {hit}", rule.code)));
        wrong.extend(
            rule.misses.iter().filter(|miss| found(rule, miss)).map(|miss| format!("{} hits: {miss}", rule.code)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn rewritten(text: &str, scope: Scope) -> Vec<String> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let apply = |rewrite: &Rewrite| {
        let (from, to) = (rewrite.from as usize, rewrite.to as usize);
        let new: Vec<u16> = units[..from]
            .iter()
            .copied()
            .chain(rewrite.text.encode_utf16())
            .chain(units[to..].iter().copied())
            .collect();
        String::from_utf16(&new).expect("a text")
    };
    lint(text, scope, &Context::default()).iter().flat_map(|finding| finding.rewrites.iter().map(apply)).collect()
}

#[test]
fn rewrites_read_as_sentences() {
    let first = |text: &str| rewritten(text, Scope::Account).into_iter().next().unwrap_or_default();
    assert_eq!(first("We failed to verify the backup."), "We had no step to verify the backup.");
    assert_eq!(first("The team should have noticed the alert."), "The team had no prompt to notice the alert.");
    assert_eq!(first("Obviously, the limit was too low."), "The limit was too low.");
    assert_eq!(first("It was obviously the wrong server."), "It was the wrong server.");
    assert_eq!(first("Chris restarted it."), "The on-call engineer restarted it.");
    assert_eq!(first("Then Chris Miller restarted it."), "Then the on-call engineer restarted it.");
    assert_eq!(first("[@Ada Lovelace](/people/0) restarted it."), "The on-call engineer restarted it.");
    assert_eq!(first("The root cause was a full disk."), "A contributing factor was a full disk.");
    assert_eq!(first("Why was the alert muted?"), "How was the alert muted?");
    assert_eq!(first("Ünï 🦀 wrote to jane@shop.test."), "Ünï 🦀 wrote to [mail address].");
    assert_eq!(
        first("An engineer ran a script without confirmation."),
        "An engineer ran a script; nothing asked for confirmation."
    );
}

#[test]
fn what_somebody_else_said_is_left_alone() {
    for text in [
        "> We should have checked.",
        "```\nwe failed to read\n```",
        "    we failed to read",
        "## We should have checked",
        "We should have checked\n===",
        "[10:45] <ada> we should have checked",
        "| Author | Message |\n| --- | --- |\n| ada | we should have checked |",
        "The page says “we should have checked”.",
        "[report](https://example.org/we should have checked)",
        "`we should have checked`",
        "## Attendees\n\n- We should have checked",
        "## Action items\n\n- The deploy that we should have checked is refused",
    ] {
        assert_eq!(lint(text, Scope::Account, &Context::default()), [], "{text}");
    }
    assert_eq!(lint("We should have checked.", Scope::Account, &Context::default()).len(), 1);
}

#[test]
fn people_are_known_and_services_are_not_people() {
    let count = |text: &str, context: &Context| {
        lint(text, Scope::Account, context).iter().filter(|finding| finding.rule.code == "L6").count()
    };
    let known = Context { people: vec!["Xanthippe Quux".into()], handles: vec!["zed".into()], ..Context::default() };
    assert_eq!(count("Xanthippe restarted it, then zed reverted it.", &known), 2);
    assert_eq!(count("Xanthippe restarted it, then zed reverted it.", &Context::default()), 0);
    let service = Context { services: vec!["Chris".into()], ..Context::default() };
    assert_eq!(count("Chris restarted twice.", &Context::default()), 1);
    assert_eq!(count("Chris restarted twice.", &service), 0);
    assert_eq!(count("Chris, our deploy bot, restarted twice.\n\nChris stopped.", &Context::default()), 0);
    let customer = Context { customers: vec!["Acme Retail".into()], ..Context::default() };
    assert_eq!(lint("It hit Acme Retail first.", Scope::Quoted, &customer).len(), 1);
}

#[test]
fn unknown_names_are_known_by_what_stands_around_them() {
    let named =
        |text: &str| lint(text, Scope::Account, &Context::default()).iter().any(|finding| finding.rule.code == "L6");
    for text in [
        "Mrs. Oyelaran restarted the pump.",
        "The valve was closed by Mr. Szczepanski.",
        "Kwaku Mensah approved the change.",
        "The change was approved by Kwaku Mensah.",
        "It was Xiomara who deleted the branch.",
        "Bartholomew restarted the worker before he read the ticket.",
        "Our accountant, Miroslava Hudak, deleted the rows.",
        "Jenny from Accounts uploaded the file twice.",
        "Ravi in procurement signed the contract.",
        "Why did Jenny merge it?",
    ] {
        assert!(named(text), "{text}");
    }
    for text in [
        "Deutsche Telekom approved the maintenance window.",
        "Amazon Aurora merged the two shards.",
        "Datadog Agent copied the file to the host.",
        "Frankfurt restarted after the change, and later the operator lost her connection.",
        "Envoy returned 503 to a customer while she was paying.",
        "Snowflake paused the warehouse when his session ended.",
        "It was Terraform who removed the record.",
        "St. Gallen lost power at 11:00.",
        "A technician replaced the disk without causing an interruption.",
    ] {
        assert!(!named(text), "{text}");
    }
}

#[test]
fn lines_and_columns_count_characters() {
    let found = lint_file("# Ü\n\nÜber 🦀: we failed to verify it.\r\n", &Context::default());
    let places: Vec<_> =
        found.iter().map(|finding| (finding.line, finding.column, finding.end_column, finding.text.as_str())).collect();
    assert_eq!(places, [(3, 12, 28, "failed to verify")]);
}

#[test]
fn hostile_text_costs_no_more_than_its_length() {
    // Eight times the text may cost eight times as much, and not the square of it. The best of some runs counts: machines are busy.
    const SMALL: usize = 8 * 1024;
    let cost = |text: &str| {
        let start = Instant::now();
        let found = lint(text, Scope::Account, &Context::default());
        let _ = lint_file(text, &Context::default());
        assert!(found.len() <= MAX_FINDINGS);
        start.elapsed()
    };
    for seed in [
        "`",
        "``a",
        "[",
        "](",
        "\"",
        "a \" ",
        "<a",
        "@",
        "a@",
        "+1 ",
        "1-",
        "1.",
        "(",
        "we and ",
        "the ",
        "* ",
        "|",
        "| a ",
        "> ",
        "#",
        "# a\n",
        "who, ",
        "had, ",
        "to ",
        "\u{1}",
        "é",
        "🦀",
        "eyJ.",
        "x ",
        "don't ",
        "-----BEGIN ",
        "not ",
        "~~~\n",
        "1:",
        "a:",
        "did not ",
        "without ",
        "name: ",
        "5 minutes lasted ",
        ", and ",
        "Ab Cd approved ",
        "Ab, doing ",
        "Dr. ",
        "it was Ab who ",
        "who should have ",
        "had a nurse ",
        "made error ",
        "why did not ",
        "Ab from a ",
        "failure of a nurse ",
        "-----BEGIN PRIVATE KEY-----",
        "password=",
        "\"password\": \"",
        "--password ",
        "-a",
        "api-key ",
        "é@",
        "0049 ",
        "10.1.2.3/",
    ] {
        let of = |bytes: usize| seed.repeat(bytes / seed.len());
        let (small, large) = (of(SMALL), of(8 * SMALL));
        let linear = (0..5).any(|_| cost(&large) < cost(&small) * 24 + Duration::from_millis(20));
        assert!(linear, "{seed:?} costs more than its length");
    }
}

proptest! {
    /// Any text at all: no panic, and every place lies in the text, in order, at whole characters.
    #[test]
    fn places_are_places(text in "(?s)([a-z]{1,6} |we |failed to |@ada |`|\\*|\"|\\||\n|[0-9]{1,5}|[.,:;!?()<>\\[\\]#+@-]|\\PC|🦀){0,80}") {
        let units: Vec<u16> = text.encode_utf16().collect();
        for scope in [Scope::Account, Scope::Impact, Scope::Action, Scope::People, Scope::Quoted] {
            for finding in lint(&text, scope, &Context::default()) {
                prop_assert!(finding.from < finding.to && finding.to as usize <= units.len());
                prop_assert!(String::from_utf16(&units[finding.from as usize..finding.to as usize]).is_ok());
                for rewrite in &finding.rewrites {
                    prop_assert!(rewrite.from <= rewrite.to && rewrite.to as usize <= units.len());
                }
            }
        }
        let lines: Vec<&str> = text.split('\n').collect();
        for finding in lint_file(&text, &Context::default()) {
            prop_assert!((1..=lines.len()).contains(&finding.line));
            let length = lines[finding.line - 1].chars().count();
            prop_assert!(finding.column >= 1 && finding.column <= finding.end_column && finding.end_column <= length + 1);
        }
    }
}
