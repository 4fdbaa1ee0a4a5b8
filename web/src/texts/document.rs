//! The page of one postmortem: its frame, its sections, what is still missing, where its words are kept.

use std::fmt::Display;

use super::counted;

/// How much is not sent.
pub(crate) fn not_sent(count: u32) -> String {
    match count {
        0 => "Nothing".to_owned(),
        _ => counted(count, "change", "changes"),
    }
}
pub(crate) fn clock_is_behind(minutes: f64) -> String {
    format!("This device's clock is {minutes} min behind the server's. Times here, and “now”, follow the server.")
}
pub(crate) fn clock_is_ahead(minutes: f64) -> String {
    format!("This device's clock is {minutes} min ahead of the server's. Times here, and “now”, follow the server.")
}
/// Who removed something, and when, as far as both are known.
pub(crate) fn removed_by(by: &str, when: Option<&str>) -> String {
    match (by, when) {
        ("", None) => "removed".to_owned(),
        ("", Some(when)) => format!("removed, {when}"),
        (by, None) => format!("removed by {by}"),
        (by, Some(when)) => format!("removed by {by}, {when}"),
    }
}

pub(crate) fn is_typing_here(name: &str) -> String {
    format!("{name} is typing here")
}
pub(crate) fn is_here(name: &str) -> String {
    format!("{name} is here")
}

