//! Section templates.
