//! What every store must do, as test bodies that take any of them.

pub(crate) mod people;

use bytes::Bytes;
use jiff::Timestamp;
use uuid::Uuid;

use super::documents::{ListQuery, NewDocument, NewUpdate, Projection, Snapshot};
use super::{Store, StoreError};

/// A moment, `minute` minutes after a fixed start.
pub(crate) fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + minute * 60).expect("in range")
}

/// A document with the one update `first`, made at minute `number`.
pub(crate) async fn document(store: &dyn Store, number: u8) -> Uuid {
    let id = Uuid::from_bytes([number; 16]);
    let projection = Projection {
        title: format!("Title {number}"),
        search: format!("title {number} café"),
        services: vec!["pay".to_owned()],
        ..Projection::default()
    };
    let new =
        NewDocument { id, owner: Uuid::nil(), created_at: at(number.into()), first: b"first".to_vec(), projection };
    store.create(new).await.expect("a free id");
    id
}

/// All update data of a document.
pub(crate) async fn log(store: &dyn Store, id: Uuid) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let mut after = 0;
    loop {
        let page = store.tail(id, after).await.expect("a page");
        let Some(last) = page.last() else { return all };
        after = last.seq;
        all.extend(page.into_iter().map(|update| update.data));
    }
}

fn update(document: Uuid, data: &'static [u8]) -> NewUpdate {
    NewUpdate { document, author: None, created_at: at(9), data: Bytes::from_static(data) }
}

/// The contract of [`DocumentStore`](super::DocumentStore), on an empty store.
pub(crate) async fn documents(store: &dyn Store) {
    rows_and_bin(store).await;
    log_and_snapshots(store).await;
    projections(store).await;
}

async fn rows_and_bin(store: &dyn Store) {
    let (one, two) = (document(store, 1).await, document(store, 2).await);
    let taken = NewDocument {
        id: one,
        owner: Uuid::nil(),
        created_at: at(1),
        first: Vec::new(),
        projection: Projection::default(),
    };
    assert_eq!(store.create(taken).await, Err(StoreError::Conflict));
    assert_eq!(store.row(Uuid::from_bytes([99; 16])).await.err(), Some(StoreError::NotFound));
    assert_eq!(store.row(one).await.expect("a row").projection.services, ["pay"]);

    let listed =
        |query| async move { store.list(query).await.expect("a list").iter().map(|row| row.id).collect::<Vec<_>>() };
    let search = |words: &str| ListQuery { search: Some(words.to_owned()), ..ListQuery::default() };
    assert_eq!(listed(ListQuery::default()).await, [two, one], "newest change first");
    assert_eq!(listed(search("CAFÉ 2")).await, [two], "every word, any case");
    assert!(listed(search("%")).await.is_empty(), "no pattern characters");

    store.set_deleted(one, Uuid::nil(), at(3)).await.expect("not in the bin yet");
    assert_eq!(store.set_deleted(one, Uuid::nil(), at(4)).await, Err(StoreError::NotFound));
    assert_eq!(store.row(one).await.expect("a row").deleted_at, Some(at(3)));
    assert_eq!(listed(ListQuery::default()).await, [two]);
    assert_eq!(listed(ListQuery { deleted: true, ..ListQuery::default() }).await, [one]);
    store.clear_deleted(one).await.expect("in the bin");
    assert_eq!(store.clear_deleted(one).await, Err(StoreError::NotFound));
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
