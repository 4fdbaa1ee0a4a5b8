//! Keeps the line that somebody writes in where it is on the screen, while others add and remove lines above it.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::Element;

/// Notes where the focused element inside `container` is, and scrolls by as much as it has moved once the page has changed. To be called right before a list
/// changes. Browsers hold still what is at the top of the window, which is not where people write (CSS Scroll Anchoring, section 2).
pub(super) fn hold_still(container: Option<&Element>) {
    let Some(container) = container else { return };
    let Some(focused) = document().active_element().filter(|element| container.contains(Some(element.unchecked_ref())))
    else {
        return;
    };
    let before = focused.get_bounding_client_rect().top();
    request_animation_frame(move || {
        let moved = focused.get_bounding_client_rect().top() - before;
        let still_there = focused.is_connected() && document().active_element().as_ref() == Some(&focused);
        if still_there && moved.abs() >= 1.0 {
            window().scroll_by_with_x_and_y(0.0, moved);
        }
    });
}
