//! The contracts of templates and comments.

use debrief_shared::api::{Anchor, TemplateSection};
use debrief_shared::document::SectionKind;
use serde_json::json;
use uuid::Uuid;

use super::{account, add, at, document, note};
use crate::store::comments::{NewComment, NewThread};
use crate::store::templates::TemplateRow;
use crate::store::{Store, StoreError};

/// The contract of [`TemplateStore`](crate::store::TemplateStore), on an empty store.
pub(crate) async fn templates(store: &dyn Store) {
    add(store, &account(1)).await;
    let section = TemplateSection {
        kind: SectionKind::Prose,
        heading: "What happened".to_owned(),
        guidance: String::new(),
        body: String::new(),
    };
    let row = |id: &str, name: &str, author: Option<Uuid>| TemplateRow {
        id: id.to_owned(),
        name: name.to_owned(),
        summary: String::new(),
        built_in: author.is_none(),
        author,
        sections: vec![section.clone()],
    };
    let me = Some(Uuid::from_bytes([1; 16]));
    let (own, other, built_in) = (row("b", "apples", me), row("a", "Berries", me), row("z", "Zebra", None));
    for template in [&other, &own] {
        store.create_template(template, at(0), &note()).await.expect("a free id");
    }
    store.refresh_built_in(&built_in, at(0)).await.expect("added");
    assert_eq!(store.create_template(&own, at(1), &note()).await, Err(StoreError::Conflict));
    assert_eq!(store.templates().await, Ok(vec![built_in.clone(), own.clone(), other]), "built in first, then by name");

    let newer = TemplateRow { name: "Zebras".to_owned(), ..built_in };
    store.refresh_built_in(&newer, at(2)).await.expect("refreshed");
    assert_eq!(store.template("z").await, Ok(Some(newer.clone())));
    let edited = TemplateRow { summary: "ours".to_owned(), ..newer.clone() };
    store.update_template(&edited, at(3), &note()).await.expect("there");
    store.refresh_built_in(&newer, at(4)).await.expect("left alone");
    assert_eq!(store.template("z").await, Ok(Some(edited)), "a person's wording stays");

    store.delete_template("b", &note()).await.expect("there");
    assert_eq!(store.delete_template("b", &note()).await, Err(StoreError::NotFound));
    assert_eq!(store.update_template(&own, at(5), &note()).await, Err(StoreError::NotFound));
}

/// The contract of [`CommentStore`](crate::store::CommentStore), on an empty store.
pub(crate) async fn comments(store: &dyn Store) {
    let (here, there) = (document(store, 8).await, document(store, 9).await);
    let (one, two) = (add(store, &account(1)).await.person, add(store, &account(2)).await.person);
    let comment = |id: u128, author: Uuid, minute| NewComment {
        id: Uuid::from_u128(id),
        author,
        body: format!("comment {id}"),
        created_at: at(minute),
    };
    let thread = |id: u128, minute| NewThread {
        id: Uuid::from_u128(id),
        postmortem: here,
        anchor: Anchor { text: "title".to_owned(), start: json!({"assoc": 0}), end: json!({"assoc": -1}) },
        quote: "quote".to_owned(),
        first: comment(id + 100, one.id, minute),
    };
    store.create_thread(&thread(2, 2), 2).await.expect("room");
    store.create_thread(&thread(1, 1), 2).await.expect("room");
    assert_eq!(store.create_thread(&thread(3, 3), 2).await, Err(StoreError::Conflict), "full");
    let nowhere = NewThread { postmortem: Uuid::nil(), ..thread(4, 4) };
    assert_eq!(store.create_thread(&nowhere, 2).await, Err(StoreError::Conflict));

    let first = Uuid::from_u128(1);
    store.add_comment(here, first, &comment(5, two.id, 5), 2).await.expect("room");
    assert_eq!(store.add_comment(here, first, &comment(6, two.id, 6), 2).await, Err(StoreError::Conflict), "full");
    store.set_resolved(here, first, Some((two.id, at(7)))).await.expect("there");

    let all = store.threads(here).await.expect("threads");
    assert_eq!(all.iter().map(|thread| thread.id.as_u128()).collect::<Vec<_>>(), [1, 2], "oldest first");
    assert_eq!(
        all[0].comments.iter().map(|comment| comment.author.clone()).collect::<Vec<_>>(),
        [one.clone(), two.clone()]
    );
    assert_eq!((all[0].resolved.clone(), all[0].author), (Some((two.clone(), at(7))), one.id));
    assert_eq!(all[0].anchor, thread(1, 1).anchor);
    store.set_resolved(here, first, None).await.expect("there");
    assert_eq!(store.thread(here, first).await.expect("there").resolved, None);

    // A thread is found together with its own postmortem only.
    assert_eq!(store.threads(there).await, Ok(Vec::new()));
    assert_eq!(store.thread(there, first).await, Err(StoreError::NotFound));
    assert_eq!(store.add_comment(there, first, &comment(7, two.id, 7), 9).await, Err(StoreError::NotFound));
    assert_eq!(store.set_resolved(there, first, None).await, Err(StoreError::NotFound));
    assert_eq!(store.delete_thread(there, first, &note()).await, Err(StoreError::NotFound));
    store.delete_thread(here, first, &note()).await.expect("there");
    assert_eq!(store.thread(here, first).await, Err(StoreError::NotFound));
}
