//! The contract of the audit log: how it is read, and what may be taken away from it.

use std::net::IpAddr;

use uuid::Uuid;

use super::{at, person};
use crate::store::Store;
use crate::store::audit::{Audit, AuditAction, AuditQuery};

fn query() -> AuditQuery {
    AuditQuery { limit: 100, ..AuditQuery::default() }
}

async fn actions(store: &dyn Store, query: AuditQuery) -> Vec<String> {
    store.audit(query).await.expect("rows").into_iter().map(|row| row.action).collect()
}

/// The contract of [`AuditStore`](crate::store::AuditStore).
pub(crate) async fn audit(store: &dyn Store) {
    let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let address: IpAddr = "2001:db8::7".parse().expect("an address");
    let by = |actor: Option<u8>, action, minute| Audit::by(actor.map(person), address, action, at(minute));
    let rows = [
        Audit::by_command(AuditAction::SetUp, at(0)),
        by(None, AuditAction::SignInRefused, 1).to(person(1)),
        by(Some(1), AuditAction::SignedIn, 2).to(person(1)),
        by(Some(1), AuditAction::LinkCreated, 3).about(here).with("role", "viewer").with("days", 7),
        by(None, AuditAction::LinkRefused, 4).about(here),
        by(Some(2), AuditAction::LinkEntered, 5).about(here).to(person(2)),
        by(Some(2), AuditAction::PersonGranted, 6).about(there).to(person(1)).with("odd", "\" \u{0} \u{1F600}"),
        by(Some(1), AuditAction::SignedOutEverywhere, 7),
    ];
    for row in &rows {
        store.note(row).await.expect("noted");
    }
    all_fields(store, &rows).await;
    filters(store, here, there).await;
    pages(store).await;
    pruned(store).await;
}

async fn all_fields(store: &dyn Store, written: &[Audit]) {
    let read = store.audit(query()).await.expect("rows");
    assert_eq!(read.len(), written.len());
    assert!(read.is_sorted_by(|newer, older| newer.id > older.id), "newest first");
    for (read, written) in read.iter().rev().zip(written) {
        assert_eq!((read.at, read.action.as_str()), (written.at, written.action.as_str()));
        assert_eq!((read.actor, read.person, read.postmortem), (written.actor, written.person, written.postmortem));
        assert_eq!(read.address, written.address.map(|address| address.to_string()).unwrap_or_default());
        assert_eq!(read.detail, written.detail);
    }
}

async fn filters(store: &dyn Store, here: Uuid, there: Uuid) {
    let action = |name: &str| AuditQuery { action: Some(name.to_owned()), ..query() };
    assert_eq!(actions(store, action("link.created")).await, ["link.created"]);
    assert_eq!(actions(store, action("link")).await, ["link.entered", "link.refused", "link.created"], "a family");
    assert_eq!(actions(store, action("session")).await, ["session.all_ended", "session.begun", "session.refused"]);
    for nothing in ["lin", "link.", "link.c", "%", "link%", "l_nk", "LINK", "", ".", "link.created.x", "' OR 1=1 --"] {
        assert_eq!(actions(store, action(nothing)).await, [] as [&str; 0], "{nothing:?} is no action and no family");
    }
    let of = |number| AuditQuery { person: Some(person(number)), ..query() };
    let did_or_had_done =
        ["session.all_ended", "access.person_granted", "link.created", "session.begun", "session.refused"];
    assert_eq!(actions(store, of(1)).await, did_or_had_done);
    assert_eq!(actions(store, of(2)).await, ["access.person_granted", "link.entered"]);
    assert_eq!(actions(store, of(3)).await, [] as [&str; 0]);
    let about = |postmortem| AuditQuery { postmortem: Some(postmortem), ..query() };
    assert_eq!(actions(store, about(here)).await, ["link.entered", "link.refused", "link.created"]);
    assert_eq!(actions(store, about(there)).await, ["access.person_granted"]);
    let all = AuditQuery { action: Some("link".to_owned()), person: Some(person(1)), ..about(here) };
    assert_eq!(actions(store, all).await, ["link.created"], "everything given has to match");
}

async fn pages(store: &dyn Store) {
    let whole = store.audit(query()).await.expect("rows");
    let mut read = Vec::new();
    let mut before = None;
    loop {
        let page = store.audit(AuditQuery { before, limit: 3, ..query() }).await.expect("rows");
        assert!(page.len() <= 3);
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        read.extend(page);
    }
    assert_eq!(read, whole);
    assert_eq!(actions(store, AuditQuery { limit: 0, ..query() }).await, [] as [&str; 0]);
}

async fn pruned(store: &dyn Store) {
    let newest = store.audit(query()).await.expect("rows")[0].id;
    assert_eq!(store.prune_refusals(at(1)).await, Ok(0), "what is not older stays");
    assert_eq!(store.prune_refusals(at(4)).await, Ok(1));
    assert_eq!(
        actions(store, AuditQuery { action: Some("session.refused".to_owned()), ..query() }).await,
        [] as [&str; 0]
    );
    assert_eq!(store.prune_refusals(at(1000)).await, Ok(1));
    let left = [
        "session.all_ended",
        "access.person_granted",
        "link.entered",
        "link.created",
        "session.begun",
        "instance.set_up",
    ];
    assert_eq!(actions(store, query()).await, left, "nothing else, however old");

    // A place in the log is never given out twice, even when its row is gone.
    store.note(&Audit::by_command(AuditAction::SignInRefused, at(0))).await.expect("noted");
    assert_eq!(store.prune_refusals(at(1)).await, Ok(1));
    store.note(&Audit::by_command(AuditAction::AuditExported, at(9))).await.expect("noted");
    assert!(store.audit(query()).await.expect("rows")[0].id > newest + 1);
}
