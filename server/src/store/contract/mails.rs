//! The contract of mails that are to go.

use debrief_shared::api::NotificationKind;
use uuid::Uuid;

use super::{account, add, at, document};
use crate::store::Store;
use crate::store::mails::{MailRow, Slot};
use crate::store::notifications::{About, NewNotification, Which};

/// The contract of [`MailStore`](crate::store::MailStore), on an empty store.
pub(crate) async fn mails(store: &dyn Store) {
    use NotificationKind::{Approved, Published, ReviewAsked, SentBack};

    let (here, there) = (document(store, 8).await, document(store, 9).await);
    let (me, ada) = (add(store, &account(1)).await.person.id, add(store, &account(2)).await.person.id);
    // Each about something of its own: another kind.
    let new = |id: u128, postmortem, kind, due, daily| NewNotification {
        id: Uuid::from_u128(id),
        person: me,
        postmortem,
        about: About::Publication,
        kind,
        actor: ada,
        at: at(i64::try_from(id).expect("small")),
        shown: id != 2,
        mail: Some(Slot { id: Uuid::from_u128(100 + id), due: at(due), daily }),
    };
    let notify = async |news: &[NewNotification]| store.notify(news, 9, at(0)).await.expect("told");
    let claim = async |now| {
        let claimed = store.claim_mail(at(now), at(now + 5)).await.expect("answers");
        claimed.map(|MailRow { id, person, tries }| {
            assert_eq!(person, me);
            (id.as_u128(), tries)
        })
    };
    let contents = async |mail: u128| {
        let rows = store.mail_contents(Uuid::from_u128(mail)).await.expect("answers");
        rows.into_iter().map(|row| row.id.as_u128()).collect::<Vec<_>>()
    };
    notify(&[new(1, here, Approved, 10, false), new(2, here, SentBack, 12, false)]).await;
    notify(&[
        new(3, there, Approved, 11, false),
        new(4, here, Published, 30, true),
        new(5, there, Published, 40, true),
    ])
    .await;
    assert_eq!(store.notifications(me).await.expect("answers").len(), 4, "what is for mail only is not listed");
    assert_eq!(claim(9).await, None, "nothing is due");
    assert_eq!(claim(10).await, Some((101, 0)));
    assert_eq!(contents(101).await, [1, 2], "those of one postmortem go together");
    assert_eq!(claim(10).await, None, "it is somebody's");

    // What happens while it is on its way goes into another one.
    notify(&[new(6, here, ReviewAsked, 50, false)]).await;
    assert_eq!((contents(101).await, contents(106).await), (vec![1, 2], vec![6]));
    assert_eq!(claim(14).await, Some((103, 0)));
    store.end_mail(Uuid::from_u128(103)).await.expect("ended");
    store.end_mail(Uuid::from_u128(103)).await.expect("none is fine");
    assert_eq!(contents(103).await, [] as [u128; 0]);

    // Whoever had it was ended: it is the same mail.
    assert_eq!(claim(15).await, Some((101, 0)));
    store.note_notifications_read(me, Which::One(Uuid::from_u128(1)), at(16)).await.expect("noted");
    assert_eq!(contents(101).await, [2], "what was read is not told");
    store.postpone_mail(Uuid::from_u128(101), at(25), true).await.expect("postponed");
    notify(&[new(7, here, Approved, 60, false)]).await;
    assert_eq!(contents(101).await, [2, 7], "it has not gone, and waits for the shortest time");
    assert_eq!((claim(24).await, claim(25).await), (None, Some((101, 1))));
    store.postpone_mail(Uuid::from_u128(101), at(27), false).await.expect("postponed");
    notify(&[new(8, here, SentBack, 61, false)]).await;
    assert_eq!(contents(101).await, [7, 2], "it may have gone");
    assert_eq!(claim(27).await, Some((101, 2)));
    store.end_mail(Uuid::from_u128(101)).await.expect("ended");

    assert_eq!(claim(30).await, Some((104, 0)), "the mail of the day");
    assert_eq!(contents(104).await, [4, 5], "is about all postmortems");
}
