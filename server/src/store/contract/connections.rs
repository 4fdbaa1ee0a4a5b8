//! Connections, the deliveries that are made with what they tell of, and incidents of elsewhere.

use debrief_shared::document::Status;
use serde_json::json;
use uuid::Uuid;

use super::{account, add, at, new_document, note, person};
use crate::store::audit::{Audit, AuditAction};
use crate::store::connections::{ConnectionChange, DeliveryRow, NewConnection};
use crate::store::documents::Projection;
use crate::store::projection::ActionRow;
use crate::store::{Store, StoreError};

pub(super) const ONE: Uuid = Uuid::from_u128(1);
const TWO: Uuid = Uuid::from_u128(2);
const HERE: Uuid = Uuid::from_bytes([20; 16]);

pub(crate) fn connection(id: u128, by: Uuid, events: &str) -> NewConnection {
    NewConnection {
        id: Uuid::from_u128(id),
        name: format!("Number {id}"),
        kind: "webhook".to_owned(),
        settings: "{}".to_owned(),
        events: events.to_owned(),
        secret: format!("secret {id}"),
        by,
        at: at(1),
    }
}

async fn prepared(store: &dyn Store) {
    add(store, &account(1)).await;
    store.create(new_document(20, person(1)), &note()).await.expect("created");
}

async fn claim(store: &dyn Store, now: i64, busy: &[Uuid]) -> Option<DeliveryRow> {
    store.claim_delivery(at(now), at(now + 5), busy).await.expect("answers")
}

pub(crate) async fn connections(store: &dyn Store) {
    prepared(store).await;
    assert_eq!(store.connections().await, Ok(Vec::new()));
    store.create_connection(&connection(2, person(1), "[]"), 2, &note()).await.expect("created");
    store.create_connection(&connection(1, person(1), "[]"), 2, &note()).await.expect("created");
    let most = store.create_connection(&connection(3, person(1), "[]"), 2, &note()).await;
    assert_eq!(most, Err(StoreError::Conflict), "there are as many as there may be");
    let row = store.connection(ONE).await.expect("a row");
    assert_eq!((row.name.as_str(), row.secret.as_str(), row.old_secret), ("Number 1", "secret 1", None));
    assert_eq!((row.created_by.map(|by| by.id), row.created_at, row.delivered_at), (Some(person(1)), at(1), None));

    store.set_connection_secret(ONE, "new", Some(at(9)), &note()).await.expect("set");
    let row = store.connection(ONE).await.expect("a row");
    assert_eq!((row.secret.as_str(), row.old_secret), ("new", Some(("secret 1".to_owned(), at(9)))));
    store.set_connection_secret(ONE, "newer", None, &note()).await.expect("set");
    assert_eq!(store.connection(ONE).await.expect("a row").old_secret, None, "neither of those before counts");
    assert!(!format!("{:?}", store.connection(ONE).await).contains("newer"), "no secret gets into a message");

    let change = ConnectionChange { name: "Zoe", settings: "{\"a\":1}", events: "[]", off_at: None, secret: None };
    store.set_connection_secret(ONE, "newest", Some(at(9)), &note()).await.expect("set");
    store.change_connection(ONE, change, &note()).await.expect("changed");
    let row = store.connection(ONE).await.expect("a row");
    assert_eq!((row.secret.as_str(), row.off_at, row.old_secret.is_some()), ("newest", None, true), "the secrets stay");
    let change = ConnectionChange { off_at: Some(at(4)), secret: Some("last"), ..change };
    store.change_connection(ONE, change, &note()).await.expect("changed");
    let row = store.connection(ONE).await.expect("a row");
    assert_eq!((row.secret.as_str(), row.off_at, row.old_secret), ("last", Some(at(4)), None));
    let names =
        async || -> Vec<String> { store.connections().await.expect("rows").into_iter().map(|row| row.name).collect() };
    assert_eq!(names().await, ["Number 2", "Zoe"]);
    store.remove_connection(TWO, at(5), &note()).await.expect("removed");
    assert_eq!((names().await, store.connection(TWO).await), (vec!["Zoe".to_owned()], Err(StoreError::NotFound)));
    store.restore_connection(TWO, &note()).await.expect("back");
    assert_eq!(names().await.len(), 2);
    // A day later nothing brings it back.
    store.remove_connection(TWO, at(5), &note()).await.expect("removed");
    store.delete_expired(at(5 + 24 * 60 - 1)).await.expect("cleared");
    store.restore_connection(TWO, &note()).await.expect("back");
    store.remove_connection(TWO, at(5), &note()).await.expect("removed");
    store.delete_expired(at(5 + 24 * 60)).await.expect("cleared");
    assert_eq!(store.restore_connection(TWO, &note()).await, Err(StoreError::NotFound));
}

