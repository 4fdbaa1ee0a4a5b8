//! The postmortem on paper: right before printing everything is set as still text, because editors draw only what is in sight.

use leptos::{html, prelude::*};

use crate::texts::presence as texts;
use crate::{
    api, bindings,
    live::Live,
    zone::{Zone, exact_words},
};

/// Opens the browser's own dialog for printing.
pub(super) fn start() {
    // A browser that cannot print says so itself.
    let _ = window().print();
}

/// What is printed in place of the page. Empty on the screen.
#[component]
pub(super) fn PrintSheet() -> impl IntoView {
    let live = expect_context::<Live>();
    let sheet = NodeRef::<html::Div>::new();
    let note = RwSignal::new(String::new());
    let fill = window_event_listener_untyped("beforeprint", move |_| {
        let Some(sheet) = sheet.get_untracked() else { return };
        bindings::print_markdown(&sheet, &live.markdown(), &api::images_path(live.id()));
        let address = window().location().href().unwrap_or_default();
        note.set(texts::printed(&address, exact_words(Zone::mine().at(live.now()))));
    });
    let clear = window_event_listener_untyped("afterprint", move |_| {
        if let Some(sheet) = sheet.get_untracked() {
            bindings::print_markdown(&sheet, "", "");
        }
    });
    on_cleanup(move || {
        fill.remove();
        clear.remove();
    });
    view! {
        <article class="print-sheet" data-testid="print-sheet" aria-hidden="true">
            <div node_ref=sheet></div>
            <p class="print-note">{move || note.get()}</p>
        </article>
    }
}
