//! Debrief's common ground for server and page: the postmortem as a shared document, the wire protocol, API types and rendering.
//! No I/O and no clock here: time and randomness come in as arguments.

pub mod api;
pub mod document;
pub mod gate;
pub mod hidden;
pub mod history;
pub mod id;
pub mod import;
pub mod learning;
pub mod lens;
pub mod missing;
#[cfg(feature = "html")]
pub mod outside;
pub mod protocol;
pub mod render;
pub mod review;
pub mod said;
pub mod search;
pub mod time;
