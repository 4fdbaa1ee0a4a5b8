//! Whoever loses access to a postmortem is cut off from it at once, whatever they came with, and cannot get in again.

mod kinds;
mod measured;
mod stage;

pub(crate) use stage::{Stage, Victim};
