//! What one document may cost the others.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use debrief_shared::api::Role;
use debrief_shared::protocol::{Message, ServerEvent};
use yrs::{Text, Transact};

use super::{Page, World, varint};
use crate::document::live::MAX_DOCUMENT_BYTES;

/// Longest that other tasks had to wait, in milliseconds.
static LONGEST: AtomicU64 = AtomicU64::new(0);

/// One client's items, all in conflict with each other: `place` writes where each belongs.
fn conflicting(client: u8, items: usize, kind: u8, place: impl Fn(&mut Vec<u8>, usize)) -> Vec<u8> {
    let mut update = vec![1];
    varint(&mut update, items as u64);
    update.extend([client, 0]);
    for item in 0..items {
        update.push(kind);
        place(&mut update, item);
        update.extend(b"\x01a");
    }
    update.push(0);
    update
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_change_that_takes_long_holds_up_its_own_document_only() {
    // Just within the steps that the gate allows.
    const ITEMS: usize = 2_300;
    const TEXT: u8 = 4;
    const TEXT_BEFORE: u8 = 0x44;
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    let first = conflicting(5, ITEMS, TEXT, |out, _| out.extend(b"\x01\x05title"));
    ann.send(&Message::Update(&first)).await;
    ann.until_saved().await;

    let others = tokio::spawn(async {
        let mut longest = Duration::ZERO;
        loop {
            let before = Instant::now();
            tokio::time::sleep(Duration::from_millis(1)).await;
            longest = longest.max(before.elapsed());
            LONGEST.store(u64::try_from(longest.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
        }
    });
    let second = conflicting(9, ITEMS, TEXT_BEFORE, |out, item| {
        out.push(5);
        varint(out, item as u64);
    });
    let started = Instant::now();
    ann.send(&Message::Update(&second)).await;
    ann.until_saved().await;
    let took = started.elapsed();
    others.abort();
    let longest = Duration::from_millis(LONGEST.load(Ordering::Relaxed));
    assert!(longest * 2 < took, "others waited {longest:?} while a change took {took:?}");
}

#[tokio::test]
async fn a_full_document_takes_only_deletions() {
    let world = World::new().await;
    let mut ann = Page::open(&world.documents, "Ann", Role::Editor).await;
    let text = "x".repeat(1_000_000);
    for _ in 0..=MAX_DOCUMENT_BYTES / text.len() {
        ann.type_at(0, &text).await;
    }
    ann.until(|page| page.events.iter().any(|event| matches!(event, ServerEvent::Refused { .. }))).await;
    assert!(world.title().await.len() <= MAX_DOCUMENT_BYTES);
    let mut bob = Page::open(&world.documents, "Bob", Role::Editor).await;
    let deletion = {
        let mut txn = bob.replica.doc().transact_mut();
        bob.replica.title().remove_range(&mut txn, 0, 1_000_000);
        txn.commit();
        txn.encode_update_v1()
    };
    bob.send(&Message::Update(&deletion)).await;
    bob.until_saved().await;
    assert!(bob.closed.is_none());
}
