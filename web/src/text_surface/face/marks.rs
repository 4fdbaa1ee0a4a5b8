//! What is marked in a text: comments, places that a search found, remarks of the lens.

use uuid::Uuid;

use super::{FoundRange, RemarkRange, Surface};

/// A comment's range in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::text_surface) struct TextRange {
    pub(in crate::text_surface) id: Uuid,
    pub(in crate::text_surface) from: u32,
    pub(in crate::text_surface) to: u32,
    pub(in crate::text_surface) active: bool,
    pub(in crate::text_surface) resolved: bool,
    /// Words that are proposed in its place.
    pub(in crate::text_surface) insert: Option<String>,
}

impl Surface {
    pub(in crate::text_surface) fn show_ranges(&self, ranges: &[TextRange]) {
        if let Some(editor) = self.editor() {
            editor.show_ranges(ranges);
        }
    }

    pub(in crate::text_surface) fn show_found(&self, found: &[FoundRange]) {
        self.searched.set(!found.is_empty());
        if let Some(editor) = self.editor() {
            editor.show_found(found);
        }
    }

    pub(in crate::text_surface) fn show_remarks(&self, remarks: &[RemarkRange]) {
        self.remarked.set(!remarks.is_empty());
        if let Some(editor) = self.editor() {
            editor.show_remarks(remarks);
        }
    }
}
