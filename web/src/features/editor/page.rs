//! The page `/p/{id}`.

use leptos::prelude::*;

/// One postmortem, open to write in.
#[component]
pub fn EditorPage() -> impl IntoView {}
