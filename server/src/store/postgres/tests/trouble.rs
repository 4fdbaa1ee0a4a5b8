//! What happens when connections break, answers are lost, and settings would lose what was acknowledged.

use debrief_shared::document::Postmortem;
use uuid::Uuid;
use yrs::updates::decoder::Decode;
use yrs::{GetString, ReadTxn, StateVector, Text, Transact, Update};

use super::super::{Address, PostgresStore};
use super::proxy::{Network, Proxy};
use super::{Place, open};
use crate::store::documents::{NewDocument, NewUpdate};
use crate::store::{DocumentStore, StoreError, contract};

fn update(document: Uuid, data: Vec<u8>) -> NewUpdate {
    let writers = vec![(7, Some(contract::person(1)))];
    NewUpdate { document, author: None, created_at: contract::at(1), data: data.into(), writers }
}

#[tokio::test]
async fn a_commit_whose_answer_was_lost_is_made_again_and_harms_nothing() {
    let (direct, place) = open().await;
    let written = Postmortem::new(7);
    written.title().push(&mut written.doc().transact_mut(), "Title");
    let first = written.doc().transact().encode_state_as_update_v1(&StateVector::default());
    let seen = written.doc().transact().state_vector();
    written.title().push(&mut written.doc().transact_mut(), " and more");
    let more = written.doc().transact().encode_state_as_update_v1(&seen);
    let new = NewDocument { first, ..contract::new_document(1, contract::person(1)) };
    let id = new.id;
    direct.create(new, &contract::note()).await.expect("a free id");

    let proxy = Proxy::to(&place.address()).await;
    let store = PostgresStore::open(proxy.address()).await.expect("opens");
    proxy.set(Network::LosesAnswersToCommits);
    let unknown = store.append(&[update(id, more.clone())]).await;
    assert!(matches!(unknown, Err(StoreError::Unavailable(_))), "{unknown:?}");
    proxy.set(Network::Works);
    store.append(&[update(id, more.clone())]).await.expect("what the committer does next");

    let log = contract::log(&direct, id).await;
    assert_eq!(log[1..], [more.clone(), more], "it is there twice");
    assert_eq!(direct.writers(id).await, Ok(vec![(1, None), (7, Some(contract::person(1)))]));
    let read = Postmortem::new(8);
    for update in log {
        let update = Update::decode_v1(&update).expect("what was written");
        read.doc().transact_mut().apply_update(update).expect("applies");
    }
    assert_eq!(read.title().get_string(&read.doc().transact()), "Title and more", "and counts once");
}

#[tokio::test]
async fn it_goes_on_when_the_database_is_back() {
    let (direct, place) = open().await;
    let id = contract::document(&direct, 1).await;
    let proxy = Proxy::to(&place.address()).await;
    let store = PostgresStore::open(proxy.address()).await.expect("opens");
    store.append(&[update(id, vec![1])]).await.expect("appended");

    proxy.set(Network::Cut);
    let cut = store.append(&[update(id, vec![2])]).await;
    assert!(matches!(cut, Err(StoreError::Unavailable(_))), "{cut:?}");
    assert!(matches!(store.ping().await, Err(StoreError::Unavailable(_))), "not ready");

    proxy.set(Network::Works);
    store.append(&[update(id, vec![3])]).await.expect("connects again");
    store.ping().await.expect("ready");
    assert_eq!(contract::log(&direct, id).await[1..], [[1], [3]]);
}

#[tokio::test]
async fn sessions_that_the_server_ends_are_begun_anew() {
    let (store, place) = open().await;
    let id = contract::document(&store, 1).await;
    store.append(&[update(id, vec![1])]).await.expect("appended");
    let mut somebody = place.connect().await;
    sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        .execute(&mut somebody)
        .await
        .expect("a restart of the server does the same");
    store.append(&[update(id, vec![2])]).await.expect("on a new connection");
}

#[tokio::test]
async fn commits_wait_for_the_disk_whatever_the_database_says() {
    let (store, place) = open().await;
    let mut owner = place.connect().await;
    sqlx::raw_sql(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$",
    )
    .execute(&mut owner)
    .await
    .expect("set");
    let again = PostgresStore::open(&place.address()).await.expect("opens");
    for pool in [&again.changes, &again.writer, &again.reader] {
        let (commits,): (String,) = sqlx::query_as("SHOW synchronous_commit").fetch_one(pool).await.expect("answers");
        let (lock,): (String,) = sqlx::query_as("SHOW lock_timeout").fetch_one(pool).await.expect("answers");
        assert_eq!((commits.as_str(), lock.as_str()), ("on", "10s"));
    }
    drop(store);
}

#[tokio::test]
async fn a_wrong_password_is_said_and_not_shown() {
    let place = Place::new().await;
    let right = place.url();
    let wrong = {
        let mut url: url::Url = right.parse().expect("an address");
        url.set_password(Some("hunter2-is-wrong")).expect("a place for it");
        Address::parse(url.as_str()).expect("an address")
    };
    let reason = PostgresStore::open(&wrong).await.expect_err("refused").to_string();
    assert!(reason.contains("password authentication failed") && !reason.contains("hunter2"), "{reason}");
}
