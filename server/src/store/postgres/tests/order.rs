//! What holds although several nodes write at once.

use std::time::Duration;

use debrief_shared::api::InstanceRole;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::super::PostgresStore;
use super::{Place, open};
use crate::store::contract::changes::{self, state::state};
use crate::store::documents::{NewUpdate, Seq};
use crate::store::people::Account;
use crate::store::{DocumentStore, PeopleStore, StoreError, contract};

/// Transactions of each node.
const ROUNDS: u32 = 40;
/// Rows of a large transaction: they are written by several statements, and others commit in between.
const LARGE: u32 = 200;
/// Everything that is waited for comes sooner.
const DEADLINE: Duration = Duration::from_mins(2);

async fn nodes<const N: usize>(place: &Place) -> [PostgresStore; N] {
    let mut nodes = Vec::new();
    for _ in 0..N {
        nodes.push(PostgresStore::open(&place.address()).await.expect("opens"));
    }
    nodes.try_into().expect("as many")
}

/// `rows` updates, alternating between the documents; each says which node wrote it as its how-many-th.
fn batch(documents: [Uuid; 2], node: u8, first: u32, rows: u32) -> Vec<NewUpdate> {
    let row = |number: u32| NewUpdate {
        document: documents[usize::from(number.is_multiple_of(2))],
        author: None,
        created_at: contract::at(0),
        data: [&[node][..], &number.to_be_bytes()].concat().into(),
        writers: Vec::new(),
    };
    (first..first + rows).map(row).collect()
}

/// Reads on from what it has until it has so many, as a node does that follows a document.
async fn follow(store: PostgresStore, document: Uuid, rows: usize) -> Vec<Vec<u8>> {
    let (mut all, mut after): (Vec<_>, Seq) = (Vec::new(), 0);
    while all.len() < rows {
        for update in store.tail(document, after).await.expect("a page") {
            after = update.seq;
            all.push(update.data);
        }
    }
    all
}

#[tokio::test]
async fn who_follows_a_log_misses_nothing_that_other_nodes_write() {
    let (store, place) = open().await;
    let documents = [contract::document(&store, 1).await, contract::document(&store, 2).await];
    let [large, small, reader] = nodes(&place).await;
    let rows = (ROUNDS * LARGE + ROUNDS * 10) as usize / 2;
    let readers = documents.map(|document| tokio::spawn(follow(reader.clone(), document, rows + 1)));

    let mut writing = JoinSet::new();
    writing.spawn(async move {
        for round in 0..ROUNDS {
            large.append(&batch(documents, 1, round * LARGE, LARGE)).await.expect("appended");
        }
    });
    writing.spawn(async move {
        for round in 0..ROUNDS * 5 {
            small.append(&batch(documents, 2, round * 2, 2)).await.expect("appended");
        }
    });
    writing.join_all().await;
    for reading in readers {
        let read = tokio::time::timeout(DEADLINE, reading).await.expect("a reader has missed some").expect("reads");
        for node in [1, 2] {
            let of_node: Vec<_> = read.iter().filter(|data| data[0] == node).collect();
            assert!(of_node.is_sorted(), "what one node writes stays in its order");
        }
    }
}

#[tokio::test]
async fn rules_hold_across_nodes() {
    let (store, place) = open().await;
    let admins = [1, 2].map(|number| Account { role: InstanceRole::Admin, ..contract::account(number) });
    for admin in &admins {
        contract::add(&store, admin).await;
    }
    let [one, other] = nodes(&place).await;
    for round in 0..20 {
        let note = contract::note();
        let (a, b) = tokio::join!(
            one.suspend(admins[0].person.id, None, &note),
            other.suspend(admins[1].person.id, None, &note)
        );
        assert!(
            matches!((&a, &b), (Ok(()), Err(StoreError::Conflict)) | (Err(StoreError::Conflict), Ok(()))),
            "one admin is left, in round {round}: {a:?}, {b:?}"
        );
        let suspended = if a.is_ok() { &admins[0] } else { &admins[1] };
        one.reinstate(suspended.person.id, &note).await.expect("was suspended");
    }
}

#[tokio::test]
async fn nodes_may_start_at_the_same_time_on_an_empty_database() {
    let place = Place::empty().await;
    let address = place.address();
    let opened = tokio::join!(
        PostgresStore::open(&address),
        PostgresStore::open(&address),
        PostgresStore::open(&address),
        PostgresStore::open(&address)
    );
    for store in [opened.0, opened.1, opened.2, opened.3] {
        assert_eq!(store.expect("opens").count_accounts().await, Ok(0));
    }
}

#[tokio::test]
async fn an_older_node_starts_on_the_schema_of_a_newer_one() {
    let (store, place) = open().await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'of a newer version', TRUE, '\\x00', 0)",
    )
    .execute(store.writer())
    .await
    .expect("noted");
    assert_eq!(PostgresStore::open(&place.address()).await.expect("opens").count_accounts().await, Ok(0));
}

#[tokio::test]
async fn an_older_node_goes_on_while_a_newer_one_adds_columns() {
    let (store, _place) = open().await;
    changes::changes(&store, &store).await;
    // Once for every connection, so that each knows its statements.
    for _ in 0..16 {
        futures_util::future::join_all((0..8).map(|_| state(&store))).await;
    }
    let before = state(&store).await;
    sqlx::raw_sql(
        "DO $$ DECLARE of_debrief text; BEGIN
            FOR of_debrief IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_%' LOOP
                EXECUTE format('ALTER TABLE %I ADD COLUMN of_a_newer_version BIGINT', of_debrief);
            END LOOP;
        END $$",
    )
    .execute(store.writer())
    .await
    .expect("added");
    for _ in 0..16 {
        assert_eq!(state(&store).await, before, "statements go on working");
    }
}
