//! A one-time link, shown once to be handed on.

use debrief_shared::api::HandedOutLink;
use leptos::task::spawn_local;
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::bindings;
use crate::texts::admin as texts;
use crate::ui::{Button, ButtonKind, IconName};
use crate::zone::{Zone, exact_words};

/// A link and what it is for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Handed {
    /// What it does, as a heading: `A new password for Ada`.
    pub(super) title: String,
    /// Whom to give it to.
    pub(super) whom: String,
    /// The link.
    pub(super) link: HandedOutLink,
}

/// Shows it until it is put away.
#[component]
pub(super) fn HandedOut(handed: RwSignal<Option<Handed>>) -> impl IntoView {
    move || handed.get().map(|shown| view! { <Shown shown handed /> })
}

#[component]
fn Shown(shown: Handed, handed: RwSignal<Option<Handed>>) -> impl IntoView {
    let copied = RwSignal::new(None::<bool>);
    let Handed { title, whom, link } = shown;
    // Without a public address the server gives a path: this browser's address completes it.
    let url =
        if link.url.starts_with('/') { window().location().origin().unwrap_or_default() + &link.url } else { link.url };
    let url = StoredValue::new(url);
    let until = link.expires_at.parse().ok().map(|instant| exact_words(Zone::mine().at(instant)));
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            request_animation_frame(move || {
                let _ = input.focus();
                input.select();
            });
        }
    });
    let copy = move |_| {
        spawn_local(async move {
            let done = bindings::copy_text(&url.get_value()).await.is_ok();
            let _ = copied.try_set(Some(done));
        });
    };
    let done = move |_| {
        handed.set(None);
        // The button is gone; the keyboard goes on at the page.
        let main = document().get_element_by_id("main").and_then(|main| main.dyn_into::<HtmlElement>().ok());
        drop(main.map(|main| main.focus()));
    };
    let note = if link.mailed { texts::also_sent_to(&whom) } else { texts::give_it_to(&whom) };
    view! {
        <div class="fresh-token" role="group" aria-labelledby="handed-out-title">
            <p id="handed-out-title"><strong>{title}</strong></p>
            <p id="handed-out-note">
                {texts::THIS_LINK_IS_SHOWN_ONLY_NOW}
                {until.map(|until| texts::until(&until))} ". " {note}
            </p>
            <div class="fresh-token-secret">
                <input
                    node_ref=input
                    class="input"
                    readonly
                    spellcheck="false"
                    autocomplete="off"
                    aria-label=texts::ONE_TIME_LINK
                    aria-describedby="handed-out-note"
                    data-testid="handed-out-link"
                    value=url.get_value()
                />
                <Button kind=ButtonKind::Primary icon=IconName::Copy on:click=copy>
                    {move || if copied.get() == Some(true) { texts::COPIED } else { texts::COPY }}
                </Button>
                <Button on:click=done>{texts::DONE}</Button>
            </div>
            <p class="field-note" role="status">
                {move || match copied.get() {
                    Some(true) => texts::IT_IS_ON_THE_CLIPBOARD,
                    Some(false) => texts::COPY_BY_HAND,
                    None => "",
                }}
            </p>
        </div>
    }
}
