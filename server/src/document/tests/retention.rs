//! Clearing history away: the document stays what it is, named versions stay, and nothing goes that could be needed.

use debrief_shared::api::{InstanceRole, Person, Role};
use debrief_shared::document::Postmortem;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;
use uuid::Uuid;
use yrs::{GetString, Text, Transact};

use super::{ID, Page, World, eventually, log_len, noted};
use crate::document::DocumentError;
use crate::store::DocumentStore;
use crate::store::audit::AuditAction;
use crate::store::documents::{NewUpdate, Seq};
use crate::store::history::NewVersion;
use crate::store::people::Account;

fn long_ago(minute: i64) -> Timestamp {
    Timestamp::from_second(1_500_000_000 + minute * 60).expect("in range")
}

/// A document whose log has, beside its first update, one word a minute long ago. Gives the place of each.
async fn old_words(world: &World, words: &[&str]) -> Vec<Seq> {
    let writer = Postmortem::new(77);
    let updates = words.iter().zip(0_i64..).map(|(word, minute)| {
        let mut txn = writer.doc().transact_mut();
        let end = writer.title().len(&txn);
        writer.title().insert(&mut txn, end, word);
        txn.commit();
        let (data, author) = (txn.encode_update_v1().into(), Some(Uuid::from_u128(minute.unsigned_abs().into())));
        NewUpdate { document: ID, author, created_at: long_ago(minute), data, writers: Vec::new() }
    });
    world.store.append(&updates.collect::<Vec<_>>()).await.expect("appended")
}

async fn trimmed(world: &World) -> Seq {
    world.store.row(ID).await.expect("there").trimmed
}

#[tokio::test]
async fn what_is_cleared_away_is_not_missed() {
    let world = World::new().await;
    let seqs = old_words(&world, &["one ", "two ", "three ", "four "]).await;
    let title = world.title().await;
    assert_eq!(world.documents.trim_log(ID, long_ago(0)).await, Ok(0), "nothing is so old");
    let past = world.documents.past(ID, seqs[2]).await.expect("there").view();
    assert_eq!(world.documents.trim_log(ID, long_ago(3)).await, Ok(4), "the first update was made before the others");
    assert_eq!((log_len(&world.store).await, trimmed(&world).await), (1, seqs[2]));
    assert_eq!(world.documents.past(ID, seqs[2]).await.expect("the log stands on it").view(), past);
    assert_eq!(world.documents.past(ID, seqs[1]).await.err(), Some(DocumentError::NotFound));
    assert_eq!(world.documents.changes(ID, seqs[1], seqs[3]).await.err(), Some(DocumentError::NotFound));
    assert_eq!(world.documents.changes(ID, seqs[2], seqs[3]).await.expect("there").title.len(), 2);
    assert!(!world.documents.changes(ID, 0, seqs[3]).await.expect("from nothing").is_empty());

    let world = world.restart().await;
    assert_eq!(world.title().await, title);
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    ann.type_at(0, "x").await;
    ann.until_saved().await;
    drop(ann);
    let world = world.restart().await;
    assert_eq!(world.title().await, format!("x{title}"));
}

#[tokio::test]
async fn a_document_loads_from_its_base_where_no_snapshot_can_be_read() {
    let world = World::new().await;
    let seqs = old_words(&world, &["one ", "two "]).await;
    let title = world.title().await;
    world.documents.trim_log(ID, long_ago(9)).await.expect("cleared away");
    let bad = crate::store::documents::Snapshot { through: seqs[1] + 1, state: vec![9, 9, 9] };
    let world = world.restart().await;
    world.store.save_snapshot(ID, &bad, Timestamp::now()).await.expect("saved");
    assert_eq!(world.title().await, title);
}

