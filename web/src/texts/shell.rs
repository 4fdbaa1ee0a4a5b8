//! What is around every page: the bar, the menu of the account, the palette's words.

use std::fmt::Display;

pub(crate) const DEBRIEF: &str = "Debrief";
pub(crate) const GO_TO_ANYTHING_DO_ANYTHING: &str = "Go to anything, do anything";
pub(crate) const SHOW_THESE_SHORTCUTS: &str = "Show these shortcuts";
pub(crate) const CLOSE_WHAT_IS_OPEN: &str = "Close what is open";
pub(crate) const EVERYWHERE: &str = "Everywhere";
pub(crate) const COLOURS: &str = "Colours";
pub(crate) const ALSO_COLOURS: &str = "theme mode";
pub(crate) const COLOURS_AS_THE_SYSTEM: &str = "Colours as the system";
pub(crate) const LIGHT_COLOURS: &str = "Light colours";
pub(crate) const DARK_COLOURS: &str = "Dark colours";
pub(crate) const HELP: &str = "Help";
pub(crate) const KEYBOARD_SHORTCUTS: &str = "Keyboard shortcuts";
pub(crate) const POSTMORTEMS: &str = "Postmortems";
pub(crate) const NEW_POSTMORTEM: &str = "New postmortem";
pub(crate) const LEARNING: &str = "Learning";
pub(crate) const MITIGATIONS: &str = "Mitigations";
pub(crate) const TEMPLATES: &str = "Templates";
pub(crate) const REMOVED_POSTMORTEMS: &str = "Removed postmortems";
pub(crate) const YOUR_ACCOUNT: &str = "Your account";
pub(crate) const ADMINISTRATION: &str = "Administration";
pub(crate) const PAGES: &str = "Pages";
pub(crate) const UNTITLED_POSTMORTEM: &str = "Untitled postmortem";
pub(crate) const SEARCH_EVERYTHING: &str = "Search everything";
pub(crate) fn search_everything_for(words: impl Display) -> String {
    format!("Search everything for “{words}”")
}
pub(crate) const SKIP_TO_CONTENT: &str = "Skip to content";
pub(crate) const NO_CONNECTION_TO_THE_SERVER: &str = "No connection to the server";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const PAGE_NOT_FOUND: &str = "Page not found";
pub(crate) const THERE_IS_NO_PAGE: &str = "There is no page at this address";
pub(crate) const MISTYPED_OR_REMOVED: &str = "The link may be mistyped, or what it led to was removed.";
pub(crate) const TO_THE_POSTMORTEMS: &str = "To the postmortems";
pub(crate) fn account_of(name: impl Display) -> String {
    format!("Account of {name}")
}
pub(crate) const YOUR_NAME_AND_COLOUR: &str = "Your name and colour";
pub(crate) const AS_THE_SYSTEM: &str = "As the system";
pub(crate) const LIGHT: &str = "Light";
pub(crate) const DARK: &str = "Dark";
pub(crate) const API_DESCRIPTION: &str = "API description";
pub(crate) fn guest_by_a_link(until: impl Display) -> String {
    format!("Guest, by a link that is open until {until}")
}
pub(crate) const GUEST_BY_A_LINK: &str = "Guest, by a link";
pub(crate) const ADMIN: &str = "Admin";
pub(crate) const MEMBER: &str = "Member";
pub(crate) const GUEST: &str = "Guest";
pub(crate) const SIGN_OUT: &str = "Sign out";
pub(crate) const STAY: &str = "Stay";
pub(crate) const SIGN_OUT_ANYWAY: &str = "Sign out anyway";
pub(crate) const A_NEW_VERSION_IS_READY: &str = "A new version is ready";
pub(crate) const RELOAD: &str = "Reload";
pub(crate) const NOT_NOW: &str = "Not now";
