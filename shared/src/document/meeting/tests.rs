//! A meeting as several facilitators, strangers and late joiners make it.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use yrs::{Map, Transact};

use super::*;
use crate::document::{
    NewMitigation, Place, Status,
    tests::{planted, sync, view},
};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).expect("a time of ours")
}

fn who(name: &str) -> Who {
    Who { id: name.to_lowercase(), name: name.to_owned(), color: 3 }
}

fn meeting(postmortem: &Postmortem) -> MeetingView {
    postmortem.meeting().view(&postmortem.doc().transact())
}

/// Two facilitators over one document.
fn pair() -> (Postmortem, Postmortem) {
    let (one, two) = (planted(2), planted(3));
    sync(&one, &two);
    (one, two)
}

macro_rules! act {
    ($postmortem:expr, $call:ident ( $($argument:expr),* )) => {
        $postmortem.meeting().$call(&mut $postmortem.doc().transact_mut() $(, $argument)*)
    };
}

mod strangers;

#[test]
fn a_meeting_begun_twice_at_once_has_one_agenda_and_one_lead() {
    let (one, two) = pair();
    act!(one, begin(at(0), &who("Ada")));
    act!(two, begin(at(0), &who("Grace")));
    sync(&one, &two);
    assert_eq!(meeting(&one), meeting(&two));
    let meeting = meeting(&one);
    let titles: Vec<&str> = meeting.agenda.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Ground rules",
            "Walk through the timeline",
            "How it came about",
            "What went well",
            "Where we were lucky",
            "What we do about it",
            "Agreement on the plan"
        ]
    );
    assert_eq!(meeting.agenda.iter().map(|item| item.minutes).sum::<u32>(), 60);
    assert!(meeting.is_on());
    assert_eq!(meeting.people.len(), 2, "both are there");
}

#[test]
fn two_clicks_at_once_count_both_and_the_same_step_counts_once() {
    let (one, two) = pair();
    act!(one, begin(at(0), &who("Ada")));
    act!(one, run(Some("opening"), at(0)));
    sync(&one, &two);
    act!(one, give_more("opening", "a", MORE_MINUTES)).expect("room");
    act!(two, give_more("opening", "b", MORE_MINUTES)).expect("room");
    act!(one, run(Some("timeline"), at(100)));
    act!(two, run(Some("timeline"), at(101)));
    sync(&one, &two);
    assert_eq!(meeting(&one), meeting(&two));
    let meeting = meeting(&one);
    let opening = &meeting.agenda[0];
    assert_eq!(opening.planned(), SignedDuration::from_mins(15));
    let took = meeting.took(opening, at(500)).as_secs();
    assert!((100..=101).contains(&took), "the time is kept once, not twice: {took}");
    assert_eq!(meeting.current().map(|item| item.id.as_str()), Some("timeline"));
    assert_eq!(meeting.next().map(|item| item.id.as_str()), Some("analysis"));
}

#[test]
fn the_clock_goes_on_where_it_was_and_never_back() {
    let (one, _) = pair();
    act!(one, begin(at(0), &who("Ada")));
    act!(one, run(Some("opening"), at(0)));
    act!(one, run(Some("timeline"), at(60)));
    act!(one, run(Some("opening"), at(90)));
    let meeting = meeting(&one);
    assert_eq!(meeting.took(&meeting.agenda[0], at(100)).as_secs(), 70);
    assert_eq!(meeting.took(&meeting.agenda[0], at(50)).as_secs(), 60, "a clock behind ours takes nothing away");
    act!(one, end(at(120)));
    let ended = super::tests::meeting(&one);
    assert!(!ended.is_on() && ended.running.is_none());
    assert_eq!(ended.took(&ended.agenda[0], at(9_000)).as_secs(), 90);
    act!(one, begin(at(200), &who("Ada")));
    assert!(super::tests::meeting(&one).is_on(), "it can be taken up again");
}

