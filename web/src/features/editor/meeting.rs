//! The meeting that is held over the open document: where it is and who goes along, its clock and agenda, who is heard, what is noted, and who stands behind the plan.

mod agenda;
mod bar;
mod capture;
mod lines;
mod panel;
mod plan;
mod present;
mod schedule;
mod signs;
mod ticking;
mod voices;

use std::sync::Arc;

use debrief_shared::document::{
    SectionKind, View,
    meeting::{MeetingPlace, MeetingView, Topic, Who},
};
use leptos::prelude::*;

use crate::{
    live::{Live, Peer},
    texts::meeting as texts,
    ui::Toaster,
};
pub(super) use bar::{MeetingBar, keep_up};
pub(super) use panel::MeetingPanel;
pub use present::PresentPage;
pub(super) use schedule::ScheduleChip;

/// The part of the panel that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    When,
    #[default]
    Agenda,
    Voices,
    Notes,
    Plan,
}

/// The meeting over the open document, as this page takes part in it.
#[derive(Clone, Copy)]
pub(super) struct Meeting {
    live: Live,
    toaster: Toaster,
    view: Signal<Arc<MeetingView>>,
    /// Whether this page goes where the meeting is.
    following: RwSignal<bool>,
    /// Own hand and safeword, in milliseconds on the server's clock.
    hand: RwSignal<Option<i64>>,
    safeword: RwSignal<Option<i64>>,
    /// Whether the panel is shown, and which part of it.
    panel: RwSignal<bool>,
    tab: RwSignal<Tab>,
}

impl Meeting {
    /// Takes part from now on, until the current owner ends.
    pub(super) fn of(live: Live) -> Self {
        let meeting = Self {
            live,
            toaster: expect_context(),
            view: live.meeting(),
            following: RwSignal::new(signs::goes_along(live.id())),
            hand: RwSignal::new(signs::kept_hand(live.id())),
            safeword: RwSignal::new(signs::kept_safeword(live.id())),
            panel: RwSignal::new(false),
            tab: RwSignal::new(Tab::default()),
        };
        signs::tell(meeting);
        signs::lower_when_called(meeting);
        meeting.note_who_is_here();
        meeting.say_who_leads();
        meeting
    }

    /// Whether it is being held.
    fn is_on(self) -> bool {
        self.view.with(|view| view.is_on())
    }

    /// Whether it was held and is over.
    fn has_ended(self) -> bool {
        self.view.with(|view| view.begun.is_some() && !view.is_on())
    }

    /// Whether this person leads it.
    fn leads(self) -> bool {
        let me = self.live.me().id.to_string();
        self.view.with(|view| view.is_on() && view.lead.as_ref().is_some_and(|lead| lead.id == me))
    }

    /// Whether this page goes where somebody else's meeting is.
    fn goes_along(self) -> bool {
        self.is_on() && !self.leads() && self.following.get()
    }

    /// This person, as the document names them.
    fn me(self) -> Who {
        let me = self.live.me();
        Who { id: me.id.to_string(), name: me.named(), color: me.color }
    }

    /// Follows, or goes its own way; remembered in this tab.
    fn follow(self, on: bool) {
        self.following.set(on);
        signs::remember_going_along(self.live.id(), on);
    }

    /// Shows the panel.
    pub(super) fn show(self) {
        self.panel.set(true);
    }

    /// Shows when it is, and who comes.
    pub(super) fn show_schedule(self) {
        self.tab.try_set(Tab::When);
        self.panel.try_set(true);
    }

    /// The section with its summary, if that was written and not removed.
    fn summary_there(self) -> Option<String> {
        let id = self.view.with(|view| view.summary.clone());
        self.live.outline().with(|view| view.live_sections().any(|section| section.id == id)).then_some(id)
    }

    fn begin(self) {
        let (me, now) = (self.me(), self.live.now());
        self.live.steer(|meeting, txn| meeting.begin(txn, now, &me));
        self.follow(true);
    }

    fn take_lead(self) {
        let me = self.me();
        self.live.steer(|meeting, txn| meeting.hand_over(txn, &me));
    }

