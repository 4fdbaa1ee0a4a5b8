//! A mark beside the names of guests, who chose them: somebody else may go by the same.

use leptos::prelude::*;

use crate::texts::ui as texts;

/// The mark, where there is one to show.
#[component]
pub fn GuestMark(
    /// Whether the server says that it is a guest.
    guest: bool,
) -> impl IntoView {
    guest.then(|| view! { <span class="guest-mark" data-testid="guest-mark">{texts::GUEST}</span> })
}
