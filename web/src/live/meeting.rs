//! The meeting over the open document: what of it lasts is in the document, and what is of the moment – a hand, who follows – goes with presence.

use std::sync::Arc;

use debrief_shared::document::{
    Postmortem, TextPath,
    meeting::{Meeting, MeetingView},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use yrs::{GetString as _, TransactionMut};

use super::{Live, core::Core};

/// What a page says in a meeting for as long as it is open. Nobody needs the right to write for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signs {
    /// Since when a hand is up, in Unix milliseconds on the server's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hand: Option<i64>,
    /// When the safeword was pressed, in the same milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safeword: Option<i64>,
    /// Whether the page goes where the meeting is.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub follows: bool,
    /// Whether who is there may write, and so could lead.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub writes: bool,
}

impl Live {
    /// The meeting as it is now.
    pub fn meeting(self) -> Signal<Arc<MeetingView>> {
        self.core().signals.meeting.into()
    }

    /// A change of the meeting that undo leaves alone. `None` while reading only, or when the document is not open any more.
    pub fn steer<T>(self, f: impl FnOnce(Meeting<'_>, &mut TransactionMut<'_>) -> T) -> Option<T> {
        self.core.try_get_value()?.steer(|postmortem, txn| f(postmortem.meeting(), txn))
    }

    /// Tells others what this page says in the meeting.
    pub fn set_signs(self, signs: Signs) {
        let Some(core) = self.core.try_get_value() else { return };
        let news = core.presence.borrow_mut().set_signs(signs);
        if news {
            core.announce_soon();
        }
    }

    /// A text as it reads now; empty when it is not there.
    pub fn text_of(self, path: &TextPath) -> String {
        self.read(|postmortem, txn| postmortem.text(txn, path).map(|text| text.get_string(txn)).unwrap_or_default())
    }
}

impl Core {
    fn steer<T>(self: &std::rc::Rc<Self>, f: impl FnOnce(&Postmortem, &mut TransactionMut<'_>) -> T) -> Option<T> {
        let result = self.can_write().then(|| self.replica().steer(f));
        self.flush(None);
        result
    }
}

#[cfg(test)]
mod tests {
    use debrief_shared::document::meeting::{MeetingPlace, MeetingView};

    use super::super::replica::Replica;

    fn meeting(replica: &Replica) -> MeetingView {
        replica.read(|postmortem, txn| postmortem.meeting().view(txn))
    }

    #[test]
    fn undo_leaves_alone_where_the_meeting_is() {
        let here = Replica::new(1, || 0);
        here.edit(|postmortem, txn| postmortem.meeting().set_off_topic(txn, "Who pays"));
        let place = MeetingPlace { section: "a".to_owned(), ..MeetingPlace::default() };
        here.steer(|postmortem, txn| postmortem.meeting().go(txn, &place));
        assert!(here.undo());
        let after = meeting(&here);
        assert_eq!((after.off_topic.as_str(), after.place.section.as_str()), ("", "a"));
        assert!(!here.can_undo(), "nothing of the meeting's steps is left to undo");
        assert!(here.redo());
        assert_eq!(meeting(&here).off_topic, "Who pays");
    }
}
