//! The server's clock, as far as its answers tell: a device's own may be wrong by hours, and what is shown as *now* should not be.

use std::cell::Cell;

use crate::bindings;

thread_local! {
    /// How far the server's clock is ahead of this device's, in milliseconds.
    static AHEAD: Cell<f64> = const { Cell::new(0.0) };
}

/// Takes note of an answer's `Date`; `asked` is what the device's clock showed when the request was sent.
pub fn note(date: &str, asked: f64) {
    let ahead = bindings::server_ahead(date, asked);
    if ahead.is_finite() {
        AHEAD.set(ahead);
    }
}

/// Unix milliseconds on the server's clock; on this device's until the server has answered.
pub fn now_ms() -> f64 {
    js_sys::Date::now() + AHEAD.get()
}

/// How far the server's clock is ahead of this device's, in milliseconds. Zero where no difference can be told.
pub fn ahead_ms() -> f64 {
    AHEAD.get()
}
