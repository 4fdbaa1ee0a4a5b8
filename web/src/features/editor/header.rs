//! Part of the editor page.
