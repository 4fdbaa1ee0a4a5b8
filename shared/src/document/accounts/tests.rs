//! Accounts side by side: two people write at once; exports, history, the gate and restoring know them.

use yrs::{ReadTxn, StateVector, Text, Transact};

use crate::{
    document::{
        tests::{planted, sync, view},
        *,
    },
    gate::Gate,
    history::{Credits, ItemKind, changes},
    render,
};

const AT: &str = "2026-03-11T14:05:00+01:00";

fn with_entry(client: u64) -> Postmortem {
    let postmortem = planted(client);
    let entry = NewEntry {
        at: AT.into(),
        kind: EntryKind::Decision,
        text: "Rolled back".into(),
        evidence: Vec::new(),
        source: String::new(),
    };
    postmortem.add_entry(&mut postmortem.doc().transact_mut(), "e", &entry);
    postmortem
}

fn tell(postmortem: &Postmortem, id: &str, author: &str, text: &str) {
    postmortem.add_account(&mut postmortem.doc().transact_mut(), "e", id, author, text).expect("there");
}

fn path(account: &str) -> TextPath {
    TextPath::Account { entry: "e".into(), account: account.into() }
}

fn told(postmortem: &Postmortem) -> Vec<(String, String)> {
    let view = view(postmortem);
    view.timeline[0].live_accounts().map(|account| (account.author.clone(), account.text.clone())).collect()
}

fn owned(told: [(&str, &str); 2]) -> Vec<(String, String)> {
    told.into_iter().map(|(author, text)| (author.to_owned(), text.to_owned())).collect()
}

#[test]
fn two_people_tell_the_same_moment() {
    let one = with_entry(2);
    tell(&one, "a", "On-call", "The graph was flat");
    let two = planted(3);
    sync(&one, &two);
    tell(&two, "b", "Support", "Callers were waiting");
    {
        let mut txn = one.doc().transact_mut();
        one.text(&txn, &path("a")).expect("there").insert(&mut txn, 0, "At first: ");
    }
    sync(&one, &two);
    assert_eq!(view(&one), view(&two));
    assert_eq!(told(&one), owned([("On-call", "At first: The graph was flat"), ("Support", "Callers were waiting")]));
}

#[test]
fn an_account_is_taken_out_of_sight_and_brought_back() {
    let postmortem = with_entry(2);
    tell(&postmortem, "a", "On-call", "Flat");
    postmortem.remove_account(&mut postmortem.doc().transact_mut(), "e", "a", AT, "Ada").expect("there");
    assert!(told(&postmortem).is_empty());
    assert_eq!(view(&postmortem).timeline[0].accounts.len(), 1);
    postmortem.bring_account_back(&mut postmortem.doc().transact_mut(), "e", "a").expect("there");
    postmortem.set_account_author(&mut postmortem.doc().transact_mut(), "e", "a", "Grace").expect("there");
    assert_eq!(told(&postmortem), [("Grace".to_owned(), "Flat".to_owned())]);
    assert_eq!(postmortem.set_account_author(&mut postmortem.doc().transact_mut(), "e", "none", "x"), Err(Missing));
}

#[test]
fn the_gate_takes_accounts_and_approximate_times() {
    let postmortem = with_entry(2);
    let whole = |known: &StateVector| postmortem.doc().transact().encode_state_as_update_v1(known);
    let mut gate = Gate::new();
    gate.admit(&whole(&StateVector::default())).expect("our own");
    let mut known = postmortem.doc().transact().state_vector();
    let mut passes = |what: &str| {
        assert_eq!(gate.admit(&whole(&known)), Ok(()), "{what}");
        known = postmortem.doc().transact().state_vector();
    };
    tell(&postmortem, "a", "On-call", "Flat");
    passes("the first account");
    tell(&postmortem, "b", "", "");
    passes("an empty one beside it");
    {
        let mut txn = postmortem.doc().transact_mut();
        postmortem.text(&txn, &path("b")).expect("there").insert(&mut txn, 0, "Callers 🚒");
    }
    passes("typing into it");
    postmortem.set_account_author(&mut postmortem.doc().transact_mut(), "e", "b", "Support").expect("there");
    passes("naming it");
    postmortem.remove_account(&mut postmortem.doc().transact_mut(), "e", "b", AT, "Ada").expect("there");
    passes("removing it");
    postmortem
        .set_field(&mut postmortem.doc().transact_mut(), List::Timeline, "e", Field::Approximate, YES)
        .expect("there");
    passes("an approximate time");
    assert!(view(&postmortem).timeline[0].approximate);
}

#[test]
fn exports_carry_accounts_and_say_about() {
    let postmortem = with_entry(2);
    tell(&postmortem, "a", "On-call", "The graph\nwas flat");
    tell(&postmortem, "b", "", "Callers were waiting");
    tell(&postmortem, "c", "Nobody yet", "");
    postmortem
        .set_field(&mut postmortem.doc().transact_mut(), List::Timeline, "e", Field::Approximate, YES)
        .expect("there");
    let markdown = render::markdown(&view(&postmortem));
    for part in [
        "| about 2026-03-11 14:05 UTC+01:00 |",
        "as told by:",
        "- **On-call:** The graph was flat\n",
        "- **Somebody:** Callers were waiting\n",
    ] {
        assert!(markdown.contains(part), "{part} in {markdown}");
    }
    assert!(!markdown.contains("Nobody yet"), "an empty account is not told");
}

#[test]
fn history_tells_of_accounts_and_of_approximate_times() {
    let postmortem = with_entry(2);
    tell(&postmortem, "a", "On-call", "Flat");
    let before = view(&postmortem);
    tell(&postmortem, "b", "Support", "Callers");
    postmortem.remove_account(&mut postmortem.doc().transact_mut(), "e", "a", AT, "Ada").expect("there");
    postmortem
        .set_field(&mut postmortem.doc().transact_mut(), List::Timeline, "e", Field::Approximate, YES)
        .expect("there");
    let changes = changes(&before, &view(&postmortem), &Credits::new(), &Credits::new());
    let [change] = &changes.timeline[..] else { panic!("one entry changed: {changes:?}") };
    assert_eq!(change.kind, ItemKind::Changed);
    let paths: Vec<_> = change.texts.iter().map(|text| text.path.as_str()).collect();
    assert_eq!(paths, ["timeline/e/accounts/b/text", "timeline/e/accounts/a/text"]);
    let fields: Vec<_> =
        change.fields.iter().map(|field| (field.field.as_str(), field.before.as_str(), field.after.as_str())).collect();
    assert_eq!(fields, [("approximate", "", "true"), ("accounts", "On-call", "Support")]);
}

#[test]
fn every_accounts_writer_is_known() {
    let postmortem = with_entry(2);
    tell(&postmortem, "a", "On-call", "Flat");
    let pieces = postmortem.pieces(&mut postmortem.doc().transact_mut());
    let (_, pieces) = pieces.into_iter().find(|(held, _)| *held == path("a")).expect("its text is there");
    assert_eq!((pieces[0].client, pieces[0].units), (2, 4));
}
