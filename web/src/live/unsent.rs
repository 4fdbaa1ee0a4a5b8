//! How many changes made on this device the server has not acknowledged: kept in local storage, a key a document, so that every page and tab
//! can tell before the device is wiped, whichever of them has the document open.

use std::cell::Cell;

use uuid::Uuid;

const PREFIX: &str = "debrief.unsent.";

/// One document's count.
pub(super) struct Unsent {
    key: String,
    count: Cell<u32>,
    noted: Cell<u32>,
}

impl Unsent {
    /// Goes on with what an earlier page left.
    pub(super) fn resume(account: Uuid, document: Uuid) -> Self {
        let key = format!("{PREFIX}{account}.{document}");
        let left = storage().and_then(|storage| read(&storage, &key)).unwrap_or(0);
        Self { key, count: Cell::new(left), noted: Cell::new(left) }
    }

    pub(super) fn count(&self) -> u32 {
        self.count.get()
    }

    /// Something was changed here.
    pub(super) fn changed(&self) {
        self.count.set(self.count.get().saturating_add(1));
    }

    /// The server has everything.
    pub(super) fn settled(&self) {
        self.count.set(0);
        self.note();
    }

    /// Writes the count down, if it is not what is written there.
    pub(super) fn note(&self) {
        let count = self.count.get();
        if self.noted.replace(count) == count {
            return;
        }
        if let Some(storage) = storage() {
            // A full storage costs a warning, no word.
            let _ = match count {
                0 => storage.remove_item(&self.key),
                _ => storage.set_item(&self.key, &count.to_string()),
            };
        }
    }
}

/// How many changes this device holds that would be lost if it were wiped now.
pub fn unsent_changes() -> u32 {
    let Some(storage) = storage() else { return 0 };
    let changes = keys(&storage).iter().filter_map(|key| read(&storage, key)).fold(0, u32::saturating_add);
    changes.saturating_add(super::suggesting::count())
}

/// How many changes of one document this device holds that the server has not acknowledged.
pub(super) fn count_of(account: Uuid, document: Uuid) -> u32 {
    storage().and_then(|storage| read(&storage, &format!("{PREFIX}{account}.{document}"))).unwrap_or(0)
}

/// The device has been wiped.
pub(super) fn forget() {
    if let Some(storage) = storage() {
        for key in keys(&storage) {
            let _ = storage.remove_item(&key);
        }
    }
}

fn keys(storage: &web_sys::Storage) -> Vec<String> {
    let all = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok().flatten());
    all.filter(|key| key.starts_with(PREFIX)).collect()
}

fn read(storage: &web_sys::Storage, key: &str) -> Option<u32> {
    storage.get_item(key).ok()??.parse().ok()
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}
