//! Debrief's common ground for server and page: the postmortem as a shared document, the wire protocol, API types and rendering.
//! No I/O and no clock here: time and randomness come in as arguments.

pub mod document;
pub mod protocol;
pub mod api;
pub mod render;
pub mod time;
pub mod id;
