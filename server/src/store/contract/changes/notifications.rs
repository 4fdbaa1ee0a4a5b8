//! Notifications, their settings, and mails.

use debrief_shared::api::{NotificationKind, NotificationSettings};
use jiff::civil::date;
use uuid::Uuid;

use super::super::{at, person};
use super::state::state;
use super::{Access, HERE, Table};
use crate::store::StoreError;
use crate::store::mails::Slot;
use crate::store::notifications::{About, NewNotification, Which};
use crate::store::reminders::{DueAction, NewReminder};

pub(super) async fn notifications(t: &mut Table<'_>, thread: Uuid) {
    let mail = Uuid::from_u128(7);
    let told = NewNotification {
        id: Uuid::from_u128(1),
        person: person(2),
        postmortem: HERE,
        about: About::Thread { thread, comment: None },
        kind: NotificationKind::Resolved,
        actor: person(3),
        at: at(2),
        shown: true,
        mail: Some(Slot { id: mail, due: at(2), daily: false }),
    };
    done!(t, Stays, notify(std::slice::from_ref(&told), 9, at(0)));
    let due = NewNotification {
        kind: NotificationKind::MitigationDue,
        about: About::Mitigations,
        mail: None,
        ..told.clone()
    };
    let action = DueAction {
        postmortem: HERE,
        action: "m".to_owned(),
        owner_key: "grace".to_owned(),
        due: date(2026, 1, 5),
        reminded: None,
    };
    let reminder = NewReminder { action, person: person(2), step: 1, on: date(2026, 1, 5) };
    let due = NewNotification { id: Uuid::from_u128(3), ..due };
    done!(t, Stays, remind(&reminder, &due, 9, at(0)));
    done!(t, Stays, answer_reminder(HERE, "m", person(2), at(3)));
    let nowhere = NewNotification { id: Uuid::from_u128(2), about: About::Review(Uuid::nil()), ..told };
    refused!(t, Conflict, notify(std::slice::from_ref(&nowhere), 9, at(0)));
    done!(t, Stays, claim_mail(at(2), at(3)));
    done!(t, Stays, postpone_mail(mail, at(4), true));
    done!(t, Stays, end_mail(mail));
    done!(t, Stays, note_notifications_read(person(2), Which::All, at(3)));
    done!(t, Stays, set_notification_settings(person(2), &NotificationSettings::default()));
    refused!(t, Conflict, set_notification_settings(Uuid::nil(), &NotificationSettings::default()));
}
