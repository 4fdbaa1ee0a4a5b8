//! One collaborative text on the page.

use debrief_shared::document::TextPath;
use leptos::prelude::*;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurfaceMode {
    /// Markdown, many lines.
    Markdown,
    /// A single paragraph of plain text.
    Line,
}

/// Where an arrow key leaves a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// Past its first line.
    Up,
    /// Past its last line.
    Down,
}

/// A collaborative text: everybody's edits, carets and comments.
#[component]
pub fn TextSurface(
    /// Which text.
    #[prop(into)]
    path: TextPath,
    /// How it is written.
    mode: SurfaceMode,
    /// Accessible name.
    #[prop(into)]
    label: String,
    /// Shown while the text is empty.
    #[prop(optional, into)]
    placeholder: String,
    /// Enter in a line.
    #[prop(optional, into)]
    on_enter: Option<Callback<()>>,
    /// An arrow key leaves the text.
    #[prop(optional, into)]
    on_leave: Option<Callback<Leave>>,
) -> impl IntoView {
    let _ = (path, mode, label, placeholder, on_enter, on_leave);
}
