//! The line over the mitigations: what the words mean, and the choice between a list and a board.

use debrief_shared::document::{Approach, Category};
use leptos::prelude::*;

use super::{
    Mitigations,
    lanes::Layout,
    meaning::{of_approach, of_category},
};
use crate::texts::mitigations as texts;
use crate::ui::{Icon, IconName, remember, remembered};

/// Where the reader's choice is remembered on this device.
const LAYOUT: &str = "debrief.mitigations-layout";

/// What the reader chose before; a list at first.
pub(super) fn chosen_before() -> Layout {
    remembered(LAYOUT).and_then(|word| Layout::parse(&word)).unwrap_or(Layout::List)
}

/// Chooses a layout, and remembers it.
pub(super) fn choose(mitigations: Mitigations, layout: Layout) {
    mitigations.layout.set(layout);
    remember(LAYOUT, Some(layout.label()));
}

/// The line.
#[component]
pub(super) fn Head(
    /// The section.
    mitigations: Mitigations,
) -> impl IntoView {
    let explained = RwSignal::new(false);
    let button = move |layout: Layout| {
        view! {
            <button
                type="button"
                class="segment"
                aria-pressed=move || (mitigations.layout.get() == layout).to_string()
                data-testid=format!("mitigations-as-{}", layout.label().to_lowercase())
                on:click=move |_| choose(mitigations, layout)
            >
                {layout.label()}
            </button>
        }
    };
    let term = |word: &'static str, words: &'static str| view! { <div><dt>{word}</dt><dd>{words}</dd></div> };
    view! {
        <header class="mitigations-head">
            <button
                type="button"
                class="guidance-toggle"
                aria-expanded=move || explained.get().to_string()
                data-testid="mitigations-words"
                on:click=move |_| explained.update(|explained| *explained = !*explained)
            >
                <Icon name=IconName::ChevronRight />
                {texts::WHAT_THE_WORDS_MEAN}
            </button>
            <div class="segments" role="group" aria-label=texts::SHOW_MITIGATIONS_AS>{Layout::ALL.map(button).collect_view()}</div>
            <Show when=move || explained.get()>
                <dl class="mitigations-words">
                    {Category::ALL.iter().map(|&category| term(category.label(), of_category(category))).collect_view()}
                    {Approach::ALL.iter().map(|&approach| term(approach.label(), of_approach(approach))).collect_view()}
                </dl>
            </Show>
        </header>
    }
}
