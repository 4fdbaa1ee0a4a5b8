//! The page's title in the browser's tab.

use leptos::prelude::*;

use crate::texts::ui as texts;

/// Keeps the tab's title at `title`, followed by the product's name.
pub fn use_title(title: impl Into<Signal<String>>) {
    let title = title.into();
    Effect::new(move |_| {
        title.with(|title| {
            document().set_title(&if title.is_empty() { texts::DEBRIEF.to_owned() } else { texts::page_title(title) });
        });
    });
}
