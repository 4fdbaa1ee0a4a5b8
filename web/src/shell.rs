//! The frame around pages: the bar on top and the account menu in it.

mod menu;
mod version;

use debrief_shared::api::InstanceRole;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::notifications::Bell;
use crate::session::Session;
use crate::texts::shell as texts;
use crate::ui::Mark;

pub use menu::AccountMenu;
pub use version::NewVersion;

/// The bar on top of the pages outside a document.
#[component]
pub fn TopBar() -> impl IntoView {
    let info = expect_context::<Session>().info();
    // Guests have no templates, and nobody has any before signing in.
    let has_templates =
        Memo::new(move |_| info.with(|info| info.as_ref().is_some_and(|it| it.role != InstanceRole::Guest)));
    let is_somebody = Memo::new(move |_| info.with(Option::is_some));
    view! {
        <header class="topbar">
            <a class="brand" href="/"><Mark /><span class="brand-name">{texts::DEBRIEF}</span></a>
            <nav class="topnav" aria-label=texts::PAGES>
                <A href="/" exact=true>{texts::POSTMORTEMS}</A>
                <A href="/mitigations">{texts::MITIGATIONS}</A>
                <A href="/learning">{texts::LEARNING}</A>
                <Show when=move || has_templates.get()>
                    <A href="/templates">{texts::TEMPLATES}</A>
                </Show>
            </nav>
            // Whoever is not signed in is told of nothing.
            <Show when=move || is_somebody.get()>
                <Bell />
            </Show>
            <AccountMenu />
        </header>
    }
}
