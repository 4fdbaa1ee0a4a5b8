//! Review rounds and publications.

use debrief_shared::api::{PointNote, ReviewPoint, ReviewVerdict};
use jiff::Timestamp;
use uuid::Uuid;

use super::{account, add, at, new_document, note, person};
use crate::store::documents::{Seq, Snapshot};
use crate::store::reviews::{Had, NewPublication, NewReview, PartSaid};
use crate::store::{Store, StoreError};

const HERE: Uuid = Uuid::from_bytes([20; 16]);

fn review(number: u128, reviewers: &[u8]) -> NewReview {
    NewReview {
        id: Uuid::from_u128(number),
        postmortem: HERE,
        by: person(1),
        at: at(i64::try_from(number).expect("small")),
        seq: 7,
        due: Some("2026-03-11".to_owned()),
        note: "Please look at the times.".to_owned(),
        reviewers: reviewers.iter().map(|number| (person(*number), None)).collect(),
    }
}

pub(in crate::store) fn had(at: Timestamp, seq: Seq) -> Had {
    Had { at, seq, text: "fingerprint".to_owned() }
}

pub(crate) async fn reviews(store: &dyn Store) {
    for number in 1..=4 {
        add(store, &account(number)).await;
    }
    store.create(new_document(20, person(1)), &note()).await.expect("created");
    store.create(new_document(21, person(1)), &note()).await.expect("created");
    assert_eq!(store.reviews(HERE).await, Ok(Vec::new()));

    store.begin_review(&review(1, &[2, 3]), 9, &note()).await.expect("begun");
    let waiting = store.waiting_reviews(person(2), 9).await.expect("rows");
    assert_eq!(waiting.iter().map(|row| (row.postmortem, row.by.id)).collect::<Vec<_>>(), [(HERE, person(1))]);
    let said = PartSaid {
        points: vec![PointNote { point: ReviewPoint::Accurate, fine: false, note: "09:14?".to_owned() }],
        verdict: Some(ReviewVerdict::SentBack),
        note: "One time is off.".to_owned(),
    };
    store.save_part(HERE, Uuid::from_u128(1), person(2), &said, &had(at(5), 8), Some(&note())).await.expect("kept");
    let elsewhere = Uuid::from_bytes([21; 16]);
    let wrong = store.save_part(elsewhere, Uuid::from_u128(1), person(2), &said, &had(at(5), 8), Some(&note())).await;
    assert_eq!(wrong, Err(StoreError::NotFound), "a round of another postmortem");
    assert_eq!(store.waiting_reviews(person(2), 9).await, Ok(Vec::new()));
    assert_eq!(store.waiting_reviews(person(3), 9).await.expect("rows").len(), 1);

    let rows = store.reviews(HERE).await.expect("rows");
    assert_eq!((rows[0].number, rows[0].seq, rows[0].due.as_deref()), (1, 7, Some("2026-03-11")));
    assert_eq!(rows[0].parts.iter().map(|part| part.person.id).collect::<Vec<_>>(), [person(2), person(3)]);
    assert_eq!((&rows[0].parts[0].said, rows[0].parts[0].at), (&said, Some((at(5), 8))));
    assert_eq!(rows[0].parts[0].text.as_deref(), Some("fingerprint"));
    assert_eq!((&rows[0].parts[1].said, rows[0].parts[1].at), (&PartSaid::default(), None));

    // The next round ends the one before, with what was said in it.
    store.begin_review(&review(2, &[3]), 9, &note()).await.expect("begun");
    let rows = store.reviews(HERE).await.expect("rows");
    assert_eq!(rows.iter().map(|row| (row.number, row.ended.is_some())).collect::<Vec<_>>(), [(2, false), (1, true)]);
    assert_eq!(rows[1].parts[0].said, said);
    assert_eq!(store.reviews(elsewhere).await, Ok(Vec::new()));

    // Whoever was never asked comes first in a team, then whoever was asked longest ago; who cannot sign in is not asked.
    let team = Uuid::from_u128(5);
    store.create_team(team, "Reviewers", &note()).await.expect("made");
    for number in 2..=4 {
        store.join_team(team, person(number), &note()).await.expect("joined");
    }
    assert_eq!(store.review_turns(team).await, Ok(vec![person(4), person(2), person(3)]));
    store.suspend(person(4), None, &note()).await.expect("suspended");
    assert_eq!(store.review_turns(team).await, Ok(vec![person(2), person(3)]));

    publications(store).await;
    let epoch = store.publication_epoch().await.expect("a number");
    store.set_deleted(HERE, person(1), at(9), &note()).await.expect("removed");
    assert!(store.publication_epoch().await.expect("a number") > epoch);
    store.begin_review(&review(3, &[3]), 9, &note()).await.expect("begun");
    assert_eq!(store.waiting_reviews(person(3), 9).await, Ok(Vec::new()), "it is in the bin");
}

async fn publications(store: &dyn Store) {
    let through = store.log_end(HERE).await.expect("a log");
    let state = Snapshot { through, state: vec![1, 2] };
    let publication = NewPublication {
        postmortem: HERE,
        state: state.clone(),
        by: person(1),
        at: at(6),
        despite: "It is late.".to_owned(),
    };
    let epoch = store.publication_epoch().await.expect("a number");
    store.publish(&publication, 9, &note()).await.expect("published");
    let published = store.publication_epoch().await.expect("a number");
    assert!(published > epoch);
    let rows = store.publications(HERE).await.expect("rows");
    assert_eq!((rows[0].number, rows[0].seq, rows[0].despite.as_str()), (1, through, "It is late."));
    let shown = store.published(None, 9).await.expect("rows");
    assert_eq!(shown.iter().map(|row| (row.postmortem, &row.publication)).collect::<Vec<_>>(), [(HERE, &rows[0])]);
    assert_eq!(store.published(Some(HERE), 9).await, Ok(Vec::new()), "behind it there is none");
    assert!(store.reviews(HERE).await.expect("rows")[0].ended.is_some(), "the round is over");
    // Clearing away goes past it, and leaves its state.
    let audit = note();
    let version = crate::store::history::NewVersion {
        id: Uuid::from_u128(1),
        postmortem: HERE,
        name: "x".to_owned(),
        state: state.clone(),
        created_by: person(1),
        created_at: at(6),
    };
    store.create_version(&version, 9).await.expect("named");
    store.delete_version(HERE, version.id, &audit).await.expect("removed");
    assert_eq!(store.state_before(HERE, through).await, Ok(Some(state)));

    assert_eq!(store.setting("policy").await, Ok(None));
    for value in ["{}", "[]"] {
        store.set_setting("policy", value, &note()).await.expect("kept");
        assert_eq!(store.setting("policy").await, Ok(Some(value.to_owned())));
    }
}
