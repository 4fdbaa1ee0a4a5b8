//! The word that a newer version of the page is there. Nobody is made to take it: an open page goes on with what it has.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;

use crate::bindings;
use crate::live::unsent_changes;
use crate::texts::shell as texts;
use crate::ui::{IconButton, IconName};

/// How often it is looked whether words are still on their way.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Keeps the page on this device, and says when a newer one is ready: only while nothing waits to be sent.
#[component]
pub fn NewVersion() -> impl IntoView {
    let ready = RwSignal::new(false);
    let calm = RwSignal::new(false);
    let on_ready = Closure::<dyn Fn()>::new(move || ready.set(true));
    bindings::keep_page(&on_ready);
    // Called for as long as there is a page.
    on_ready.forget();
    Effect::new(move |_| {
        if !ready.get() {
            return;
        }
        let look = move || {
            let now = unsent_changes() == 0;
            if calm.get_untracked() != now {
                calm.set(now);
            }
        };
        look();
        if let Ok(looking) = set_interval_with_handle(look, LOOK_EVERY) {
            on_cleanup(move || looking.clear());
        }
    });
    let reload = move |_| {
        if unsent_changes() == 0 {
            bindings::reload_page();
        }
    };
    view! {
        <div class="version-place" role="status">
            <Show when=move || ready.get() && calm.get()>
                <div class="new-version" data-testid="new-version">
                    <span>{texts::A_NEW_VERSION_IS_READY}</span>
                    <button type="button" class="version-action" on:click=reload>{texts::RELOAD}</button>
                    <IconButton icon=IconName::Close label=texts::NOT_NOW on:click=move |_| ready.set(false) />
                </div>
            </Show>
        </div>
    }
}
