//! What this browser remembers of its session beside the cookie, which pages cannot read: that there is one and whose, and until when a visit by a link goes.
//! Without storage (private windows) a word less is said, nothing else.

use debrief_shared::api::SessionInfo;
use jiff::Timestamp;
use leptos::prelude::window;
use uuid::Uuid;

const SIGNED_IN: &str = "debrief.signed-in";
const PERSON: &str = "debrief.person";
const VISIT: &str = "debrief.visit.";

/// Whether this browser signed in and did not sign out by itself.
pub(super) fn is_signed_in() -> bool {
    read(SIGNED_IN).is_some()
}

/// Somebody is signed in: kept so that this device can tell without a network, too.
pub(super) fn remember(info: &SessionInfo) {
    let Some(storage) = storage() else { return };
    let _ = storage.set_item(SIGNED_IN, "yes");
    if let Ok(json) = serde_json::to_string(info) {
        let _ = storage.set_item(PERSON, &json);
    }
}

/// Nobody is signed in any more.
pub(super) fn forget() {
    let Some(storage) = storage() else { return };
    for key in [SIGNED_IN, PERSON] {
        let _ = storage.remove_item(key);
    }
}

/// Who was signed in when the server was last asked.
pub(super) fn person() -> Option<SessionInfo> {
    serde_json::from_str(&read(PERSON)?).ok()
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