pub(crate) async fn deliveries(store: &dyn Store) {
    prepared(store).await;
    let both = r#"["postmortem.removed","postmortem.restored"]"#;
    store.create_connection(&connection(1, person(1), both), 9, &note()).await.expect("created");
    store.create_connection(&connection(2, person(1), r#"["postmortem.removed"]"#), 9, &note()).await.expect("created");
    store.create_connection(&connection(3, person(1), "[]"), 9, &note()).await.expect("created");
    let mut removed =
        Audit::by_command(AuditAction::PostmortemRemoved, at(1)).about(HERE).with("slug", "x").with("note", "y");
    removed.actor = Some(person(1));
    store.set_deleted(HERE, person(1), at(1), &removed).await.expect("removed");
    assert_eq!(claim(store, 0, &[]).await, None, "nothing is due");
    let first = claim(store, 1, &[TWO]).await.expect("that of the first");
    assert_eq!((first.connection, first.postmortem, first.event.as_str()), (ONE, HERE, "postmortem.removed"));
    assert_eq!(json!(first.detail), json!({"by": person(1), "slug": "x"}), "no more than is to be told");
    assert_eq!((first.happened_at, first.tries), (at(1), 0));
    assert_eq!(claim(store, 2, &[TWO]).await, None, "it is somebody's");
    let second = claim(store, 2, &[]).await.expect("that of the second");
    assert_eq!(second.connection, TWO);
    assert_eq!(claim(store, 3, &[]).await, None, "nobody else is told");

    // What was refused is told to nobody.
    assert_eq!(store.set_deleted(HERE, person(1), at(3), &removed).await, Err(StoreError::NotFound));
    assert_eq!(claim(store, 4, &[]).await, None);

    // Whoever had it was ended: it is the same delivery.
    assert_eq!(claim(store, 6, &[]).await.map(|row| row.id), Some(first.id));
    store.end_delivery(first.id, at(7)).await.expect("ended");
    store.end_delivery(first.id, at(8)).await.expect("none is fine");
    assert_eq!(store.connection(ONE).await.expect("a row").delivered_at, Some(at(7)));
    store.postpone_delivery(second.id, Some(at(20)), "500").await.expect("postponed");
    assert_eq!((claim(store, 19, &[]).await, store.connection(TWO).await.expect("a row").waiting), (None, 1));
    assert_eq!(claim(store, 20, &[]).await.map(|row| (row.tries, row.answer)), Some((1, "500".to_owned())));
    store.postpone_delivery(second.id, None, "410").await.expect("given up");
    assert_eq!(claim(store, 1_000, &[]).await, None);
    let failed = store.failed_deliveries(9).await.expect("rows");
    assert_eq!(
        failed.iter().map(|row| (row.id, row.tries, row.answer.as_str())).collect::<Vec<_>>(),
        [(second.id, 2, "410")]
    );
    let row = store.connection(TWO).await.expect("a row");
    assert_eq!((row.waiting, row.failed), (0, 1));
    store.resend_delivery(second.id, at(30), &note()).await.expect("again");
    assert_eq!(store.resend_delivery(second.id, at(30), &note()).await, Err(StoreError::NotFound), "it is on its way");
    assert_eq!(claim(store, 30, &[]).await.map(|row| (row.id, row.tries)), Some((second.id, 0)));

    // What is switched off keeps what waits, and is not told of what happens meanwhile.
    store.postpone_delivery(second.id, Some(at(32)), "500").await.expect("postponed");
    let change = ConnectionChange {
        name: "Two",
        settings: "{}",
        events: r#"["postmortem.removed"]"#,
        off_at: Some(at(31)),
        secret: None,
    };
    store.change_connection(TWO, change, &note()).await.expect("off");
    assert_eq!(claim(store, 33, &[]).await, None);
    store.clear_deleted(HERE, &note()).await.expect("back");
    store.set_deleted(HERE, person(1), at(34), &removed).await.expect("removed");
    store.change_connection(TWO, ConnectionChange { off_at: None, ..change }, &note()).await.expect("on");
    let mut told = Vec::new();
    while let Some(row) = claim(store, 35, &[]).await {
        told.push((row.connection, row.id));
    }
    assert_eq!(told.iter().filter(|(connection, _)| *connection == TWO).collect::<Vec<_>>(), [&(TWO, second.id)]);
    for (_, id) in told.iter().filter(|(_, id)| *id != second.id) {
        store.end_delivery(*id, at(36)).await.expect("ended");
    }

    // What was removed is told nothing, and nothing of it is listed.
    store.postpone_delivery(second.id, Some(at(40)), "500").await.expect("postponed");
    store.remove_connection(TWO, at(39), &note()).await.expect("removed");
    assert_eq!(claim(store, 41, &[]).await, None);
    store.restore_connection(TWO, &note()).await.expect("back");
    assert_eq!(claim(store, 41, &[]).await.map(|row| row.id), Some(second.id));
}

pub(crate) async fn mitigations(store: &dyn Store) {
    prepared(store).await;
    let all = r#"["mitigation.committed","mitigation.done","mitigation.changed"]"#;
    store.create_connection(&connection(1, person(1), all), 9, &note()).await.expect("created");
    let action = |status: Status| ActionRow {
        id: "m".to_owned(),
        position: 0,
        text: "Alert on the pool".to_owned(),
        category: String::new(),
        approach: String::new(),
        owner: "Ada".to_owned(),
        due: String::new(),
        priority: String::new(),
        ticket: String::new(),
        status: status.as_str().to_owned(),
        reason: String::new(),
    };
    let mut seq = store.log_end(HERE).await.expect("a log");
    let mut told = async |mitigations: Vec<ActionRow>| {
        seq += 1;
        let projection = Projection { mitigations, ..Projection::default() };
        store.save_projection(HERE, seq, at(seq), &projection).await.expect("saved");
        // The same again, as another node may.
        store.save_projection(HERE, seq, at(seq), &projection).await.expect("saved");
        let mut told = Vec::new();
        while let Some(row) = store.claim_delivery(at(seq), at(seq + 900), &[]).await.expect("answers") {
            let mitigation = &row.detail["mitigation"];
            told.push(format!(
                "{} {} {}",
                row.event,
                mitigation["before"].as_str().unwrap(),
                mitigation["status"].as_str().unwrap()
            ));
        }
        told
    };
    let nothing: [&str; 0] = [];
    assert_eq!(told(vec![action(Status::Idea)]).await, nothing, "an idea is nothing yet");
    assert_eq!(told(vec![action(Status::Open)]).await, ["mitigation.committed idea open"]);
    assert_eq!(told(vec![ActionRow { owner: "Grace".to_owned(), ..action(Status::Open) }]).await, nothing);
    assert_eq!(told(vec![action(Status::InProgress)]).await, ["mitigation.changed open in_progress"]);
    assert_eq!(told(vec![action(Status::Done)]).await, ["mitigation.done in_progress done"]);
    assert_eq!(told(vec![action(Status::WontDo)]).await, ["mitigation.changed done wont_do"]);
    assert_eq!(told(Vec::new()).await, nothing);
    assert_eq!(told(vec![action(Status::Open)]).await, ["mitigation.committed idea open"], "one that is new");
}

pub(crate) async fn incidents(store: &dyn Store) {
    prepared(store).await;
    store.create_connection(&connection(1, person(1), "[]"), 9, &note()).await.expect("created");
    let (first, second, third) = (Uuid::from_u128(11), Uuid::from_u128(12), Uuid::from_u128(13));
    assert_eq!(store.incident(ONE, "a").await, Ok(None));
    assert_eq!(store.begin_incident(ONE, "a", first, at(0)).await, Ok(first));
    assert_eq!(store.begin_incident(ONE, "a", second, at(9)).await, Ok(first), "it has one, and goes on");
    store.end_incident(ONE, "a", Some(at(5))).await.expect("ended");
    assert_eq!(store.incident(ONE, "a").await, Ok(Some((first, Some(at(5))))));
    assert_eq!(store.begin_incident(ONE, "a", second, at(4)).await, Ok(first), "over for a moment only");
    assert_eq!(store.begin_incident(ONE, "a", third, at(5)).await, Ok(third), "over for long");
    assert_eq!(store.incident(ONE, "a").await, Ok(Some((third, None))));
    store.move_incident(ONE, "a", second).await.expect("moved");
    assert_eq!(store.incident(ONE, "a").await, Ok(Some((second, None))), "the last one, whatever there was");
    store.move_incident(ONE, "b", first).await.expect("moved");
    assert_eq!(store.incident(ONE, "b").await, Ok(Some((first, None))));
    let nowhere = store.begin_incident(TWO, "a", first, at(0)).await;
    assert_eq!(nowhere, Err(StoreError::Conflict), "no such connection");

    assert_eq!(store.postmortem_of_incident("INC-7").await, Ok(None));
    let seq = store.log_end(HERE).await.expect("a log") + 1;
    let projection = Projection { incident: "INC-7".to_owned(), ..Projection::default() };
    store.save_projection(HERE, seq, at(seq), &projection).await.expect("saved");
    assert_eq!(store.postmortem_of_incident("INC-7").await, Ok(Some(HERE)));
    store.set_deleted(HERE, person(1), at(9), &note()).await.expect("removed");
    assert_eq!(store.postmortem_of_incident("INC-7").await, Ok(None));
}