#[tokio::test]
async fn pages_that_are_open_write_on_meanwhile() {
    let world = World::new().await;
    old_words(&world, &["one ", "two "]).await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    ann.type_at(0, "a").await;
    ann.until_saved().await;
    let later = Timestamp::now() + SignedDuration::from_hours(1);
    let documents = world.documents.clone();
    let trimming = tokio::spawn(async move { documents.trim_log(ID, later).await });
    for _ in 0..50 {
        ann.type_at(0, "b").await;
    }
    ann.until_saved().await;
    assert!(trimming.await.expect("no panic").expect("cleared away") >= 4);
    ann.type_at(0, "c").await;
    ann.until_saved().await;
    let title = ann.replica.title().get_string(&ann.replica.doc().transact());
    drop(ann);
    let world = world.restart().await;
    assert_eq!(world.title().await, title);
}

#[tokio::test]
async fn versions_with_a_name_keep_their_state() {
    let world = World::new().await;
    let seqs = old_words(&world, &["one ", "two ", "three "]).await;
    let person = Person { id: Uuid::from_u128(5), name: "Ada".to_owned(), color: 0, guest: false };
    let account = Account {
        person: person.clone(),
        email: Some("ada@example.com".to_owned()),
        role: InstanceRole::Member,
        password_hash: None,
        created_at: long_ago(0),
        suspended_at: None,
        last_seen_at: None,
        link: None,
    };
    world.store.inner.create_account(&account, &noted(AuditAction::AccountCreated)).await.expect("a free address");
    let mut past = world.documents.past(ID, seqs[0]).await.expect("there");
    let (view, state) = (past.view(), past.state().expect("encodes"));
    drop(past);
    let (id, created_at) = (Uuid::from_u128(6), long_ago(9));
    let name = "As sent".to_owned();
    let version = NewVersion { id, postmortem: ID, name, state, created_by: person.id, created_at };
    world.store.inner.create_version(&version, 9).await.expect("room");
    world.documents.trim_log(ID, long_ago(9)).await.expect("cleared away");

    assert_eq!(world.documents.past(ID, seqs[0]).await.expect("kept").view(), view);
    let changes = world.documents.changes(ID, seqs[0], seqs[2]).await.expect("both are there");
    assert!(changes.title.iter().any(|run| run.text.contains("three")), "{:?}", changes.title);
    let past = world.documents.past(ID, seqs[0]).await.expect("kept");
    let before = world.documents.restore(ID, past, &person, Timestamp::now()).await.expect("restored");
    assert_eq!((world.title().await, before), (view.title, seqs[2]));
    let past = world.documents.past(ID, before).await.expect("the log stands on it");
    world.documents.restore(ID, past, &person, Timestamp::now()).await.expect("undone");
    assert!(world.title().await.contains("three"));
}

#[tokio::test]
async fn a_restore_tells_what_undoes_it_although_others_type() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    ann.type_at(0, "Some ").await;
    ann.until_saved().await;
    let person = Person { id: Uuid::from_u128(5), name: "Ada".to_owned(), color: 0, guest: false };
    let past = world.documents.past(ID, 1).await.expect("there");
    // It was typed, and is not on disk when the restore begins.
    world.store.hold();
    ann.type_at(5, "more ").await;
    eventually(async || world.documents.stats().waiting_bytes > 0).await;
    let documents = world.documents.clone();
    let restoring = tokio::spawn(async move { documents.restore(ID, past, &person, Timestamp::now()).await });
    ann.until(|page| page.title() == "Title").await;
    world.store.release(1_000);
    let before = restoring.await.expect("no panic").expect("restored");
    ann.until_saved().await;
    let undone = world.documents.past(ID, before).await.expect("there").view().title;
    assert_eq!(undone, "Some more Title");
}

#[tokio::test]
async fn few_replays_run_and_wait() {
    let world = World::new().await;
    let held = [world.documents.past(ID, 1).await.expect("there"), world.documents.past(ID, 1).await.expect("there")];
    let waiting: Vec<_> = (0..=super::super::history::MAX_WAITING)
        .map(|_| {
            let documents = world.documents.clone();
            tokio::spawn(async move { documents.past(ID, 1).await.map(drop) })
        })
        .collect();
    eventually(async || waiting.iter().any(JoinHandle::is_finished)).await;
    drop(held);
    let mut refused = 0;
    for one in waiting {
        match one.await.expect("no panic") {
            Ok(()) => {}
            Err(error) => {
                assert_eq!(error, DocumentError::Overloaded);
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 1, "the one too many");
}
