//! What one is told of: the bell in the bar, its list, and what one wants to be told of.

mod bell;
mod concern;
mod settings;
mod wire;

use std::time::Duration;

use debrief_shared::api::{NoteNotificationsRead, Notification, NotificationList};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use crate::api;

pub use bell::Bell;
pub use settings::SettingsSection;

/// Between two questions to the server, whether it tells of news or not.
const PACE: Duration = Duration::from_mins(1);

/// What one is told of, shared by all pages.
#[derive(Clone, Copy)]
pub struct Notifications {
    list: RwSignal<NotificationList>,
    /// Whether the server is being asked, and whether to ask once more then.
    asking: StoredValue<(bool, bool)>,
}

impl Notifications {
    /// Nothing yet; provided to all pages.
    pub fn none() -> Self {
        Self { list: RwSignal::default(), asking: StoredValue::new((false, false)) }
    }

    /// For whoever is signed in: asks now, whenever the server tells of news, at a modest pace, and whenever the page is looked at again;
    /// until the current owner ends.
    pub fn run(self) {
        let notifications = self;
        // Somebody else's are nobody's business.
        notifications.list.set(NotificationList::default());
        notifications.ask();
        let ask_if_seen = move || {
            if !document().hidden() {
                notifications.ask();
            }
        };
        if let Ok(interval) = set_interval_with_handle(ask_if_seen, PACE) {
            on_cleanup(move || interval.clear());
        }
        wire::listen(move || notifications.ask());
        let listener = window_event_listener_untyped("visibilitychange", move |_| ask_if_seen());
        on_cleanup(move || listener.remove());
    }

    /// Asks the server, once at a time.
    fn ask(self) {
        let Some((asking, _)) = self.asking.try_get_value() else { return };
        self.asking.set_value((true, asking));
        if asking {
            return;
        }
        spawn_local(async move {
            let answer = api::notifications().await;
            // Without an answer what is known stays.
            if let Ok(list) = answer
                && self.list.try_get_untracked().is_some_and(|known| known != list)
            {
                self.list.set(list);
            }
            if let Some((_, again)) = self.asking.try_get_value() {
                self.asking.set_value((false, false));
                if again {
                    self.ask();
                }
            }
        });
    }

    /// Notes that some were read: one, those of a thread, or all.
    fn note_read(self, note: NoteNotificationsRead) {
        self.list.update(|list| {
            let mut read = 0;
            for known in &mut list.notifications {
                let is_it = note.id.is_none_or(|id| known.id == id)
                    && note.thread.is_none_or(|id| known.thread == Some(id))
                    && note.review.is_none_or(|id| {
                        known.thread.is_none() && known.postmortem == id && !known.kind.is_about_meeting()
                    })
                    && note.meeting.is_none_or(|id| known.postmortem == id && known.kind.is_about_meeting());
                if is_it && !known.read {
                    known.read = true;
                    read += 1;
                }
            }
            let all = note.id.is_none() && note.thread.is_none() && note.review.is_none() && note.meeting.is_none();
            list.unread = if all { 0 } else { list.unread.saturating_sub(read) };
        });
        spawn_local(async move {
            // Not noted, it is told once more: better than never.
            drop(api::note_notifications_read(&note).await);
            self.ask();
        });
    }

    /// A thread is being read: what tells of it is read with it.
    fn read_thread(self, thread: Uuid) {
        if self.has_unread(|known| known.thread == Some(thread)) {
            self.note_read(NoteNotificationsRead { thread: Some(thread), ..NoteNotificationsRead::default() });
        }
    }

    /// The review of a postmortem is being looked at, as long as the current owner lasts: what tells of it is read with it.
    pub fn follow_review(self, postmortem: Uuid) {
        Effect::new(move |_| {
            self.list.track();
            let about = |known: &Notification| {
                known.thread.is_none() && known.postmortem == postmortem && !known.kind.is_about_meeting()
            };
            if !document().hidden() && self.has_unread(about) {
                self.note_read(NoteNotificationsRead { review: Some(postmortem), ..NoteNotificationsRead::default() });
            }
        });
    }

    /// The same with the meeting of a postmortem.
    pub fn follow_meeting(self, postmortem: Uuid) {
        Effect::new(move |_| {
            self.list.track();
            let about = |known: &Notification| known.kind.is_about_meeting() && known.postmortem == postmortem;
            if !document().hidden() && self.has_unread(about) {
                self.note_read(NoteNotificationsRead { meeting: Some(postmortem), ..NoteNotificationsRead::default() });
            }
        });
    }

    fn has_unread(self, which: impl Fn(&Notification) -> bool) -> bool {
        self.list.with_untracked(|list| list.notifications.iter().any(|known| !known.read && which(known)))
    }
}
