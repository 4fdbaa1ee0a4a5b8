//! The contract of notifications.

use debrief_shared::api::NotificationKind::{Answered, Mentioned, Resolved};
use debrief_shared::api::{Anchor, NotificationSettings, Ways};
use serde_json::json;
use uuid::Uuid;

use super::{account, add, at, document};
use crate::store::comments::{NewComment, NewThread};
use crate::store::notifications::{NewNotification, Which};
use crate::store::{Store, StoreError};

/// The contract of [`NotificationStore`](crate::store::NotificationStore), on an empty store.
pub(crate) async fn notifications(store: &dyn Store) {
    let here = document(store, 8).await;
    let (me, ada) = (add(store, &account(1)).await.person.id, add(store, &account(2)).await.person.id);
    for thread in [1, 2] {
        let id = Uuid::from_u128(thread);
        let first = NewComment { id, author: ada, body: format!("comment {thread}"), created_at: at(1) };
        let anchor = Anchor { text: "title".to_owned(), start: json!({}), end: json!({}) };
        let new = NewThread { id, postmortem: here, anchor, quote: String::new(), suggestion: None, first };
        store.create_thread(&new, 9).await.expect("room");
    }
    let new = |id: u128, thread: u128, kind, minute| NewNotification {
        id: Uuid::from_u128(id),
        person: me,
        postmortem: here,
        thread: Uuid::from_u128(thread),
        comment: Some(Uuid::from_u128(thread)),
        kind,
        actor: ada,
        at: at(minute),
    };
    let notify = async |news: &[NewNotification]| store.notify(news, 9, at(0)).await.expect("told");
    let told = async || {
        let rows = store.notifications(me).await.expect("answers");
        rows.into_iter().map(|row| (row.id.as_u128(), row.kind, row.happened, row.read)).collect::<Vec<_>>()
    };

    notify(&[new(1, 1, Answered, 1), new(2, 2, Answered, 2)]).await;
    notify(&[new(3, 1, Mentioned, 3)]).await;
    notify(&[new(4, 1, Resolved, 4)]).await;
    assert_eq!(told().await, [(1, Mentioned, 3, false), (2, Answered, 1, false)], "one a thread; a mention outlasts");
    let row = store.notifications(me).await.expect("answers").remove(0);
    assert_eq!((row.actor.id, row.created_at, row.body.as_str()), (ada, at(4), "comment 1"));
    assert_eq!(store.notifications(ada).await, Ok(Vec::new()), "nobody else's");

    store.note_notifications_read(ada, Which::All, at(5)).await.expect("none is fine");
    store.note_notifications_read(me, Which::One(Uuid::from_u128(2)), at(5)).await.expect("noted");
    assert_eq!(told().await, [(1, Mentioned, 3, false), (2, Answered, 1, true)]);
    notify(&[new(5, 2, Answered, 6)]).await;
    assert_eq!(told().await[0], (5, Answered, 1, false), "what was read stays as it was");
    store.note_notifications_read(me, Which::Thread(Uuid::from_u128(1)), at(7)).await.expect("noted");
    store.note_notifications_read(me, Which::All, at(7)).await.expect("noted");
    assert!(told().await.iter().all(|(.., read)| *read));

    store.notify(&[new(6, 1, Answered, 8)], 2, at(0)).await.expect("told");
    assert_eq!(told().await.iter().map(|(id, ..)| *id).collect::<Vec<_>>(), [6, 5], "the newest stay");
    store.notify(&[new(7, 2, Answered, 9)], 9, at(8)).await.expect("told");
    assert_eq!(told().await.iter().map(|(id, ..)| *id).collect::<Vec<_>>(), [7, 6], "and nothing old");
    store.delete_thread(here, Uuid::from_u128(2), &super::note()).await.expect("there");
    assert_eq!(told().await.len(), 1, "with the thread goes what tells of it");

    let defaults = NotificationSettings::default();
    assert_eq!(store.notification_settings(&[me]).await.expect("answers")[&me], defaults);
    let quiet = NotificationSettings { answered: Ways { app: false, mail: false }, ..defaults };
    store.set_notification_settings(me, &quiet).await.expect("set");
    let all = store.notification_settings(&[me, ada]).await.expect("answers");
    assert_eq!((all[&me], all[&ada]), (quiet, defaults));
    assert_eq!(store.set_notification_settings(Uuid::nil(), &quiet).await, Err(StoreError::Conflict));
}
