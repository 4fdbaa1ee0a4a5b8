//! Messages for people outside.

use uuid::Uuid;

use super::{account, add, at, new_document, note, person};
use crate::store::audit::{Audit, AuditAction};
use crate::store::outside::{NewOutside, NewPassword};
use crate::store::{Store, StoreError};

const HERE: Uuid = Uuid::from_bytes([20; 16]);
const THERE: Uuid = Uuid::from_bytes([21; 16]);

pub(super) fn message(postmortem: Uuid, slug: &str, second: i64) -> NewOutside {
    NewOutside {
        postmortem,
        slug: slug.to_owned(),
        password: NewPassword::Kept,
        seq: 7,
        by: person(1),
        at: at(second),
        title: format!("Message of {second}"),
        body: "<p>It is over.</p>".to_owned(),
        images: vec![Uuid::from_u128(5)],
        choice: "{}".to_owned(),
    }
}

pub(crate) async fn outside(store: &dyn Store) {
    add(store, &account(1)).await;
    store.create(new_document(20, person(1)), &note()).await.expect("created");
    store.create(new_document(21, person(1)), &note()).await.expect("created");
    assert_eq!(store.outside(HERE).await, Ok(None));
    assert_eq!(store.outside_page("one").await, Err(StoreError::NotFound));
    assert_eq!(store.outside_page("o\u{0}ne").await, Err(StoreError::NotFound));

    store.publish_outside(&message(HERE, "one", 1), 9, &note()).await.expect("published");
    let taken = store.publish_outside(&message(THERE, "one", 2), 9, &note()).await;
    assert_eq!(taken, Err(StoreError::Conflict), "the address of another postmortem");
    assert_eq!(store.outside(THERE).await, Ok(None), "nothing of it is left");
    store.publish_outside(&message(THERE, "two", 2), 9, &note()).await.expect("published");

    let shown = store.outside_page("one").await.expect("shown");
    assert_eq!((shown.postmortem, shown.number, shown.first, shown.at), (HERE, 1, at(1), at(1)));
    assert_eq!((shown.title.as_str(), shown.images.as_slice()), ("Message of 1", &[Uuid::from_u128(5)][..]));

    // Again, under another address and with a password: the address before leads nowhere, and the text of the first version is kept.
    let password = NewPassword::Hash("phc".to_owned());
    let again = NewOutside { password, seq: 9, ..message(HERE, "other", 3) };
    store.publish_outside(&again, 9, &note()).await.expect("published");
    assert_eq!(store.outside_page("one").await, Err(StoreError::NotFound));
    let shown = store.outside_page("other").await.expect("shown");
    assert_eq!((shown.number, shown.first, shown.at, shown.password_hash.as_deref()), (2, at(1), at(3), Some("phc")));
    let row = store.outside(HERE).await.expect("read").expect("a row");
    assert_eq!((row.slug.as_str(), row.has_password, row.seq, row.withdrawn), ("other", true, 9, None));
    let versions: Vec<_> =
        row.versions.iter().map(|(number, by, at)| (*number, by.as_ref().map(|by| by.id), *at)).collect();
    assert_eq!(versions, [(2, Some(person(1)), at(3)), (1, Some(person(1)), at(1))]);

    // The feed names what asks for no password.
    let feed = async || -> Vec<String> {
        store.outside_feed(9).await.expect("rows").into_iter().map(|shown| shown.slug).collect()
    };
    assert_eq!(feed().await, ["two"]);
    store.publish_outside(&message(HERE, "other", 4), 9, &note()).await.expect("published");
    assert_eq!(feed().await, ["two"], "the password is kept");
    let open = NewOutside { password: NewPassword::None, ..message(HERE, "other", 5) };
    store.publish_outside(&open, 9, &note()).await.expect("published");
    assert_eq!(feed().await, ["other", "two"]);
    assert_eq!(store.outside_feed(1).await.expect("rows").len(), 1);

    store.withdraw_outside(HERE, person(1), at(6), &note()).await.expect("withdrawn");
    assert_eq!(store.outside_page("other").await, Err(StoreError::NotFound));
    assert_eq!(feed().await, ["two"]);
    let row = store.outside(HERE).await.expect("read").expect("a row");
    assert_eq!(row.withdrawn.map(|(by, at)| (by.map(|by| by.id), at)), Some((Some(person(1)), at(6))));
    let taken = store.publish_outside(&message(THERE, "other", 7), 9, &note()).await;
    assert_eq!(taken, Err(StoreError::Conflict), "nobody takes over an address that others know");
    let told = |slug: &str| Audit::by_command(AuditAction::PublishedOutside, at(7)).about(THERE).with("slug", slug);
    store.publish_outside(&message(THERE, "three", 7), 9, &told("three")).await.expect("published");
    store.publish_outside(&message(THERE, "two", 7), 9, &told("two")).await.expect("published");
    let taken = store.publish_outside(&message(HERE, "three", 7), 9, &note()).await;
    assert_eq!(taken, Err(StoreError::Conflict), "nor one that a message had before");
    store.publish_outside(&message(HERE, "thre", 7), 9, &note()).await.expect("another address");
    store.publish_outside(&message(HERE, "other", 7), 9, &note()).await.expect("published");
    store.publish_outside(&message(THERE, "three", 7), 9, &told("three")).await.expect("its own");
    store.publish_outside(&message(THERE, "two", 7), 9, &told("two")).await.expect("published");
    store.withdraw_outside(HERE, person(1), at(7), &note()).await.expect("withdrawn");
    store.restore_outside(HERE, &note()).await.expect("back");
    assert_eq!(store.outside_page("other").await.expect("shown").number, 6);

    store.set_deleted(THERE, person(1), at(8), &note()).await.expect("removed");
    assert_eq!(store.outside_page("two").await, Err(StoreError::NotFound), "its postmortem is in the bin");
    assert_eq!(feed().await, ["other"]);
}
