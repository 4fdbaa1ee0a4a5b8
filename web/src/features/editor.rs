//! The postmortem that is written together.

mod page;
mod access;
mod words;
mod sharing;
mod header;
mod outline;
mod presence;
mod sections;
mod section;
mod removed;
mod help;
mod find;
mod offers;
mod excerpt;
mod clock;
mod fields;
mod still;
pub mod facts;
pub mod timeline;
pub mod mitigations;
pub mod comments;

pub use page::EditorPage;
