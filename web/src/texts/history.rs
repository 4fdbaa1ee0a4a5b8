//! The history: versions, what changed between them, going back.

use std::fmt::Display;

use super::{counted, plural};

pub(crate) fn others(count: usize) -> String {
    counted(count, "other", "others")
}
pub(crate) fn in_version(name: &str, when: &str) -> String {
    format!("in “{name}”, of {when}")
}
pub(crate) fn on(when: &str) -> String {
    format!("on {when}")
}
pub(crate) fn on_by(when: &str, who: &str) -> String {
    format!("on {when}, by {who}")
}
pub(crate) fn now(when: impl Display) -> String {
    format!("Now: {when}")
}
pub(crate) fn sections(count: usize) -> String {
    counted(count, "section", "sections")
}
pub(crate) fn entries(count: usize) -> String {
    format!("{count} timeline {}", plural(count, "entry", "entries"))
}
pub(crate) fn mitigations(count: usize) -> String {
    counted(count, "mitigation", "mitigations")
}
pub(crate) fn facts(count: usize) -> String {
    counted(count, "fact", "facts")
}
pub(crate) fn titles(count: usize) -> String {
    counted(count, "title", "titles")
}
pub(crate) const NOTHING_CHANGED: &str = "Nothing to see changed between the two.";
pub(crate) fn changed(what: impl Display) -> String {
    format!("Changed: {what}.")
}
pub(crate) const NO_TEXT: &str = "(no text)";

pub(crate) const HISTORY: &str = "History";
pub(crate) fn history_of(title: impl Display) -> String {
    format!("History of {title}")
}
pub(crate) const WHERE_YOU_ARE: &str = "Where you are";
pub(crate) const BACK_TO_THE_POSTMORTEM: &str = "Back to the postmortem";
pub(crate) const PREVIOUS_CHANGE: &str = "Previous change";
pub(crate) const NEXT_CHANGE: &str = "Next change";
pub(crate) const VERSIONS: &str = "Versions";
pub(crate) const CLOSE_VERSIONS: &str = "Close versions";
pub(crate) const NEXT_CHANGE_AFTER: &str = " next change ";
pub(crate) const PREVIOUS_AFTER: &str = " previous ";
pub(crate) const BACK_AFTER: &str = " back";
pub(crate) const COMPARED_WITH: &str = "Compared with";
pub(crate) const THE_VERSION_BEFORE_IT: &str = "The version before it";
pub(crate) const RESTORE: &str = "Restore";
pub(crate) const NO_HISTORY_YET: &str = "No history yet";
pub(crate) const WHAT_IS_KEPT: &str = "Everything that is written is kept here, with who wrote it and when. Write in the postmortem and come back: you can look at any moment, compare two, give a moment a name, and return to it.";
pub(crate) const LOADING: &str = "Loading";
pub(crate) const UNTITLED_POSTMORTEM: &str = "Untitled postmortem";
pub(crate) const UNTITLED_SECTION: &str = "Untitled section";
pub(crate) const NEW: &str = "New";
pub(crate) const REMOVED: &str = "Removed";
pub(crate) const BROUGHT_BACK: &str = "Brought back";
pub(crate) const MOVED: &str = "Moved";
pub(crate) const WAS_BETWEEN: &str = " was: ";
pub(crate) const NOT_SET: &str = "not set";
pub(crate) const IS_BETWEEN: &str = " is: ";
pub(crate) const INCIDENT: &str = "Incident";
pub(crate) const SEVERITY: &str = "Severity";
pub(crate) const TIME_ZONE: &str = "Time zone";
pub(crate) const TIME: &str = "Time";
pub(crate) const KIND: &str = "Kind";
pub(crate) const WHAT_BELONGS_HERE: &str = "What belongs here";
pub(crate) const SOURCES: &str = "Sources";
pub(crate) const TAKEN_FROM: &str = "Taken from";
pub(crate) const CATEGORY: &str = "Category";
pub(crate) const APPROACH: &str = "Approach";
pub(crate) const OWNER: &str = "Owner";
pub(crate) const DUE: &str = "Due";
pub(crate) const PRIORITY: &str = "Priority";
pub(crate) const TICKET: &str = "Ticket";
pub(crate) const REASON: &str = "Reason";
pub(crate) const PROOF: &str = "What shows that it works";
pub(crate) const STATUS: &str = "Status";
pub(crate) fn the_name_was_taken_away(name: impl Display) -> String {
    format!("The name “{name}” was taken away; the version stays.")
}
pub(crate) const NAME_THIS_VERSION: &str = "Name this version";
pub(crate) const RENAME: &str = "Rename";
pub(crate) const REMOVE_THE_NAME: &str = "Remove the name";
pub(crate) const NAME_OF_THIS_VERSION: &str = "Name of this version";
pub(crate) const EXAMPLE_NAME: &str = "Before the review";
pub(crate) const SAVE: &str = "Save";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const HISTORY_BEGINS_AFTER: &str =
    " The history begins here: what came before was cleared away, and from here on it is exact.";
pub(crate) const KEPT_BY_ITS_NAME: &str =
    "This version was kept by its name. What was changed before and after it was cleared away, so nothing is marked.";
pub(crate) const A_MOMENT_IN_BETWEEN: &str = "A moment in between";
pub(crate) const IT_READS_AS_BEFORE_AGAIN: &str = "It reads as before again.";
pub(crate) fn reads_as_again(words: impl Display) -> String {
    format!("It reads as {words} again.")
}
pub(crate) const ONLY_NAMED_VERSIONS: &str = "Only named versions";
pub(crate) const TIMES_IN_BEFORE: &str = "Times in ";
pub(crate) const NO_NAMES_YET: &str = "No version has a name yet. Give one to a moment that you may want to find again: “Before the review”, “As shared with customers”.";
pub(crate) const SHOW_OLDER_VERSIONS: &str = "Show older versions";
pub(crate) fn cleared_until(first: impl Display) -> String {
    format!(
        "Older changes were cleared away, as this instance is set up. The history is exact from {first} on; versions with a name stay."
    )
}
pub(crate) const CLEARED_AWAY: &str =
    "Older changes were cleared away, as this instance is set up. Versions with a name stay.";
pub(crate) const KEPT_FOR_ITS_NAME: &str = "kept by its name";
