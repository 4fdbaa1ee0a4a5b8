//! How typing into a text is taken: written, or kept apart as a suggestion until it is complete.

use super::{Surface, Writing};

impl Surface {
    /// Typing is taken in this way from here on.
    pub(in crate::text_surface) fn set_writing(&self, writing: Writing) {
        if let Some(editor) = self.editor() {
            if writing != Writing::Suggest {
                self.hand_over();
            }
            editor.set_suggesting(writing == Writing::Suggest);
            editor.set_read_only(writing == Writing::Read);
        }
    }

    /// What is being suggested here is complete: it is shown as a suggestion from here on.
    pub(super) fn hand_over(&self) {
        let Some(editor) = self.editor() else { return };
        let edits = editor.suggested();
        if !edits.is_empty() {
            self.core.hand_over_suggestions(&self.path, &edits);
            editor.settle();
        }
    }
}
