//! Where the keyboard goes on when the button it was on is about to go.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// The field that people are added by.
pub(super) const ADD: &str = "[data-testid=share-add]";
/// The button for a new link.
pub(super) const NEW_LINK: &str = "[data-testid=share-new-link]";
/// The one button that everybody has.
pub(super) const FOOT: &str = ".share-foot button";

/// Gives the keyboard to what is there already.
pub(super) fn now(selector: &str) {
    let found = document().query_selector(&format!("dialog {selector}")).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Gives the keyboard to what is shown in a moment.
pub(super) fn soon(selector: &'static str) {
    request_animation_frame(move || now(selector));
}
