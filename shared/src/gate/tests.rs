//! What honest clients make passes; what passes leaves yrs whole; what is crafted is refused.

use proptest::prelude::*;
use std::sync::{Arc, Mutex};
use yrs::{ReadTxn, StateVector, Text, Transact, Update, updates::decoder::Decode, updates::encoder::Encode};

use super::*;
use crate::document::{
    Postmortem,
    tests::{Step, act, planted, seed, step},
};
use crate::protocol::wire::put_varint;

fn whole(postmortem: &Postmortem) -> Vec<u8> {
    postmortem.doc().transact().encode_state_as_update_v1(&StateVector::default())
}

/// Applies and checks that nothing is left over and that the document can be stored and loaded again.
fn apply_admitted(postmortem: &Postmortem, update: &[u8]) {
    let decoded = Update::decode_v1(update).expect("admitted updates decode");
    postmortem.doc().transact_mut().apply_update(decoded).expect("admitted updates apply");
    let txn = postmortem.doc().transact();
    assert!(!txn.has_missing_updates(), "nothing waits for missing parts");
    let _ = postmortem.view(&txn);
    let stored = txn.encode_state_as_update_v1(&StateVector::default());
    drop(txn);
    let reloaded = Postmortem::new(77);
    reloaded
        .doc()
        .transact_mut()
        .apply_update(Update::decode_v1(&stored).expect("stored state decodes"))
        .expect("stored state applies");
    assert_eq!(reloaded.view(&reloaded.doc().transact()), postmortem.view(&postmortem.doc().transact()));
}

/// Runs a plan on three replicas and collects every update in the order in which a server would see it.
fn updates_of(steps: &[(usize, Step)]) -> (Vec<Postmortem>, Vec<Vec<u8>>) {
    let replicas: Vec<_> = (2..5).map(planted).collect();
    let log = Arc::new(Mutex::new(Vec::new()));
    for replica in &replicas {
        let log = Arc::clone(&log);
        let observe = move |_: &yrs::TransactionMut<'_>, event: &yrs::UpdateEvent| {
            log.lock().expect("one thread").push(event.update.clone());
        };
        replica.doc().observe_update_v1("log", observe).expect("no transaction is open");
    }
    for (number, (actor, step)) in steps.iter().enumerate() {
        act(&replicas, *actor, step, &format!("new{number}"));
    }
    let updates = log.lock().expect("one thread").clone();
    (replicas, updates)
}

fn seeded() -> (Gate, Postmortem) {
    let postmortem = planted(9);
    let mut gate = Gate::new();
    gate.admit(&whole(&postmortem)).expect("our own");
    (gate, postmortem)
}

#[test]
fn a_seeded_document_passes() {
    let mut count = 0;
    let update = seed().to_update(1, || {
        count += 1;
        count.to_string()
    });
    assert_eq!(Gate::new().admit(&update), Ok(()));
}

#[test]
fn an_update_that_skips_ahead_is_missing_something() {
    let postmortem = Postmortem::new(2);
    postmortem.title().insert(&mut postmortem.doc().transact_mut(), 0, "ab");
    let before = postmortem.doc().transact().state_vector();
    postmortem.title().insert(&mut postmortem.doc().transact_mut(), 2, "c");
    let later = postmortem.doc().transact().encode_state_as_update_v1(&before);
    let mut gate = Gate::new();
    assert_eq!(gate.admit(&later), Err(Refusal::Missing));
    assert_eq!(gate.clock(2), 0, "a refused update leaves no trace");
    assert_eq!(gate.admit(&whole(&postmortem)), Ok(()));
    assert_eq!(gate.admit(&later), Ok(()), "what is known already is harmless");
}

