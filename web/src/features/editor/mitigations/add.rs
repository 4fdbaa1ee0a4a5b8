//! Adding mitigations: an idea by a line of text, an action by a button.

use debrief_shared::document::{Place, Status};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, SubmitEvent};

use super::Mitigations;
use crate::texts::mitigations as texts;
use crate::ui::{Button, ButtonKind, Icon, IconName};

/// The line under the ideas: type, Enter.
#[component]
pub(super) fn AddIdea(
    /// The section.
    mitigations: Mitigations,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let said = RwSignal::new("");
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = text.get_untracked();
        if !typed.trim().is_empty() && mitigations.add(typed.trim(), Status::Idea, Place::Last).is_some() {
            text.set(String::new());
            said.set(texts::IDEA_ADDED);
        }
    };
    view! {
        <Show when=move || mitigations.live.can_write().get()>
            <form class="idea-add" on:submit=submit>
                <span class="idea-add-sign"><Icon name=IconName::Plus /></span>
                <input
                    class="field-input"
                    aria-label=texts::ADD_AN_IDEA
                    placeholder=texts::ADD_AN_IDEA
                    autocomplete="off"
                    enterkeyhint="done"
                    data-testid="mitigation-add"
                    data-draft="write"
                    prop:value=move || text.get()
                    on:input=move |event| {
                        text.set(event_target_value(&event));
                        said.set("");
                    }
                />
                <button type="submit" class="quiet-button is-strong" disabled=move || text.with(|text| text.trim().is_empty())>{texts::ADD}</button>
                <p class="visually-hidden" role="status">{move || said.get()}</p>
            </form>
        </Show>
    }
}

/// The button under the actions.
#[component]
pub(super) fn AddAction(
    /// The section.
    mitigations: Mitigations,
) -> impl IntoView {
    let add = move |_| mitigations.add_action();
    view! {
        <Show when=move || mitigations.live.can_write().get()>
            <Button kind=ButtonKind::Quiet icon=IconName::Plus attr:data-testid="mitigation-add-commitment" on:click=add>
                {texts::ADD_AN_ACTION}
            </Button>
        </Show>
    }
}

/// Gives the keyboard to the line under the ideas.
pub(super) fn focus_idea() {
    let line = document().query_selector("[data-testid=mitigation-add]").ok().flatten();
    if let Some(line) = line.and_then(|line| line.dyn_into::<HtmlElement>().ok()) {
        // Nothing to do about a browser that refuses focus.
        let _ = line.focus();
    }
}
