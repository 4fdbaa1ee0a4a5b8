//! Comments by keyboard: from thread to thread, to what is new, and what can be done with a thread.

use leptos::{ev, prelude::*};
use uuid::Uuid;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use super::{super::page::Panels, Comments, order::Placed};
use crate::texts::comments as texts;
use crate::ui::Shortcut;

/// As the help lists them.
pub(super) const SHORTCUTS: &[Shortcut] = &[
    (&["Ctrl", "Alt", "N"], texts::NEXT_THREAD_WITH_SOMETHING_NEW),
    (&["J", "K"], texts::NEXT_AND_PREVIOUS_THREAD),
    (&["Enter"], texts::SHOW_WHAT_IT_IS_ABOUT),
    (&["R"], texts::REPLY),
    (&["E"], texts::RESOLVE_OR_REOPEN),
    (&["Ctrl", "Enter"], texts::SEND_WHAT_IS_WRITTEN),
];

/// Looks for unread threads by key while the panel is there.
pub(super) fn enter(comments: Comments, all: Memo<Vec<Placed>>, panels: Panels) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let with_mod = (event.ctrl_key() || event.meta_key()) && event.alt_key();
        if with_mod && event.code() == "KeyN" && !event.default_prevented() {
            event.prevent_default();
            next_unread(comments, all, panels);
        }
    });
    on_cleanup(move || listener.remove());
}

/// Goes to the next thread with something new, in the order of the page, behind the one that is looked at.
pub(super) fn next_unread(comments: Comments, all: Memo<Vec<Placed>>, panels: Panels) {
    let active = comments.live.active_thread().get_untracked();
    let next = all.with_untracked(|all| {
        let from = all.iter().position(|placed| Some(placed.thread.id) == active).map_or(0, |at| at + 1);
        let (before, after) = all.split_at(from.min(all.len()));
        after.iter().chain(before).find(|placed| placed.unread > 0).map(|placed| placed.thread.id)
    });
    let Some(next) = next else { return comments.toaster.say(texts::YOU_HAVE_READ_ALL_COMMENTS) };
    panels.comments.set(true);
    comments.show(next);
    focus_soon(next);
}

/// A key pressed on a thread's card itself. `true`: it did something.
pub(super) fn pressed(comments: Comments, id: Uuid, card: &Element, key: &str) -> bool {
    let press = |test_id: &str| {
        let button = card.query_selector(&format!("[data-testid={test_id}]")).ok().flatten();
        button.and_then(|button| button.dyn_into::<HtmlElement>().ok()).map(|button| button.click()).is_some()
    };
    let neighbour = match key {
        "j" | "J" | "ArrowDown" => card.next_element_sibling(),
        "k" | "K" | "ArrowUp" => card.previous_element_sibling(),
        "Enter" => {
            comments.show(id);
            return true;
        }
        "r" | "R" => return press("thread-reply"),
        "e" | "E" => return press("thread-resolve"),
        _ => return false,
    };
    if let Some(next) = neighbour.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        // Nothing to do about a browser that refuses focus.
        let _ = next.focus();
    }
    true
}

/// Gives a thread or a comment the keyboard as soon as it is on the page, if that is soon.
pub(in super::super) fn focus_soon(id: Uuid) {
    /// Between two looks, and how often.
    const PAUSE_MS: u64 = 100;
    const LOOKS: u32 = 30;
    fn look(id: Uuid, left: u32) {
        let element =
            document().query_selector(&format!(".thread[data-id='{id}'], .comment[data-id='{id}']")).ok().flatten();
        match element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            Some(element) => drop(element.focus()),
            None if left > 0 => set_timeout(move || look(id, left - 1), std::time::Duration::from_millis(PAUSE_MS)),
            None => {}
        }
    }
    request_animation_frame(move || look(id, LOOKS));
}