#[test]
fn crafted_updates_are_refused() {
    // one client twice · a self-reference · a hole · an origin in the future · kinds that are not used · a zero length · trailing bytes
    let twice = [2, 1, 5, 0, 0x04, 1, 1, b't', 1, b'a', 1, 5, 0, 0x04, 1, 1, b't', 1, b'b', 0];
    let itself = [1, 1, 5, 0, 0x84, 5, 0, 1, b'a', 0];
    let hole = [1, 2, 5, 0, 0x0a, 3, 0x84, 5, 1, 1, b'a', 0];
    let binary = [1, 1, 5, 0, 0x03, 1, 1, b't', 1, 0, 0];
    let subdocument = [1, 1, 5, 0, 0x09, 1, 1, b't', 0, 0];
    let empty = [1, 1, 5, 0, 0x04, 1, 1, b't', 0, 0];
    let trailing = [0, 0, 0];
    let many = [0xff, 0xff, 0xff, 0xff, 0x0f];
    for crafted in [&twice[..], &itself, &hole, &binary, &subdocument, &empty, &trailing, &many] {
        assert!(Gate::new().admit(crafted).is_err(), "{crafted:?}");
    }
}

#[test]
fn nesting_is_bounded() {
    let mut value = vec![1, 1, 5, 0, 0x28, 1, 4];
    value.extend(b"meta");
    value.extend([1, b'k', 1]);
    value.extend([117, 1].repeat(100_000));
    value.extend([127, 0]);
    assert_eq!(Gate::new().admit(&value), Err(Refusal::Malformed("values are nested too deeply")));
    let mut types = vec![1, 100, 5, 0, 0x07, 1, 1, b'x', 0];
    for depth in 0..99 {
        types.extend([0x07, 0, 5, depth, 0]);
    }
    types.push(0);
    assert_eq!(Gate::new().admit(&types), Err(Refusal::Unfit("shared types are nested too deeply")));
}

#[test]
fn the_models_texts_and_maps_hold_only_their_own() {
    // a value in the title, a keyed item in the title, a keyless one in `meta`, text under a key
    let value_in_title = [&[1, 1, 5, 0, 0x08, 1, 5][..], b"title", &[1, 127, 0]].concat();
    let key_in_title = [&[1, 1, 5, 0, 0x28, 1, 5][..], b"title", &[1, b'k', 1, 127, 0]].concat();
    let keyless_in_meta = [&[1, 1, 5, 0, 0x08, 1, 4][..], b"meta", &[1, 127, 0]].concat();
    let text_under_key = [&[1, 1, 5, 0, 0x24, 1, 4][..], b"meta", &[1, b'k', 1, b'a', 0]].concat();
    for unfit in [value_in_title, key_in_title, keyless_in_meta, text_under_key] {
        assert!(matches!(Gate::new().admit(&unfit), Err(Refusal::Unfit(_))), "{unfit:?}");
    }
}

#[test]
fn deleting_what_is_not_there_is_missing() {
    assert_eq!(Gate::new().admit(&[0, 1, 5, 1, 0, 3]), Err(Refusal::Missing));
}

#[test]
fn state_vectors_are_checked_by_length() {
    assert_eq!(check_state_vector(&[0]), Ok(()));
    assert_eq!(check_state_vector(&StateVector::default().encode_v1()), Ok(()));
    assert!(check_state_vector(&[0xff, 0xff, 0xff, 0x7f]).is_err());
    assert!(check_state_vector(&[1, 0, 5]).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_honest_update_passes_in_order(steps in prop::collection::vec((0..3usize, step()), 1..50)) {
        let (replicas, updates) = updates_of(&steps);
        let (mut gate, server) = seeded();
        for update in &updates {
            prop_assert_eq!(gate.admit(update), Ok(()));
            apply_admitted(&server, update);
        }
        for replica in &replicas {
            let known = server.doc().transact().state_vector();
            let difference = replica.doc().transact().encode_state_as_update_v1(&known);
            prop_assert_eq!(gate.admit(&difference), Ok(()), "the answer to a step 1");
        }
        let mut fresh = Gate::new();
        prop_assert_eq!(fresh.admit(&whole(&server)), Ok(()), "a stored state opens a gate that knows the same");
        for (client, clock) in server.doc().transact().state_vector().iter() {
            prop_assert_eq!(fresh.clock(client.get()), *clock);
            prop_assert_eq!(gate.clock(client.get()), *clock);
        }
    }

    #[test]
    fn whatever_passes_leaves_the_document_whole(
        steps in prop::collection::vec((0..3usize, step()), 1..30),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 1..60),
    ) {
        let (_, mut updates) = updates_of(&steps);
        if updates.is_empty() {
            return Ok(());
        }
        for (which, at, byte) in &damage {
            let update = which.get(&updates).clone();
            let mut broken = update;
            let at = at.index(broken.len());
            broken[at] = *byte;
            updates.push(broken);
        }
        let (mut gate, server) = seeded();
        for update in &updates {
            if gate.admit(update).is_ok() {
                apply_admitted(&server, update);
            }
        }
    }

    #[test]
    fn any_bytes_are_answered(bytes: Vec<u8>) {
        let _ = Gate::new().admit(&bytes);
        let _ = check_state_vector(&bytes);
    }
}

