//! The contracts of templates and comments.

use debrief_shared::api::{Anchor, Person, Reacted, Reaction, TemplateSection};
use debrief_shared::document::SectionKind;
use serde_json::json;
use uuid::Uuid;

use super::{account, add, at, document, note};
use crate::store::comments::{CommentKey, Left, NewComment, NewThread, ReadRow};
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

/// The contract of single comments, on an empty store: edits, removal, reactions.
pub(crate) async fn single_comments(store: &dyn Store) {
    let (here, there) = (document(store, 8).await, document(store, 9).await);
    let (one, two) = (add(store, &account(1)).await.person, add(store, &account(2)).await.person);
    let thread = Uuid::from_u128(1);
    let key = |comment| CommentKey { postmortem: here, thread, comment: Uuid::from_u128(comment) };
    let comment = |id: u128, author: Uuid| NewComment {
        id: Uuid::from_u128(id),
        author,
        body: format!("comment {id}"),
        created_at: at(1),
    };
    let anchor = Anchor { text: "title".to_owned(), start: json!({}), end: json!({}) };
    let new = NewThread {
        id: thread,
        postmortem: here,
        anchor,
        quote: String::new(),
        suggestion: None,
        first: comment(1, one.id),
    };
    store.create_thread(&new, 9).await.expect("room");
    for answer in [2, 3] {
        store.add_comment(here, thread, &comment(answer, two.id), 9).await.expect("room");
    }
    let read = async || store.thread(here, thread).await.expect("there").comments;

    store.edit_comment(key(2), "other words", at(5)).await.expect("there");
    let edited = &read().await[1];
    assert_eq!((edited.body.as_str(), edited.edited_at, edited.removed), ("other words", Some(at(5)), false));

    store.react(key(1), two.id, Reaction::Idea, at(5), 3).await.expect("room");
    store.react(key(1), one.id, Reaction::Heart, at(7), 3).await.expect("room");
    store.react(key(1), two.id, Reaction::Heart, at(6), 3).await.expect("room");
    store.react(key(1), two.id, Reaction::Heart, at(8), 3).await.expect("there already, full or not");
    assert_eq!(store.react(key(1), one.id, Reaction::Idea, at(9), 3).await, Err(StoreError::Conflict), "full");
    let told = |reaction, people: &[&Person]| Reacted { reaction, people: people.iter().copied().cloned().collect() };
    let expected = vec![told(Reaction::Heart, &[&two, &one]), told(Reaction::Idea, &[&two])];
    assert_eq!(read().await[0].reactions, expected, "by kind, and the first one first");
    store.unreact(key(1), two.id, Reaction::Idea).await.expect("there");
    store.unreact(key(1), two.id, Reaction::Idea).await.expect("no more to do");
    assert_eq!(read().await[0].reactions.len(), 1);

    // A comment is found under its own thread and postmortem only.
    let elsewhere = CommentKey { postmortem: there, ..key(2) };
    let of_no_thread = CommentKey { thread: Uuid::nil(), ..key(2) };
    for wrong in [elsewhere, of_no_thread, key(9)] {
        assert_eq!(store.edit_comment(wrong, "x", at(6)).await, Err(StoreError::NotFound));
        assert_eq!(store.remove_comment(wrong, at(6), &note()).await, Err(StoreError::NotFound));
        assert_eq!(store.react(wrong, one.id, Reaction::Heart, at(6), 9).await, Err(StoreError::NotFound));
        assert_eq!(store.unreact(wrong, one.id, Reaction::Heart).await, Err(StoreError::NotFound));
    }

    assert_eq!(store.remove_comment(key(1), at(6), &note()).await, Ok(Left::Thread));
    let first = &read().await[0];
    assert_eq!((first.body.as_str(), first.removed, first.reactions.len()), ("", true, 0), "its place stays");
    assert_eq!(store.edit_comment(key(1), "x", at(7)).await, Err(StoreError::NotFound));
    assert_eq!(store.react(key(1), two.id, Reaction::Heart, at(7), 9).await, Err(StoreError::NotFound));
    assert_eq!(store.remove_comment(key(1), at(7), &note()).await, Err(StoreError::NotFound));
    assert_eq!(store.remove_comment(key(2), at(7), &note()).await, Ok(Left::Thread));
    assert_eq!(read().await.len(), 2, "an answer goes altogether");
    assert_eq!(store.remove_comment(key(3), at(8), &note()).await, Ok(Left::Nothing));
    assert_eq!(store.thread(here, thread).await, Err(StoreError::NotFound));
}

/// The contract of how far comments were read, on an empty store.
pub(crate) async fn read_marks(store: &dyn Store) {
    let (here, there) = (document(store, 8).await, document(store, 9).await);
    let one = add(store, &account(1)).await.person.id;
    let thread = Uuid::from_u128(1);
    let first = NewComment { id: Uuid::from_u128(2), author: one, body: "x".to_owned(), created_at: at(1) };
    let anchor = Anchor { text: "title".to_owned(), start: json!({}), end: json!({}) };
    let new = NewThread { id: thread, postmortem: here, anchor, quote: String::new(), suggestion: None, first };
    store.create_thread(&new, 9).await.expect("room");
    let read = async || store.comments_read(here, one).await.expect("answers");
    let marks = |all, threads: &[i64]| {
        Some(ReadRow { all: at(all), threads: threads.iter().map(|read| (thread, at(*read))).collect() })
    };

    assert_eq!(read().await, None);
    store.note_read(here, one, None, at(5)).await.expect("noted");
    store.note_read(here, one, Some(thread), at(7)).await.expect("noted");
    assert_eq!(read().await, marks(5, &[7]));
    store.note_read(here, one, Some(thread), at(6)).await.expect("nothing to do");
    store.note_read(here, one, None, at(4)).await.expect("nothing to do");
    assert_eq!(read().await, marks(5, &[7]), "never back");
    store.note_read(here, one, None, at(8)).await.expect("noted");
    assert_eq!(read().await, marks(8, &[]), "what says no more is not kept");

    assert_eq!(store.comments_read(there, one).await, Ok(None));
    assert_eq!(store.note_read(there, one, Some(thread), at(9)).await, Err(StoreError::NotFound));
    assert_eq!(store.note_read(Uuid::nil(), one, None, at(9)).await, Err(StoreError::NotFound));
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
        suggestion: None,
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
