//! What viewers and commenters send changes nothing: neither the log nor anybody's page, whichever way it comes.

use debrief_shared::api::Role::{self, Commenter, Editor, Viewer};
use debrief_shared::protocol::{CloseReason, Message, ServerEvent};
use yrs::{ReadTxn, StateVector, Text, Transact, Update};

use super::{Page, World, log_len};

/// Deletes from the title without telling anybody; returns the update.
fn delete(page: &Page, at: u32, length: u32) -> Vec<u8> {
    let mut txn = page.replica.doc().transact_mut();
    page.replica.title().remove_range(&mut txn, at, length);
    txn.commit();
    txn.encode_update_v1()
}

fn refusals(page: &Page) -> usize {
    page.events.iter().filter(|event| matches!(event, ServerEvent::Refused { .. })).count()
}

/// A document that has seen deletions, somebody who writes in it, and somebody who may not.
async fn room(role: Role) -> (World, Page, Page) {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Editor).await;
    ann.type_at(0, "xyz").await;
    let deletion = delete(&ann, 1, 1);
    ann.send(&Message::Update(&deletion)).await;
    ann.until_saved().await;
    let vic = Page::open(&world.documents, "Vic", role).await;
    (world, ann, vic)
}

/// Checks that nothing has changed, as far as anybody can see.
async fn unchanged(world: &World, ann: &mut Page) {
    assert_eq!((world.title().await.as_str(), log_len(&world.store).await), ("xzTitle", 3));
    ann.until_quiet(&world.documents).await;
    assert_eq!(ann.title(), "xzTitle");
}

#[tokio::test]
async fn whatever_would_change_something_is_refused() {
    for role in [Viewer, Commenter] {
        let (world, mut ann, mut vic) = room(role).await;
        let saved = vic.saved;
        let typed = vic.write(0, "v");
        let deleted = delete(&vic, 3, 2);
        let all = vic.replica.doc().transact().encode_state_as_update_v1(&StateVector::default());
        // One that builds on something that is not here.
        let later = vic.write(0, "w");
        let frames = [
            Message::Update(&typed),
            Message::SyncStep2(&typed),
            Message::Update(&deleted),
            Message::SyncStep2(&deleted),
            Message::Update(&all),
            Message::SyncStep2(&all),
            Message::Update(&later),
            Message::SyncStep2(&later),
        ];
        for (number, frame) in frames.iter().enumerate() {
            vic.send(frame).await;
            vic.until(|page| refusals(page) == number + 1).await;
            unchanged(&world, &mut ann).await;
        }
        assert_eq!((vic.closed, vic.saved), (None, saved), "still reading, and nothing was called saved");
        ann.type_at(0, "a").await;
        vic.until(|page| page.title().contains('a')).await;
    }
}

#[tokio::test]
async fn a_replica_that_says_what_is_known_is_not_scolded() {
    let (world, mut ann, mut vic) = room(Viewer).await;
    let all = vic.replica.doc().transact().encode_state_as_update_v1(&StateVector::default());
    let deletions =
        vic.replica.doc().transact().encode_state_as_update_v1(&vic.replica.doc().transact().state_vector());
    assert_ne!(deletions, Update::EMPTY_V1, "a replica that lacks nothing still tells all deletions");
    for update in [Update::EMPTY_V1, &deletions, &all] {
        vic.send(&Message::SyncStep2(update)).await;
        vic.send(&Message::Update(update)).await;
    }
    vic.until_saved().await;
    let mut vic = vic.resume(&world.documents).await;
    vic.until_saved().await;
    assert_eq!(refusals(&vic), 0);
    unchanged(&world, &mut ann).await;

    // Deletions that are known now, too.
    let deletion = delete(&ann, 0, 1);
    ann.send(&Message::Update(&deletion)).await;
    vic.until(|page| page.title() == "zTitle").await;
    vic.send(&Message::Update(&deletion)).await;
    vic.until_saved().await;
    assert_eq!(refusals(&vic), 0);
}

#[tokio::test]
async fn content_before_anything_else_is_refused_too() {
    let (world, mut ann, vic) = room(Viewer).await;
    let stolen = vic.reloaded();
    let mut first = Page::join_with(&world.documents, "Vic", Viewer, stolen).await;
    first.answers = false;
    let update = first.write(0, "v");
    first.send(&Message::SyncStep2(&update)).await;
    first.send(&Message::Update(&update)).await;
    first.until(|page| refusals(page) == 2).await;
    unchanged(&world, &mut ann).await;
}

#[tokio::test]
async fn who_became_a_viewer_while_away_brings_nothing() {
    let (world, mut ann, vic) = room(Editor).await;
    let replica = vic.replica.clone();
    drop(vic);
    let mut vic = Page::join_with(&world.documents, "Vic", Viewer, replica.clone()).await;
    vic.write(0, "written offline ");
    delete(&vic, 16, 3);
    vic.synchronise().await;
    vic.until(|page| refusals(page) == 1).await;
    assert_eq!(vic.saved, 0);
    unchanged(&world, &mut ann).await;

    let mut vic = Page::join_with(&world.documents, "Vic", Editor, replica).await;
    vic.synchronise().await;
    vic.until_saved().await;
    assert_eq!(world.title().await, vic.title(), "an editor again: everything is taken");
}

#[tokio::test]
async fn nothing_is_taken_any_more_once_access_has_changed() {
    for reason in [CloseReason::RoleChanged, CloseReason::NoAccess, CloseReason::LinkOver, CloseReason::SignedOut] {
        let (world, mut ann, mut vic) = room(Editor).await;
        vic.until_saved().await;
        vic.seat.outbox().close(reason);
        vic.appear(1, "{}").await;
        vic.type_at(0, "too late ").await;
        let deletion = delete(&vic, 0, 1);
        vic.send(&Message::Update(&deletion)).await;
        unchanged(&world, &mut ann).await;
        assert!(ann.present.is_empty());
        vic.until(|page| page.closed == Some(reason)).await;
    }
}

#[tokio::test]
async fn presence_of_a_reader_is_shown_and_changes_nothing() {
    let (world, mut ann, mut vic) = room(Viewer).await;
    let id = vic.client();
    vic.appear(1, r#"{"place":"s1","user":{"id":"0","name":"Ann"},"sections":{"removed_at":"now"}}"#).await;
    ann.until(|page| page.present.contains_key(&id)).await;
    assert_eq!(ann.present[&id].1["user"]["name"], "Vic");
    unchanged(&world, &mut ann).await;
}
