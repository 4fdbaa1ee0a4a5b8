//! Client ids belong to who first wrote with them; and what a killed server has lost, anybody may give back.

use std::sync::atomic::Ordering;
use std::time::Duration;

use debrief_shared::api::Role::{Editor, Viewer};
use debrief_shared::protocol::{CloseReason, Message};
use uuid::Uuid;

use super::{ID, Page, World, eventually, joining, log_len};
use crate::store::DocumentStore;

/// Longer than any test.
const LONG: Duration = Duration::from_mins(10);

fn account(name: &str) -> Uuid {
    joining(name, Editor).person.id
}

/// Whose a client id is, as stored; the outer `None`: nobody has written with it.
async fn owner(world: &World, client: u64) -> Option<Option<Uuid>> {
    let writers = world.store.writers(ID).await.expect("answers");
    writers.into_iter().find_map(|(id, owner)| (id == client).then_some(owner))
}

async fn last_author(world: &World) -> Option<Uuid> {
    world.store.tail(ID, 0).await.expect("a page").last().expect("at least the first").author
}

#[tokio::test]
async fn a_client_id_is_stored_with_the_update_that_first_uses_it() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Editor).await;
    assert_eq!(owner(&world, 1).await, Some(None), "the first content is nobody's");
    world.store.hold();
    ann.type_at(0, "x").await;
    assert_eq!(owner(&world, ann.client()).await, None);
    world.store.release(100);
    ann.until_saved().await;
    assert_eq!(owner(&world, ann.client()).await, Some(Some(account("Ann"))));
}

#[tokio::test]
async fn nobody_writes_in_the_name_of_a_replica_whose_page_is_closed() {
    for restarts in [false, true] {
        let mut world = World::new().await;
        let mut ann = Page::open(&world.documents, "Ann", Editor).await;
        ann.type_at(0, "x").await;
        ann.until_saved().await;
        let forged = ann.forged();
        drop(ann);
        if restarts {
            world = world.restart().await;
        }
        let mut bob = Page::open(&world.documents, "Bob", Editor).await;
        let mut eve = Page::join_with(&world.documents, "Eve", Editor, forged).await;
        eve.type_at(0, "as Ann: ").await;
        eve.until(|page| page.closed == Some(CloseReason::Refused)).await;
        bob.type_at(0, "y").await;
        bob.until_saved().await;
        assert_eq!((world.title().await.as_str(), bob.title().as_str()), ("yxTitle", "yxTitle"));
        assert_eq!(log_len(&world.store).await, 3);
    }
}

#[tokio::test]
async fn a_person_s_own_pages_and_reloads_give_each_other_s_words() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Editor).await;
    ann.type_at(0, "1").await;
    ann.until_saved().await;
    ann.write(0, "2");
    let (old, reloaded) = (ann.client(), ann.reloaded());
    drop(ann);
    let mut again = Page::join_with(&world.documents, "Ann", Editor, reloaded).await;
    again.write(0, "3");
    again.synchronise().await;
    again.until_saved().await;
    assert_eq!(world.title().await, "321Title");
    for client in [old, again.client()] {
        assert_eq!(owner(&world, client).await, Some(Some(account("Ann"))));
    }
}

#[tokio::test]
async fn the_server_s_replica_is_nobody_s() {
    let world = World::new().await;
    let server = world.documents.read(ID, |postmortem| postmortem.doc().client_id().get()).await.expect("opens");
    for edits in [0, 1] {
        let ann = Page::open(&world.documents, "Ann", Editor).await;
        let mut eve = Page::join_with(&world.documents, "Eve", Editor, ann.copy_by(server)).await;
        eve.type_at(0, "as the server: ").await;
        eve.until(|page| page.closed == Some(CloseReason::Refused)).await;
        let mut eve = Page::join_with(&world.documents, "Eve", Editor, ann.copy_by(server)).await;
        eve.appear(1, "{}").await;
        eve.until_quiet(&world.documents).await;
        assert!(!eve.present.contains_key(&server));
        if edits == 0 {
            let edit =
                world.documents.edit(ID, account("Ann"), |postmortem, txn| postmortem.set_title(txn, "Title")).await;
            assert_eq!(edit, Ok(()));
            world
                .documents
                .edit(ID, account("Ann"), |postmortem, txn| postmortem.set_title(txn, "T"))
                .await
                .expect("on disk");
            assert_eq!(owner(&world, server).await, Some(None));
        }
    }
    assert_eq!(world.title().await, "T");
}

