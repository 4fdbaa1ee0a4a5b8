//! The frame of the pages outside: little more than a form on a sheet.

use leptos::prelude::*;

use super::Mark;

use crate::texts::ui as texts;

/// A sheet in the middle of the page, under the product's name.
#[component]
pub fn Gate(
    /// Whether what it shows is not settled yet. It takes its place, and the keyboard, all the same.
    #[prop(optional, into)]
    waiting: Signal<bool>,
    /// What is on it.
    children: Children,
) -> impl IntoView {
    view! {
        <main id="main" class="gate" tabindex="-1" aria-busy=move || waiting.get().then_some("true")>
            <div class="gate-sheet" class:is-waiting=move || waiting.get()>
                <div class="gate-brand"><Mark /><span>{texts::DEBRIEF}</span></div>
                {children()}
            </div>
        </main>
    }
}
