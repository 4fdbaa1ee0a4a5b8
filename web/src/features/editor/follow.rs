//! Following somebody: their place stays in view, until one scrolls, writes, or presses Escape.

use debrief_shared::api::Person;
use leptos::{ev, prelude::*};
use uuid::Uuid;
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use super::presence::one_a_person;
use crate::texts::document as texts;
use crate::{
    live::Live,
    ui::{Avatar, Button, ButtonKind, Kbd, Toaster},
};

/// Whom one follows.
#[derive(Clone, Copy)]
pub(super) struct Following {
    live: Live,
    whom: RwSignal<Option<Person>>,
}

impl Following {
    /// Nobody yet. Keeps the place of whoever is followed in view, until the current owner ends.
    pub(super) fn of(live: Live) -> Self {
        let following = Self { live, whom: RwSignal::new(None) };
        following.keep_in_view();
        following.stop_by_hand();
        following
    }

    /// Account of the person.
    pub(super) fn whom(self) -> Option<Uuid> {
        self.whom.with(|whom| whom.as_ref().map(|person| person.id))
    }

    /// Follows a person from now on.
    pub(super) fn begin(self, person: Person) {
        self.whom.set(Some(person));
    }

    fn stop(self) {
        if self.whom.try_with_untracked(Option::is_some) == Some(true) {
            self.whom.set(None);
        }
    }

    fn keep_in_view(self) {
        let toaster = expect_context::<Toaster>();
        let (live, peers) = (self.live, self.live.peers());
        Effect::new(move |_| {
            let peers = peers.get();
            let Some(person) = self.whom.get() else { return };
            let peer = one_a_person(&peers).into_iter().find(|peer| peer.person.id == person.id);
            if let Some(peer) = peer {
                // Editors draw carets in the next frame: where it is now is known in the one after.
                request_animation_frame(move || request_animation_frame(move || live.accompany(&peer)));
            } else {
                self.whom.set(None);
                toaster.say(texts::has_left(&person.name));
            }
        });
    }

    /// Whoever scrolls, writes or presses Escape goes their own way.
    fn stop_by_hand(self) {
        let wheel = window_event_listener(ev::wheel, move |_| self.stop());
        let touch = window_event_listener(ev::touchmove, move |_| self.stop());
        let key = window_event_listener(ev::keydown, move |event| {
            let scrolls = matches!(
                event.key().as_str(),
                "PageUp" | "PageDown" | "Home" | "End" | "ArrowUp" | "ArrowDown" | "Escape"
            );
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let writes = target.is_some_and(|element| matches!(element.closest("[contenteditable=true]"), Ok(Some(_))));
            if scrolls || writes {
                self.stop();
            }
        });
        on_cleanup(move || {
            wheel.remove();
            touch.remove();
            key.remove();
        });
    }
}

/// Says whom one follows.
#[component]
pub(super) fn FollowBar() -> impl IntoView {
    let following = expect_context::<Following>();
    let place = move |person: &Person| {
        let peers = following.live.peers().get();
        let peer = one_a_person(&peers).into_iter().find(|peer| peer.person.id == person.id)?;
        let section = peer.place?;
        following.live.outline().with(|view| {
            let section = view.live_sections().find(|known| known.id == section)?;
            Some(section.heading.trim().to_owned()).filter(|heading| !heading.is_empty())
        })
    };
    view! {
        <div class="follow" role="status">
            {move || {
                following.whom.get().map(|person| {
                    let class = format!("follow-bar peer-{}", person.color % 12);
                    let (name, color) = (person.name.clone(), person.color);
                    let words = person.named();
                    let there = move || place(&person).map(|heading| texts::follows_in(&heading));
                    view! {
                        <div class=class data-testid="follow-bar">
                            <span aria-hidden="true"><Avatar name color small=true /></span>
                            <span class="follow-words">{texts::FOLLOWING_BEFORE}<strong>{words}</strong>{there}</span>
                            <Button kind=ButtonKind::Quiet attr:data-testid="stop-following" on:click=move |_| following.stop()>{texts::STOP_BEFORE}<Kbd key="Esc" /></Button>
                        </div>
                    }
                })
            }}
        </div>
    }
}
