//! The contract of what is derived: rows follow the projection, and lists hold what somebody may read.

use debrief_shared::api::{Role, Visibility};
use debrief_shared::document::{Approach, Category, Status};
use uuid::Uuid;

use super::{account, add, at, document_of, note, person};
use crate::store::Store;
use crate::store::documents::{ListQuery, NewUpdate, Projection, Scope};
use crate::store::projection::{ActionCursor, ActionQuery, ActionRow, EntryRow};

fn entry(id: &str, text: &str) -> EntryRow {
    EntryRow {
        id: id.to_owned(),
        at: "10:00".to_owned(),
        kind: "action".to_owned(),
        text: text.to_owned(),
        ..EntryRow::default()
    }
}

fn action(id: &str, owner: &str, due: &str, status: Status) -> ActionRow {
    ActionRow {
        id: id.to_owned(),
        text: format!("Do {id}"),
        owner: owner.to_owned(),
        due: due.to_owned(),
        status: status.as_str().to_owned(),
        reason: format!("Why {id}"),
        ..ActionRow::default()
    }
}

fn ask(number: u8, scope: Scope) -> ActionQuery {
    ActionQuery {
        owners: None,
        category: None,
        approach: None,
        statuses: vec![Status::Open, Status::InProgress],
        due_before: None,
        search: None,
        after: None,
        person: person(number),
        scope,
        now: at(10),
        limit: 100,
    }
}

async fn found(store: &dyn Store, query: ActionQuery) -> Vec<String> {
    store.actions(query).await.expect("a list").into_iter().map(|found| found.action.id).collect()
}

/// The contract of [`ProjectionStore`](crate::store::ProjectionStore), on an empty store.
pub(crate) async fn projection(store: &dyn Store) {
    add(store, &account(1)).await;
    add(store, &account(2)).await;
    let (id, hidden) = (document_of(store, 1, person(1)).await, document_of(store, 2, person(1)).await);
    store.set_visibility(hidden, Visibility::Restricted, Role::Editor, &note()).await.expect("there");
    rows(store, id).await;
    lists(store, id, hidden).await;
}

async fn rows(store: &dyn Store, id: Uuid) {
    let data = NewUpdate { document: id, author: None, created_at: at(3), data: vec![1].into(), writers: Vec::new() };
    let seqs = store.append(&[data.clone(), data]).await.expect("appended");
    let first = Projection { timeline: vec![entry("a", "one"), entry("b", "two")], ..Projection::default() };
    store.save_projection(id, seqs[0], at(3), &first).await.expect("saved");
    assert_eq!(store.entries(id).await, Ok(first.timeline.clone()));

    let newer = Projection { timeline: vec![entry("b", "TWO"), entry("c", "three")], ..Projection::default() };
    store.save_projection(id, seqs[1], at(4), &newer).await.expect("saved");
    assert_eq!(store.entries(id).await, Ok(newer.timeline.clone()), "gone, changed and new ones");
    store.save_projection(id, seqs[0], at(5), &first).await.expect("passed over");
    assert_eq!(store.entries(id).await, Ok(newer.timeline), "what is older does not come back");
}

async fn lists(store: &dyn Store, id: Uuid, hidden: Uuid) {
    let learn = |row| ActionRow { category: "learn".to_owned(), approach: "technical".to_owned(), ..row };
    let mitigations = vec![
        learn(action("late", "Ada", "2026-12-01", Status::Open)),
        action("soon", "Grace", "2026-06-01", Status::InProgress),
        action("sometime", "ada", "next week", Status::Open),
        action("done", "Ada", "2026-01-01", Status::Done),
    ];
    let projection = Projection { mitigations, prose: "the pool ran dry".to_owned(), ..Projection::default() };
    store.save_projection(id, store.log_end(id).await.expect("a log"), at(6), &projection).await.expect("saved");
    let secret = Projection {
        mitigations: vec![action("secret", "Ada", "2026-03-01", Status::Open)],
        prose: "the pool".to_owned(),
        ..Projection::default()
    };
    store.save_projection(hidden, store.log_end(hidden).await.expect("a log"), at(6), &secret).await.expect("saved");

    assert_eq!(found(store, ask(2, Scope::Workspace)).await, ["soon", "late", "sometime"], "the first due first");
    assert_eq!(found(store, ask(1, Scope::Workspace)).await, ["secret", "soon", "late", "sometime"]);
    assert_eq!(found(store, ask(2, Scope::Shared)).await, [""; 0]);
    assert_eq!(found(store, ask(2, Scope::Everything)).await.len(), 4);
    let workspace = || ask(2, Scope::Workspace);
    let of = |owners: &[&str]| Some(owners.iter().map(|&owner| owner.to_owned()).collect());
    assert_eq!(found(store, ActionQuery { owners: of(&[" ADA"]), ..workspace() }).await, ["late", "sometime"]);
    assert_eq!(found(store, ActionQuery { owners: of(&[]), ..workspace() }).await, [""; 0], "a team of nobody");
    let technical = ActionQuery { approach: Some(Approach::Technical), ..workspace() };
    assert_eq!(found(store, technical).await, ["late"]);
    let learning = ActionQuery { category: Some(Category::Learn), ..workspace() };
    assert_eq!(found(store, learning).await, ["late"]);
    let day = "2026-12-01".parse().ok();
    assert_eq!(found(store, ActionQuery { due_before: day, ..workspace() }).await, ["soon"], "before that day");
    assert_eq!(found(store, ActionQuery { statuses: vec![Status::Done], ..workspace() }).await, ["done"]);
    assert_eq!(found(store, ActionQuery { search: Some("GRACE soon".to_owned()), ..workspace() }).await, ["soon"]);
    assert_eq!(found(store, ActionQuery { search: Some("%".to_owned()), ..workspace() }).await, [""; 0]);

    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let page = store.actions(ActionQuery { limit: 1, after, ..workspace() }).await.expect("a page");
        let Some(last) = page.first() else { break };
        let (due_key, postmortem, id) = (last.action.due_key(), last.row.id, last.action.id.clone());
        pages.push(id.clone());
        after = Some(ActionCursor { due_key, postmortem, id });
    }
    assert_eq!(pages, ["soon", "late", "sometime"], "every one once");

    let words = |scope| ListQuery {
        search: Some("POOL".to_owned()),
        deleted: false,
        person: person(2),
        scope,
        now: at(10),
        limit: 9,
    };
    let ids = async |scope| -> Vec<Uuid> {
        store.list(words(scope)).await.expect("a list").into_iter().map(|(row, _)| row.id).collect()
    };
    assert_eq!(ids(Scope::Workspace).await, [id], "prose is searched, too");
    assert_eq!(ids(Scope::Everything).await.len(), 2);

    store.set_deleted(id, person(1), at(7), &note()).await.expect("in the library");
    assert_eq!(found(store, workspace()).await, [""; 0], "the bin holds nothing to do");
}
