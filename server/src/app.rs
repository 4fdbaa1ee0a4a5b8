//! The running server: state, start and stop.
