//! Templates: the list of them, and the page that edits one.

mod draft;
mod editor;
mod list;
mod section;

pub use editor::TemplatePage;
pub use list::TemplatesPage;
