//! Removing what does not come back takes two steps.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use crate::texts::comments as texts;
use crate::ui::{IconName, MenuItem};

/// The items of a menu that removes something at the second click. Made anew with the menu, so that it always begins at the first step.
#[component]
pub(super) fn RemoveSteps(
    /// What is removed, as the first step.
    ask: &'static str,
    /// What that means.
    warning: &'static str,
    /// Removes it.
    remove: Callback<()>,
) -> impl IntoView {
    let sure = RwSignal::new(false);
    view! {
        <Show
            when=move || sure.get()
            fallback=move || {
                let next = Callback::new(move |()| {
                    sure.set(true);
                    focus_the_way_out();
                });
                view! { <MenuItem icon=IconName::Trash danger=true stays=true on_select=next>{ask}</MenuItem> }
            }
        >
            <p class="menu-warning">{warning}</p>
            <MenuItem icon=IconName::Trash danger=true on_select=remove>{texts::REMOVE_FOR_GOOD}</MenuItem>
            <MenuItem icon=IconName::Back on_select=Callback::new(|()| ())>{texts::KEEP_IT}</MenuItem>
        </Show>
    }
}

/// The item that had the keyboard is gone.
fn focus_the_way_out() {
    request_animation_frame(|| {
        let item = document().query_selector(".thread [role=menu] [role=menuitem]:last-of-type").ok().flatten();
        if let Some(item) = item.and_then(|item| item.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = item.focus();
        }
    });
}
