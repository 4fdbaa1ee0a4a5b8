//! Order, grouping and failure of commits, on a store that can be made unreliable.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Committer, Lane};
use crate::store::contract;
use crate::store::unreliable::Unreliable;

const DEADLINE: Duration = Duration::from_secs(20);

struct Setup {
    store: Arc<Unreliable>,
    committer: Committer,
    stop: CancellationToken,
    task: tokio::task::JoinHandle<()>,
}

async fn set_up() -> Setup {
    let store = Arc::new(Unreliable::new().await);
    let stop = CancellationToken::new();
    let (committer, task) = Committer::new(Arc::<Unreliable>::clone(&store), stop.clone());
    Setup { store, committer, stop, task: tokio::spawn(task) }
}

fn submit(lane: &Lane, data: &'static [u8]) {
    lane.submit(None, Timestamp::UNIX_EPOCH, Bytes::from_static(data), Vec::new());
}

async fn committed(lane: &Lane, updates: u64) {
    let mut watch = lane.committed();
    timeout(DEADLINE, watch.wait_for(|committed| committed.updates >= updates))
        .await
        .expect("in time")
        .expect("lane is there");
}

#[tokio::test]
async fn what_waits_is_written_in_one_transaction_and_in_order() {
    let Setup { store, committer, .. } = set_up().await;
    let (one, two) =
        (contract::document(store.inner.as_ref(), 1).await, contract::document(store.inner.as_ref(), 2).await);
    let (first, second) = (committer.lane(one, 1), committer.lane(two, 2));
    store.hold();
    submit(&first, b"a");
    // The first group is taken out of the queue and waits for its permit.
    timeout(DEADLINE, async {
        while committer.entries.strong_count() > 0 && committer.waiting_bytes() != 1 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("in time");
    for data in [b"b".as_slice(), b"c", b"d"] {
        submit(&first, data);
        submit(&second, data);
    }
    store.release(2);
    committed(&first, 4).await;
    committed(&second, 3).await;
    assert!(store.commits.load(Ordering::SeqCst) <= 2);
    assert_eq!(contract::log(store.inner.as_ref(), one).await, [&b"first"[..], b"a", b"b", b"c", b"d"]);
    assert_eq!(contract::log(store.inner.as_ref(), two).await, [&b"first"[..], b"b", b"c", b"d"]);
    assert_eq!(committer.waiting_bytes(), 0);
}

#[tokio::test]
async fn a_failure_acknowledges_nothing_and_is_tried_again() {
    let Setup { store, committer, .. } = set_up().await;
    let id = contract::document(store.inner.as_ref(), 1).await;
    let lane = committer.lane(id, 1);
    store.failing.store(true, Ordering::SeqCst);
    submit(&lane, b"kept");
    let mut storage = committer.storage();
    timeout(DEADLINE, storage.wait_for(|ok| !ok)).await.expect("in time").expect("committer is there");
    assert_eq!(lane.committed().borrow().updates, 0);
    assert_eq!(committer.waiting_bytes(), 4);

    store.failing.store(false, Ordering::SeqCst);
    committed(&lane, 1).await;
    assert!(*committer.storage().borrow());
    assert_eq!(contract::log(store.inner.as_ref(), id).await, [b"first".to_vec(), b"kept".to_vec()]);
}

#[tokio::test]
async fn a_document_that_storage_refuses_does_not_hold_up_others() {
    let Setup { store, committer, .. } = set_up().await;
    let id = contract::document(store.inner.as_ref(), 1).await;
    let (lane, lost) = (committer.lane(id, 1), committer.lane(Uuid::from_bytes([9; 16]), 0));
    submit(&lost, b"nobody's");
    submit(&lane, b"mine");
    committed(&lane, 1).await;
    let mut watch = lost.committed();
    timeout(DEADLINE, watch.wait_for(|committed| committed.rejected)).await.expect("in time").expect("lane is there");
    assert_eq!(lost.committed().borrow().updates, 0);
}

#[tokio::test]
async fn nothing_is_written_after_an_update_that_was_refused() {
    let Setup { store, committer, .. } = set_up().await;
    let id = contract::document(store.inner.as_ref(), 1).await;
    let lane = committer.lane(id, 1);
    store.refusing.store(true, Ordering::SeqCst);
    submit(&lane, b"refused");
    let mut watch = lane.committed();
    timeout(DEADLINE, watch.wait_for(|committed| committed.rejected)).await.expect("in time").expect("lane is there");
    store.refusing.store(false, Ordering::SeqCst);
    submit(&lane, b"on top");
    let next = committer.lane(id, 1);
    submit(&next, b"of a new beginning");
    committed(&next, 1).await;
    assert_eq!(contract::log(store.inner.as_ref(), id).await, [&b"first"[..], b"of a new beginning"]);
    assert!(committer.has_lost());
    timeout(DEADLINE, async {
        while committer.waiting_bytes() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("in time");
}

#[tokio::test]
async fn a_stop_writes_what_waits() {
    let Setup { store, committer, stop, task } = set_up().await;
    let id = contract::document(store.inner.as_ref(), 1).await;
    let lane = committer.lane(id, 1);
    for _ in 0..10 {
        submit(&lane, b"x");
    }
    stop.cancel();
    timeout(DEADLINE, task).await.expect("in time").expect("no panic");
    assert_eq!(lane.committed().borrow().updates, 10);
    submit(&lane, b"late");
    assert!(lane.committed().borrow().rejected);
}
