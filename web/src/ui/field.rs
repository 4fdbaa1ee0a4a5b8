//! A labelled text input with its hint and its error, tied together for screen readers.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlTextAreaElement;

/// An element id that no other element of this page has.
pub fn unique_id(prefix: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{prefix}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// One line of text, or several.
#[component]
pub fn Field(
    /// What it is.
    #[prop(into)]
    label: String,
    /// Its text.
    value: RwSignal<String>,
    /// The input's `type`.
    #[prop(default = Signal::stored("text"), into)]
    kind: Signal<&'static str>,
    /// The input's `autocomplete`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Help under it.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What is not right yet; takes the hint's place.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Several lines, growing with the text.
    #[prop(optional)]
    multiline: bool,
    /// Whether the text can't be changed.
    #[prop(optional, into)]
    readonly: Signal<bool>,
    /// Whether it takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
    /// Most characters.
    #[prop(optional)]
    max_chars: Option<usize>,
    /// A small control at the end of the input.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let id = unique_id("field");
    let note_id = format!("{id}-note");
    let has_note = Signal::derive(move || error.with(Option::is_some) || hint.with(Option::is_some));
    let described_by = {
        let note_id = note_id.clone();
        move || has_note.get().then(|| note_id.clone())
    };
    let invalid = move || error.with(Option::is_some).then_some("true");
    let input = if multiline {
        let node = NodeRef::<html::Textarea>::new();
        focus_when_shown(node, autofocus);
        view! {
            <textarea
                id=id.clone()
                node_ref=node
                class="input"
                rows="2"
                placeholder=move || placeholder.get()
                maxlength=max_chars
                readonly=readonly
                aria-describedby=described_by
                aria-invalid=invalid
                prop:value=value
                on:input=move |event: ev::Event| {
                    if let Some(area) = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok())
                    {
                        value.set(area.value());
                    }
                }
            ></textarea>
        }
        .into_any()
    } else {
        let node = NodeRef::<html::Input>::new();
        focus_when_shown(node, autofocus);
        view! {
            <input
                id=id.clone()
                node_ref=node
                class="input"
                type=move || kind.get()
                autocomplete=autocomplete
                placeholder=move || placeholder.get()
                maxlength=max_chars
                readonly=readonly
                aria-describedby=described_by
                aria-invalid=invalid
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
        }
        .into_any()
    };
    let input = match children {
        Some(children) => view! { <div class="field-box">{input}{children()}</div> }.into_any(),
        None => input,
    };
    let note = move || error.get().or_else(|| hint.get());
    view! {
        <div class="field" class:has-error=move || error.with(Option::is_some)>
            <label class="field-label" for=id>{label}</label>
            {input}
            <p id=note_id class="field-note" aria-live="polite" hidden=move || !has_note.get()>{note}</p>
        </div>
    }
}

fn focus_when_shown<E>(node: NodeRef<E>, wanted: bool)
where
    E: html::ElementType,
    E::Output: wasm_bindgen::JsCast + Clone + 'static,
{
    if !wanted {
        return;
    }
    Effect::new(move |_| {
        if let Some(element) = node.get() {
            let element: web_sys::HtmlElement = element.unchecked_into();
            request_animation_frame(move || drop(element.focus()));
        }
    });
}
