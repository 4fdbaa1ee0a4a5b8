//! What holds for the SQLite store beside the contracts of all stores.

use jiff::Timestamp;

use super::{MIGRATIONS, SqliteStore};
use crate::store::contract;
use crate::store::documents::{DocumentStore, NewUpdate};

#[tokio::test]
async fn sqlite_keeps_the_contract_of_documents() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = SqliteStore::open(&folder.path().join("debrief.db")).await.expect("opens");
    contract::documents(&store).await;
}

#[tokio::test]
async fn sqlite_keeps_the_contract_of_people_templates_and_comments() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = SqliteStore::open(&folder.path().join("debrief.db")).await.expect("opens");
    contract::people::people(&store).await;
    contract::people::templates(&store).await;
    contract::people::comments(&store).await;
}

#[tokio::test]
async fn what_was_stored_is_there_after_opening_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("debrief.db");
    let store = SqliteStore::open(&file).await.expect("opens");
    let id = contract::document(&store, 1).await;
    store.close().await;

    let store = SqliteStore::open(&file).await.expect("opens again");
    assert_eq!(contract::log(&store, id).await, [b"first".to_vec()]);
}

#[tokio::test]
async fn a_transaction_that_sqlite_rolled_back_by_itself_harms_no_later_one() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = SqliteStore::open(&folder.path().join("debrief.db")).await.expect("opens");
    let document = contract::document(&store, 1).await;
    let mut transaction = store.writer().begin_with("BEGIN IMMEDIATE").await.expect("begins");
    sqlx::query("ROLLBACK").execute(&mut *transaction).await.expect("what a full disk does");
    drop(transaction);

    let update = NewUpdate { document, author: None, created_at: Timestamp::now(), data: vec![1].into() };
    store.append(&[update]).await.expect("it is over");
    assert_eq!(contract::log(&store, document).await.len(), 2);
}

#[test]
fn every_migration_of_the_folder_is_listed() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/sqlite");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of migrations")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    files.sort();
    let listed: Vec<String> = MIGRATIONS.iter().map(|(version, name, _)| format!("{version:04}_{name}.sql")).collect();
    assert_eq!(listed, files);
}
