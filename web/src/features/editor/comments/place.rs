//! Comments on a place as a whole: a section, an entry of the timeline, a mitigation, the postmortem.

use debrief_shared::{api::Thread, document::Subject};
use leptos::{ev, prelude::*};
use uuid::Uuid;
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use crate::texts::comments as texts;
use crate::{
    live::Live,
    ui::{Icon, IconName},
};

/// How many open threads a place has; a button to the first of them, or to begin one.
#[component]
pub(in super::super) fn PlaceComments(
    /// The place.
    place: Subject,
    /// What it is, in words.
    what: &'static str,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let path = place.to_string();
    let place = StoredValue::new(place);
    let open = Memo::new(move |_| {
        let is_here = |thread: &&Thread| thread.anchor.text == path && thread.resolved_at.is_none();
        live.threads().with(|threads| threads.iter().filter(is_here).map(|thread| thread.id).collect::<Vec<Uuid>>())
    });
    let count = move || open.with(Vec::len);
    let label = move || match count() {
        0 => texts::comment_on_this(what),
        count => texts::threads_on_this(count, what),
    };
    let act = move |_| match open.with_untracked(|open| open.first().copied()) {
        Some(first) => live.active_thread().set(Some(first)),
        None => place.with_value(|place| live.comment_on(place)),
    };
    view! {
        <Show when=move || count() != 0 || live.can_comment().get()>
            <button
                type="button"
                class="icon-button place-comments"
                class:has-some=move || count() != 0
                data-testid="place-comments"
                data-place=place.with_value(ToString::to_string)
                // Where there is nothing yet Ctrl+Alt+M does the same: no further stop for Tab at each of hundreds of entries.
                tabindex=move || if count() == 0 { "-1" } else { "0" }
                aria-label=label
                data-tip=label
                on:click=act
            >
                <Icon name=IconName::Comment />
                {move || (count() != 0).then(|| view! { <span class="place-count" aria-hidden="true">{count()}</span> })}
            </button>
        </Show>
    }
}

/// Ctrl+Alt+S chooses between writing and suggesting. Ctrl+Alt+M outside of texts comments on the place that has the keyboard; a text has that key for
/// itself.
pub(super) fn by_key(live: Live) {
    let listener = window_event_listener(ev::keydown, move |event| {
        // With AltGr, which counts as both, letters are typed.
        let with_mod =
            (event.ctrl_key() || event.meta_key()) && event.alt_key() && !event.get_modifier_state("AltGraph");
        if with_mod && event.code() == "KeyS" && live.can_write().get_untracked() {
            event.prevent_default();
            return live.suggest(!live.suggests().get_untracked());
        }
        if !with_mod || event.code() != "KeyM" || event.default_prevented() {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.as_ref().is_some_and(|element| matches!(element.closest("dialog, .composer"), Ok(Some(_)))) {
            return;
        }
        event.prevent_default();
        live.comment_on(&target.and_then(|element| place_of(&element)).unwrap_or(Subject::Whole));
    });
    on_cleanup(move || listener.remove());
}

/// The innermost place around an element.
fn place_of(element: &Element) -> Option<Subject> {
    let around =
        element.closest("[data-testid=timeline-entry], [data-testid=mitigation], [data-testid=section]").ok()??;
    match around.get_attribute("data-testid")?.as_str() {
        "timeline-entry" => around.get_attribute("data-id").map(Subject::Entry),
        "mitigation" => around.get_attribute("data-id").map(Subject::Mitigation),
        _ => around.id().strip_prefix("section-").map(|id| Subject::Section(id.to_owned())),
    }
}
