//! Text as every database takes it, so that the same is kept in each and a backup of one fits the other.

use std::borrow::Cow;

/// What stands for a zero character (U+0000), which PostgreSQL does not hold: the sign for what cannot be shown.
const STAND_IN: &str = "\u{fffd}";

/// A text without zero characters.
pub fn text(written: &str) -> Cow<'_, str> {
    if written.contains('\0') { Cow::Owned(written.replace('\0', STAND_IN)) } else { Cow::Borrowed(written) }
}
