//! What a person was last seen to be allowed in a document: lets them go on writing before the server has answered, or without it.
//! The server decides all the same.

use debrief_shared::api::Role;
use uuid::Uuid;

/// The role that the server told last.
pub(super) fn recall(account: Uuid, postmortem: Uuid) -> Option<Role> {
    let stored = storage()?.get_item(&key(account, postmortem)).ok()??;
    serde_json::from_str(&stored).ok()
}

pub(super) fn remember(account: Uuid, postmortem: Uuid, role: Role) {
    if let (Some(storage), Ok(json)) = (storage(), serde_json::to_string(&role)) {
        // A full or forbidden storage costs a moment of reading only, later.
        let _ = storage.set_item(&key(account, postmortem), &json);
    }
}

/// Access has ended.
pub(super) fn forget(account: Uuid, postmortem: Uuid) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(account, postmortem));
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn key(account: Uuid, postmortem: Uuid) -> String {
    format!("debrief.role.{account}.{postmortem}")
}
