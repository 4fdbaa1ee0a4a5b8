//! Debrief.
fn main() {}
