//! The postmortem that is written together.

mod page;
mod access;
mod words;
mod sharing;
mod header;
mod save_state;
mod device_full;
mod outline;
mod presence;
mod sections;
mod section;
mod removed;
mod review;
mod history;
mod import;
mod follow;
mod news;
mod links;
mod find;
mod offers;
mod excerpt;
mod commands;
mod guidance;
mod lens;
mod missing;
mod print;
mod clock;
mod fields;
mod still;
pub mod facts;
pub mod timeline;
pub mod mitigations;
pub mod comments;

pub use history::HistoryPage;
pub use page::EditorPage;
