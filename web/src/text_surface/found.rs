//! What a search found, for the texts that show it.

use std::{collections::HashMap, sync::Arc};

use debrief_shared::document::TextPath;
use leptos::prelude::*;

/// A stretch of a text that was found, in UTF-16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundRange {
    /// Where it begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// Whether it is the one that is looked at.
    pub active: bool,
}

/// By text; taken from context by every text.
#[derive(Clone, Copy)]
pub struct Found(pub RwSignal<Arc<HashMap<TextPath, Vec<FoundRange>>>>);

impl Found {
    /// What to show in one text.
    pub(super) fn of(self, path: &TextPath) -> Vec<FoundRange> {
        self.0.with(|found| found.get(path).cloned().unwrap_or_default())
    }
}
