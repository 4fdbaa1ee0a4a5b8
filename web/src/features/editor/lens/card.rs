//! What the lens says about a place: why it matters, one or two ways to say it otherwise, and how to be rid of it.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, Node};

use super::{Lens, Spot};
use crate::texts::lens as texts;
use crate::{
    text_surface::RemarkRange,
    ui::{IconButton, IconName},
};

/// Between the words and the card, and between the card and the edge of the window, in pixels.
const GAP: f64 = 8.0;
/// How often the words are looked for while a text is brought into sight, a frame each.
const LOOKS: u32 = 40;

/// The card of the remark that is open.
#[component]
pub(in crate::features::editor) fn LensCard() -> impl IntoView {
    let lens = expect_context::<Lens>();
    let layer = NodeRef::<html::Div>::new();
    let outside = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let inside = layer.try_get_untracked().flatten().is_some_and(|layer| layer.contains(target.as_ref()));
        if !inside && lens.open.try_with_untracked(Option::is_some) == Some(true) {
            lens.open.set(None);
        }
    });
    // The card has the key to itself while it has the keyboard; beside a caret that stays where it is, it closes by it as well.
    let escape = window_event_listener(ev::keydown, move |event| {
        let within =
            document().active_element().is_some_and(|element| matches!(element.closest(".lens-card"), Ok(Some(_))));
        if event.key() == "Escape"
            && !within
            && !event.default_prevented()
            && lens.open.try_with_untracked(Option::is_some) == Some(true)
        {
            event.prevent_default();
            lens.open.set(None);
        }
    });
    on_cleanup(move || {
        outside.remove();
        escape.remove();
    });
    let said = move || {
        let name = lens.open.with(|open| open.as_ref().map(|spot| spot.finding.rule.name));
        name.filter(|_| !lens.by_key.get()).map(texts::beside)
    };
    view! {
        <div class="lens-layer" node_ref=layer>
            {move || lens.open.get().map(|spot| view! { <Card spot layer /> })}
            <p class="visually-hidden" role="status" data-testid="lens-said">{said}</p>
        </div>
    }
}

#[component]
fn Card(spot: Spot, layer: NodeRef<html::Div>) -> impl IntoView {
    let lens = expect_context::<Lens>();
    let card = NodeRef::<html::Section>::new();
    let placed = spot.clone();
    card.on_load(move |card| place(lens, placed, layer, card, LOOKS));
    let Spot { finding, .. } = spot.clone();
    let (rule, message) = (finding.rule, finding.message);
    let rewrites = finding.rewrites.into_iter().map(|rewrite| {
        let spot = spot.clone();
        let words = match rewrite.label.as_str() {
            "" => view! { <span>{texts::LEAVE_IT_OUT}</span> }.into_any(),
            label => view! { <span>{label.to_owned()}</span> }.into_any(),
        };
        view! {
            <button type="button" class="lens-rewrite" data-testid="lens-rewrite" on:click=move |_| lens.apply(&spot, &rewrite)>
                {words}
            </button>
        }
    });
    let (here, everywhere) = (spot.clone(), spot.clone());
    let keys = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            lens.close();
        }
    };
    view! {
        <section
            class="lens-card"
            node_ref=card
            role="dialog"
            aria-labelledby="lens-name"
            aria-describedby="lens-message"
            tabindex="-1"
            data-testid="lens-card"
            data-rule=rule.code
            on:keydown=keys
        >
            <div class="lens-head">
                <h2 id="lens-name">{rule.name}</h2>
                <IconButton icon=IconName::Close label=texts::CLOSE on:click=move |_| lens.close() />
            </div>
            <p id="lens-message">{message}</p>
            <p class="lens-why">{rule.why}</p>
            <div class="lens-rewrites">{rewrites.collect_view()}</div>
            <div class="lens-foot">
                <button type="button" class="lens-dismiss" data-testid="lens-here" on:click=move |_| lens.dismiss_here(&here)>
                    {texts::NOT_HERE}
                </button>
                <button type="button" class="lens-dismiss" data-testid="lens-rule" on:click=move |_| lens.dismiss_rule(&everywhere)>
                    {texts::NOT_THIS_RULE}
                </button>
                <span class="lens-private">{texts::ONLY_YOU_SEE_THIS}</span>
            </div>
        </section>
    }
}

/// Puts the card under its words once they are drawn, or over them where there is no room, and gives it the keyboard if a key asked for it.
fn place(lens: Lens, spot: Spot, layer: NodeRef<html::Div>, card: HtmlElement, looks: u32) {
    request_animation_frame(move || {
        if lens.open.try_with_untracked(|open| open.as_ref() == Some(&spot)) != Some(true) {
            return;
        }
        let Some(layer_element) = layer.try_get_untracked().flatten() else { return };
        let Some(words) = words_of(lens, &spot) else {
            if looks > 0 {
                place(lens, spot, layer, card, looks - 1);
            } else {
                lens.open.set(None);
            }
            return;
        };
        let (at, around, size) = (
            words.get_bounding_client_rect(),
            layer_element.get_bounding_client_rect(),
            card.get_bounding_client_rect(),
        );
        let length = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64());
        let (width, height) = (length(window().inner_width()), length(window().inner_height()));
        let (width, height) = (width.unwrap_or(f64::INFINITY), height.unwrap_or(f64::INFINITY));
        let left = at.left().min(width - size.width() - 2.0 * GAP).max(GAP);
        let below = at.bottom() + GAP;
        let over = at.top() - GAP - size.height();
        let top = if below + size.height() > height && over > 0.0 { over } else { below };
        let style = card.style();
        for (name, value) in [("left", left - around.left()), ("top", top - around.top())] {
            // A browser that takes no position shows the card where the layer is.
            let _ = style.set_property(name, &format!("{value}px"));
        }
        let _ = card.class_list().add_1("is-placed");
        if lens.by_key.get_untracked() {
            // Nothing to do about a browser that refuses focus.
            let _ = card.focus();
        }
    });
}

/// Gives the card that is open the keyboard; `false` if there is none.
pub(super) fn focus() -> bool {
    let card = document().query_selector(".lens-card").ok().flatten();
    card.and_then(|card| card.dyn_into::<HtmlElement>().ok()).is_some_and(|card| card.focus().is_ok())
}

/// The mark of a remark in its text.
fn words_of(lens: Lens, spot: &Spot) -> Option<Element> {
    let index = lens.spots.with_untracked(|spots| spots.iter().position(|other| other == spot))?;
    let mark = RemarkRange::mark(u32::try_from(index).ok()?);
    let selector = format!("[data-testid='text:{}'] [data-range='{mark}']", spot.path);
    document().query_selector(&selector).ok().flatten()
}
