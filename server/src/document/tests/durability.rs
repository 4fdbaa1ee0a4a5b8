//! What survives storage that comes and goes, and documents that cannot be read.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use debrief_shared::api::Role;
use debrief_shared::protocol::{CloseReason, ServerEvent};
use jiff::Timestamp;
use uuid::Uuid;

use super::{ID, Page, World, eventually, joining, log_len, noted};
use crate::document::DocumentError;
use crate::store::DocumentStore;
use crate::store::audit::AuditAction;
use crate::store::documents::{NewUpdate, Snapshot};

fn stored(data: &'static [u8]) -> NewUpdate {
    NewUpdate {
        document: ID,
        author: None,
        created_at: Timestamp::now(),
        data: Bytes::from_static(data),
        writers: Vec::new(),
    }
}

#[tokio::test]
async fn others_see_an_update_at_once_and_its_author_hears_when_it_is_on_disk() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&world.documents, "Bob", Role::Editor).await;
    ann.until_saved().await;
    let saved = ann.saved;
    world.store.hold();
    ann.type_at(0, "x").await;
    bob.until(|page| page.title() == "xTitle").await;
    assert_eq!((log_len(&world.store).await, ann.saved), (1, saved));

    world.store.release(1);
    ann.until_saved().await;
    assert_eq!(log_len(&world.store).await, 2);
}

#[tokio::test]
async fn while_storage_fails_nothing_is_acknowledged_and_pages_are_told() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    ann.until_saved().await;
    world.store.failing.store(true, Ordering::SeqCst);
    ann.type_at(0, "x").await;
    ann.until(|page| page.events.contains(&ServerEvent::Storage { ok: false })).await;
    assert!(!world.documents.stats().storage_ok);
    assert_eq!(ann.saved, ann.sent - 1);

    world.store.failing.store(false, Ordering::SeqCst);
    ann.until_saved().await;
    ann.until(|page| page.events.contains(&ServerEvent::Storage { ok: true })).await;
    assert_eq!(log_len(&world.store).await, 2);
}

#[tokio::test]
async fn an_idle_document_leaves_memory_with_a_snapshot_and_comes_back() {
    let world = World::with_idle(Duration::ZERO).await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    ann.type_at(0, "x").await;
    drop(ann);
    world.unloaded().await;
    eventually(async || world.store.inner.snapshot(ID).await.expect("answers").is_some()).await;
    eventually(async || world.store.row(ID).await.expect("a row").projection.title == "xTitle").await;
    assert_eq!(log_len(&world.store).await, 2, "the log stays whole");
    let loads = world.store.loads.load(Ordering::SeqCst);
    assert_eq!(world.title().await, "xTitle");
    assert_eq!(world.store.loads.load(Ordering::SeqCst), loads + 1);
}

#[tokio::test]
async fn a_snapshot_that_cannot_be_read_costs_nothing_but_time() {
    let world = World::new().await;
    let snapshot = Snapshot { through: 1, state: b"rubbish".to_vec() };
    world.store.save_snapshot(ID, &snapshot, Timestamp::now()).await.expect("saved");
    assert_eq!(world.title().await, "Title");
}

#[tokio::test]
async fn a_log_that_grows_gets_a_snapshot_while_it_is_open() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    for _ in 0..600 {
        ann.type_at(0, "x").await;
    }
    ann.until_saved().await;
    eventually(async || world.store.inner.snapshot(ID).await.expect("answers").is_some()).await;
    let world = world.restart().await;
    assert_eq!(world.title().await, format!("{}Title", "x".repeat(600)));
}

#[tokio::test]
async fn a_broken_document_refuses_to_open_and_is_left_as_it_is() {
    for broken in [b"rubbish".as_slice(), &[1, 1, 9, 5, 0x84, 9, 4, 1, b'x', 0]] {
        let world = World::with_idle(Duration::ZERO).await;
        world.store.append(&[stored(broken)]).await.expect("appended");
        let refused = world.documents.join(ID, joining("Ann", Role::Editor), Arc::default()).await.err();
        assert!(matches!(refused, Some(DocumentError::Broken(_))), "{refused:?}");
        assert!(matches!(world.documents.read(ID, |_| ()).await, Err(DocumentError::Broken(_))));
        assert_eq!(log_len(&world.store).await, 2);
        assert_eq!(world.store.inner.snapshot(ID).await, Ok(None));
        world.unloaded().await;
    }
}