#[test]
fn a_stored_state_may_hold_more_writers_than_a_frame() {
    let writers = MAX_SECTIONS + 1;
    let mut update = Vec::new();
    put_varint(&mut update, writers as u64);
    for client in 1..=writers as u64 {
        update.push(1);
        put_varint(&mut update, client);
        update.extend(b"\x00\x04\x01\x05title\x01a");
    }
    update.push(0);
    assert_eq!(Gate::new().check(&update).err(), Some(Refusal::Malformed("changes of too many clients")));
    assert_eq!(Gate::new().admit(&update), Ok(()));
}

/// An update of two clients, each with so many items at the very beginning of the title.
fn crowd(items: u64) -> Vec<u8> {
    let mut update = vec![2];
    for client in [1, 2] {
        put_varint(&mut update, items);
        update.extend([client, 0]);
        for _ in 0..items {
            update.extend(b"\x04\x01\x05title\x01a");
        }
    }
    update.push(0);
    update
}

#[test]
fn a_crafted_crowd_at_one_place_is_refused() {
    let taken = |items| {
        let mut gate = Gate::new();
        let admission = gate.check(&crowd(items)).expect("well-formed");
        (gate.take(admission, MAX_STEPS).map(|steps| steps >= 1_000_000), gate.clock(1))
    };
    assert_eq!(taken(1_000), (Ok(true), 1_000));
    assert_eq!(taken(2_000), (Err(Refusal::Costly), 0), "and leaves no trace");
    assert_eq!(Gate::new().admit(&crowd(2_000)), Ok(()), "what is stored is read, whatever it takes");
}

/// An update of one client with so many items of one unit each, which yrs makes one item of.
fn pieces(items: u64, kind: u8, root: &[u8], unit: &[u8]) -> Vec<u8> {
    let mut update = vec![1];
    put_varint(&mut update, items);
    update.extend([5, 0, kind, 1, u8::try_from(root.len()).expect("short")]);
    update.extend([root, unit].concat());
    for before in 0..items - 1 {
        update.extend([0x80 | kind, 5]);
        put_varint(&mut update, before);
        update.extend(unit);
    }
    update.push(0);
    update
}

#[test]
fn what_yrs_joins_piece_by_piece_costs_what_it_copies() {
    let taken = |update: &[u8], most| {
        let mut gate = Gate::new();
        let admission = gate.check(update).expect("well-formed");
        (gate.take(admission, most).map(|_| ()), gate.clock(5))
    };
    let text = |items| pieces(items, 4, b"title", b"\x01a");
    let values = |items| pieces(items, 8, b"other", b"\x01\x7f");
    assert_eq!(taken(&text(10_000), MAX_STEPS), (Ok(()), 10_000), "a long time without a connection, letter by letter");
    assert_eq!(taken(&text(100_000), MAX_STEPS), (Err(Refusal::Costly), 0));
    assert_eq!(taken(&values(10_000), MAX_STEPS), (Ok(()), 10_000));
    assert_eq!(taken(&values(30_000), MAX_STEPS), (Err(Refusal::Costly), 0));
    assert_eq!(taken(&text(10_000), 1_000), (Err(Refusal::Costly), 0), "whoever has spent their share waits");
}

