//! Single-key shortcuts, and the sheet that lists them.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, KeyboardEvent};

use super::{Commands, Dialog};

use crate::texts::ui as texts;

/// Runs `action` when `key` alone is pressed anywhere but in a text field or under a dialog, while the caller is shown.
pub fn use_shortcut(key: &'static str, action: impl Fn() + 'static) {
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.key() == key && is_free(&event) {
            event.prevent_default();
            action();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Whether a key press is meant for nobody in particular.
fn is_free(event: &KeyboardEvent) -> bool {
    let held = event.ctrl_key() || event.meta_key() || event.alt_key();
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let taken =
        |selector: &str| target.as_ref().is_some_and(|element| matches!(element.closest(selector), Ok(Some(_))));
    let under_dialog = matches!(document().query_selector("dialog[open]"), Ok(Some(_)));
    !held
        && !event.default_prevented()
        && !event.is_composing()
        && !under_dialog
        && !taken("input, textarea, select, [contenteditable=true], [role=menu]")
}

/// A key as printed on a keyboard.
#[component]
pub fn Kbd(
    /// Its name.
    #[prop(into)]
    key: String,
) -> impl IntoView {
    view! { <kbd class="kbd">{key}</kbd> }
}

/// A shortcut as listed: the keys to press, one after the other or together, and what they do.
pub type Shortcut = (&'static [&'static str], &'static str);

/// The sheet of all shortcuts that are entered into the register now; opens with `?`. Once, in the app.
#[component]
pub fn ShortcutSheet() -> impl IntoView {
    let commands = expect_context::<Commands>();
    use_shortcut("?", move || commands.sheet.set(true));
    let row = |(keys, what): Shortcut| {
        view! {
            <div class="shortcut">
                <dt>{keys.iter().map(|key| view! { <Kbd key=*key /> }).collect_view()}</dt>
                <dd>{what}</dd>
            </div>
        }
    };
    let group = move |(name, shortcuts): (&'static str, Vec<Shortcut>)| {
        view! {
            <section class="shortcut-group">
                <h3>{name}</h3>
                <dl class="shortcuts">{shortcuts.into_iter().map(row).collect_view()}</dl>
            </section>
        }
    };
    view! {
        <Dialog open=commands.sheet title=texts::KEYBOARD_SHORTCUTS wide=true>
            <div class="shortcut-groups dialog-body" data-testid="shortcut-sheet" tabindex="0">
                {commands.shortcuts().into_iter().map(group).collect_view()}
            </div>
        </Dialog>
    }
}
