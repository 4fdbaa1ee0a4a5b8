//! The keyboard shortcuts of the document.

use leptos::prelude::*;

use super::page::Panels;
use crate::ui::{Shortcut, ShortcutHelp};

const SHORTCUTS: &[Shortcut] = &[
    (&["Ctrl", "Z"], "Undo your last change"),
    (&["Ctrl", "Shift", "Z"], "Do it again"),
    (&["Ctrl", "B"], "Bold"),
    (&["Ctrl", "I"], "Italic"),
    (&["Ctrl", "Shift", "X"], "Strike through"),
    (&["Ctrl", "E"], "Code"),
    (&["Ctrl", "K"], "Link"),
    (&["Ctrl", "Alt", "1"], "Heading; 2 and 3 for smaller ones, 0 for plain text"),
    (&["Ctrl", "Shift", "7"], "Numbered list"),
    (&["Ctrl", "Shift", "8"], "List"),
    (&["Ctrl", "Shift", "9"], "Task list"),
    (&["Ctrl", "Shift", "."], "Quote"),
    (&["Ctrl", "Alt", "C"], "Code block"),
    (&["/"], "Put in a block, a time, or something of this postmortem"),
    (&["@"], "Mention somebody, or a moment"),
    (&["Tab"], "Next cell of a table, or one level further in a list"),
    (&["Ctrl", "Shift", "V"], "Paste as plain text"),
    (&["Ctrl", "F"], "Find in this postmortem"),
    (&["Ctrl", "Enter"], "Tick a task"),
    (&["Ctrl", "Alt", "M"], "Comment on the selection"),
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
