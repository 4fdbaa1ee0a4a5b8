//! The secret behind `#` in a link. Browsers send it to no server, and it does not stay in the address.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsValue;

/// The secret of the link that was opened, taken out of the address bar; `None` if there is none. Follows when another link is opened in the
/// same tab, which does not load the page anew.
pub fn use_secret() -> Signal<Option<String>> {
    let secret = RwSignal::new(take());
    let listener = window_event_listener(ev::hashchange, move |_| {
        if let Some(next) = take() {
            secret.set(Some(next));
        }
    });
    on_cleanup(move || listener.remove());
    secret.into()
}

fn take() -> Option<String> {
    let window = window();
    let location = window.location();
    let hash = location.hash().ok()?;
    let secret = hash.strip_prefix('#').filter(|secret| !secret.is_empty())?.to_owned();
    let address = location.pathname().ok()? + &location.search().ok()?;
    // A browser that keeps the address as it is shows a secret that is used up in a moment.
    let _ = window.history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    Some(secret)
}
