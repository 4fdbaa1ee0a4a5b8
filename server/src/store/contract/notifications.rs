//! The contract of notifications.

use debrief_shared::api::NotificationKind::{Answered, Approved, Mentioned, Resolved, ReviewAsked};
use debrief_shared::api::{Anchor, NotificationSettings, SuggestionEnd, Ways};
use serde_json::json;
use uuid::Uuid;

use super::reviews::had;
use super::{account, add, at, document, note};
use crate::store::comments::{Decision, NewComment, NewThread};
use crate::store::notifications::{About, NewNotification, Which};
use crate::store::reviews::{NewReview, PartSaid};
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
        about: About::Thread { thread: Uuid::from_u128(thread), comment: Some(Uuid::from_u128(thread)) },
        kind,
        actor: ada,
        at: at(minute),
        shown: true,
        mail: None,
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

    about_reviews(store, here, me, ada).await;
    about_suggestions(store, here, me, ada).await;

    let defaults = NotificationSettings::default();
    assert_eq!(store.notification_settings(&[me]).await.expect("answers")[&me], defaults);
    let quiet = NotificationSettings { answered: Ways { app: false, mail: false }, ..defaults };
    store.set_notification_settings(me, &quiet).await.expect("set");
    let all = store.notification_settings(&[me, ada]).await.expect("answers");
    assert_eq!((all[&me], all[&ada]), (quiet, defaults));
    assert_eq!(store.set_notification_settings(Uuid::nil(), &quiet).await, Err(StoreError::Conflict));
}

/// What became of a suggestion is told with it, and whether it was one's own; not of a thread that was merely settled.
async fn about_suggestions(store: &dyn Store, here: Uuid, me: Uuid, ada: Uuid) {
    for (number, author, accepted) in [(51, me, Some(true)), (52, ada, Some(false)), (53, me, None)] {
        let id = Uuid::from_u128(number);
        let first = NewComment { id, author, body: String::new(), created_at: at(40) };
        let anchor = Anchor { text: "title".to_owned(), start: json!({}), end: json!({}) };
        let suggestion = accepted.map(|_| "words".to_owned());
        let new = NewThread { id, postmortem: here, anchor, quote: String::new(), suggestion, first };
        store.create_thread(&new, 9).await.expect("room");
        if let Some(accepted) = accepted {
            let decision = Decision { id, thread: id, accepted, by: ada, at: at(41) };
            store.decide_suggestion(here, &decision, &note()).await.expect("open");
        }
        let new = NewNotification {
            id,
            person: me,
            postmortem: here,
            about: About::Thread { thread: id, comment: None },
            kind: Resolved,
            actor: ada,
            at: at(42),
            shown: true,
            mail: None,
        };
        store.notify(&[new], 99, at(0)).await.expect("told");
        let rows = store.notifications(me).await.expect("answers");
        let row = rows.into_iter().find(|row| row.id == id).expect("told");
        let own = author == me;
        assert_eq!(row.suggestion, accepted.map(|accepted| SuggestionEnd { accepted, own }));
    }
}

/// One a postmortem and kind; what goes with it is what was asked, or what the reviewer said.
async fn about_reviews(store: &dyn Store, here: Uuid, me: Uuid, ada: Uuid) {
    let round = Uuid::from_u128(31);
    let review = NewReview {
        id: round,
        postmortem: here,
        by: ada,
        at: at(20),
        seq: 1,
        due: None,
        note: "The times?".to_owned(),
        reviewers: vec![(me, None), (ada, None)],
    };
    store.begin_review(&review, 9, &note()).await.expect("begun");
    let said = PartSaid { note: "Well told.".to_owned(), ..PartSaid::default() };
    store.save_part(here, round, ada, &said, &had(at(21), 1), Some(&note())).await.expect("kept");
    let new = |id: u128, about, kind| NewNotification {
        id: Uuid::from_u128(id),
        person: me,
        postmortem: here,
        about,
        kind,
        actor: ada,
        at: at(i64::try_from(id).expect("small")),
        shown: true,
        mail: None,
    };
    let before = store.notifications(me).await.expect("answers").len();
    let news = [
        new(41, About::Review(round), ReviewAsked),
        new(42, About::Review(round), Approved),
        new(43, About::Review(round), Approved),
    ];
    store.notify(&news, 9, at(0)).await.expect("told");
    let rows = store.notifications(me).await.expect("answers");
    let told = |count: usize| rows[..count].iter().map(|row| (row.id.as_u128(), row.happened, row.body.as_str()));
    assert_eq!(told(2).collect::<Vec<_>>(), [(42, 2, "Well told."), (41, 1, "The times?")]);
    assert_eq!((rows.len() - before, rows[0].thread, rows[0].read), (2, None, false));
    store.note_notifications_read(me, Which::Review(Uuid::nil()), at(50)).await.expect("none is fine");
    assert!(!store.notifications(me).await.expect("answers")[0].read, "another postmortem's");
    store.note_notifications_read(me, Which::Review(here), at(50)).await.expect("noted");
    assert!(store.notifications(me).await.expect("answers")[..2].iter().all(|row| row.read));
}