#[tokio::test]
async fn storage_that_fails_for_a_while_makes_nobody_a_stranger() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Editor).await;
    let mut bob = Page::open(&world.documents, "Bob", Editor).await;
    world.store.failing.store(true, Ordering::SeqCst);
    ann.type_at(0, "Ann").await;
    bob.until(|page| page.title() == "AnnTitle").await;
    bob.type_at(3, " and Bob ").await;
    ann.until(|page| page.title() == "Ann and Bob Title").await;
    drop(ann);
    bob.write(0, "> ");
    let mut bob = bob.resume(&world.documents).await;
    world.store.failing.store(false, Ordering::SeqCst);
    bob.until_saved().await;
    let authors: Vec<_> = world.store.tail(ID, 0).await.expect("a page").iter().map(|update| update.author).collect();
    assert_eq!(authors[1..], [Some(account("Ann")), Some(account("Bob")), Some(account("Bob"))]);
    assert_eq!(world.restart().await.title().await, "> Ann and Bob Title");
}

#[tokio::test]
async fn after_a_kill_whoever_saw_lost_words_gives_them_back_and_their_author_goes_on() {
    // Once Ann's first words are lost, and who she is with them; once those that followed others.
    for known in [false, true] {
        let world = World::new().await;
        let mut ann = Page::open(&world.documents, "Ann", Editor).await;
        ann.appear(1, "{}").await;
        if known {
            ann.type_at(0, "(").await;
            ann.until_saved().await;
        }
        let mut bob = Page::open(&world.documents, "Bob", Editor).await;
        bob.appear(1, "{}").await;
        world.store.failing.store(true, Ordering::SeqCst);
        ann.type_at(0, "Ann").await;
        bob.until(|page| page.title().starts_with("Ann")).await;
        bob.type_at(3, " and Bob ").await;
        ann.until(|page| page.title().starts_with("Ann and Bob ")).await;

        let world = world.kill(LONG);
        let mut bob = Page::join_with(&world.documents, "Bob", Editor, bob.replica.clone()).await;
        bob.appear(2, "{}").await;
        bob.synchronise().await;
        bob.until_saved().await;
        assert!(world.title().await.starts_with("Ann and Bob "));
        assert_eq!(last_author(&world).await, Some(account("Bob")), "who brought it answers for it");
        assert_eq!(owner(&world, ann.client()).await, known.then_some(Some(account("Ann"))));

        let mut ann = Page::join_with(&world.documents, "Ann", Editor, ann.replica.clone()).await;
        ann.appear(2, "{}").await;
        ann.synchronise().await;
        ann.type_at(0, "> ").await;
        ann.until_saved().await;
        bob.type_at(0, "> ").await;
        bob.until_saved().await;
        assert!(world.title().await.starts_with("> > Ann and Bob "));
        for (page, name) in [(&ann, "Ann"), (&bob, "Bob")] {
            assert_eq!(owner(&world, page.client()).await, Some(Some(account(name))));
        }
    }
}

#[tokio::test]
async fn what_was_lost_is_taken_from_its_author_alone_once_the_time_is_over() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Editor).await;
    ann.type_at(0, "1").await;
    ann.until_saved().await;
    let mut bob = Page::open(&world.documents, "Bob", Editor).await;
    world.store.failing.store(true, Ordering::SeqCst);
    ann.type_at(0, "2").await;
    bob.until(|page| page.title() == "21Title").await;
    let (of_ann, of_bob) = (ann.replica.clone(), bob.replica.clone());
    let world = world.kill(Duration::ZERO);

    Page::join_with(&world.documents, "Bob", Editor, of_bob.clone()).await.refused().await;
    assert_eq!((world.title().await.as_str(), log_len(&world.store).await), ("1Title", 2));
    let mut ann = Page::join_with(&world.documents, "Ann", Editor, of_ann).await;
    ann.synchronise().await;
    ann.until_saved().await;
    let mut bob = Page::join_with(&world.documents, "Bob", Editor, of_bob).await;
    bob.synchronise().await;
    bob.type_at(0, "3").await;
    bob.until_saved().await;
    assert_eq!(world.title().await, "321Title");
}

#[tokio::test]
async fn nobody_adds_to_the_words_of_somebody_who_is_here_not_even_after_a_kill() {
    let world = World::new().await.kill(LONG);
    let mut ann = Page::open(&world.documents, "Ann", Editor).await;
    ann.appear(1, "{}").await;
    ann.type_at(0, "x").await;
    ann.until_saved().await;
    let mut eve = Page::join_with(&world.documents, "Eve", Editor, ann.forged()).await;
    eve.type_at(0, "as Ann: ").await;
    eve.until(|page| page.closed == Some(CloseReason::Refused)).await;
    ann.type_at(0, "y").await;
    ann.until_saved().await;
    assert_eq!(world.title().await, "yxTitle");
}

