//! The keys of the big view. Letters typed into a field are its own.

use debrief_shared::document::meeting::LineKind;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, KeyboardEvent};

use super::stage::Stage;

/// Whether a key press goes into a field.
pub(in crate::features::editor::meeting) fn in_text_field(event: &KeyboardEvent) -> bool {
    is_within(event, "input, textarea, select, [contenteditable=true], [role=menu]")
}

fn is_within(event: &KeyboardEvent, selector: &str) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| matches!(element.closest(selector), Ok(Some(_))))
}

/// Listens until the current owner ends.
pub(super) fn listen(stage: &Stage) {
    let stage = *stage;
    let listener = window_event_listener(ev::keydown, move |event| {
        let held = event.ctrl_key() || event.meta_key() || event.alt_key();
        let under_dialog = matches!(document().query_selector("dialog[open]"), Ok(Some(_)));
        if held || under_dialog || event.default_prevented() || event.is_composing() {
            return;
        }
        let key = event.key();
        if stage.blank.get_untracked() {
            stage.blank.set(false);
            event.prevent_default();
            return;
        }
        if in_text_field(&event) {
            // A field keeps its keys; Escape leaves the text that is written in.
            if key == "Escape" && stage.writing.get_untracked() {
                stop_writing(&stage);
                event.prevent_default();
            }
            return;
        }
        // A button that has the keyboard is pressed by these.
        let pressed = matches!(key.as_str(), " " | "Enter") && is_within(&event, "button, a, summary");
        if !pressed && act(&stage, &event, &key) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Does what a key asks for; `false` if it asks for nothing.
fn act(stage: &Stage, event: &KeyboardEvent, key: &str) -> bool {
    let meeting = stage.meeting;
    match key {
        " " if event.shift_key() => stage.back(),
        "ArrowRight" | "ArrowDown" | "PageDown" | " " => stage.forward(),
        "ArrowLeft" | "ArrowUp" | "PageUp" => stage.back(),
        "Home" => stage.go_to(0),
        "End" => stage.go_to(stage.last()),
        "Escape" => return step_back(stage),
        "s" => stage.move_light(1),
        "S" => stage.move_light(-1),
        "+" => meeting.give_more(),
        _ => return act_by_letter(stage, key),
    }
    true
}

fn act_by_letter(stage: &Stage, key: &str) -> bool {
    let meeting = stage.meeting;
    let note = |kind| {
        if meeting.live.can_write().get_untracked() {
            stage.capture.set(Some(kind));
        }
    };
    match key.to_lowercase().as_str() {
        "e" if meeting.live.can_write().get_untracked() => stage.writing.update(|writing| *writing = !*writing),
        "b" => stage.blank.set(true),
        "f" => toggle_full_screen(),
        "m" => meeting.panel.update(|open| *open = !*open),
        "t" => meeting.start_next(),
        "p" => note(LineKind::Parked),
        "d" => note(LineKind::Decision),
        "n" => note(LineKind::Note),
        "h" => meeting.toggle_hand(),
        "l" => lead_or_follow(stage),
        digit => {
            let number = digit.parse::<usize>().ok().filter(|number| (1..=9).contains(number));
            let Some(number) = number else { return false };
            // As the line at the bottom counts: the opening is the first.
            stage.go_to((number - 1).min(stage.last()));
        }
    }
    true
}

/// Goes along again after stepping out; who goes along and may write takes the lead.
fn lead_or_follow(stage: &Stage) {
    let meeting = stage.meeting;
    let (on, leads, along) = untrack(|| (meeting.is_on(), meeting.leads(), meeting.goes_along()));
    if on && !leads && !along {
        meeting.follow(true);
    } else if on && !leads && meeting.live.can_write().get_untracked() {
        meeting.take_lead();
    }
}

/// Out of what is open, the latest first; `false` if nothing is.
fn step_back(stage: &Stage) -> bool {
    if stage.writing.get_untracked() {
        stop_writing(stage);
    } else if stage.meeting.panel.get_untracked() {
        stage.meeting.panel.set(false);
    } else if untrack(|| stage.is_lit()) {
        stage.dark();
    } else {
        return false;
    }
    true
}

fn stop_writing(stage: &Stage) {
    stage.writing.set(false);
    if let Some(main) =
        document().get_element_by_id("main").and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // Nothing to do about a browser that refuses focus.
        let _ = main.focus();
    }
}

/// All of the screen, or the window again. A browser that refuses leaves it as it is.
pub(super) fn toggle_full_screen() {
    let document = document();
    if document.fullscreen_element().is_some() {
        document.exit_fullscreen();
    } else if let Some(root) = document.document_element() {
        let _ = root.request_fullscreen();
    }
}
