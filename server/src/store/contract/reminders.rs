//! The contract of reminders: each once, of what is open and due, and none of what was answered.

use debrief_shared::api::NotificationKind;
use debrief_shared::document::Status;
use jiff::civil::{Date, date};
use uuid::Uuid;

use super::{account, add, at, document_of, note, person};
use crate::store::Store;
use crate::store::documents::Projection;
use crate::store::mails::Slot;
use crate::store::notifications::{About, NewNotification};
use crate::store::projection::ActionRow;
use crate::store::reminders::{DueAction, NewReminder, Reminded};

fn action(id: &str, owner: &str, due: &str, status: Status) -> ActionRow {
    let (id, owner, due) = (id.to_owned(), owner.to_owned(), due.to_owned());
    ActionRow { text: format!("Do {id}"), id, owner, due, status: status.as_str().to_owned(), ..ActionRow::default() }
}

async fn save(store: &dyn Store, id: Uuid, mitigations: Vec<ActionRow>) {
    let end = store.log_end(id).await.expect("a log");
    let projection = Projection { mitigations, ..Projection::default() };
    store.save_projection(id, end, at(1), &projection).await.expect("saved");
}

async fn due(store: &dyn Store) -> Vec<DueAction> {
    store.due_actions(date(2026, 1, 1), date(2026, 2, 1), 10).await.expect("a list")
}

/// The contract of [`ReminderStore`](crate::store::ReminderStore), on an empty store.
pub(crate) async fn reminders(store: &dyn Store) {
    let me = add(store, &account(1)).await.person.id;
    let (here, gone) = (document_of(store, 1, person(1)).await, document_of(store, 2, person(1)).await);
    let day: Date = date(2026, 1, 5);
    save(
        store,
        here,
        vec![
            action("a", " Grace ", "2026-01-05", Status::Open),
            action("b", "Grace", "2026-01-04", Status::InProgress),
            action("c", "Grace", "2026-01-04", Status::Done),
            action("d", "", "2026-01-04", Status::Open),
            action("e", "Grace", "soon", Status::Open),
            action("f", "Grace", "2026-02-02", Status::Open),
        ],
    )
    .await;
    save(store, gone, vec![action("g", "Grace", "2026-01-05", Status::Open)]).await;
    store.set_deleted(gone, me, at(2), &note()).await.expect("there");
    let all = due(store).await;
    assert_eq!(all.iter().map(|found| found.action.as_str()).collect::<Vec<_>>(), ["b", "a"]);
    assert_eq!((all[1].owner_key.as_str(), all[1].due, all[1].reminded), ("grace", day, None));

    let mut ids = 0;
    let mut remind = async |action: &DueAction, step: u32| {
        ids += 1;
        let news = NewNotification {
            id: Uuid::from_u128(ids),
            person: me,
            postmortem: here,
            about: About::Mitigations,
            kind: NotificationKind::MitigationDue,
            actor: me,
            at: at(3),
            shown: true,
            mail: Some(Slot { id: Uuid::from_u128(100 + ids), due: at(4), daily: false }),
        };
        let reminder = NewReminder { action: action.clone(), person: me, step, on: day };
        store.remind(&reminder, &news, 9, at(0)).await.expect("an answer")
    };
    let told = async || store.notifications(me).await.expect("a list").len();
    assert!(remind(&all[1], 1).await);
    assert!(!remind(&all[1], 1).await, "another node was quicker");
    assert!(remind(&all[1], 2).await);
    let mail = store.claim_mail(at(9), at(20)).await.expect("an answer").expect("one for both");
    assert_eq!(store.claim_mail(at(9), at(20)).await.expect("an answer"), None);
    let contents = store.mail_contents(mail.id).await.expect("a list");
    assert_eq!((contents.len(), contents[0].happened, contents[0].body.as_str()), (1, 2, "Do a"));
    assert_eq!(due(store).await[1].reminded, Some(Reminded { step: 2, on: day, answered: false }));
    assert_eq!(told().await, 1);

    // What was answered is in no mail and under no bell, and is not reminded of again.
    store.answer_reminder(here, "a", me, at(5)).await.expect("noted");
    store.answer_reminder(here, "nothing", me, at(5)).await.expect("none is fine");
    assert_eq!(store.mail_contents(mail.id).await.expect("a list"), []);
    assert_eq!(told().await, 0);
    assert!(!remind(&all[1], 3).await);
    assert!(due(store).await[1].reminded.is_some_and(|last| last.answered));

    // Who answers before the first one gets none.
    store.answer_reminder(here, "b", me, at(5)).await.expect("noted");
    assert!(due(store).await[0].reminded.is_some_and(|last| last.step == 0 && last.answered));
    assert!(!remind(&all[0], 1).await);
    assert_eq!(told().await, 0);

    // Another date begins anew; another owner, or the end of it, takes it away again.
    save(store, here, vec![action("a", "Grace", "2026-01-06", Status::Open)]).await;
    let moved = due(store).await;
    assert_eq!(moved[0].reminded, None);
    assert!(remind(&moved[0], 1).await);
    assert_eq!(told().await, 1);
    save(store, here, vec![action("a", "Ada", "2026-01-06", Status::Open)]).await;
    assert_eq!((told().await, due(store).await[0].reminded), (0, None));
    save(store, here, vec![action("a", "Grace", "2026-01-06", Status::Done)]).await;
    assert_eq!((told().await, due(store).await.len()), (0, 0));
}