#[tokio::test]
async fn updates_that_storage_refuses_are_given_back_by_who_saw_them() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Editor).await;
    ann.type_at(0, "1").await;
    ann.until_saved().await;
    let mut bob = Page::open(&world.documents, "Bob", Editor).await;
    bob.until_saved().await;
    world.store.hold();
    world.store.refusing.store(true, Ordering::SeqCst);
    ann.type_at(0, "2").await;
    bob.until(|page| page.title() == "21Title").await;
    world.store.release(1_000);
    for page in [&mut ann, &mut bob] {
        page.until(|page| page.closed == Some(CloseReason::Broken)).await;
    }
    let replica = bob.replica.clone();
    drop((ann, bob));
    world.unloaded().await;
    world.store.refusing.store(false, Ordering::SeqCst);
    let mut bob = Page::join_with(&world.documents, "Bob", Editor, replica).await;
    bob.synchronise().await;
    bob.until_saved().await;
    assert_eq!(world.title().await, "21Title");
    assert!(!world.documents.shutdown().await, "the next server takes back what was lost, too");
}

#[tokio::test]
async fn a_crash_inside_the_document_loses_nothing_that_others_saw() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Editor).await;
    let mut bob = Page::open(&world.documents, "Bob", Editor).await;
    world.store.hold();
    ann.type_at(0, "x").await;
    bob.until(|page| page.title() == "xTitle").await;
    let documents = world.documents.clone();
    let crash = tokio::spawn(async move { documents.edit(ID, Uuid::nil(), |_, _| panic!("as yrs may")).await });
    bob.until(|page| page.closed == Some(CloseReason::TryLater)).await;
    drop(ann);
    world.store.release(1_000);
    crash.await.expect("answered").expect_err("crashed");
    let mut bob = bob.resume(&world.documents).await;
    bob.type_at(0, "y").await;
    bob.until_saved().await;
    assert_eq!(world.title().await, "yxTitle");
    assert!(world.documents.shutdown().await);
}

#[tokio::test]
async fn nobody_goes_by_a_client_id_that_somebody_else_has_written_with() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Editor).await;
    ann.type_at(0, "x").await;
    ann.until_saved().await;
    let (id, forged) = (ann.client(), ann.forged());
    drop(ann);
    let world = world.restart().await;
    let mut eve = Page::join_with(&world.documents, "Eve", Editor, forged).await;
    eve.appear(1, "{}").await;
    eve.until_quiet(&world.documents).await;
    assert!(!eve.present.contains_key(&id));
}

#[tokio::test]
async fn a_reader_who_goes_by_a_client_id_does_not_keep_its_owner_from_writing() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Editor).await;
    let mut vic = Page::join_with(&world.documents, "Vic", Viewer, ann.forged()).await;
    vic.appear(1, "{}").await;
    let id = ann.client();
    ann.until(|page| page.present.contains_key(&id)).await;
    ann.type_at(0, "x").await;
    ann.until_saved().await;
    ann.until(|page| !page.present.contains_key(&id)).await;
    ann.appear(1, "{}").await;
    vic.until(|page| page.present.get(&id).is_some_and(|(_, state)| state["user"]["name"] == "Ann")).await;
}

#[tokio::test]
async fn a_refused_update_makes_nobody_an_owner() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Editor).await;
    ann.type_at(0, "x").await;
    ann.until_saved().await;
    // An update of Ann's and of a replica of Eve's own at once.
    let (forged, other) = (ann.forged(), ann.reloaded());
    let mut eve = Page::join_with(&world.documents, "Eve", Editor, forged).await;
    let of_ann = eve.write(0, "as Ann: ");
    let theirs = {
        let mut page = Page::join_with(&world.documents, "Eve", Editor, other.clone()).await;
        page.write(0, "as Eve: ")
    };
    let both = yrs::merge_updates_v1([of_ann, theirs]).expect("mergeable");
    eve.send(&Message::Update(&both)).await;
    eve.until(|page| page.closed == Some(CloseReason::Refused)).await;
    eventually(async || world.documents.read(ID, |_| ()).await.is_ok()).await;
    assert_eq!(owner(&world, other.doc().client_id().get()).await, None);
    assert_eq!(world.title().await, "xTitle");
}