    fn hand_over(self, peer: &Peer) {
        let lead = Who { id: peer.person.id.to_string(), name: peer.person.named(), color: peer.person.color };
        self.live.steer(|meeting, txn| meeting.hand_over(txn, &lead));
        self.follow(true);
    }

    fn go(self, place: &MeetingPlace) {
        self.live.steer(|meeting, txn| meeting.go(txn, place));
    }

    /// Starts a topic; whoever leads goes to where it belongs.
    fn start(self, item: &str) {
        let now = self.live.now();
        self.live.steer(|meeting, txn| meeting.run(txn, Some(item), now));
        let topic = self.view.with_untracked(|view| view.current().map(|item| item.topic));
        let place = topic.and_then(|topic| self.live.outline().with_untracked(|view| place_of(topic, view)));
        if let Some(place) = place.filter(|_| untrack(|| self.leads())) {
            self.go(&place);
        }
    }

    fn start_next(self) {
        if let Some(next) = self.view.with_untracked(|view| view.next().map(|item| item.id.clone())) {
            self.start(&next);
        }
    }

    fn stop_clock(self) {
        let now = self.live.now();
        self.live.steer(|meeting, txn| meeting.run(txn, None, now));
    }

    fn give_more(self) {
        let Some(item) = self.view.with_untracked(|view| view.current().map(|item| item.id.clone())) else { return };
        let click = self.live.new_id();
        let given = self.live.steer(|meeting, txn| {
            meeting.give_more(txn, &item, &click, debrief_shared::document::meeting::MORE_MINUTES)
        });
        self.say_if_full(given);
    }

    fn say_if_full<E>(self, done: Option<Result<(), E>>) {
        if matches!(done, Some(Err(_))) {
            self.toaster.say(texts::FULL);
        }
    }

    /// Everybody who is here, one entry a page.
    fn peers(self) -> Arc<Vec<Peer>> {
        self.live.peers().get()
    }

    /// Names of those whose pages follow, each once.
    fn followers(self) -> Vec<String> {
        let mut names: Vec<String> =
            self.peers().iter().filter(|peer| peer.signs.follows).map(|peer| peer.person.named()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// The page of whoever leads writes down who is there: one writer for the list, and nobody is left out for not being able to write.
    fn note_who_is_here(self) {
        Effect::new(move |_| {
            if !self.leads() || !self.live.can_write().get() {
                return;
            }
            let new: Vec<(String, String)> = self.view.with(|view| {
                let peers = self.peers();
                let here = peers.iter().map(|peer| (peer.person.id.to_string(), peer.person.named()));
                here.filter(|(id, _)| view.attendee(id).is_none()).collect()
            });
            for (id, name) in new {
                // Past the limit, somebody is missing from the list and nothing else.
                let _ = self.live.steer(|meeting, txn| meeting.note_person(txn, &id, &name));
            }
        });
    }

    /// A lead that goes from one to another is said, where the page was open before.
    fn say_who_leads(self) {
        Effect::new(move |before: Option<Option<Who>>| {
            let lead = self.view.with(|view| view.lead.clone().filter(|_| view.is_on()));
            if let (Some(Some(old)), Some(new)) = (&before, &lead)
                && old.id != new.id
            {
                let mine = new.id == self.live.me().id.to_string();
                self.toaster.say(if mine { texts::YOU_LEAD_NOW.to_owned() } else { texts::lead_passed(&new.name) });
            }
            lead
        });
    }
}

/// Where a topic belongs in the document, if anywhere.
fn place_of(topic: Topic, view: &View) -> Option<MeetingPlace> {
    let kind = match topic {
        Topic::Opening => return Some(MeetingPlace::default()),
        Topic::Timeline => SectionKind::Timeline,
        Topic::Mitigations | Topic::BuyIn => SectionKind::Mitigations,
        Topic::Analysis | Topic::Well | Topic::Luck | Topic::Other => return None,
    };
    let section = view.live_sections().find(|section| section.kind == kind)?;
    Some(MeetingPlace { section: section.id.clone(), ..MeetingPlace::default() })
}
