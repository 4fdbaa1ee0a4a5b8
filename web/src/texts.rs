//! All words of the page, an area of it each, and nothing but words: who translates it looks nowhere else. See docs/TRANSLATING.md.

pub(crate) mod notifications;
pub(crate) mod setup;
pub(crate) mod sign_in;