#[test]
fn neighbours_stand_in_their_order() {
    let typed = [1, 1, 5, 0, 4, 1, 5, b't', b'i', b't', b'l', b'e', 3, b'a', b'b', b'c', 0];
    let between = |origin, right| [1, 1, 6, 0, 0xc4, 5, origin, 5, right, 1, b'x', 0];
    let taken = |update: &[u8]| {
        let mut gate = Gate::new();
        gate.admit(&typed).expect("honest");
        gate.check(update).and_then(|admission| gate.take(admission, MAX_STEPS))
    };
    assert_eq!(taken(&between(0, 1)).map(|_| ()), Ok(()));
    assert_eq!(taken(&between(0, 2)).map(|_| ()), Ok(()), "others may have put something in between");
    for update in [between(1, 0), between(2, 0), between(1, 1)] {
        assert!(matches!(taken(&update), Err(Refusal::Malformed(_))), "{update:?}");
    }
}

#[test]
fn neighbours_in_different_places_are_refused() {
    let apart = Refusal::Malformed("an item's neighbours live in different places");
    // By client 5 "ab" in the title, by 6 "c" in another root, by 7 and 8 a value of the keys `k` and `l` of one map.
    let text = |client, root: &[u8], letters: &[u8]| {
        let length = |part: &[u8]| u8::try_from(part.len()).expect("short");
        [&[1, 1, client, 0, 4, 1, length(root)][..], root, &[length(letters)], letters, &[0]].concat()
    };
    let value = |client, key| [&[1, 1, client, 0, 0x28, 1, 4][..], b"meta", &[1, key, 1, 127, 0]].concat();
    let mut gate = Gate::new();
    for there in [text(5, b"title", b"ab"), text(6, b"other", b"c"), value(7, b'k'), value(8, b'l')] {
        gate.admit(&there).expect("honest");
    }
    let between = |left, right, kind: u8, content: &[u8]| {
        [&[1, 1, 9, 0, 0xc0 | kind, left, 0, right][..], &[u8::from(right == 5), 1], content, &[0]].concat()
    };
    let letter = |left, right| between(left, right, 4, b"x");
    assert_eq!(gate.clone().admit(&letter(5, 5)), Ok(()), "between the two letters of the title");
    let crafted = [letter(5, 6), letter(6, 5), letter(5, 7), between(7, 8, 8, &[127]), between(7, 5, 8, &[127])];
    for update in crafted {
        assert_eq!(gate.check(&update).err(), Some(apart), "{update:?}");
        // What is stored is read whatever it takes, and yet not this.
        assert_eq!(gate.admit(&update), Err(apart), "{update:?}");
    }
}

#[test]
fn bytes_that_yrs_reads_otherwise_are_refused() {
    // flags on a collected item · a number with more bytes than it takes, as the kind of a type and as a clock
    let flagged = [1, 1, 5, 0, 0x80, 1, 0];
    let long_kind = [&[1, 1, 5, 0, 0x27, 1, 4][..], b"meta", &[1, b'k', 0x80, 0, 0]].concat();
    let long_clock = [&[1, 1, 5, 0x80, 0, 0x04, 1, 5][..], b"title", &[1, b'a', 0]].concat();
    for crafted in [&flagged[..], &long_kind, &long_clock] {
        assert!(matches!(Gate::new().admit(crafted), Err(Refusal::Malformed(_) | Refusal::Unfit(_))), "{crafted:?}");
    }
}

#[test]
fn a_key_holds_one_value_unless_all_of_them_are_deleted() {
    let values = [&[1, 1, 5, 0, 0x28, 1, 4][..], b"meta", &[1, b'k', 2, 127, 127]].concat();
    let deleting = |ranges: &[u8]| [&values[..], ranges].concat();
    assert!(matches!(Gate::new().admit(&deleting(&[0])), Err(Refusal::Unfit(_))));
    assert!(matches!(Gate::new().admit(&deleting(&[1, 5, 1, 0, 1])), Err(Refusal::Unfit(_))));
    assert_eq!(
        Gate::new().admit(&deleting(&[1, 5, 1, 0, 2])),
        Ok(()),
        "as Yjs keeps replaced values without collecting"
    );
}
