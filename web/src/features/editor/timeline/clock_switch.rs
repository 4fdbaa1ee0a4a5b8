//! The switch between the incident's clock, UTC and the reader's own.

use leptos::prelude::*;

use super::super::clock::{ClockChoice, Clocks};
use crate::texts::timeline as texts;
use crate::ui::{Command, IconName, use_commands};

/// Three buttons, one of which is on.
#[component]
pub(super) fn ClockSwitch(
    /// What is switched.
    clocks: Clocks,
) -> impl IntoView {
    use_commands(move || {
        let command = |choice: ClockChoice| {
            let words = texts::show_times_on_the_clock(choice.label());
            let id = format!("clock-{}", choice.label());
            Command::new(id, texts::TIMES, words, IconName::Clock, move || clocks.choose(choice))
                .also(texts::ALSO_CLOCK)
        };
        ClockChoice::ALL.map(command).to_vec()
    });
    // While the incident has no zone, its times are read on this device's clock, and there is nothing else to choose.
    let is_on = move |choice: ClockChoice| match clocks.choice() {
        ClockChoice::Incident if !clocks.is_set() => choice == ClockChoice::Mine,
        chosen => chosen == choice,
    };
    let button = move |choice: ClockChoice| {
        view! {
            <button
                type="button"
                class="segment"
                aria-pressed=move || is_on(choice).to_string()
                hidden=move || choice == ClockChoice::Incident && !clocks.is_set()
                data-testid=format!("clock-{}", choice.label().to_lowercase())
                on:click=move |_| clocks.choose(choice)
            >
                {choice.label()}
            </button>
        }
    };
    view! {
        <div class="segments" role="group" aria-label=texts::SHOW_TIMES_IN>
            {ClockChoice::ALL.map(button).collect_view()}
        </div>
    }
}
