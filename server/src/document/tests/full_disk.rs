//! A disk that is full, as SQLite meets it: `SQLITE_FULL` out of a real database file.

use std::sync::Arc;

use debrief_shared::api::Role;
use debrief_shared::document::Postmortem;
use debrief_shared::protocol::ServerEvent;
use jiff::Timestamp;
use uuid::Uuid;
use yrs::{ReadTxn, StateVector, Text, Transact};

use super::{ID, Page, joining, noted};
use crate::document::quarantine::Quarantine;
use crate::document::{Documents, Settings, read_stored};
use crate::store::audit::AuditAction;
use crate::store::documents::{DocumentStore, NewUpdate};
use crate::store::sqlite::SqliteStore;

/// More than what fits into pages that are there already.
const PASTE_BYTES: usize = 200 << 10;

#[tokio::test]
async fn a_full_disk_acknowledges_nothing_and_loses_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = SqliteStore::open(&folder.path().join("debrief.db")).await.expect("opens");
    let documents = Documents::start(Arc::new(store.clone()), Settings::default());
    let first = Postmortem::new(1);
    first.title().push(&mut first.doc().transact_mut(), "Title");
    let first = first.doc().transact().encode_state_as_update_v1(&StateVector::default());
    let audit = noted(AuditAction::PostmortemCreated);
    documents.create(ID, Uuid::nil(), first, Timestamp::now(), &audit).await.expect("a new document");
    let mut ann = Page::open(&documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&documents, "Bob", Role::Editor).await;
    ann.until_saved().await;
    let before = ann.saved;

    // The next transaction that needs a new page is refused by SQLite itself.
    store.be_full().await;
    let paste = "x".repeat(PASTE_BYTES);
    ann.type_at(0, &paste).await;
    ann.until(|page| page.events.contains(&ServerEvent::Storage { ok: false })).await;
    assert_eq!(ann.saved, before, "told that it cannot be saved, and not that it is");
    bob.until(|page| page.title().starts_with(&paste)).await;

    // When there is room again nobody has to do anything.
    store.make_room().await;
    ann.until(|page| page.events.last() == Some(&ServerEvent::Storage { ok: true })).await;
    ann.until_saved().await;
    let stored = read_stored(&store, ID, &Quarantine::default()).await.expect("readable").title;
    assert_eq!(stored, format!("{paste}Title"));
    assert!(documents.stats().storage_ok);
    assert!(documents.shutdown().await, "everything was written");
}

#[tokio::test]
async fn a_transaction_that_does_not_fit_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = SqliteStore::open(&folder.path().join("debrief.db")).await.expect("opens");
    let id = crate::store::contract::document(&store, 1).await;
    store.be_full().await;
    let update = |data: Vec<u8>| NewUpdate {
        document: id,
        author: Some(joining("Ann", Role::Editor).person.id),
        created_at: Timestamp::now(),
        data: data.into(),
        writers: vec![(7, None)],
    };
    let refused = store.append(&[update(vec![1]), update(vec![2; PASTE_BYTES])]).await;
    assert!(refused.as_ref().is_err_and(|error| error.to_string().contains("full")), "{refused:?}");
    assert_eq!(crate::store::contract::log(&store, id).await, [b"first".to_vec()]);
    assert_eq!(store.writers(id).await, Ok(vec![(1, None)]), "not the small part of it either");
}
