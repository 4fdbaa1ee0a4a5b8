//! Meetings, the mails about them, facilitators and calendar addresses.

use debrief_shared::api::MeetingPart;
use uuid::Uuid;

use super::{account, add, at, new_document, note, person};
use crate::store::meetings::{MeetingRow, NewMeeting};
use crate::store::{Store, StoreError};

const HERE: Uuid = Uuid::from_bytes([20; 16]);
const THERE: Uuid = Uuid::from_bytes([21; 16]);

/// A meeting of minutes 100 to 160, scheduled at minute 1, whose first attendee facilitates it.
pub(crate) fn meeting(id: u128, attendees: &[u8]) -> NewMeeting {
    let part = |index| if index == 0 { MeetingPart::Facilitator } else { MeetingPart::Required };
    NewMeeting {
        id: Uuid::from_u128(id),
        postmortem: HERE,
        starts_at: at(100),
        ends_at: at(160),
        time_zone: "Europe/Berlin".to_owned(),
        place: "Room 4".to_owned(),
        people: attendees.iter().enumerate().map(|(index, number)| (person(*number), part(index))).collect(),
        by: person(2),
        at: at(1),
        mails: Some(at(2)),
    }
}

async fn stage(store: &dyn Store) {
    for number in 1..=4 {
        add(store, &account(number)).await;
    }
    for number in [20, 21] {
        store.create(new_document(number, person(1)), &note()).await.expect("created");
    }
}

async fn now(store: &dyn Store) -> MeetingRow {
    store.meeting(HERE).await.expect("an answer").expect("a meeting")
}

fn asked(row: &MeetingRow) -> Vec<(Uuid, MeetingPart)> {
    row.attendees().into_iter().map(|(person, part)| (person.id, part)).collect()
}

pub(crate) async fn meetings(store: &dyn Store) {
    use MeetingPart::{Facilitator, Optional, Required};
    stage(store).await;
    assert_eq!(store.meeting(HERE).await, Ok(None));
    store.schedule_meeting(&meeting(1, &[3, 2]), None, &note()).await.expect("scheduled");
    let row = now(store).await;
    assert_eq!((row.id, row.sequence, row.title.as_str()), (Uuid::from_u128(1), 0, "Title 20"));
    assert_eq!((row.starts_at, row.ends_at, row.time_zone.as_str()), (at(100), at(160), "Europe/Berlin"));
    assert_eq!((row.place.as_str(), row.changed_by.id, row.changed_at), ("Room 4", person(2), at(1)));
    assert_eq!(asked(&row), [(person(3), Facilitator), (person(2), Required)], "who facilitates comes first");
    assert!(row.is_ahead(at(159)) && !row.is_ahead(at(160)));
    assert_eq!(store.meeting(THERE).await, Ok(None));

    // Whoever saw another state changes nothing; who is not asked any more is still known.
    let mut other = NewMeeting { place: "https://example.com/call".to_owned(), by: person(1), ..meeting(2, &[2]) };
    other.people = vec![(person(2), Optional), (person(4), Required)];
    for seen in [None, Some(1)] {
        let refused = store.schedule_meeting(&other, seen, &note()).await;
        assert_eq!(refused, Err(StoreError::Conflict), "{seen:?}");
    }
    store.schedule_meeting(&other, Some(0), &note()).await.expect("changed");
    let row = now(store).await;
    assert_eq!((row.id, row.sequence, row.changed_by.id), (Uuid::from_u128(1), 1, person(1)), "the same one");
    assert_eq!(asked(&row), [(person(4), Required), (person(2), Optional)]);
    assert_eq!(row.people.iter().find(|row| row.person.id == person(3)).map(|row| row.part), Some(None));
    assert_eq!(store.meeting_by_id(row.id).await, Ok(Some(row)));

    let ahead = async |minute| -> Vec<Uuid> {
        store.meetings_after(at(minute), 9).await.expect("rows").iter().map(|row| row.postmortem).collect()
    };
    let elsewhere = NewMeeting { postmortem: THERE, starts_at: at(90), ..meeting(3, &[2]) };
    store.schedule_meeting(&elsewhere, None, &note()).await.expect("scheduled");
    assert_eq!(ahead(0).await, [THERE, HERE], "the first to begin first");
    assert_eq!(store.meetings_after(at(0), 1).await.expect("rows").len(), 1);
    assert_eq!(ahead(160).await, [] as [Uuid; 0]);
    store.set_deleted(THERE, person(1), at(9), &note()).await.expect("removed");
    assert_eq!(ahead(0).await, [HERE], "the other one is in the bin");

    store.cancel_meeting(HERE, person(4), at(3), None, &note()).await.expect("cancelled");
    store.retell_meeting(HERE, at(3), Some(at(4))).await.expect("nothing to tell of");
    let row = now(store).await;
    assert_eq!((row.sequence, row.cancelled, row.changed_by.id), (2, true, person(4)));
    assert_eq!(ahead(0).await, [] as [Uuid; 0]);
    // Thought better of: the same one takes place after all.
    store.schedule_meeting(&other, Some(2), &note()).await.expect("scheduled");
    let row = now(store).await;
    assert_eq!((row.id, row.sequence, row.cancelled), (Uuid::from_u128(1), 3, false));

    // One that is over stays as it is, and another one follows.
    assert_eq!(store.cancel_meeting(HERE, person(4), at(160), None, &note()).await, Err(StoreError::NotFound));
    let next = NewMeeting { at: at(160), starts_at: at(200), ends_at: at(230), ..meeting(5, &[2]) };
    store.schedule_meeting(&next, Some(3), &note()).await.expect("scheduled");
    let row = now(store).await;
    assert_eq!((row.id, row.sequence), (Uuid::from_u128(5), 4), "nobody takes it for the one before");
    assert_eq!(ahead(0).await, [HERE, HERE]);
}

