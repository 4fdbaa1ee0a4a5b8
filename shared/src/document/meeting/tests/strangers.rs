//! What strangers write into a meeting: most of it is not let in, and whatever is there is read.

use proptest::prelude::*;
use yrs::{Any, Map, MapPrelim, ReadTxn, StateVector, TextPrelim, Transact, block::Prelim};

use super::*;
use crate::gate::{Gate, MAX_MEETING_KEYS, MAX_MEETING_VALUE_BYTES, Refusal};

#[test]
fn the_gate_lets_a_whole_meeting_in() {
    let one = planted(2);
    let mut gate = Gate::new();
    let known = StateVector::default();
    gate.admit(&one.doc().transact().encode_state_as_update_v1(&known)).expect("our own");
    let before = one.doc().transact().state_vector();
    act!(one, begin(at(0), &who("Ada")));
    for second in 0..300 {
        act!(
            one,
            go(&MeetingPlace {
                section: "id1".into(),
                entry: String::new(),
                sentence: Some(second),
                words: "How it".into()
            })
        );
    }
    act!(one, run(Some("opening"), at(0)));
    act!(one, run(None, at(5)));
    act!(one, give_more("opening", "c", 5)).expect("room");
    act!(one, note("a", LineKind::Note, &"é".repeat(MAX_WORDS_UNITS), (at(1), "Ada"))).expect("room");
    act!(one, became("a", "mitigation:m"));
    act!(one, call(Some(("x", "X")), at(9)));
    act!(one, prompt(at(9)));
    act!(one, set_off_topic("Who pays"));
    act!(one, answer("m", ("x", "X"), Some((Stance::Agree, "")), "")).expect("room");
    act!(one, confirm("m", Some("X"), "")).expect("room");
    act!(one, set_summary("id1"));
    act!(one, end(at(10)));
    let update = one.doc().transact().encode_state_as_update_v1(&before);
    let admission = gate.check(&update).expect("a whole meeting");
    gate.take(admission, crate::gate::MAX_STEPS).expect("in few steps");
}

/// What a client's change that sets these keys of the meeting is answered with.
fn refusal<P: Prelim + 'static>(fields: impl IntoIterator<Item = (String, P)>) -> Option<Refusal> {
    let one = planted(2);
    let mut gate = Gate::new();
    gate.admit(&one.doc().transact().encode_state_as_update_v1(&StateVector::default())).expect("our own");
    let before = one.doc().transact().state_vector();
    for (key, value) in fields {
        one.meeting.insert(&mut one.doc().transact_mut(), key, value);
    }
    let update = one.doc().transact().encode_state_as_update_v1(&before);
    gate.check(&update).err()
}

fn is_unfit<P: Prelim + 'static>(key: &str, value: P) -> bool {
    matches!(refusal([(key.to_owned(), value)]), Some(Refusal::Unfit(_)))
}

#[test]
fn the_gate_lets_nothing_else_into_the_meeting() {
    assert_eq!(refusal([("off_topic".to_owned(), "fine")]), None);
    let odd = [
        "",
        "x",
        "agenda",
        "agenda/a",
        "agenda/a/colour",
        "agenda/a/title/x",
        "agenda//title",
        "line/a b/text",
        "buy_in/a/b/c",
        "person/a/more/b",
        "lead/x",
        "agenda/a/more/b/c",
    ];
    for key in odd {
        assert!(is_unfit(key, "x"), "{key}");
    }
    assert!(is_unfit("lead", MapPrelim::default()), "no shared types");
    assert!(is_unfit("line/a/text", TextPrelim::new("x")), "not even texts");
    assert!(is_unfit("off_topic", "x".repeat(MAX_MEETING_VALUE_BYTES)));
    let keys = |count: usize| (0..count).map(|number| (format!("confirmed/{number}"), "x"));
    assert_eq!(refusal(keys(MAX_MEETING_KEYS)), None);
    assert!(matches!(refusal(keys(MAX_MEETING_KEYS + 1)), Some(Refusal::Unfit(_))));
}

#[test]
fn a_large_value_over_another_is_refused_too_and_what_is_stored_opens() {
    let one = planted(2);
    let mut gate = Gate::new();
    one.meeting.insert(&mut one.doc().transact_mut(), "off_topic", "fine");
    one.meeting.insert(&mut one.doc().transact_mut(), "anything", MapPrelim::default());
    let stored = one.doc().transact().encode_state_as_update_v1(&StateVector::default());
    assert_eq!(gate.admit(&stored), Ok(()), "what a stranger wrote earlier does not keep a document from opening");
    for value in [Any::from("x".repeat(9_000)), Any::from("short")] {
        let fits = matches!(&value, Any::String(text) if text.len() < 100);
        let before = one.doc().transact().state_vector();
        one.meeting.insert(&mut one.doc().transact_mut(), "off_topic", value);
        let update = one.doc().transact().encode_state_as_update_v1(&before);
        assert_eq!(gate.check(&update).is_ok(), fits);
        gate.admit(&update).expect("well-formed");
    }
}

/// A key of the meeting or nearly one.
fn any_key() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("agenda"),
        Just("person"),
        Just("line"),
        Just("buy_in"),
        Just("confirmed"),
        Just("lead"),
        Just("place"),
        Just("running"),
        Just("speaking"),
        Just("title"),
        Just("minutes"),
        Just("more"),
        Just("span"),
        Just("text"),
        Just("name"),
        Just("begun"),
        Just("rank"),
        Just("a"),
        Just("1790000000000"),
        Just("")
    ];
    prop::collection::vec(part, 1..5).prop_map(|parts| parts.join("/"))
}

fn any_value() -> impl Strategy<Value = Any> {
    let plain = prop_oneof![
        any::<String>().prop_map(Any::from),
        any::<f64>().prop_map(Any::from),
        Just(Any::Null),
        Just(Any::from("2026-11-27T20:00:00Z")),
        Just(Any::from("-9999999999999")),
    ];
    let name = prop_oneof![Just("at"), Just("id"), Just("item"), Just("name"), Just("sentence"), Just("stance")];
    let map = prop::collection::hash_map(name.prop_map(str::to_owned), plain.clone(), 0..4).prop_map(Any::from);
    prop_oneof![plain, map]
}

proptest! {
    #[test]
    fn whatever_stands_in_it_is_read(fields in prop::collection::vec((any_key(), any_value()), 0..40), now in any::<i32>()) {
        let postmortem = planted(2);
        for (key, value) in fields {
            postmortem.meeting.insert(&mut postmortem.doc().transact_mut(), key, value);
        }
        let read = meeting(&postmortem);
        for item in &read.agenda {
            let _ = (read.took(item, at(now.into())), item.planned());
        }
        let _ = (read.current(), read.next(), read.summary_section(&view(&postmortem), Present { day: "today" }));
        for step in [Click::Begin, Click::Run(2), Click::Raise(1), Click::End] {
            click(&postmortem, &step, 1);
        }
    }

    #[test]
    fn any_text_is_a_key_or_none(key: String) {
        let _ = is_meeting_key(&key);
    }
}