#[test]
fn lines_answers_and_voices_of_two_at_once_are_all_there() {
    let (one, two) = pair();
    act!(one, begin(at(0), &who("Ada")));
    sync(&one, &two);
    act!(one, note("a", LineKind::Parked, "The billing page", (at(1), "Ada"))).expect("room");
    act!(two, note("b", LineKind::Decision, "We keep the cache", (at(2), "Grace"))).expect("room");
    act!(one, call(Some(("linus", "Linus")), at(3)));
    act!(two, set_role("grace", Some(MeetingRole::Scribe)));
    act!(two, note_person("grace", "Grace")).expect("room");
    act!(one, answer("m", ("linus", "Linus"), Some((Stance::Concern, "It may be slow")), "Ada")).expect("room");
    act!(two, answer("m", ("grace", "Grace"), Some((Stance::Agree, "")), "")).expect("room");
    act!(two, confirm("m", Some("Grace"), "")).expect("room");
    sync(&one, &two);
    assert_eq!(meeting(&one), meeting(&two));
    let meeting = meeting(&one);
    assert_eq!(
        meeting.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        ["The billing page", "We keep the cache"]
    );
    assert!(meeting.attendee("linus").is_some_and(|person| person.heard.is_some()));
    assert_eq!(meeting.attendee("grace").and_then(|person| person.role), Some(MeetingRole::Scribe));
    assert_eq!(
        meeting.answer("m", "linus").map(|answer| (answer.stance, answer.words.as_str(), answer.by.as_str())),
        Some((Stance::Concern, "It may be slow", "Ada"))
    );
    assert_eq!(meeting.answers.len(), 2);
    act!(one, answer("m", ("linus", "Linus"), None, "")).expect("room");
    act!(one, remove_line("a", true));
    let after = super::tests::meeting(&one);
    assert_eq!((after.answers.len(), after.lines.len()), (1, 1));
    act!(one, remove_line("a", false));
    assert_eq!(super::tests::meeting(&one).lines.len(), 2);
}

#[test]
fn an_agenda_is_edited() {
    let (one, _) = pair();
    act!(one, begin(at(0), &who("Ada")));
    act!(one, add_item("own", "The new region", 10)).expect("room");
    act!(one, raise_item("own"));
    act!(one, remove_item("luck", true));
    act!(one, set_minutes("well", 9_999));
    act!(one, name_item("well", "Good things"));
    act!(one, name_item("well", "  "));
    let meeting = meeting(&one);
    let ids: Vec<&str> = meeting.agenda.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["opening", "timeline", "analysis", "well", "mitigations", "own", "buy_in"]);
    assert_eq!((meeting.agenda[3].title.as_str(), meeting.agenda[3].minutes), ("Good things", MAX_MINUTES));
    act!(one, lower_item("opening"));
    assert_eq!(super::tests::meeting(&one).agenda[0].id, "timeline");
    act!(one, remove_item("luck", false));
    assert_eq!(super::tests::meeting(&one).agenda.len(), 8);
}

#[test]
fn limits_are_said_and_long_words_are_cut() {
    let (one, _) = pair();
    for number in 0..MAX_AGENDA_ITEMS {
        act!(one, add_item(&format!("i{number}"), "Item", 1)).expect("room");
    }
    assert_eq!(act!(one, add_item("more", "Item", 1)), Err(NotKept));
    for number in 0..MAX_CLICKS {
        act!(one, give_more("i0", &format!("c{number}"), 1)).expect("room");
    }
    assert_eq!(act!(one, give_more("i0", "more", 1)), Err(NotKept));
    act!(one, note("a", LineKind::Note, &"é🐟".repeat(2_000), (at(0), "Ada"))).expect("room");
    assert!(meeting(&one).lines[0].text.encode_utf16().count() <= MAX_WORDS_UNITS);
    assert_eq!(act!(one, note("a/b", LineKind::Note, "x", (at(0), "Ada"))), Err(NotKept));
    assert_eq!(act!(one, answer("a/b", ("x", "X"), None, "")), Err(NotKept));
}

