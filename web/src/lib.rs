//! The Debrief page: Leptos over the shared document, which lives in this WebAssembly module.

#![expect(unreachable_pub, reason = "leptos makes a part of every component public")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of the browser are f64, also times and offsets"
)]

pub mod app;
pub mod session;
pub mod secret;
pub mod notifications;
pub mod shell;
pub mod features;
pub mod live;
pub mod text_surface;
pub mod zone;
pub mod server_clock;
pub mod api;
pub mod ui;
mod texts;
pub mod bindings;
pub mod csv;

use wasm_bindgen::prelude::wasm_bindgen;

/// Starts the page.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
