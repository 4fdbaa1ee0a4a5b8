//! Tickets that were made of mitigations.

use debrief_shared::api::TicketState;
use uuid::Uuid;

use super::connections::{ONE, connection};
use super::{account, add, at, new_document, note, person};
use crate::store::tracked::{Standing, TicketOf, TrackedRow};
use crate::store::{Store, StoreError};

pub(crate) fn made(of: &TicketOf, connection: Uuid) -> TrackedRow {
    TrackedRow {
        of: of.clone(),
        connection,
        key: "7".to_owned(),
        url: "https://example.com/7".to_owned(),
        standing: Standing { state: TicketState::Open, word: "open".to_owned() },
        checked_at: at(2),
        tries: 0,
    }
}

pub(crate) async fn tracked(store: &dyn Store) {
    add(store, &account(1)).await;
    store.create(new_document(20, person(1)), &note()).await.expect("created");
    store.create_connection(&connection(1, person(1), "[]"), 9, &note()).await.expect("created");
    let here = Uuid::from_bytes([20; 16]);
    let of = TicketOf { postmortem: here, mitigation: "m".to_owned() };
    let begin = async |forget: &str, now, stale| store.begin_ticket(&of, ONE, forget, at(now), at(stale)).await;
    assert_eq!(begin("", 1, 0).await, Ok(()));
    assert_eq!(begin("", 2, 0).await, Err(StoreError::Conflict), "it is being made");
    assert_eq!(begin("", 3, 1).await, Ok(()), "whoever made it was ended");
    store.drop_ticket(&of).await.expect("dropped");
    store.drop_ticket(&of).await.expect("none is fine");
    assert_eq!(store.tracked(here).await, Ok(Vec::new()));
    assert_eq!(begin("", 4, 0).await, Ok(()));
    assert_eq!(store.claim_tracked(at(99), at(100)).await, Ok(None), "there is nothing to ask for yet");
    let row = made(&of, ONE);
    store.note_ticket(&row, at(10), &note()).await.expect("noted");
    assert_eq!(store.note_ticket(&row, at(10), &note()).await, Err(StoreError::NotFound), "it was made already");
    assert_eq!(store.tracked(here).await, Ok(vec![row.clone()]));
    store.drop_ticket(&of).await.expect("what was made stays");
    assert_eq!(begin("", 99, 98).await, Err(StoreError::Conflict), "there is one");

    assert_eq!(store.claim_tracked(at(9), at(12)).await, Ok(None));
    assert_eq!(store.claim_tracked(at(10), at(12)).await, Ok(Some(row.clone())));
    assert_eq!(store.claim_tracked(at(11), at(13)).await, Ok(None), "it is somebody's");
    store.postpone_tracked(&of, at(20)).await.expect("postponed");
    assert_eq!(store.claim_tracked(at(20), at(22)).await.map(|row| row.map(|row| row.tries)), Ok(Some(1)));
    let standing = Standing { state: TicketState::Done, word: "completed".to_owned() };
    store.note_standing(&of, &standing, at(21), at(30)).await.expect("noted");
    let rows = store.tracked(here).await.expect("rows");
    assert_eq!((&rows[0].standing, rows[0].checked_at, rows[0].tries), (&standing, at(21), 0));
    store.remove_connection(ONE, at(25), &note()).await.expect("removed");
    assert_eq!(store.claim_tracked(at(30), at(31)).await, Ok(None), "nobody asks by what was removed");
    store.restore_connection(ONE, &note()).await.expect("back");

    // People took the link out of the mitigation: another one can be made.
    assert_eq!(begin("8", 31, 0).await, Err(StoreError::Conflict));
    assert_eq!(begin("7", 31, 0).await, Ok(()));
    assert_eq!(store.tracked(here).await.expect("rows")[0].key, "");
}
