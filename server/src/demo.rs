//! The sample incident.
