//! A whole postmortem as text for other places: Markdown, and (feature `html`) a standalone HTML page.

mod markdown;
#[cfg(feature = "html")]
mod html;
