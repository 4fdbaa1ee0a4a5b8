//! What the lens remarks on, for the texts that show it: only to whoever writes here, never to others.

use std::{collections::HashMap, sync::Arc};

use debrief_shared::document::TextPath;
use leptos::prelude::*;

/// A stretch of a text that the lens remarks on, in UTF-16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemarkRange {
    /// What its mark in the text is called by.
    pub id: u32,
    /// Where it begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
}

impl RemarkRange {
    /// The name of a remark's mark in the text.
    pub fn mark(id: u32) -> String {
        format!("lens-{id}")
    }
}

/// By text; taken from context by every text.
#[derive(Clone, Copy)]
pub struct Remarks {
    /// What to show.
    pub shown: RwSignal<Arc<HashMap<TextPath, Vec<RemarkRange>>>>,
    /// Which one was pressed last.
    pub pressed: RwSignal<Option<u32>>,
}

impl Remarks {
    /// What to show in one text.
    pub(super) fn of(self, path: &TextPath) -> Vec<RemarkRange> {
        self.shown.with(|shown| shown.get(path).cloned().unwrap_or_default())
    }

    /// The remark that a mark in a text belongs to.
    pub fn id_of(mark: &str) -> Option<u32> {
        mark.strip_prefix("lens-")?.parse().ok()
    }
}
