//! A section's text to be read from afar, every change in it at once, and the light on one of its sentences. Written in, it is the text surface itself.

use std::rc::Rc;

use debrief_shared::document::TextPath;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use super::stage::Stage;
use crate::{
    api, bindings,
    live::{Caret, Edit, Face, Live},
    text_surface::{SurfaceMode, TextSurface},
    texts::meeting as texts,
};

/// Tells that a text has changed, in the very turn.
struct Reader {
    path: TextPath,
    changes: RwSignal<u32>,
}

impl Face for Reader {
    fn path(&self) -> &TextPath {
        &self.path
    }

    fn changed(&self, _: Option<&[Edit]>) {
        self.changes.try_update(|changes| *changes = changes.wrapping_add(1));
    }

    fn show_carets(self: Rc<Self>, _: &[Caret]) {}

    fn reveal(self: Rc<Self>, _: Option<(u32, u32)>) {}

    fn bring(self: Rc<Self>, _: Option<u32>) {}

    fn element(&self) -> Option<HtmlElement> {
        None
    }

    fn focus(self: Rc<Self>) {}

    fn choose(self: Rc<Self>, _: u32, _: u32) {}
}

/// What a text reads now, followed change by change until the current owner ends.
pub(super) fn use_text(live: Live, path: TextPath) -> Memo<String> {
    let changes = RwSignal::new(0);
    let core = live.core();
    let face = core.add_face(Rc::new(Reader { path: path.clone(), changes }));
    let kept = StoredValue::new_local(core);
    on_cleanup(move || {
        if let Some(core) = kept.try_get_value() {
            core.remove_face(face);
        }
    });
    Memo::new(move |_| {
        changes.track();
        // A section that is brought back has another text.
        live.outline().track();
        live.text_of(&path)
    })
}

/// The text of a section.
#[component]
pub(super) fn Reading(
    /// Which.
    section: String,
    /// Whether it is a note beside something else: then no light falls on it.
    #[prop(optional)]
    beside: bool,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let path = StoredValue::new(TextPath::Body(section));
    view! {
        <Show when=move || stage.writing.get() fallback=move || view! { <Still path=path.get_value() beside /> }>
            <Writing path=path.get_value() />
        </Show>
    }
}

#[component]
fn Still(path: TextPath, beside: bool) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let live = stage.meeting.live;
    let words = use_text(live, path);
    let host = if beside { NodeRef::new() } else { stage.text };
    let pictures = api::images_path(live.id());
    Effect::new(move |_| {
        if let Some(host) = host.get() {
            words.with(|words| bindings::present_markdown(&host, words, &pictures));
        }
    });
    Effect::new(move |_| {
        // After the text: the light falls on what stands there now.
        words.track();
        let place = stage.place.get();
        let Some(host) = host.get().filter(|_| !beside) else { return };
        let number = place.sentence.and_then(|number| i32::try_from(number).ok()).unwrap_or(-1);
        bindings::light_sentence(&host, number, &place.words);
    });
    let light = move |event: ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let within = |selector: &str| target.as_ref().and_then(|target| target.closest(selector).ok().flatten());
        let number = within("[data-sentence]").and_then(|piece| piece.get_attribute("data-sentence")?.parse().ok());
        if let Some(number) = number.filter(|_| !beside && within("a").is_none()) {
            let lit = stage.place.with_untracked(|place| !place.words.is_empty() && place.sentence == Some(number));
            if lit { stage.dark() } else { stage.light(number) }
        }
    };
    let empty = move || !beside && words.with(|words| words.trim().is_empty());
    view! {
        <Show when=empty>
            <p class="present-empty">
                {texts::EMPTY_SECTION}
                <Show when=move || live.can_write().get()>" "{texts::WRITE_BY_KEY}</Show>
            </p>
        </Show>
        // Sentences are chosen by key as well: S.
        <div class="present-text" node_ref=host data-testid="present-text" on:click=light></div>
    }
}

/// For an element with a text surface in it, which gets the keyboard as soon as it stands.
pub(super) fn focused() -> NodeRef<html::Div> {
    let node = NodeRef::<html::Div>::new();
    node.on_load(|host: web_sys::HtmlDivElement| {
        request_animation_frame(move || {
            let text = host.query_selector(".cm-content, .surface-still").ok().flatten();
            if let Some(text) = text.and_then(|text| text.dyn_into::<HtmlElement>().ok()) {
                // Nothing to do about a browser that refuses focus.
                let _ = text.focus();
            }
        });
    });
    node
}

#[component]
fn Writing(path: TextPath) -> impl IntoView {
    view! {
        <div class="present-writing" data-testid="present-writing" node_ref=focused()>
            <TextSurface path mode=SurfaceMode::Markdown label=texts::TEXT />
        </div>
    }
}
