//! What this browser remembers of its session beside the cookie, which pages cannot read: that there is one, and until when a visit by a link goes.
//! Without storage (private windows) a word less is said, nothing else.

use jiff::Timestamp;
use leptos::prelude::window;
use uuid::Uuid;

const SIGNED_IN: &str = "debrief.signed-in";
const VISIT: &str = "debrief.visit.";

/// Whether this browser signed in and did not sign out by itself.
pub(super) fn is_signed_in() -> bool {
    read(SIGNED_IN).is_some()
}

pub(super) fn set_signed_in(signed_in: bool) {
    let Some(storage) = storage() else { return };
    let _ = if signed_in { storage.set_item(SIGNED_IN, "yes") } else { storage.remove_item(SIGNED_IN) };
}

/// Keeps until when a guest's link goes; the latest of several counts.
pub fn remember_visit(guest: Uuid, until: &str) {
    let Ok(until) = until.parse::<Timestamp>() else { return };
    let later = visit_until(guest).map_or(until, |known| known.max(until));
    if let Some(storage) = storage() {
        let _ = storage.set_item(&key(guest), &later.to_string());
    }
}

/// Until when a guest's link goes, if this browser was told.
pub fn visit_until(guest: Uuid) -> Option<Timestamp> {
    read(&key(guest))?.parse().ok()
}

fn key(guest: Uuid) -> String {
    format!("{VISIT}{guest}")
}

fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}
