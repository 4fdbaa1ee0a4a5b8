//! The contract of the past: rows of the log, states, versions, and what trimming takes away and leaves.

use uuid::Uuid;

use super::{account, add, at, document, log, note, person};
use crate::store::documents::{NewUpdate, Snapshot};
use crate::store::history::{NewVersion, SeenRow};
use crate::store::{Store, StoreError};

fn version(number: u128, postmortem: Uuid, seq: i64) -> NewVersion {
    NewVersion {
        id: Uuid::from_u128(number),
        postmortem,
        name: format!("Version {number}"),
        state: Snapshot { through: seq, state: format!("state {seq}").into_bytes() },
        created_by: person(1),
        created_at: at(20),
    }
}

/// The contract of [`HistoryStore`](crate::store::HistoryStore) and of trimming, on an empty store.
pub(crate) async fn history(store: &dyn Store) {
    let ada = add(store, &account(1)).await.person;
    let (id, other) = (document(store, 1).await, document(store, 2).await);
    let first = store.log_end(id).await.expect("a log");
    let update = |document, data: &'static [u8], minute| NewUpdate {
        document,
        author: Some(person(1)),
        created_at: at(minute),
        data: data.into(),
        writers: Vec::new(),
    };
    let batch = [update(id, b"a", 10), update(other, b"bb", 11), update(id, b"ccc", 12), update(id, b"d", 13)];
    let seqs = store.append(&batch).await.expect("appended");
    assert_eq!(store.log_end(id).await, Ok(seqs[3]));
    assert_eq!(store.log_end(Uuid::from_u128(99)).await, Ok(0));
    assert_eq!(store.log_before(id, at(12)).await, Ok(Some(seqs[0])));
    assert_eq!(store.log_before(id, at(1)).await, Ok(None));

    let rows = store.log_rows(id, None, 2).await.expect("rows");
    let told: Vec<_> = rows.iter().map(|row| (row.seq, row.author, row.at, row.bytes)).collect();
    assert_eq!(told, [(seqs[3], Some(person(1)), at(13), 1), (seqs[2], Some(person(1)), at(12), 3)]);
    let rows = store.log_rows(id, Some(seqs[2]), 9).await.expect("rows");
    assert_eq!(rows.iter().map(|row| row.seq).collect::<Vec<_>>(), [seqs[0], first], "newest first, its own only");
    assert_eq!(store.people_named(&[person(1), person(9)]).await, Ok(vec![ada.clone()]));

    versions(store, id, other, &seqs).await;
    seen(store, id, other, &seqs).await;

    // What a snapshot doesn't reach is not cleared away.
    let base = Snapshot { through: seqs[2], state: b"base".to_vec() };
    assert_eq!(store.trim(id, &base, at(30)).await, Err(StoreError::Conflict));
    store.save_snapshot(id, &Snapshot { through: seqs[0], state: vec![1] }, at(30)).await.expect("saved");
    assert_eq!(store.trim(id, &base, at(30)).await, Err(StoreError::Conflict));
    assert_eq!(
        (log(store, id).await.len(), store.state_before(id, seqs[2]).await.expect("states")),
        (4, Some(kept(seqs[0])))
    );
    store.save_snapshot(id, &Snapshot { through: seqs[2], state: vec![2] }, at(31)).await.expect("saved");
    assert_eq!(store.trim(id, &base, at(31)).await, Ok(3));
    assert_eq!(log(store, id).await, [b"d".to_vec()]);
    assert_eq!(log(store, other).await.len(), 2, "another's stays");
    assert_eq!(store.row(id).await.expect("there").trimmed, seqs[2]);
    assert_eq!(store.row(other).await.expect("there").trimmed, 0);
    assert_eq!(store.state_before(id, seqs[3]).await, Ok(Some(base.clone())));
    assert_eq!(store.state_before(id, seqs[0]).await, Ok(Some(kept(seqs[0]))), "a version keeps its state");
    assert_eq!(store.trim(id, &base, at(32)).await, Err(StoreError::Conflict), "not back, nor twice");
    let whole = Snapshot { through: seqs[3], state: b"whole".to_vec() };
    store.save_snapshot(id, &whole, at(33)).await.expect("saved");
    assert_eq!(store.trim(id, &whole, at(33)).await, Ok(1));
    assert_eq!(store.log_end(id).await, Ok(seqs[3]), "also of a log that is empty");
    assert_eq!(store.state_before(id, seqs[2]).await, Ok(Some(kept(seqs[0]))), "nothing stands on that any more");

    store.delete_version(id, Uuid::from_u128(1), &note()).await.expect("there");
    assert_eq!(store.state_before(id, seqs[0]).await, Ok(None), "no longer needed");
    assert_eq!(store.state_before(id, seqs[3]).await, Ok(Some(whole)), "the log stands on it");
    store.note_seen(id, person(1), 0, at(40)).await.expect("noted");
    let all = Some(SeenRow { seq: seqs[3], at: at(40) });
    assert_eq!(
        store.seen(id, person(1)).await,
        Ok(all),
        "what was cleared away was seen, or is not to be told any more"
    );
}

