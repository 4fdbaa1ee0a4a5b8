//! Debrief.
