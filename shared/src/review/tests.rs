//! From draft to published, and the days in between.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use uuid::Uuid;

use super::{due, gaps, rule, state};
use crate::api::{Person, Policy, Publication, ReviewGaps, ReviewRound, ReviewState, ReviewVerdict, Reviewer};

fn round(verdicts: &[Option<ReviewVerdict>]) -> ReviewRound {
    let person = Person { id: Uuid::nil(), name: "Ada".to_owned(), color: 1, guest: false };
    let reviewer = |verdict: &Option<ReviewVerdict>| Reviewer {
        person: person.clone(),
        team: None,
        points: Vec::new(),
        verdict: *verdict,
        note: String::new(),
        at: None,
        seq: None,
        changes_since: 0,
    };
    ReviewRound {
        id: Uuid::nil(),
        number: 1,
        asked_by: None,
        asked_at: "2026-03-11T14:05:00Z".to_owned(),
        due: None,
        note: String::new(),
        seq: 1,
        ended_at: None,
        ended_by: None,
        reviewers: verdicts.iter().map(reviewer).collect(),
    }
}

fn published(at: &str) -> Publication {
    Publication { number: 1, seq: 1, by: None, at: at.to_owned(), despite: String::new() }
}

const YES: Option<ReviewVerdict> = Some(ReviewVerdict::Approved);
const BACK: Option<ReviewVerdict> = Some(ReviewVerdict::SentBack);

#[test]
fn a_postmortem_goes_from_draft_to_published() {
    let stands = |verdicts: Option<&[Option<ReviewVerdict>]>, required| {
        let round = verdicts.map(round);
        state(round.as_ref(), None, gaps(round.as_ref(), required, 0))
    };
    assert_eq!(stands(None, 0), ReviewState::Draft);
    assert_eq!(stands(Some(&[None, None]), 0), ReviewState::InReview);
    assert_eq!(stands(Some(&[YES, None]), 1), ReviewState::InReview, "everybody who was asked is heard");
    assert_eq!(stands(Some(&[YES]), 2), ReviewState::InReview, "one is not enough");
    assert_eq!(stands(Some(&[YES, YES]), 2), ReviewState::Approved);
    assert_eq!(stands(Some(&[YES, BACK]), 1), ReviewState::Draft, "sent back");
}

#[test]
fn an_approval_of_an_earlier_text_stands_and_is_told() {
    let mut round = round(&[YES, YES, YES, BACK]);
    for (reviewer, changes) in round.reviewers.iter_mut().zip([3, 0, 1, 7]) {
        reviewer.changes_since = changes;
    }
    let earlier = |required| gaps(Some(&round), required, 0);
    let told = |required| (earlier(required).approvals, earlier(required).earlier);
    assert_eq!(told(0), (0, 0), "where none is asked for there is nothing to decide");
    assert_eq!(told(1), (0, 0), "one is of this text");
    assert_eq!((told(2), told(3)), ((0, 1), (0, 2)));
    assert_eq!(told(4), (1, 2));
    round.reviewers.pop();
    assert_eq!(state(Some(&round), None, gaps(Some(&round), 3, 0)), ReviewState::Approved, "it is not taken back");
}

#[test]
fn a_new_round_opens_what_was_published() {
    let round = round(&[None]);
    let stands =
        |at: &str| state(Some(&round), Some(&published(at)), ReviewGaps { unanswered: 1, ..ReviewGaps::default() });
    assert_eq!(stands("2026-03-11T14:04:59.9Z"), ReviewState::InReview);
    assert_eq!(stands("2026-03-11T14:05:00.001Z"), ReviewState::Published);
    assert_eq!(state(None, Some(&published("2026-03-11T14:05:00Z")), ReviewGaps::default()), ReviewState::Published);
}

#[test]
fn a_severity_is_found_however_it_is_written() {
    let policy = Policy::default();
    let days = |severity: &str| rule(&policy, severity).and_then(|rule| rule.days);
    assert_eq!(["Sev-1", "SEV1", "sev 1"].map(days), [Some(3); 3]);
    assert_eq!(["", "-", "Sev-10", "1", "minor"].map(days), [None; 5]);
}

#[test]
fn business_days_pass_over_weekends_and_holidays() {
    let mut policy = Policy::default();
    let thursday = date(2026, 3, 12);
    assert_eq!(due(thursday, 3, &policy), Some(date(2026, 3, 17)), "Friday, Monday, Tuesday");
    assert_eq!(due(date(2026, 3, 14), 1, &policy), Some(date(2026, 3, 16)), "a Saturday");
    policy.holidays.push("2026-03-16".to_owned());
    assert_eq!(due(thursday, 3, &policy), Some(date(2026, 3, 18)));
    policy.working_days = vec![7, 1, 2, 3, 4];
    assert_eq!(due(thursday, 1, &policy), Some(date(2026, 3, 15)), "a week that begins on Sunday");
    policy.working_days.clear();
    assert_eq!(due(thursday, 1, &policy), None);
    assert_eq!(due(Date::MAX, 1, &Policy::default()), None);
}

proptest! {
    #[test]
    fn a_due_day_is_worked_and_so_many_worked_days_away(offset in 0..4000_i32, days in 1..30_u16) {
        let start = date(2020, 1, 1).checked_add(jiff::ToSpan::days(offset)).expect("in range");
        let end = due(start, days, &Policy::default()).expect("within reach");
        let works = |date: Date| date.weekday().to_monday_one_offset() <= 5;
        prop_assert!(works(end));
        let between = start.series(jiff::ToSpan::day(1)).skip(1).take_while(|date| *date <= end);
        prop_assert_eq!(between.filter(|date| works(*date)).count(), usize::from(days));
    }
}