async fn seen(store: &dyn Store, id: Uuid, other: Uuid, seqs: &[i64]) {
    add(store, &account(2)).await;
    assert_eq!(store.seen(id, person(1)).await, Ok(None));
    store.note_seen(id, person(1), seqs[2], at(20)).await.expect("noted");
    let noted = |seq, minute| Some(SeenRow { seq, at: at(minute) });
    assert_eq!(store.seen(id, person(1)).await, Ok(noted(seqs[2], 20)));
    assert_eq!(store.seen(id, person(2)).await, Ok(None), "everybody for themselves");
    assert_eq!(store.seen(other, person(1)).await, Ok(None), "and each postmortem for itself");
    store.note_seen(id, person(1), seqs[0], at(21)).await.expect("noted");
    assert_eq!(store.seen(id, person(1)).await, Ok(noted(seqs[2], 20)), "never back");
    store.note_seen(other, person(1), i64::MAX, at(22)).await.expect("noted");
    assert_eq!(store.seen(other, person(1)).await, Ok(noted(seqs[1], 22)), "a place in its own log");
    assert_eq!(
        store.note_seen(Uuid::from_u128(99), person(1), 1, at(23)).await,
        Ok(()),
        "of what is not there, nothing"
    );
    assert_eq!(store.seen(Uuid::from_u128(99), person(1)).await, Ok(None));
    assert_eq!(store.authors_after(id, seqs[0]).await, Ok(vec![person(1)]));
    assert_eq!(store.authors_after(id, seqs[3]).await, Ok(Vec::new()));
}

fn kept(seq: i64) -> Snapshot {
    version(0, Uuid::nil(), seq).state
}

async fn versions(store: &dyn Store, id: Uuid, other: Uuid, seqs: &[i64]) {
    store.create_version(&version(1, id, seqs[0]), 2).await.expect("room");
    store.create_version(&version(2, id, seqs[3]), 2).await.expect("room");
    assert_eq!(store.create_version(&version(3, id, seqs[2]), 2).await, Err(StoreError::Conflict), "full");
    assert_eq!(store.state_before(id, seqs[2]).await, Ok(Some(kept(seqs[0]))), "of that, nothing is left");
    let listed = store.versions(id).await.expect("versions");
    assert_eq!(listed.iter().map(|row| row.id.as_u128()).collect::<Vec<_>>(), [2, 1], "newest state first");
    assert_eq!((listed[1].created_by.as_ref().map(|by| by.id), listed[1].created_at), (Some(person(1)), at(20)));
    assert_eq!(store.versions(other).await, Ok(Vec::new()));
    let one = Uuid::from_u128(1);
    assert_eq!(store.version(other, one).await, Err(StoreError::NotFound));
    assert_eq!(store.rename_version(other, one, "x").await, Err(StoreError::NotFound));
    assert_eq!(store.delete_version(other, one, &note()).await, Err(StoreError::NotFound));
    store.rename_version(id, one, "Another").await.expect("there");
    assert_eq!(store.version(id, one).await.expect("there").name, "Another");
    store.delete_version(id, Uuid::from_u128(2), &note()).await.expect("there");
    assert_eq!(store.state_before(id, seqs[3]).await, Ok(Some(kept(seqs[0]))));
}
