//! A whole postmortem as text for other places: Markdown, and (feature `html`) a standalone HTML page.

#[cfg(feature = "html")]
mod html;
mod images;
mod mentions;
mod markdown;
pub mod scale;

#[cfg(feature = "html")]
pub(crate) use html::depth as depth_of;
#[cfg(feature = "html")]
pub use html::{MAX_SOURCE_BYTES, PAGE_STYLE, Shown, TooLarge, fragment, page, page_with};
pub use images::{image_at, image_markdown, images_in, with_image_addresses};
pub(crate) use markdown::time as entry_time;
pub use markdown::{is_web_address, markdown};
pub use mentions::with_mention_addresses;
