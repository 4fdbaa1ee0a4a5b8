//! From change to change, by keyboard.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

/// Gives the keyboard to the next change, or the previous one; round at the ends.
pub(super) fn jump(by: isize) {
    let Ok(found) = document().query_selector_all(".history-document [data-change]") else { return };
    let changes: Vec<HtmlElement> = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect();
    let active = document().active_element();
    let at = changes.iter().position(|change| active.as_ref() == Some(change.as_ref()));
    let Some(change) = step(at, by, changes.len()).and_then(|to| changes.get(to)) else { return };
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    change.scroll_into_view_with_scroll_into_view_options(&options);
    let _ = change.focus();
}

/// Where a step leads among so many; `None` where there is nothing.
fn step(at: Option<usize>, by: isize, count: usize) -> Option<usize> {
    if count == 0 {
        return None;
    }
    Some(match (at, by > 0) {
        (None, true) => 0,
        (None, false) => count - 1,
        (Some(at), true) => (at + 1) % count,
        (Some(at), false) => (at + count - 1) % count,
    })
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn steps_go_round() {
        assert_eq!(step(None, 1, 3), Some(0));
        assert_eq!(step(None, -1, 3), Some(2));
        assert_eq!(step(Some(2), 1, 3), Some(0));
        assert_eq!(step(Some(0), -1, 3), Some(2));
        assert_eq!(step(Some(0), 1, 0), None);
    }
}
