//! Light, dark, or as the system says; the choice stays on this device. `public/theme.js` applies it before first paint.

use leptos::prelude::*;

/// Where the choice is kept in local storage.
const KEY: &str = "debrief.theme";

/// A choice of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    fn word(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// The choice as a signal; provided by context.
#[derive(Clone, Copy)]
pub struct ThemeChoice(RwSignal<Theme>);

impl ThemeChoice {
    /// Reads what was chosen on this device.
    pub fn load() -> Self {
        let stored = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
        Self(RwSignal::new(match stored.as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        }))
    }

    /// What is chosen now.
    pub fn get(self) -> Theme {
        self.0.get()
    }

    /// Chooses, applies and keeps it.
    pub fn set(self, theme: Theme) {
        self.0.set(theme);
        // Without storage (private windows) the choice holds for this page.
        let (root, storage) = (document().document_element(), storage());
        if let Some(word) = theme.word() {
            let _ = root.map(|root| root.set_attribute("data-theme", word));
            let _ = storage.map(|storage| storage.set_item(KEY, word));
        } else {
            let _ = root.map(|root| root.remove_attribute("data-theme"));
            let _ = storage.map(|storage| storage.remove_item(KEY));
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
