//! The contracts of stores, kept by SQLite, and what holds for SQLite beside them.

mod upgrade;

use async_trait::async_trait;
use jiff::Timestamp;
use tempfile::TempDir;

use super::{MIGRATIONS, SqliteStore};
use crate::store::contract;
use crate::store::contract::changes::HinderAudit;
use crate::store::documents::{DocumentStore, NewUpdate, Snapshot};
use crate::store::migrations::tests::are_those_of_the_folder;

async fn open() -> (SqliteStore, TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = SqliteStore::open(&folder.path().join("debrief.db")).await.expect("opens");
    (store, folder)
}

contract::contracts!(open);

impl SqliteStore {
    /// Lets the database grow no further, as a full disk does.
    pub(crate) async fn be_full(&self) {
        let (pages,): (i64,) = sqlx::query_as("PRAGMA page_count").fetch_one(self.writer()).await.expect("a count");
        self.limit_pages(pages).await;
    }

    /// There is room again.
    pub(crate) async fn make_room(&self) {
        self.limit_pages(i64::from(u32::MAX - 1)).await;
    }

    async fn limit_pages(&self, pages: i64) {
        let limit = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
        sqlx::query(limit).fetch_one(self.writer()).await.expect("a limit");
    }
}

#[async_trait]
impl HinderAudit for SqliteStore {
    async fn hinder_audit(&self, hinder: bool) {
        let sql = if hinder {
            "CREATE TRIGGER hindrance BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'hindered'); END"
        } else {
            "DROP TRIGGER hindrance"
        };
        sqlx::query(sql).execute(self.writer()).await.expect("valid SQL");
    }
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
async fn the_size_on_disk_counts_what_is_not_folded_in_yet() {
    let (store, folder) = open().await;
    let document = contract::document(&store, 1).await;
    let before = store.disk_bytes().await.expect("a size");
    let data = vec![7; 1 << 20].into();
    let update = NewUpdate { document, author: None, created_at: Timestamp::now(), data, writers: Vec::new() };
    store.append(&[update]).await.expect("appended");
    assert!(store.disk_bytes().await.expect("a size") >= before + (1 << 20));
    store.close().await;
    let on_disk: u64 = std::fs::read_dir(folder.path())
        .expect("the folder")
        .map(|file| file.expect("a file").metadata().expect("its size").len())
        .sum();
    assert_eq!(store.disk_bytes().await, Ok(on_disk), "also without a log");
}

#[tokio::test]
async fn a_transaction_that_sqlite_rolled_back_by_itself_harms_no_later_one() {
    let (store, _folder) = open().await;
    let document = contract::document(&store, 1).await;
    let mut transaction = store.writer().begin_with("BEGIN IMMEDIATE").await.expect("begins");
    sqlx::query("ROLLBACK").execute(&mut *transaction).await.expect("what a full disk does");
    drop(transaction);

    let data = vec![1].into();
    let update = NewUpdate { document, author: None, created_at: Timestamp::now(), data, writers: Vec::new() };
    store.append(&[update]).await.expect("it is over");
    assert_eq!(contract::log(&store, document).await.len(), 2);
}

#[tokio::test]
async fn a_trim_that_fails_at_any_statement_changes_nothing() {
    let (store, _folder) = open().await;
    let document = contract::document(&store, 1).await;
    let update = || NewUpdate {
        document,
        author: None,
        created_at: Timestamp::now(),
        data: vec![1].into(),
        writers: Vec::new(),
    };
    let seqs = store.append(&[update(), update()]).await.expect("appended");
    let state = |through| Snapshot { through, state: vec![7] };
    store.save_snapshot(document, &state(seqs[1]), Timestamp::now()).await.expect("saved");
    store.trim(document, &state(seqs[0] - 1), Timestamp::now()).await.expect("trimmed");
    let told = async || {
        let row = store.row(document).await.expect("there");
        (contract::log(&store, document).await, row.trimmed, store.state_before(document, i64::MAX).await)
    };
    let before = told().await;
    for statement in ["INSERT ON states", "UPDATE OF log_base ON postmortems", "DELETE ON updates", "DELETE ON states"]
    {
        let hinder = format!("CREATE TRIGGER hindrance BEFORE {statement} BEGIN SELECT RAISE(ABORT, 'hindered'); END");
        sqlx::query(sqlx::AssertSqlSafe(hinder)).execute(store.writer()).await.expect("valid SQL");
        store.trim(document, &state(seqs[0]), Timestamp::now()).await.expect_err(statement);
        assert_eq!(told().await, before, "{statement}");
        sqlx::query("DROP TRIGGER hindrance").execute(store.writer()).await.expect("valid SQL");
    }
    assert_eq!(store.trim(document, &state(seqs[0]), Timestamp::now()).await, Ok(1));
}

#[test]
fn every_migration_of_the_folder_is_listed() {
    are_those_of_the_folder("sqlite", &MIGRATIONS);
}
