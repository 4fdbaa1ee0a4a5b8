//! What honest people do: a few replicas of one postmortem, edited through our own model and merged now and then.

use debrief_shared::document::{
    EntryKind, Evidence, List, Mark, NewEntry, NewMitigation, NewSection, Place, Postmortem, SectionKind, Seed, Status,
    TextPath, View,
};
use yrs::updates::decoder::Decode;
use yrs::{ReadTxn, StateVector, Text, Transact, Update};

use crate::dice::Dice;

/// Client id of the replica that a case attacks.
pub const SERVER: u64 = 77;
/// Client id under which the first content is written.
const PLANTER: u64 = 1;

/// The first content of a document.
pub fn seed() -> Vec<u8> {
    let section = |kind, heading: &str, body: &str| NewSection {
        kind,
        heading: heading.into(),
        guidance: "What happened?".into(),
        body: body.into(),
    };
    let seed = Seed {
        title: "Checkout refused cards".into(),
        sections: vec![
            section(SectionKind::Timeline, "Timeline", ""),
            section(SectionKind::Prose, "Discussion", "The 🚒 cache was cold."),
        ],
        timeline: vec![entry("2026-03-11T14:30:00+01:00")],
        ..Seed::default()
    };
    let mut count = 0;
    seed.to_update(PLANTER, || {
        count += 1;
        format!("id{count}")
    })
}

/// Plays a plan; gives every update in the order in which a server would see it.
pub fn play(dice: &mut Dice, steps: u64) -> Vec<Vec<u8>> {
    let replicas: Vec<_> = (2..5).map(Postmortem::new).collect();
    for replica in &replicas {
        apply(replica, &seed());
    }
    let mut updates = Vec::new();
    for number in 0..steps {
        let replica = &replicas[dice.index(replicas.len())];
        if dice.once_in(5) {
            let other = &replicas[dice.index(replicas.len())];
            let known = replica.doc().transact().state_vector();
            let difference = other.doc().transact().encode_state_as_update_v1(&known);
            apply(replica, &difference);
            updates.push(difference);
            continue;
        }
        let before = replica.view(&replica.doc().transact());
        let mut txn = replica.doc().transact_mut();
        act(replica, &mut txn, &before, number, dice);
        txn.commit();
        updates.push(txn.encode_update_v1());
    }
    updates
}

fn apply(replica: &Postmortem, update: &[u8]) {
    let update = Update::decode_v1(update).expect("made by yrs");
    replica.doc().transact_mut().apply_update(update).expect("made by yrs");
}

fn entry(at: &str) -> NewEntry {
    let evidence = vec![Evidence { url: "https://example.com/1".into(), title: "Graph".into() }];
    NewEntry { at: at.into(), kind: EntryKind::Action, text: "Rolled back".into(), evidence, source: String::new() }
}

fn act(postmortem: &Postmortem, txn: &mut yrs::TransactionMut<'_>, view: &View, number: u64, dice: &mut Dice) {
    let section = dice.pick(&view.sections).map(|section| section.id.clone()).unwrap_or_default();
    let event = dice.pick(&view.timeline).map(|entry| entry.id.clone()).unwrap_or_default();
    match dice.below(12) {
        0..=5 => {
            let paths = [TextPath::Title, TextPath::Body(section), TextPath::Entry(event)];
            let Some(text) = postmortem.text(txn, &paths[dice.index(3)]) else { return };
            let length = text.len(txn);
            let at = u32::try_from(dice.below(u64::from(length) + 1)).unwrap_or_default();
            if dice.once_in(3) && at < length {
                text.remove_range(txn, at, (length - at).min(3));
            } else {
                text.insert(txn, at, ["x", "🚒", "two words", "é"][dice.index(4)]);
            }
        }
        6 => postmortem.add_entry(txn, &format!("e{number}"), &entry("2026-03-11T13:00:00Z")),
        7 => {
            let status = Status::Idea;
            let new = NewMitigation {
                text: "Warm the cache".into(),
                category: None,
                approach: None,
                owner: "Ada".into(),
                due: String::new(),
                priority: String::new(),
                ticket: String::new(),
                status,
                reason: String::new(),
            };
            postmortem.add_mitigation(txn, &format!("m{number}"), &new, Place::First);
        }
        8 => {
            let _ = postmortem.move_item(txn, List::Sections, &section, Place::First);
        }
        9 => {
            let _ = postmortem.remove(txn, List::Timeline, &event, "2026-03-12T09:00:00Z", "Ada");
        }
        10 => {
            let _ = postmortem.remove_evidence(txn, &event, 0);
            postmortem.set_services(txn, &["checkout".to_owned(), format!("s{number}")]);
        }
        _ => postmortem.set_mark(txn, Mark::Detected, "2026-03-11T13:05:00Z"),
    }
}

/// A state vector of somebody.
pub fn state_vector(dice: &mut Dice) -> StateVector {
    let mut vector = StateVector::default();
    for _ in 0..dice.below(6) {
        vector.set_max(yrs::ClientID::new(1 + dice.below(80)), u32::try_from(dice.below(60)).unwrap_or_default());
    }
    vector
}