pub(crate) async fn mails(store: &dyn Store) {
    stage(store).await;
    store.schedule_meeting(&meeting(1, &[3, 2]), None, &note()).await.expect("scheduled");
    assert_eq!(store.claim_meeting_mail(at(1), at(9)).await, Ok(None), "none is due");
    // What changes before they go is in the same mail.
    store.retell_meeting(THERE, at(1), Some(at(1))).await.expect("nothing to tell of");
    store
        .schedule_meeting(&NewMeeting { mails: Some(at(4)), ..meeting(1, &[3]) }, Some(0), &note())
        .await
        .expect("changed");
    let mut mails = Vec::new();
    while let Some(mail) = store.claim_meeting_mail(at(3), at(9)).await.expect("an answer") {
        mails.push(mail);
    }
    let mut people: Vec<Uuid> = mails.iter().map(|mail| mail.person).collect();
    people.sort_unstable();
    assert_eq!(people, [person(2), person(3)], "whoever is not asked any more, too");
    assert!(mails.iter().all(|mail| mail.meeting == Uuid::from_u128(1) && mail.tries == 0));

    // What changes while they go makes another one.
    store
        .schedule_meeting(&NewMeeting { mails: Some(at(5)), ..meeting(1, &[3]) }, Some(1), &note())
        .await
        .expect("changed");
    let first = mails.iter().find(|mail| mail.person == person(3)).expect("one");
    store.end_meeting_mail(first, Some("all of it")).await.expect("noted");
    let row = now(store).await;
    let told = |number| row.people.iter().find(|row| row.person.id == person(number)).expect("known").told.clone();
    assert_eq!((told(3).as_deref(), told(2)), (Some("all of it"), None));
    let second = store.claim_meeting_mail(at(5), at(9)).await.expect("an answer").expect("a mail");
    assert_ne!(second.id, first.id);

    // Nobody said what became of it; or it is tried again.
    let again = store.claim_meeting_mail(at(9), at(12)).await.expect("an answer").expect("a mail");
    store.postpone_meeting_mail(again.id, at(20)).await.expect("noted");
    let mut found = None;
    while let Some(mail) = store.claim_meeting_mail(at(20), at(30)).await.expect("an answer") {
        if mail.id == again.id {
            found = Some(mail);
        }
    }
    assert_eq!(found.map(|mail| mail.tries), Some(1));
    // Without a mail server there are none.
    store
        .schedule_meeting(&NewMeeting { postmortem: THERE, mails: None, ..meeting(7, &[2]) }, None, &note())
        .await
        .expect("scheduled");
    assert_eq!(store.claim_meeting_mail(at(29), at(31)).await, Ok(None));
}

