//! The contracts of accounts, templates and comments.

use debrief_shared::api::{Anchor, InstanceRole, Person, TemplateSection};
use debrief_shared::document::SectionKind;
use serde_json::json;
use uuid::Uuid;

use super::{at, document};
use crate::store::comments::{NewComment, NewThread};
use crate::store::people::{Account, Session, Token};
use crate::store::templates::TemplateRow;
use crate::store::{Store, StoreError};

fn account(number: u8) -> Account {
    Account {
        person: Person { id: Uuid::from_bytes([number; 16]), name: format!("Person {number}"), color: number },
        email: format!("person{number}@example.com"),
        role: InstanceRole::Member,
        password_hash: "hash".to_owned(),
        created_at: at(number.into()),
    }
}

/// The contract of [`PeopleStore`](crate::store::PeopleStore), on a store without accounts.
pub(crate) async fn people(store: &dyn Store) {
    set_up(store).await;
    let (one, two) = (account(1), account(2));
    store.create_account(&two).await.expect("a free address");
    let taken = Account { email: two.email.clone(), ..account(3) };
    assert_eq!(store.create_account(&taken).await, Err(StoreError::Conflict));
    assert_eq!(store.account_by_email(&two.email).await, Ok(Some(two.clone())));
    assert_eq!(store.account_by_email("nobody@example.com").await, Ok(None));
    assert_eq!(store.people().await, Ok(vec![one.person.clone(), two.person.clone()]));
    assert_eq!(store.count_accounts().await, Ok(2));
    sessions(store, &one).await;
    tokens(store, &one, &two).await;
}

async fn set_up(store: &dyn Store) {
    store.offer_set_up(&[1; 32]).await.expect("stored");
    store.offer_set_up(&[2; 32]).await.expect("replaced");
    assert_eq!(store.set_up(&[1; 32], &account(1)).await, Err(StoreError::NotFound));
    assert_eq!(store.count_accounts().await, Ok(0));
    store.set_up(&[2; 32], &account(1)).await.expect("the newest secret");
    assert_eq!(store.set_up(&[2; 32], &account(2)).await, Err(StoreError::Conflict));
}

async fn sessions(store: &dyn Store, one: &Account) {
    let session = Session { id: Uuid::from_u128(7), person: one.person.id, created_at: at(0), expires_at: at(10) };
    store.create_session(&session, &[3; 32]).await.expect("stored");
    assert_eq!(store.session(&[3; 32], at(9)).await, Ok(Some((session.clone(), one.clone()))));
    assert_eq!(store.session(&[3; 32], at(10)).await, Ok(None), "over");
    assert_eq!(store.session(&[4; 32], at(9)).await, Ok(None), "another secret");
    store.extend_session(session.id, at(20)).await.expect("extended");
    assert!(store.session(&[3; 32], at(19)).await.is_ok_and(|found| found.is_some()));
    assert_eq!(store.delete_expired_sessions(at(19)).await, Ok(0));
    assert_eq!(store.delete_expired_sessions(at(20)).await, Ok(1));
    store.delete_session(session.id).await.expect("gone already");
}

async fn tokens(store: &dyn Store, one: &Account, two: &Account) {
    let token = Token {
        id: Uuid::from_u128(8),
        person: one.person.id,
        name: "script".to_owned(),
        created_at: at(1),
        last_used_at: None,
    };
    store.create_token(&token, &[5; 32]).await.expect("stored");
    assert_eq!(store.token(&[5; 32]).await, Ok(Some((token.clone(), one.clone()))));
    store.touch_token(token.id, at(3)).await.expect("noted");
    let used = Token { last_used_at: Some(at(3)), ..token };
    assert_eq!(store.tokens(one.person.id).await, Ok(vec![used.clone()]));
    assert_eq!(store.tokens(two.person.id).await, Ok(Vec::new()));
    assert_eq!(store.token_by_id(used.id).await, Ok(Some(used.clone())));
    store.delete_token(used.id).await.expect("there");
    assert_eq!(store.delete_token(used.id).await, Err(StoreError::NotFound));
    assert_eq!(store.token(&[5; 32]).await, Ok(None));
}

/// The contract of [`TemplateStore`](crate::store::TemplateStore), on a store without templates and with the account 1.
pub(crate) async fn templates(store: &dyn Store) {
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
        store.create_template(template, at(0)).await.expect("a free id");
    }
    store.refresh_built_in(&built_in, at(0)).await.expect("added");
    assert_eq!(store.create_template(&own, at(1)).await, Err(StoreError::Conflict));
    assert_eq!(store.templates().await, Ok(vec![built_in.clone(), own.clone(), other]), "built in first, then by name");

    let newer = TemplateRow { name: "Zebras".to_owned(), ..built_in };
    store.refresh_built_in(&newer, at(2)).await.expect("refreshed");
    assert_eq!(store.template("z").await, Ok(Some(newer.clone())));
    let edited = TemplateRow { summary: "ours".to_owned(), ..newer.clone() };
    store.update_template(&edited, at(3)).await.expect("there");
    store.refresh_built_in(&newer, at(4)).await.expect("left alone");
    assert_eq!(store.template("z").await, Ok(Some(edited)), "a person's wording stays");

    store.delete_template("b").await.expect("there");
    assert_eq!(store.delete_template("b").await, Err(StoreError::NotFound));
    assert_eq!(store.update_template(&own, at(5)).await, Err(StoreError::NotFound));
}

/// The contract of [`CommentStore`](crate::store::CommentStore), on a store with the accounts 1 and 2 and without the documents 8 and 9.
pub(crate) async fn comments(store: &dyn Store) {
    let (here, there) = (document(store, 8).await, document(store, 9).await);
    let (one, two) = (account(1).person, account(2).person);
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
    assert_eq!(store.delete_thread(there, first).await, Err(StoreError::NotFound));
    store.delete_thread(here, first).await.expect("there");
    assert_eq!(store.thread(here, first).await, Err(StoreError::NotFound));
}
