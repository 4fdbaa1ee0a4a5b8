//! A choice of a few words, as a quiet native select: every keyboard, every screen reader and every phone knows it.

use leptos::prelude::*;

/// What can be chosen: stored word and shown word, in the order in which to offer them.
pub type Choices = Vec<(&'static str, &'static str)>;

/// A select that follows the document.
#[component]
pub fn Choice(
    /// The stored word; empty for none.
    #[prop(into)]
    value: Signal<String>,
    /// What to offer.
    choices: Choices,
    /// Gets the chosen word.
    on_choose: Callback<String>,
    /// Accessible name.
    #[prop(into)]
    label: String,
    /// Offered first, to choose nothing.
    #[prop(optional)]
    none: Option<&'static str>,
    /// More classes.
    #[prop(optional, into)]
    class: String,
    /// For tests.
    #[prop(optional, into)]
    testid: String,
    /// Whether it can be changed.
    #[prop(into)]
    enabled: Signal<bool>,
) -> impl IntoView {
    let options = none.map(|words| ("", words)).into_iter().chain(choices);
    let options = options
        .map(|(word, shown)| view! { <option value=word selected=move || value.get() == word>{shown}</option> })
        .collect_view();
    view! {
        <select
            class=format!("field-choice {class}")
            aria-label=label.clone()
            title=label
            data-testid=testid
            data-value=move || value.get()
            disabled=move || !enabled.get()
            prop:value=move || value.get()
            on:change=move |event| on_choose.run(event_target_value(&event))
        >
            {options}
        </select>
    }
}