pub(crate) async fn facilitators(store: &dyn Store) {
    stage(store).await;
    assert_eq!(store.facilitator_request(HERE).await, Ok(None));
    store.seek_facilitator(HERE, person(1), at(1), "For Tuesday", &note()).await.expect("sought");
    let request = store.facilitator_request(HERE).await.expect("an answer").expect("one");
    assert_eq!((request.asked_by.id, request.asked_at, request.note.as_str()), (person(1), at(1), "For Tuesday"));
    assert_eq!(request.taken_by, None);
    let elsewhere = store.take_facilitation(THERE, person(2), at(2), &note()).await;
    assert_eq!(elsewhere, Err(StoreError::NotFound));

    store.take_facilitation(HERE, person(2), at(2), &note()).await.expect("the first has it");
    let second = store.take_facilitation(HERE, person(3), at(2), &note()).await;
    assert_eq!(second, Err(StoreError::Conflict));
    let taken = async || store.facilitator_request(HERE).await.expect("an answer").and_then(|request| request.taken_by);
    assert_eq!(taken().await.map(|person| person.id), Some(person(2)));
    store.give_facilitation_back(HERE, person(2), &note()).await.expect("given back");
    assert_eq!(taken().await, None);
    store.take_facilitation(HERE, person(3), at(4), &note()).await.expect("taken");
    store.seek_facilitator(HERE, person(2), at(5), "", &note()).await.expect("sought again");
    assert_eq!(taken().await, None);

    for number in [3, 2, 4] {
        store.set_willing(person(number), Some(at(1))).await.expect("noted");
    }
    store.set_willing(person(2), Some(at(2))).await.expect("again is no harm");
    store.set_willing(person(4), None).await.expect("noted");
    let willing = async || -> Vec<Uuid> {
        store.willing_facilitators().await.expect("people").iter().map(|person| person.id).collect()
    };
    assert_eq!(willing().await, [person(2), person(3)], "by name");
    store.suspend(person(2), None, &note()).await.expect("suspended");
    assert_eq!(willing().await, [person(3)]);
}

pub(crate) async fn calendar_addresses(store: &dyn Store) {
    stage(store).await;
    let reader = async |hash: u8| store.calendar_reader(&[hash; 32]).await.expect("an answer").map(|a| a.person.id);
    assert_eq!((store.calendar_feed(person(2)).await, reader(1).await), (Ok(None), None));
    store.make_calendar_feed(person(2), &[1; 32], at(1), &note()).await.expect("made");
    assert_eq!((store.calendar_feed(person(2)).await, reader(1).await), (Ok(Some(at(1))), Some(person(2))));
    store.make_calendar_feed(person(2), &[2; 32], at(2), &note()).await.expect("made anew");
    assert_eq!((reader(1).await, reader(2).await), (None, Some(person(2))), "one a person");
    let taken = store.make_calendar_feed(person(3), &[2; 32], at(2), &note()).await;
    assert_eq!(taken, Err(StoreError::Conflict));
    store.suspend(person(2), None, &note()).await.expect("suspended");
    assert_eq!(reader(2).await, None, "nothing of theirs works");
    store.reinstate(person(2), &note()).await.expect("reinstated");
    assert_eq!(reader(2).await, Some(person(2)));
    store.revoke_calendar_feed(person(2), &note()).await.expect("revoked");
    assert_eq!((store.calendar_feed(person(2)).await, reader(2).await), (Ok(None), None));
}
