//! A whole postmortem as text for other places: Markdown, and (feature `html`) a standalone HTML page.

#[cfg(feature = "html")]
mod html;
mod markdown;
pub mod scale;

#[cfg(feature = "html")]
pub use html::{MAX_SOURCE_BYTES, TooLarge, fragment, page};
pub use markdown::{is_web_address, markdown};
