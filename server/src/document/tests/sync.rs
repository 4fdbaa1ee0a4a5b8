//! Several pages of one document end equal, the slow ones too.

use debrief_shared::api::Role;
use debrief_shared::protocol::{CloseReason, Message, ServerEvent};
use yrs::{Text, Transact};

use super::{Page, World, log_len};
use crate::document::outbox::MAX_OUTBOX_BYTES;

#[tokio::test]
async fn two_pages_see_what_the_other_writes() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&world.documents, "Bob", Role::Owner).await;
    assert_eq!((ann.title().as_str(), bob.title().as_str()), ("Title", "Title"));

    ann.type_at(0, "A ").await;
    bob.type_at(5, "!").await;
    ann.until(|page| page.title() == "A Title!").await;
    bob.until(|page| page.title() == "A Title!").await;
    ann.until_saved().await;
    bob.until_saved().await;
    assert_eq!(world.title().await, "A Title!");
}

#[tokio::test]
async fn a_burst_arrives_whole_and_is_logged_update_by_update() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&world.documents, "Bob", Role::Editor).await;
    for _ in 0..300 {
        ann.type_at(0, "a").await;
        bob.type_at(0, "b").await;
    }
    ann.until(|page| page.title().len() == 605).await;
    bob.until(|page| page.title().len() == 605).await;
    assert_eq!(ann.title(), bob.title());
    ann.until_saved().await;
    bob.until_saved().await;
    assert_eq!(log_len(&world.store).await, 601);
}

#[tokio::test]
async fn what_is_known_is_acknowledged_and_not_logged_again() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    let update = ann.write(0, "x");
    ann.send(&Message::Update(&update)).await;
    ann.send(&Message::Update(&update)).await;
    ann.until_saved().await;
    assert_eq!(log_len(&world.store).await, 2);
}

#[tokio::test]
async fn a_reader_that_falls_behind_is_brought_up_to_date() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    let mut slow = Page::open(&world.documents, "Sid", Role::Viewer).await;
    slow.until_saved().await;
    let chunk = "word ".repeat(2_000);
    for _ in 0..3 * MAX_OUTBOX_BYTES / chunk.len() {
        ann.type_at(0, &chunk).await;
        ann.until_saved().await;
    }
    let update = {
        let mut txn = ann.replica.doc().transact_mut();
        ann.replica.title().remove_range(&mut txn, 0, 5);
        txn.commit();
        txn.encode_update_v1()
    };
    ann.send(&Message::Update(&update)).await;
    ann.until_saved().await;

    ann.appear(1, "{}").await;
    let waiting = slow.seat.outbox().waiting_bytes();
    assert!(waiting > 0 && waiting <= MAX_OUTBOX_BYTES, "{waiting} bytes waited");
    slow.until(|page| page.title() == ann.title() && page.present.contains_key(&ann.client())).await;
    ann.type_at(0, "again ").await;
    slow.until(|page| page.title() == ann.title()).await;
}

#[tokio::test]
async fn an_update_before_its_time_is_asked_for_again_and_nothing_is_lost() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    ann.until_saved().await;
    let asked = ann.asked;
    ann.write(0, "lost on the way ");
    ann.type_at(0, "and then ").await;
    ann.until(|page| page.asked > asked).await;
    ann.until_saved().await;
    assert_eq!(world.title().await, "and then lost on the way Title");
}

#[tokio::test]
async fn updates_that_never_fit_end_the_session() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    ann.answers = false;
    ann.write(0, "never sent");
    for _ in 0..3 {
        ann.type_at(0, "x").await;
    }
    ann.until(|page| page.closed == Some(CloseReason::Refused)).await;
    assert_eq!(world.title().await, "Title");
}

#[tokio::test]
async fn a_viewer_changes_nothing_and_is_told() {
    let world = World::new().await;
    let mut vic = Page::open(&world.documents, "Vic", Role::Viewer).await;
    vic.until_saved().await;
    vic.type_at(0, "x").await;
    vic.until(|page| page.events.iter().any(|event| matches!(event, ServerEvent::Refused { .. }))).await;
    assert_eq!(vic.saved, vic.sent - 1);
    assert_eq!(world.title().await, "Title");
    assert_eq!(log_len(&world.store).await, 1);
}
