//! Words of the components.

use std::fmt::Display;

use super::plural;

pub(crate) fn more_to_go(missing: usize) -> String {
    format!("{missing} more {} to go.", plural(missing, "character", "characters"))
}
pub(crate) const PASSWORD_AFTER: &str = " password";

pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const CLOSE: &str = "Close";
pub(crate) const DEBRIEF: &str = "Debrief";
pub(crate) const GUEST: &str = "Guest";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const COMMANDS: &str = "Commands";
pub(crate) const SEARCH_COMMANDS_SECTIONS: &str = "Search commands, sections and postmortems";
pub(crate) const GO_TO_ADD_FIND: &str = "Go to, add, find…";
pub(crate) const NOTHING_FITS: &str = "Nothing fits. Try fewer letters, or a word of the title.";
pub(crate) const RECENT: &str = "Recent";
pub(crate) const LONG_ENOUGH: &str = "Long enough.";
pub(crate) fn at_least_characters(min: impl Display) -> String {
    format!("At least {min} characters. A few words in a row will do.")
}
pub(crate) const HIDE: &str = "Hide";
pub(crate) const SHOW: &str = "Show";
pub(crate) const KEYBOARD_SHORTCUTS: &str = "Keyboard shortcuts";
pub(crate) fn page_title(title: impl Display) -> String {
    format!("{title} · Debrief")
}
pub(crate) const UNDO: &str = "Undo";
pub(crate) const DISMISS: &str = "Dismiss";
pub(crate) const ONLY_SPACES_SELECTED: &str =
    "There are only spaces in the selection. Select a word or more, so that others see what your comment is about.";