#[tokio::test]
async fn opening_at_the_same_time_loads_once() {
    let world = World::new().await;
    let join = |name| world.documents.join(ID, joining(name, Role::Editor), Arc::default());
    let (one, two, three) = tokio::join!(join("Ann"), join("Bob"), join("Eve"));
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(world.store.loads.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_is_not_there_does_not_open() {
    let world = World::new().await;
    assert_eq!(world.documents.read(Uuid::nil(), |_| ()).await, Err(DocumentError::NotFound));
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    world
        .store
        .set_deleted(ID, Uuid::nil(), Timestamp::now(), &noted(AuditAction::PostmortemRemoved))
        .await
        .expect("there");
    world.documents.retire(ID, CloseReason::NotFound);
    ann.until(|page| page.closed == Some(CloseReason::NotFound)).await;
    drop(ann);
    world.unloaded().await;
    assert_eq!(world.documents.read(ID, |_| ()).await, Err(DocumentError::Deleted));
}

#[tokio::test]
async fn an_edit_of_the_server_is_on_disk_and_listed_when_it_returns_and_pages_see_it() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Viewer).await;
    let answer = world
        .documents
        .edit(ID, Uuid::nil(), |postmortem, txn| {
            postmortem.set_title(txn, "Renamed");
            42
        })
        .await;
    assert_eq!(answer, Ok(42));
    assert_eq!(log_len(&world.store).await, 2);
    assert_eq!(world.store.row(ID).await.expect("a row").projection.title, "Renamed");
    ann.until(|page| page.title() == "Renamed").await;
    assert_eq!(world.documents.edit(ID, Uuid::nil(), |_, _| ()).await, Ok(()), "nothing to write");
}

#[tokio::test]
async fn a_stop_writes_everything_and_says_goodbye() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    ann.until_saved().await;
    ann.type_at(0, "x").await;
    world.documents.read(ID, |_| ()).await.expect("requests are handled in order");
    world.documents.shutdown().await;
    ann.until(|page| page.closed == Some(CloseReason::Restarting)).await;
    assert!(ann.events.contains(&ServerEvent::GoingAway));
    assert_eq!(ann.saved, ann.sent);
    assert_eq!(world.documents.read(ID, |_| ()).await, Err(DocumentError::Overloaded));
    assert_eq!(world.restart().await.title().await, "xTitle");
}

#[tokio::test]
async fn lists_show_what_was_saved_a_moment_before() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    for letter in ["x", "y", "z"] {
        ann.type_at(0, letter).await;
        ann.until_saved().await;
        world.documents.catch_up_lists().await;
        assert_eq!(world.store.row(ID).await.expect("a row").projection.title, ann.title());
    }
}

#[tokio::test]
async fn lists_that_were_told_before_the_log_are_told_its_place_as_well() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    let before = log_len(&world.store).await;
    world.store.hold();
    ann.type_at(0, "x").await;
    eventually(async || world.store.row(ID).await.expect("a row").projection.title == "xTitle").await;
    assert_eq!(log_len(&world.store).await, before, "not in the log yet");
    world.store.release(10);
    ann.until_saved().await;
    eventually(async || world.store.stale_projections().await.expect("ids").is_empty()).await;
}

#[tokio::test]
async fn a_projection_that_a_kill_left_behind_is_renewed_at_the_start() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    let update = ann.write(0, "x");
    let (created_at, writers) = (Timestamp::now(), Vec::new());
    let update = NewUpdate { document: ID, author: None, created_at, data: update.into(), writers };
    world.store.append(&[update]).await.expect("appended");
    let world = world.restart().await;
    eventually(async || world.store.row(ID).await.expect("a row").projection.title == "xTitle").await;
}

#[tokio::test]
async fn a_crash_inside_the_document_costs_a_reconnect_and_no_text() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    ann.type_at(0, "x").await;
    ann.until_saved().await;
    let crashed = world.documents.edit(ID, Uuid::nil(), |_, _| panic!("as yrs may")).await;
    assert_eq!(crashed, Err(DocumentError::Overloaded));
    ann.until(|page| page.closed == Some(CloseReason::TryLater)).await;
    ann.write(0, "y");
    let mut ann = ann.resume(&world.documents).await;
    ann.until_saved().await;
    assert_eq!(world.title().await, "yxTitle");
}
