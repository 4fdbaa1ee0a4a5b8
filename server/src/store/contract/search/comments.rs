//! Comments are found by their own words, from the moment they are written until they are gone.

use debrief_shared::api::{Anchor, Role, Visibility};
use debrief_shared::said::mention;
use serde_json::json;
use uuid::Uuid;

use super::super::{account, add, at, document_of, note, person};
use super::{ask, asker, projection, save, titles};
use crate::store::Store;
use crate::store::comments::{CommentKey, NewComment, NewThread};
use crate::store::documents::Scope;

/// The contract of comments in the index, on an empty store.
pub(crate) async fn comments(store: &dyn Store) {
    for number in 1..=2 {
        add(store, &account(number)).await;
    }
    let (here, hidden) = (document_of(store, 1, person(1)).await, document_of(store, 2, person(1)).await);
    save(store, here, &projection("Here", "", "pool", "")).await;
    save(store, hidden, &projection("Restricted", "", "", "")).await;
    store.set_visibility(hidden, Visibility::Restricted, Role::Editor, &note()).await.expect("there");
    let comment = |id: u128, body: &str| NewComment {
        id: Uuid::from_u128(id),
        author: person(1),
        body: body.to_owned(),
        created_at: at(i64::try_from(id).expect("small")),
    };
    let thread = |id: u128, postmortem: Uuid, first: NewComment| NewThread {
        id: Uuid::from_u128(id),
        postmortem,
        anchor: Anchor { text: "title".to_owned(), start: json!({}), end: json!({}) },
        quote: String::new(),
        suggestion: None,
        first,
    };
    let found = async |typed: &str| titles(store, ask(typed, asker(2, Scope::Workspace))).await;

    let body = format!("How did the Größe change, {}?", mention(person(2), "Grace"));
    store.create_thread(&thread(10, here, comment(1, &body)), 9).await.expect("room");
    store.add_comment(here, Uuid::from_u128(10), &comment(2, "By the failover"), 9).await.expect("room");
    store.create_thread(&thread(11, hidden, comment(3, "canaryword")), 9).await.expect("room");

    assert_eq!(found("grosse grace").await, "H");
    assert_eq!(found("grosse failover").await, "", "all in one comment");
    assert_eq!(found(&person(2).to_string()).await, "", "whose account it is, is no word");
    let failover = store.search(ask("FAIL", asker(2, Scope::Workspace))).await.expect("an answer").remove(0);
    assert_eq!(failover.cursor.tier, 3);
    assert_eq!((failover.comments[0].id, failover.comments[0].body.as_str()), (Uuid::from_u128(2), "By the failover"));
    assert_eq!(failover.comments[0].author, "Person 1");
    assert_eq!(found("canaryword").await, "");
    assert_eq!(titles(store, ask("canaryword", asker(1, Scope::Workspace))).await, "R");

    let key =
        |comment: u128| CommentKey { postmortem: here, thread: Uuid::from_u128(10), comment: Uuid::from_u128(comment) };
    store.edit_comment(key(2), "By hand", at(5)).await.expect("there");
    assert_eq!((found("failover").await.as_str(), found("hand").await.as_str()), ("", "H"));
    store.remove_comment(key(1), at(6), &note()).await.expect("there");
    assert_eq!(
        (found("grosse").await.as_str(), found("hand").await.as_str()),
        ("", "H"),
        "its place stays, its words go"
    );
    assert_eq!(store.index_comments(9).await, Ok(0), "the index knows all of them");
    // A number that is free again is not taken for what it was.
    store.remove_comment(key(2), at(7), &note()).await.expect("there");
    assert_eq!(found("hand").await, "");
    store.create_thread(&thread(12, here, comment(5, "later")), 9).await.expect("room");
    store.add_comment(here, Uuid::from_u128(12), &comment(6, "again"), 9).await.expect("room");
    assert_eq!((found("hand").await.as_str(), found("later").await.as_str()), ("", "H"));
    store.delete_thread(here, Uuid::from_u128(12), &note()).await.expect("there");
    assert_eq!(found("later").await + &found("again").await, "");
    store.create_thread(&thread(13, here, comment(7, "anew")), 9).await.expect("room");
    assert_eq!((found("again").await.as_str(), found("anew").await.as_str()), ("", "H"));
}
