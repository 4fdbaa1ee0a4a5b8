//! Small choices of a reader, kept on this device.

use leptos::prelude::window;

/// What was remembered under this name; nothing where the browser keeps nothing.
pub fn remembered(name: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(name).ok().flatten()
}

/// Remembers a choice, or forgets it. In private windows it holds for this page alone.
pub fn remember(name: &str, word: Option<&str>) {
    let Some(storage) = window().local_storage().ok().flatten() else { return };
    let _ = match word {
        Some(word) => storage.set_item(name, word),
        None => storage.remove_item(name),
    };
}