pub(crate) const WHERE_YOU_ARE: &str = "Where you are";
pub(crate) const BACK_TO_THE_POSTMORTEMS: &str = "Back to the postmortems";
pub(crate) const POSTMORTEMS: &str = "Postmortems";
pub(crate) const UNDO: &str = "Undo";
pub(crate) const REDO: &str = "Redo";
pub(crate) fn comments_open(open_threads: impl Display) -> String {
    format!("Comments, {open_threads} open")
}
pub(crate) fn comments_open_and_new(open_threads: impl Display, unread: impl Display) -> String {
    format!("Comments, {open_threads} open, {unread} with something new")
}
pub(crate) const MORE: &str = "More";
pub(crate) const HISTORY: &str = "History";
pub(crate) const EXPORT_AS_MARKDOWN: &str = "Export as Markdown";
pub(crate) const EXPORT_AS_A_WEB_PAGE: &str = "Export as a web page";
pub(crate) const EXPORT_AS_JSON: &str = "Export as JSON";
pub(crate) const PRINT_OR_SAVE_AS_PDF: &str = "Print, or save as PDF";
pub(crate) const SAVE_THE_STRUCTURE_AS_A_TEMPLATE: &str = "Save the structure as a template";
pub(crate) const REMOVED_SECTIONS: &str = "Removed sections";
pub(crate) const FIND_IN_THIS_POSTMORTEM: &str = "Find in this postmortem";
pub(crate) const KEYBOARD_SHORTCUTS: &str = "Keyboard shortcuts";
pub(crate) const REMOVE_THIS_POSTMORTEM: &str = "Remove this postmortem";
pub(crate) fn saved_as_template(name: impl Display) -> String {
    format!("Saved as the template “{name}”. Rename it under Templates.")
}
pub(crate) fn was_removed(title: impl Display) -> String {
    format!("“{title}” was removed.")
}
pub(crate) const UNTITLED_POSTMORTEM: &str = "Untitled postmortem";
pub(crate) const TITLE: &str = "Title";
pub(crate) const COMMENTS: &str = "Comments";
pub(crate) const CLOSE_COMMENTS: &str = "Close comments";
pub(crate) const OPENING: &str = "Opening";
pub(crate) const WRITE_HERE: &str = "Write here…";
pub(crate) const ADD_A_NOTE: &str = "Add a note…";
pub(crate) const HEADING: &str = "Heading";
pub(crate) const UNTITLED_SECTION: &str = "Untitled section";
pub(crate) const TEXT: &str = "Text";
pub(crate) const SECTION: &str = "Section";
pub(crate) const MOVE_UP: &str = "Move up";
pub(crate) const MOVE_DOWN: &str = "Move down";
pub(crate) const ADD_A_SECTION_BELOW: &str = "Add a section below";
pub(crate) const COMMENT: &str = "Comment";
pub(crate) const COPY_LINK: &str = "Copy link";
pub(crate) fn copy_link_to(heading: impl Display) -> String {
    format!("Copy link to “{heading}”")
}
pub(crate) const REMOVE_THIS_SECTION: &str = "Remove this section";
pub(crate) const SECTION_REMOVED: &str = "The section was removed.";
pub(crate) const NOTHING_WRITTEN_YET: &str = "Nothing is written yet. Add a section to begin.";
pub(crate) const ADD_A_SECTION_HERE: &str = "Add a section here";
pub(crate) const ADD_A_SECTION: &str = "Add a section";
pub(crate) const TIMELINE: &str = "Timeline";
pub(crate) const MITIGATIONS: &str = "Mitigations";
pub(crate) const SECTIONS: &str = "Sections";
pub(crate) fn removed_sections(removed: impl Display) -> String {
    format!("Removed sections ({removed})")
}
pub(crate) const CHANGED_SINCE_YOU_WERE_LAST_HERE: &str = "changed since you were last here";
pub(crate) const UNFOLD_ALL_GUIDANCE: &str = "Unfold all guidance";
pub(crate) const FOLD_ALL_GUIDANCE: &str = "Fold all guidance";
pub(crate) const THIS_POSTMORTEM: &str = "This postmortem";
pub(crate) const ALSO_GUIDANCE: &str = "help what belongs here hide show";
pub(crate) const WHAT_BELONGS_HERE: &str = "What belongs here";
pub(crate) const TIMELINE_GUIDANCE: &str = "What changed, at which time, and which graph, log or message shows it? Begin before the incident and walk forward, with what was known at each moment.";
pub(crate) const MITIGATIONS_GUIDANCE: &str = "What would keep this from coming back, show it sooner or make it shorter? Begin with a verb and name an end that can be seen: “Add an alert for every case in which checkout answers with more than 1 % errors.” Prefer a technical safeguard to a new rule.";
pub(crate) const WHAT_IS_STILL_MISSING: &str = "What is still missing";
pub(crate) const STILL_MISSING: &str = "Still missing";
pub(crate) const SHOW_FEWER: &str = "Show fewer";
pub(crate) const SHOW_ALL: &str = "Show all";
pub(crate) fn does_not_matter_here(words: impl Display) -> String {
    format!("“{words}” does not matter here.")
}
pub(crate) const NOT_NEEDED_HERE: &str = "Not needed here";
pub(crate) const NOTHING_IS_REMOVED_NOW: &str = "Nothing is removed now.";
pub(crate) const BRING_BACK: &str = "Bring back";
pub(crate) const ALL_IS_ON_THE_CLIPBOARD: &str = "All of it is on the clipboard.";
pub(crate) const ALL_OF_IT_IS_BACK: &str = "All of it is back in its place.";
pub(crate) const WHAT_COULD_BE_PUT_BACK: &str = "What could be put back is in its place.";
pub(crate) const THE_WORDS_WERE_TAKEN_OFF: &str = "The words were taken off this device.";
pub(crate) const WORDS_THAT_WERE_NOT_SAVED: &str = "Words that were not saved";
pub(crate) const ABOUT_UNSAVED_WORDS: &str = "You wrote this here, and the server has not taken it. It is kept on this device, for you alone, until you put it away.";
pub(crate) const PUT_BACK_IN_PLACE: &str = "Put back in place";
pub(crate) const COPY_ALL: &str = "Copy all";
pub(crate) const PUT_THEM_AWAY: &str = "Put them away";
pub(crate) fn copy_what_you_wrote_in(place: impl Display) -> String {
    format!("Copy what you wrote in {place}")
}
pub(crate) fn put_back_what_you_wrote_in(place: impl Display) -> String {
    format!("Put back what you wrote in {place}")
}
pub(crate) const IT_IS_BACK_IN_ITS_PLACE: &str = "It is back in its place.";
pub(crate) const IT_IS_ON_THE_CLIPBOARD: &str = "It is on the clipboard.";
pub(crate) const TIMELINE_EXCERPT: &str = "Timeline excerpt";
pub(crate) const THE_CHOSEN_ENTRIES_COME: &str = "The chosen entries come in as a table, as they are now.";
pub(crate) const ALL_OR_NONE: &str = "All or none";
pub(crate) const PUT_IN: &str = "Put in";
pub(crate) const EXCERPT_HEAD: &str = "| Time | What happened |";
pub(crate) const SHOWS_WHAT_IS_KEPT_WHERE: &str = "Shows what is kept where";
pub(crate) const KEPT_IN_THIS_TAB_ONLY: &str = "kept in this tab only";
pub(crate) const WHAT_IS_KEPT_WHERE: &str = "What is kept where";
pub(crate) const ON_THE_SERVER: &str = "On the server";
pub(crate) const ON_THIS_DEVICE: &str = "On this device";
pub(crate) const NOT_SENT_YET: &str = "Not sent yet";
pub(crate) fn signed_in_as_when_the_server(name: impl Display) -> String {
    format!("Signed in as {name} when the server was last reached.")
}
pub(crate) const DEVICE_FULL: &str =
    "Takes no more: it may be full. Changes are in this tab until the server has them.";
