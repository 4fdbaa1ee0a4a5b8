//! Presence, rights and endings, as several people meet them.

use debrief_shared::api::Role;
use debrief_shared::protocol::{CloseReason, Message, ServerEvent};

use super::{ID, Page, World, joining, varint};

#[tokio::test]
async fn a_page_is_greeted_with_who_it_is() {
    let world = World::new().await;
    let ann = Page::open(&world.documents, "Ann", Role::Commenter).await;
    let user = joining("Ann", Role::Commenter).person;
    assert_eq!(ann.events, [ServerEvent::Hello { user, role: Role::Commenter }]);
}

#[tokio::test]
async fn presence_reaches_everybody_and_ends_with_the_session() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&world.documents, "Bob", Role::Viewer).await;
    let id = ann.client();
    ann.appear(1, r#"{"user":{"name":"Zed"},"place":"s1"}"#).await;
    bob.until(|page| page.present.contains_key(&id)).await;
    ann.until(|page| page.present.contains_key(&id)).await;
    let (clock, state) = &bob.present[&id];
    assert_eq!((*clock, &state["user"]["name"], &state["place"]), (1, &"Ann".into(), &"s1".into()));

    let mut eve = Page::open(&world.documents, "Eve", Role::Viewer).await;
    assert!(eve.present.contains_key(&id), "who comes later sees who is here");
    eve.present.clear();
    eve.send(&Message::QueryAwareness).await;
    eve.until(|page| page.present.contains_key(&id)).await;

    drop(ann);
    bob.until(|page| page.present.is_empty()).await;
}

#[tokio::test]
async fn a_page_that_connects_again_keeps_its_client_id() {
    let world = World::new().await;
    let mut bob = Page::open(&world.documents, "Bob", Role::Viewer).await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    let id = ann.client();
    ann.appear(5, "{}").await;
    bob.until(|page| page.present.contains_key(&id)).await;

    let mut again = Page::open(&world.documents, "Ann", Role::Editor).await;
    again.replica = ann.replica.clone();
    again.appear(5, r#"{"place":"s2"}"#).await;
    bob.until(|page| page.present[&id].0 == 6).await;
    drop(ann);
    again.appear(7, r#"{"place":"s3"}"#).await;
    bob.until(|page| page.present[&id].1["place"] == "s3").await;
}

#[tokio::test]
async fn a_person_who_lost_access_is_out_at_once() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&world.documents, "Bob", Role::Editor).await;
    ann.seat.outbox().close(CloseReason::NoAccess);
    ann.until(|page| page.closed == Some(CloseReason::NoAccess)).await;
    ann.type_at(0, "too late").await;
    bob.type_at(0, "x").await;
    bob.until_saved().await;
    assert_eq!(world.title().await, "xTitle");
}

#[tokio::test]
async fn an_announcement_reaches_every_page() {
    let world = World::new().await;
    world.documents.announce(ID, ServerEvent::Pong);
    let mut ann = Page::open(&world.documents, "Ann", Role::Viewer).await;
    let event = ServerEvent::ThreadRemoved { id: ID };
    world.documents.announce(ID, event.clone());
    ann.until(|page| page.events.contains(&event)).await;
    assert_eq!(ann.events.len(), 2);
}

#[tokio::test]
async fn nobody_writes_in_the_name_of_another_page() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    let mut eve = Page::open(&world.documents, "Eve", Role::Editor).await;
    ann.appear(1, "{}").await;
    ann.type_at(0, "x").await;
    ann.until_saved().await;

    let mut forged = vec![1, 1];
    varint(&mut forged, ann.client());
    // From Ann's clock 1 on, 100 collected items.
    forged.extend([1, 0, 100, 0]);
    eve.send(&Message::Update(&forged)).await;
    eve.until(|page| page.closed == Some(CloseReason::Refused)).await;

    ann.type_at(1, "y").await;
    ann.until_saved().await;
    assert_eq!(world.title().await, "xyTitle");
}

#[tokio::test]
async fn a_client_id_stays_with_the_person_who_had_it() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    ann.appear(1, r#"{"place":"s1"}"#).await;
    let id = ann.client();
    let mut bob = Page::open(&world.documents, "Bob", Role::Editor).await;
    bob.until(|page| page.present.contains_key(&id)).await;
    let left = ann.replica.clone();
    drop(ann);
    bob.until(|page| !page.present.contains_key(&id)).await;

    let mut eve = Page::open(&world.documents, "Eve", Role::Editor).await;
    eve.replica = left.clone();
    eve.appear(u32::MAX, r#"{"place":"s2"}"#).await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    ann.replica = left;
    ann.appear(2, r#"{"place":"s3"}"#).await;
    bob.until(|page| page.present.contains_key(&id)).await;
    assert_eq!(bob.present[&id].1["place"], "s3");
}
