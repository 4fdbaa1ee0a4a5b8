//! What people do here, one module a feature. No feature imports another.

pub mod everywhere;
pub mod library;
pub mod documents_in;
pub mod search;
pub mod follow_through;
pub mod learning;
pub mod sign_in;
pub mod setup;
pub mod ticket;
pub mod join;
pub mod account;
pub mod admin;
pub mod templates;
pub mod editor;
#[cfg(debug_assertions)]
pub mod parts;
