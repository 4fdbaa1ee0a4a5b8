//! The library: the list, its search, what is removed, what waits.

use std::fmt::Display;

use super::{counted, plural};

/// How many the list holds.
pub(crate) fn postmortems(count: usize) -> String {
    match count {
        0 => "No postmortems".to_owned(),
        _ => counted(count, "postmortem", "postmortems"),
    }
}
/// How much of one was written without a connection.
pub(crate) fn unsent(count: u32) -> String {
    match count {
        0 => "Everything in it was sent".to_owned(),
        _ => counted(count, "change is not sent yet", "changes are not sent yet"),
    }
}
pub(crate) fn entries(count: u32) -> String {
    format!("{count} timeline {}", plural(count, "entry", "entries"))
}
pub(crate) fn mitigations_done(done: u32, all: u32) -> String {
    format!("{done} of {all} mitigations done")
}

pub(crate) const SEARCH_BY_TITLE: &str = "Search by title";
pub(crate) const SEARCH_EVERYTHING: &str = "Search everything";
pub(crate) const A_YEAR_AGO: &str = "About a year ago";
pub(crate) const NEW_POSTMORTEM: &str = "New postmortem";
pub(crate) const MOVE_THROUGH_THE_LIST: &str = "Move through the list";
pub(crate) const OPEN: &str = "Open";
pub(crate) fn is_removed(title: impl Display) -> String {
    format!("“{title}” is removed.")
}
pub(crate) const POSTMORTEMS: &str = "Postmortems";
pub(crate) const NOTHING_SHARED: &str = "Nothing is shared with you right now";
pub(crate) const NOTHING_SHARED_YET: &str =
    "What is shared with you stands here. Open the link that you received, or ask whoever sent it.";
pub(crate) const KEYBOARD_SHORTCUTS: &str = "Keyboard shortcuts ";
pub(crate) const REMOVED_POSTMORTEMS: &str = "Removed postmortems";
pub(crate) const THE_LIST_IS_ON_ITS_WAY: &str = "The list is on its way";
pub(crate) const WRITE_DOWN_WHAT_HAPPENED_TOGETHER: &str = "Write down what happened, together";
pub(crate) const WHAT_A_POSTMORTEM_HOLDS: &str =
    "A postmortem holds the timeline of an incident, what came together to cause it, and what you will do about it. ";
pub(crate) const WRITTEN_TOGETHER: &str =
    "Several people can write in it at the same time. Begin with a shape that fits:";
pub(crate) const LOOK_AT_THE_TEMPLATES: &str = "Look at the templates";
pub(crate) const NO_TITLE_HOLDS_THESE_WORDS: &str = "No title holds these words";
pub(crate) fn nothing_was_found_for(answered: impl Display) -> String {
    format!("Nothing was found for “{answered}”.")
}
pub(crate) const SHOW_ALL: &str = "Show all";
pub(crate) const TITLE: &str = "Title";
pub(crate) const WHAT_HAPPENED_IN_A_FEW_WORDS: &str = "What happened, in a few words";
pub(crate) const TITLE_CAN_WAIT: &str = "It can wait: the title is edited in the document too.";
pub(crate) const TEMPLATE: &str = "Template";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const CREATE_AND_OPEN: &str = "Create and open";
pub(crate) const BRINGS_AFTER: &str = " brings";
pub(crate) const OFFLINE_WITH_NOTHING_KEPT: &str = "You are offline, and no postmortem is kept on this device yet. The list comes by itself as soon as the server can be reached.";
pub(crate) const OFFLINE_WITH_THESE: &str = "You are offline. These postmortems are kept on this device, as it last saw them. You can open them and write; it is sent when the server can be reached again.";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const UNTITLED: &str = "Untitled";
pub(crate) const TO_THE_POSTMORTEMS: &str = "To the postmortems";
pub(crate) const NOTHING_IS_REMOVED_NOW: &str = "Nothing is removed now";
pub(crate) const REMOVED_ARE_KEPT: &str =
    "What you remove is kept here, and can be brought back with everything in it.";
pub(crate) fn restore(title: impl Display) -> String {
    format!("Restore “{title}”")
}
pub(crate) fn is_back_among_the_postmortems(said: impl Display) -> String {
    format!("“{said}” is back among the postmortems.")
}
pub(crate) const LAST_CHANGED_BEFORE: &str = "Last changed ";
pub(crate) const RESTORE: &str = "Restore";
pub(crate) fn more_about(title: impl Display) -> String {
    format!("More about “{title}”")
}
pub(crate) const NO_OWNER: &str = "No owner";
pub(crate) const DOWNLOAD_AS_MARKDOWN: &str = "Download as Markdown";
pub(crate) const DOWNLOAD_AS_HTML: &str = "Download as HTML";
pub(crate) const DOWNLOAD_AS_JSON: &str = "Download as JSON";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) const ONLY_PEOPLE_ADDED: &str = "Only people added";
pub(crate) const IMPACT_STARTED: &str = "Impact started";
pub(crate) const FROM_IMPACT_STARTED_TO_RESOLVED: &str = "From impact started to resolved";
pub(crate) const RESOLVED_IN_BEFORE: &str = "resolved in ";
pub(crate) const WAITING_FOR_YOUR_REVIEW: &str = "Waiting for your review";
pub(crate) const UNTITLED_POSTMORTEM: &str = "Untitled postmortem";
pub(crate) fn asks(name: impl Display) -> String {
    format!("{name} asks")
}
pub(crate) fn by(day: impl Display) -> String {
    format!(" · by {day}")
}
