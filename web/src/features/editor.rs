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
mod history;
mod follow;
mod news;
mod links;
mod clock;
mod fields;
mod still;
pub mod facts;
pub mod timeline;
pub mod mitigations;
pub mod comments;

pub use history::HistoryPage;
pub use page::EditorPage;
