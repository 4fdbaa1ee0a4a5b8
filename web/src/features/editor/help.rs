//! The keyboard shortcuts of the document.

use leptos::prelude::*;

use super::page::Panels;
use crate::ui::{Shortcut, ShortcutHelp};

const SHORTCUTS: &[Shortcut] = &[
    (&["Ctrl", "Z"], "Undo your last change"),
    (&["Ctrl", "Shift", "Z"], "Do it again"),
    (&["Ctrl", "B"], "Bold"),
    (&["Ctrl", "I"], "Italic"),
    (&["Ctrl", "E"], "Code"),
    (&["Ctrl", "K"], "Link"),
    (&["Ctrl", "Enter"], "Tick a task"),
    (&["Ctrl", "Alt", "M"], "Comment on the selection"),
    (&["Ctrl", "Alt", "H"], "Open the history"),
    (&["Alt", "Shift", "↑"], "Move the section up"),
    (&["Alt", "Shift", "↓"], "Move the section down"),
    (&["↑", "↓"], "Go on into the text above or below"),
    (&["?"], "Show these shortcuts"),
];

/// The dialog that lists them.
#[component]
pub(super) fn Help() -> impl IntoView {
    let panels = expect_context::<Panels>();
    view! { <ShortcutHelp open=panels.help shortcuts=SHORTCUTS /> }
}
