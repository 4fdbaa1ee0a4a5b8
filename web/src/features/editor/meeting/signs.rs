//! What a page says in the meeting for as long as it is open: a hand, the safeword, that it follows. A reload of the page changes none of it.

use leptos::prelude::*;
use uuid::Uuid;

use super::Meeting;
use crate::live::Signs;

/// Names under which this tab remembers.
const HAND: &str = "debrief.meeting-hand.";
const SAFEWORD: &str = "debrief.meeting-safeword.";
const OWN_WAY: &str = "debrief.meeting-own-way.";

/// Tells the others, whenever it is something else.
pub(super) fn tell(meeting: Meeting) {
    Effect::new(move |_| {
        let on = meeting.is_on();
        let hand = meeting.hand.get();
        keep(HAND, meeting.live.id(), hand.map(|at| at.to_string()).as_deref());
        let safeword = meeting.safeword.get();
        keep(SAFEWORD, meeting.live.id(), safeword.map(|at| at.to_string()).as_deref());
        meeting.live.set_signs(Signs {
            hand: hand.filter(|_| on && meeting.my_hand().is_some()),
            safeword: safeword.filter(|_| on && meeting.my_safeword().is_some()),
            follows: meeting.goes_along(),
            writes: meeting.live.can_write().get(),
        });
    });
}

/// A hand goes down when its turn has come, and with the meeting.
pub(super) fn lower_when_called(meeting: Meeting) {
    let me = meeting.live.me().id.to_string();
    Effect::new(move |_| {
        let called = meeting.view.with(|view| {
            let turn = view.speaking.as_ref().filter(|turn| turn.person == me);
            turn.map(|turn| turn.at.as_millisecond())
        });
        if let (Some(called), Some(hand)) = (called, meeting.hand.get())
            && hand <= called
        {
            meeting.hand.set(None);
        }
    });
    Effect::new(move |was: Option<bool>| {
        let on = meeting.is_on();
        if was == Some(true) && !on {
            meeting.hand.set(None);
            meeting.safeword.set(None);
        }
        on
    });
}

impl Meeting {
    pub(super) fn toggle_hand(self) {
        let now = self.live.now().as_millisecond();
        self.hand.update(|hand| *hand = if hand.is_some() { None } else { Some(now) });
    }

    pub(super) fn toggle_safeword(self) {
        let now = self.live.now().as_millisecond();
        self.safeword.update(|pressed| *pressed = if pressed.is_some() { None } else { Some(now) });
    }

    /// Own hand, if it went up in this meeting.
    pub(super) fn my_hand(self) -> Option<i64> {
        self.of_this_meeting(self.hand.get()?)
    }

    /// The safeword, if it was pressed in this meeting.
    pub(super) fn my_safeword(self) -> Option<i64> {
        self.of_this_meeting(self.safeword.get()?)
    }

    fn of_this_meeting(self, at: i64) -> Option<i64> {
        let begun = self.view.with(|view| view.begun.map(jiff::Timestamp::as_millisecond))?;
        (at >= begun).then_some(at)
    }

    /// Hands that are up, the first one first: account, name and whether it is one's own.
    pub(super) fn hands(self) -> Vec<(String, String, bool)> {
        let me = self.me();
        let mut hands: Vec<(i64, String, String, bool)> = self
            .peers()
            .iter()
            .filter_map(|peer| Some((peer.signs.hand?, peer.person.id.to_string(), peer.person.named(), false)))
            .filter(|(_, id, ..)| *id != me.id)
            .collect();
        hands.extend(self.my_hand().map(|at| (at, me.id, me.name, true)));
        hands.sort();
        hands.dedup_by(|one, two| one.1 == two.1);
        hands.into_iter().map(|(_, id, name, mine)| (id, name, mine)).collect()
    }

    /// Who pressed the safeword, for whoever leads.
    pub(super) fn safewords(self) -> Vec<String> {
        let mut names: Vec<String> =
            self.peers().iter().filter(|peer| peer.signs.safeword.is_some()).map(|peer| peer.person.named()).collect();
        names.sort();
        names.dedup();
        names
    }
}

/// Whether this tab goes along when a meeting is on; it does, unless somebody stepped out in it.
pub(super) fn goes_along(id: Uuid) -> bool {
    kept(OWN_WAY, id).is_none()
}

/// Remembers whether this tab goes along.
pub(super) fn remember_going_along(id: Uuid, on: bool) {
    keep(OWN_WAY, id, if on { None } else { Some("yes") });
}

/// A hand that was up in this tab before it was loaded again.
pub(super) fn kept_hand(id: Uuid) -> Option<i64> {
    kept(HAND, id)?.parse().ok()
}

/// The safeword, if it was pressed in this tab before it was loaded again.
pub(super) fn kept_safeword(id: Uuid) -> Option<i64> {
    kept(SAFEWORD, id)?.parse().ok()
}

fn kept(name: &str, id: Uuid) -> Option<String> {
    window().session_storage().ok().flatten()?.get_item(&format!("{name}{id}")).ok().flatten()
}

/// A browser that keeps nothing forgets it with the page.
fn keep(name: &str, id: Uuid, word: Option<&str>) {
    let Some(storage) = window().session_storage().ok().flatten() else { return };
    let name = format!("{name}{id}");
    let _ = match word {
        Some(word) => storage.set_item(&name, word),
        None => storage.remove_item(&name),
    };
}
