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
    (&["Alt", "Shift", "↑"], "Move the section up"),
    (&["Alt", "Shift", "↓"], "Move the section down"),
    (&["↑", "↓"], "Go on into the text above or below"),
    (&["Space"], "On the time of an entry: select it"),
    (&["Shift", "↑", "↓"], "On a time: select up to the entry above or below"),
    (&["Alt", "↑", "↓"], "On a time: a minute earlier or later, ten with Shift"),
    (&["?"], "Show these shortcuts"),
];

/// The dialog that lists them.
#[component]
pub(super) fn Help() -> impl IntoView {
    let panels = expect_context::<Panels>();
    view! { <ShortcutHelp open=panels.help shortcuts=SHORTCUTS /> }
}