#[test]
fn the_summary_says_who_was_there_what_was_decided_and_who_agreed() {
    let (one, _) = pair();
    let commitment = NewMitigation {
        text: "Alert on *every* refused card".into(),
        category: None,
        approach: None,
        owner: "Grace".into(),
        due: String::new(),
        priority: String::new(),
        ticket: String::new(),
        status: Status::Open,
        reason: String::new(),
    };
    one.add_mitigation(&mut one.doc().transact_mut(), "m", &commitment, Place::Last);
    act!(one, begin(at(0), &who("Ada")));
    act!(one, note_person("grace", "Grace")).expect("room");
    act!(one, set_role("grace", Some(MeetingRole::Scribe)));
    act!(one, note("d", LineKind::Decision, "We keep the <b>cache</b>", (at(1), "Grace"))).expect("room");
    act!(one, note("p", LineKind::Parked, "Billing", (at(2), "Grace"))).expect("room");
    act!(one, answer("m", ("ada", "Ada"), Some((Stance::Agree, "")), "")).expect("room");
    act!(one, answer("m", ("linus", "Linus"), Some((Stance::Concern, "Too many alerts?")), "Grace")).expect("room");
    act!(one, confirm("m", Some("Grace"), "")).expect("room");
    let section = meeting(&one).summary_section(&view(&one), Present { day: "2026-11-27" });
    insta::assert_snapshot!(format!("## {}\n\n{}", section.heading, section.body), @r"
    ## The meeting on 2026-11-27

    **Who was there:** Ada (facilitator), Grace (scribe)

    ### Decisions

    - We keep the \<b\>cache\</b\>

    ### The plan

    - Alert on \*every\* refused card (Grace takes it on; agreed: Ada; concerns: Linus)

    ### Open concerns

    - Linus, about “Alert on \*every\* refused card”: Too many alerts?

    ### Parking lot

    - Billing
    ");
}

/// A click of one of two facilitators.
#[derive(Clone, Debug)]
enum Click {
    Begin,
    End,
    Run(usize),
    More(usize),
    Note,
    Remove(usize),
    Raise(usize),
    Call(usize),
    Answer(usize, usize),
    Go(u32),
}

fn any_click() -> impl Strategy<Value = Click> {
    prop_oneof![
        Just(Click::Begin),
        Just(Click::End),
        (0..8_usize).prop_map(Click::Run),
        (0..8_usize).prop_map(Click::More),
        Just(Click::Note),
        (0..8_usize).prop_map(Click::Remove),
        (0..8_usize).prop_map(Click::Raise),
        (0..3_usize).prop_map(Click::Call),
        (0..3_usize, 0..3_usize).prop_map(|(person, stance)| Click::Answer(person, stance)),
        (0..9_u32).prop_map(Click::Go),
    ]
}

fn click(postmortem: &Postmortem, click: &Click, number: usize) {
    let item = |at: usize| TOPICS[at % TOPICS.len()].1;
    let (now, id) = (at(i64::try_from(number).expect("small")), format!("c{number}"));
    let person = |at: usize| ["ada", "grace", "linus"][at % 3];
    match click {
        Click::Begin => act!(postmortem, begin(now, &who("Ada"))),
        Click::End => act!(postmortem, end(now)),
        Click::Run(at) => act!(postmortem, run(Some(item(*at)), now)),
        Click::More(at) => act!(postmortem, give_more(item(*at), &id, 5)).expect("room"),
        Click::Note => act!(postmortem, note(&id, LineKind::Note, &id, (now, "Ada"))).expect("room"),
        Click::Remove(at) => act!(postmortem, remove_item(item(*at), true)),
        Click::Raise(at) => act!(postmortem, raise_item(item(*at))),
        Click::Call(at) => act!(postmortem, call(Some((person(*at), person(*at))), now)),
        Click::Answer(at, stance) => {
            let answer = Some((Stance::ALL[stance % 3], ""));
            act!(postmortem, answer("m", (person(*at), person(*at)), answer, "")).expect("room");
        }
        Click::Go(sentence) => {
            act!(postmortem, go(&MeetingPlace { sentence: Some(*sentence), ..MeetingPlace::default() }));
        }
    }
}

proptest! {
    #[test]
    fn clicks_of_two_facilitators_merge_whatever_they_are(
        clicks in prop::collection::vec((any::<bool>(), any_click()), 0..24),
        meets in prop::collection::vec(any::<bool>(), 24),
    ) {
        let (one, two) = pair();
        let mut noted = 0;
        let mut more = 0;
        for (number, (first, act)) in clicks.iter().enumerate() {
            click(if *first { &one } else { &two }, act, number);
            noted += usize::from(matches!(act, Click::Note));
            more += usize::from(matches!(act, Click::More(_)));
            if meets[number] {
                sync(&one, &two);
            }
        }
        sync(&one, &two);
        let read = meeting(&one);
        prop_assert_eq!(&read, &meeting(&two));
        prop_assert_eq!(read.lines.len(), noted, "no line is lost");
        let clicked = one.meeting.keys(&one.doc().transact()).filter(|key| key.contains("/more/")).count();
        prop_assert_eq!(clicked, more, "no click is lost");
    }
}
