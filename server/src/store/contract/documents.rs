//! The contract of documents and their log.

use bytes::Bytes;
use debrief_shared::api::Visibility;
use uuid::Uuid;

use super::{at, document, log, new_document, note, person};
use crate::store::documents::{NewDocument, NewUpdate, Projection, Snapshot};
use crate::store::{Store, StoreError};

fn update(document: Uuid, data: &'static [u8]) -> NewUpdate {
    NewUpdate { document, author: None, created_at: at(9), data: Bytes::from_static(data), writers: Vec::new() }
}

/// The contract of [`DocumentStore`](super::DocumentStore), on an empty store.
pub(crate) async fn documents(store: &dyn Store) {
    rows_and_bin(store).await;
    log_and_snapshots(store).await;
    projections(store).await;
    writers(store).await;
    runs(store).await;
    visibilities(store).await;
}

async fn visibilities(store: &dyn Store) {
    let hidden = NewDocument { visibility: Visibility::Restricted, ..new_document(97, Uuid::nil()) };
    for (new, visibility) in [(hidden, Visibility::Restricted), (new_document(98, Uuid::nil()), Visibility::Workspace)]
    {
        let id = new.id;
        store.create(new, &note()).await.expect("a free id");
        assert_eq!(store.row(id).await.expect("a row").visibility, visibility);
    }
}

async fn rows_and_bin(store: &dyn Store) {
    let (one, two) = (document(store, 1).await, document(store, 2).await);
    let taken = NewDocument {
        id: one,
        owner: Uuid::nil(),
        visibility: Visibility::default(),
        created_at: at(1),
        first: Vec::new(),
        projection: Projection::default(),
        writers: Vec::new(),
    };
    assert_eq!(store.create(taken, &note()).await, Err(StoreError::Conflict));
    assert_eq!(store.row(Uuid::from_bytes([99; 16])).await.err(), Some(StoreError::NotFound));
    assert_eq!(store.row(one).await.expect("a row").projection.services, ["pay"]);

    store.set_deleted(one, Uuid::nil(), at(3), &note()).await.expect("not in the bin yet");
    assert_eq!(store.set_deleted(one, Uuid::nil(), at(4), &note()).await, Err(StoreError::NotFound));
    assert_eq!(store.row(one).await.expect("a row").deleted_at, Some(at(3)));
    store.clear_deleted(one, &note()).await.expect("in the bin");
    assert_eq!(store.clear_deleted(one, &note()).await, Err(StoreError::NotFound));
    assert_eq!(store.ids().await.expect("ids"), [one, two]);
}

async fn log_and_snapshots(store: &dyn Store) {
    let (id, other) = (document(store, 3).await, document(store, 4).await);
    let mut batch: Vec<NewUpdate> = (0..75).map(|_| update(id, b"many")).collect();
    batch.extend([update(other, b"a"), update(id, b"b"), update(other, b"c")]);
    let seqs = store.append(&batch).await.expect("appended");
    assert!(seqs.is_sorted() && seqs.len() == batch.len());
    assert_eq!(log(store, other).await, [b"first".to_vec(), b"a".to_vec(), b"c".to_vec()]);
    assert_eq!(log(store, id).await.len(), 77);
    assert_eq!(store.tail(id, seqs[76]).await.expect("a page"), []);

    let stray = [update(id, b"d"), update(Uuid::from_bytes([99; 16]), b"nobody's")];
    assert_eq!(store.append(&stray).await, Err(StoreError::Conflict));
    assert_eq!(log(store, id).await.len(), 77, "all or nothing");

    assert_eq!(store.snapshot(id).await.expect("none yet"), None);
    let newer = Snapshot { through: seqs[10], state: b"state".to_vec() };
    store.save_snapshot(id, &newer, at(5)).await.expect("saved");
    let older = Snapshot { through: seqs[2], state: b"old".to_vec() };
    store.save_snapshot(id, &older, at(6)).await.expect("ignored");
    assert_eq!(store.snapshot(id).await.expect("there"), Some(newer));
    assert_eq!(log(store, id).await.len(), 77, "a snapshot removes nothing");
}

async fn projections(store: &dyn Store) {
    let stale = store.stale_projections().await.expect("ids");
    let through = store.append(&[update(stale[0], b"e")]).await.expect("appended")[0];
    let projection = Projection { title: "New".to_owned(), entries: 4, ..Projection::default() };
    store.save_projection(stale[0], through, at(50), &projection).await.expect("saved");
    let row = store.row(stale[0]).await.expect("a row");
    assert_eq!((row.projection, row.updated_at), (projection, at(50)));
    assert_eq!(store.stale_projections().await.expect("ids"), stale[1..]);
    assert_eq!(
        store.save_projection(Uuid::from_bytes([99; 16]), 1, at(1), &Projection::default()).await,
        Err(StoreError::NotFound)
    );
    store.ping().await.expect("answers");
}

async fn writers(store: &dyn Store) {
    let (id, other) = (document(store, 5).await, document(store, 6).await);
    let (ada, bob) = (Some(person(1)), Some(person(2)));
    assert_eq!(store.writers(id).await, Ok(vec![(1, None)]), "the first update was nobody's");
    let wrote =
        |document, writers: &[(u64, Option<Uuid>)]| NewUpdate { writers: writers.to_vec(), ..update(document, b"w") };
    let largest = (1 << 53) - 1;
    store.append(&[wrote(id, &[(7, ada), (largest, bob)]), wrote(id, &[(7, bob)])]).await.expect("appended");
    store.append(&[wrote(id, &[(1, ada), (largest, None)]), wrote(other, &[(7, bob)])]).await.expect("appended");
    let first_owners = vec![(1, None), (7, ada), (largest, bob)];
    assert_eq!(store.writers(id).await, Ok(first_owners.clone()), "who wrote first stays");
    assert_eq!(store.writers(other).await, Ok(vec![(1, None), (7, bob)]), "each document has its own");

    let stray = [wrote(id, &[(8, ada)]), wrote(Uuid::from_bytes([99; 16]), &[])];
    assert_eq!(store.append(&stray).await, Err(StoreError::Conflict));
    assert_eq!(store.writers(id).await, Ok(first_owners), "all or nothing");
}

async fn runs(store: &dyn Store) {
    assert_eq!(store.begin_run().await, Ok(true), "the first");
    assert_eq!(store.begin_run().await, Ok(false), "the first was not ended");
    store.end_run().await.expect("noted");
    assert_eq!(store.begin_run().await, Ok(true));
    assert_eq!(store.begin_run().await, Ok(false));
    assert!(store.disk_bytes().await.expect("a size") > 0);
}
