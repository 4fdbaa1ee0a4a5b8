//! Chosen lines become entries, once.

use super::*;
use crate::document::{EntryKind, List, Postmortem};
use yrs::Transact as _;

fn rows(count: usize, words: &str) -> String {
    (0..count).map(|number| format!("14:05 {number} {words}")).collect::<Vec<_>>().join("\n")
}

fn all(parsed: &Parsed) -> Vec<Choice> {
    parsed.lines.iter().enumerate().map(|(line, read)| Choice { line, kind: read.kind() }).collect()
}

#[test]
fn entries_say_who_when_and_where_from() {
    let parsed = sample("discord.json");
    let entries = entries(&parsed, &all(&parsed), &answers(), None).expect("entries");
    assert_eq!(entries[1].text, "Grace: rolled back to 4.12");
    assert_eq!(entries[1].at, "2026-03-11T14:06:00+01:00");
    assert_eq!(entries[1].kind, EntryKind::Solution, "guessed from the words");
    assert_eq!(entries[1].source, "Discord, #incident-42, 5003");
    assert_eq!(entries[0].evidence.len(), 2);
}

#[test]
fn people_are_roles_where_wanted() {
    let parsed = sample("discord.json");
    let roles = Roles::of(&parsed);
    let entries = entries(&parsed, &all(&parsed), &answers(), Some(&roles)).expect("entries");
    let texts: Vec<&str> = entries.iter().map(|entry| entry.text.as_str()).collect();
    assert_eq!(texts[..2], ["On-call engineer 1: checkout is **slow**", "On-call engineer 2: rolled back to 4.12"]);
    assert!(texts[2].starts_with("statusbot: "), "programs keep their names");
}

#[test]
fn what_is_there_is_found_again() {
    let parsed =
        parse(input("", "Ada\n  9:01 AM\nslow\n9:04\nerrors\n9:05\nerrors"), Format::SlackCopied).expect("messages");
    let postmortem = Postmortem::new(1);
    {
        let mut txn = postmortem.doc().transact_mut();
        for (number, entry) in
            entries(&parsed, &all(&parsed)[..2], &answers(), None).expect("entries").iter().enumerate()
        {
            postmortem.add_entry(&mut txn, &number.to_string(), entry);
        }
        postmortem.remove(&mut txn, List::Timeline, "0", "2026-03-12T09:00:00Z", "Ada").expect("it is there");
    }
    let known = known(&postmortem.view(&postmortem.doc().transact()));
    let again =
        parse(input("", "Ada\n  9:01 AM\nslow\n9:04\nerrors\n9:05\nerrors"), Format::SlackCopied).expect("messages");
    let found: Vec<_> =
        again.lines.iter().map(|line| known.get(&line.source(again.format, &answers())).copied()).collect();
    assert_eq!(found, [Some(Known::Removed), Some(Known::There), None]);
    let next_day = Answers { day: jiff::civil::Date::new(2026, 3, 12).ok(), zone: &utc };
    assert_eq!(known.get(&again.lines[1].source(again.format, &next_day)), None, "the same words on another day");
}

#[test]
fn no_more_is_added_than_a_frame_takes() {
    let many = rows(MAX_ADDED_LINES + 1, "slow");
    let parsed = parse(input("", &many), Format::Notes).expect("lines");
    assert_eq!(entries(&parsed, &all(&parsed), &answers(), None), Err(Refused::TooMany));
    let long = rows(8, &"x".repeat(80_000));
    let parsed = parse(input("", &long), Format::Notes).expect("lines");
    assert_eq!(entries(&parsed, &all(&parsed), &answers(), None), Err(Refused::TooMuch));
    let asked = Answers { day: None, zone: &utc };
    assert_eq!(entries(&parsed, &all(&parsed)[..1], &asked, None), Err(Refused::Timeless));
    assert!(parse(input("", &format!("14:05 {}", "x".repeat(MAX_TEXT_BYTES + 1))), Format::Notes).is_err());
}

/// The most that can be added goes through the gate in one frame.
#[test]
fn the_most_that_is_added_fits_into_a_frame() {
    let words = "é".repeat((MAX_ADDED_BYTES / MAX_ADDED_LINES - 400) / 2 - 40);
    let rows = rows(MAX_ADDED_LINES, &words);
    let parsed = parse(input("", &rows), Format::Notes).expect("lines");
    let entries = entries(&parsed, &all(&parsed), &answers(), None).expect("just enough");
    let postmortem = Postmortem::new(9_007_199_254_740_991);
    let update = {
        let mut txn = postmortem.doc().transact_mut();
        for (number, entry) in entries.iter().enumerate() {
            postmortem.add_entry(&mut txn, &format!("{number:036}"), entry);
        }
        txn.encode_update_v1()
    };
    assert!(update.len() < crate::protocol::MAX_FRAME_BYTES - 1_024, "{} bytes", update.len());
    crate::gate::Gate::new().admit(&update).expect("an honest change");
    assert_eq!(postmortem.view(&postmortem.doc().transact()).timeline.len(), MAX_ADDED_LINES);
}