pub(crate) const DEVICE_KEEPS_NOTHING: &str =
    "Nothing is kept: this browser doesn't allow it. Changes are in this tab until the server has them.";
pub(crate) fn kept_last_at(time: impl Display) -> String {
    format!("Kept, last at {time}")
}
pub(crate) const KEPT_ALSO_WITHOUT_A_CONNECTION: &str = "Kept, also without a connection";
pub(crate) const NOT_REACHED_SINCE_THIS_PAGE: &str = "Not reached since this page was opened";
pub(crate) fn last_had_everything_at(time: impl Display) -> String {
    format!("Last had everything at {time}")
}
pub(crate) fn has_everything_since(time: impl Display) -> String {
    format!("Has everything, since {time}")
}
pub(crate) const BEING_ASKED: &str = "Being asked";
pub(crate) fn cant_write_at_the_moment(last: impl Display) -> String {
    format!("Can't write at the moment. {last}")
}
pub(crate) fn unsent_since(count: impl Display, time: impl Display) -> String {
    format!("{count}, since {time}")
}
pub(crate) fn unsent_from_before(count: impl Display) -> String {
    format!("{count}, from before this page was opened")
}
pub(crate) const OPENING_STATE: &str = "Opening…";
pub(crate) const SAVED: &str = "Saved";
pub(crate) const SAVING: &str = "Saving…";
pub(crate) const SAVING_WITH_TROUBLE: &str = "Saving… the server can't write at the moment";
pub(crate) const OFFLINE_AND_KEPT: &str = "Offline – your changes are kept on this device";
pub(crate) const OFFLINE_KEEP_THIS_TAB_OPEN: &str = "Offline – keep this tab open";
pub(crate) const CLOSED: &str = "Closed";
pub(crate) const THIS_DEVICE_TAKES_NO_MORE: &str = "This device takes no more.";
pub(crate) const ABOUT_A_FULL_DEVICE: &str = " It may be full. You can go on writing: changes are in this tab until the server has them, so keep it open until it says Saved. Room on the device is tried again by itself.";
pub(crate) fn has_left(name: impl Display) -> String {
    format!("{name} has left.")
}
pub(crate) fn follows_in(heading: impl Display) -> String {
    format!(" in {heading}")
}
pub(crate) const FOLLOWING_BEFORE: &str = "Following ";
pub(crate) const STOP_BEFORE: &str = "Stop ";
pub(crate) const INCIDENT: &str = "Incident";
pub(crate) const MINE: &str = "Mine";
pub(crate) const PEOPLE: &str = "People";
pub(crate) const MOMENTS: &str = "Moments";
pub(crate) const FROM_THIS_POSTMORTEM: &str = "From this postmortem";
pub(crate) const TIME_NOW: &str = "Time now";
pub(crate) const TO_THE_MITIGATIONS: &str = "To the mitigations";
pub(crate) const ACTION_ITEM: &str = "Action item";
pub(crate) const ADDED_TO_THE_MITIGATIONS: &str = "Added to the mitigations";
