//! A modal dialog on the browser's own `<dialog>`: focus stays inside, Escape and a click beside it close it, and focus
//! goes back to where it was.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::{IconButton, IconName, unique_id};

use crate::texts::ui as texts;

/// Shows its children in a dialog while `open` is true.
#[component]
pub fn Dialog(
    /// Whether it is shown; set to false when the person closes it.
    open: RwSignal<bool>,
    /// Heading.
    #[prop(into)]
    title: String,
    /// Room for two columns.
    #[prop(optional)]
    wide: bool,
    /// Without a head: its title is read out only.
    #[prop(optional)]
    bare: bool,
    /// What it shows; made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let before = StoredValue::new_local(None::<HtmlElement>);
    Effect::new(move |_| {
        if let Some(dialog) = node.get()
            && !dialog.open()
        {
            before.set_value(document().active_element().and_then(|element| element.dyn_into().ok()));
            // Fails only for a dialog outside the page, and then there is nothing to show.
            let _ = dialog.show_modal();
        }
    });
    Effect::new(move |_| {
        if !open.get()
            && let Some(element) = before.try_update_value(Option::take).flatten()
        {
            let _ = element.focus();
        }
    });
    let id = StoredValue::new(unique_id("dialog"));
    let title = StoredValue::new(title);
    let children = StoredValue::new(children);
    let close_beside = move |event: ev::MouseEvent| {
        let beside = node.get_untracked().is_some_and(|dialog| event.target().as_ref() == Some(dialog.as_ref()));
        if beside {
            open.set(false);
        }
    };
    view! {
        <Show when=move || open.get()>
            <dialog
                node_ref=node
                class=match (bare, wide) {
                    (true, _) => "dialog dialog-bare",
                    (false, true) => "dialog dialog-wide",
                    (false, false) => "dialog",
                }
                aria-labelledby=id.get_value()
                on:close=move |_| open.set(false)
                on:mousedown=close_beside
            >
                <div class="dialog-sheet">
                    {if bare {
                        view! { <h2 class="visually-hidden" id=id.get_value()>{title.get_value()}</h2> }.into_any()
                    } else {
                        view! {
                            <div class="dialog-head">
                                <h2 id=id.get_value()>{title.get_value()}</h2>
                                <IconButton icon=IconName::Close label=texts::CLOSE on:click=move |_| open.set(false) />
                            </div>
                        }
                        .into_any()
                    }}
                    {children.with_value(|children| children())}
                </div>
            </dialog>
        </Show>
    }
}
