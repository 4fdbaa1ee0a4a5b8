//! What comes through the door and what does not, frame by frame.

use std::sync::Arc;

use debrief_shared::api::Role;
use debrief_shared::document::Postmortem;
use debrief_shared::gate::Gate;
use debrief_shared::protocol::{AwarenessEntry, CloseReason, MAX_FRAME_BYTES, Message};
use serde_json::{Value, json};
use yrs::updates::encoder::Encode;
use yrs::{ReadTxn, StateVector, Text, Transact};

use super::super::authorship::Authorship;
use super::super::presence::{Change, Presence};
use super::super::seat::Client;
use super::super::tests::joining;
use super::{Incoming, Known, Refusal, check};

fn client(key: u64, name: &str, role: Role) -> Client {
    Client { key, joining: joining(name, role), outbox: Arc::default() }
}

/// Two updates of one replica, the second on top of the first, and what it holds after the first.
fn two_updates() -> (Vec<u8>, Vec<u8>, StateVector) {
    let page = Postmortem::new(7);
    let typed = |text: &str| {
        let mut txn = page.doc().transact_mut();
        page.title().push(&mut txn, text);
        txn.commit();
        (txn.encode_update_v1(), txn.state_vector())
    };
    let (first, state) = typed("one");
    (first, typed("two").0, state)
}

fn checked(frame: &[u8], sender: &Client, gate: &Gate, presence: &Presence) -> Result<Incoming, Refusal> {
    let authorship = Authorship::new(vec![(70, Some(joining("Zoe", Role::Editor).person.id))], 99);
    check(frame, sender, Known { gate, presence, authorship: &authorship })
}

fn refusal(frame: &[u8], sender: &Client, gate: &Gate) -> Option<Refusal> {
    checked(frame, sender, gate, &Presence::default()).err()
}

#[test]
fn only_writers_bring_updates_but_anybody_may_answer_with_nothing() {
    let (first, _, _) = two_updates();
    let gate = Gate::new();
    for frame in [Message::Update(&first).encode(), Message::SyncStep2(&first).encode()] {
        assert_eq!(refusal(&frame, &client(1, "Ann", Role::Editor), &gate), None);
        assert_eq!(refusal(&frame, &client(1, "Ann", Role::Commenter), &gate), Some(Refusal::ReadOnly));
        assert_eq!(refusal(&frame, &client(1, "Ann", Role::Viewer), &gate), Some(Refusal::ReadOnly));
    }
    let empty = Message::SyncStep2(yrs::Update::EMPTY_V1).encode();
    assert_eq!(refusal(&empty, &client(1, "Ann", Role::Viewer), &gate), None);
}

#[test]
fn what_is_too_large_or_cannot_be_read_ends_the_socket() {
    let ann = client(1, "Ann", Role::Editor);
    let gate = Gate::new();
    let closes = |frame: &[u8], reason| assert_eq!(refusal(frame, &ann, &gate), Some(Refusal::Close(reason)));
    closes(&vec![0; MAX_FRAME_BYTES + 1], CloseReason::TooLarge);
    closes(&[], CloseReason::Malformed);
    closes(&[9], CloseReason::Malformed);
    closes(&[3, 3], CloseReason::Malformed);
    closes(&Message::Update(&[1, 2, 3]).encode(), CloseReason::Malformed);
    closes(&Message::SyncStep1(&[0xff, 0xff, 0xff, 0x7f]).encode(), CloseReason::Malformed);
    closes(&Message::SyncStep1(&[1, 0, 5]).encode(), CloseReason::Malformed);
    closes(&Message::SyncStep1(&[0, 5]).encode(), CloseReason::Malformed);
}

#[test]
fn a_state_vector_reads_as_yrs_writes_it() {
    let (_, _, state) = two_updates();
    let frame = Message::SyncStep1(&state.encode_v1()).encode();
    match checked(&frame, &client(1, "Ann", Role::Viewer), &Gate::new(), &Presence::default()) {
        Ok(Incoming::Asks(read)) => assert_eq!(read, state),
        _ => panic!("a step 1 asks"),
    }
}

#[test]
fn an_update_that_hangs_on_missing_ones_is_refused() {
    let (first, second, _) = two_updates();
    let mut after_first = Gate::new();
    after_first.admit(&first).expect("honest");
    let ann = client(1, "Ann", Role::Editor);
    let second = Message::Update(&second).encode();
    assert_eq!(refusal(&second, &ann, &Gate::new()), Some(Refusal::Incomplete));
    assert_eq!(refusal(&second, &ann, &after_first), None);
    assert_eq!(refusal(&Message::Update(&first).encode(), &ann, &after_first), None, "known already");
}

#[test]
fn a_deletion_of_missing_text_is_refused() {
    let page = Postmortem::new(7);
    page.title().push(&mut page.doc().transact_mut(), "text");
    let mut holds_it = Gate::new();
    holds_it.admit(&page.doc().transact().encode_state_as_update_v1(&StateVector::default())).expect("honest");
    let mut txn = page.doc().transact_mut();
    page.title().remove_range(&mut txn, 1, 2);
    txn.commit();
    let update = Message::Update(&txn.encode_update_v1()).encode();
    let ann = client(1, "Ann", Role::Editor);
    assert_eq!(refusal(&update, &ann, &Gate::new()), Some(Refusal::Incomplete));
    assert_eq!(refusal(&update, &ann, &holds_it), None);
}

#[test]
fn presence_is_signed_with_the_account() {
    let ann = client(1, "Ann", Role::Viewer);
    let state = json!({"user": {"name": "The Boss", "color": 99}, "place": "s1"});
    match checked(&awareness(5, &state.to_string()), &ann, &Gate::new(), &Presence::default()) {
        Ok(Incoming::Presence(Change { client: 5, clock: 1, state: Some(state) })) => {
            let state: Value = serde_json::from_str(&state).expect("JSON");
            assert_eq!(state["user"]["name"], "Ann");
            assert_eq!(state["place"], "s1");
        }
        _ => panic!("its own presence"),
    }
}

#[test]
fn only_ones_own_presence_counts() {
    let (ann, bob) = (client(1, "Ann", Role::Editor), client(2, "Bob", Role::Editor));
    let mut presence = Presence::default();
    let here = |client| Change { client, clock: 1, state: Some("{}".to_owned()) };
    assert!(presence.apply(1, ann.joining.person.id, true, here(5)));
    let passed = |frame: &[u8], sender, presence: &Presence| {
        matches!(checked(frame, sender, &Gate::new(), presence), Ok(Incoming::Nothing))
    };
    assert!(passed(&awareness(5, "{}"), &bob, &presence), "Ann's id is taken");
    assert!(passed(&awareness(6, "null"), &bob, &presence), "nobody begins by leaving");
    assert!(presence.apply(2, bob.joining.person.id, true, here(6)));
    assert!(passed(&awareness(7, "{}"), &bob, &presence), "one id a session");
    assert!(!passed(&awareness(6, "{}"), &bob, &presence));
}

#[test]
fn presence_that_is_no_small_object_ends_the_socket() {
    let ann = client(1, "Ann", Role::Editor);
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(4 << 10));
    for state in ["[]", "7", "{", large.as_str()] {
        let closed = Some(Refusal::Close(CloseReason::Malformed));
        assert_eq!(refusal(&awareness(5, state), &ann, &Gate::new()), closed, "{state:.20}");
    }
}

fn awareness(client: u64, state: &str) -> Vec<u8> {
    let state = (state != "null").then(|| state.to_owned());
    Message::Awareness(vec![AwarenessEntry { client, clock: 1, state }]).encode()
}
