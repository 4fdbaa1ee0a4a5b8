//! Commands and keys of the editor, as palette and help name them, with other words that find them.

use std::fmt::Display;

pub(crate) const THIS_POSTMORTEM: &str = "This postmortem";
pub(crate) const UNDO_YOUR_LAST_CHANGE: &str = "Undo your last change";
pub(crate) const DO_IT_AGAIN: &str = "Do it again";
pub(crate) const FIND_IN_THIS_POSTMORTEM: &str = "Find in this postmortem";
pub(crate) const OPEN_THE_HISTORY: &str = "Open the history";
pub(crate) const COMMENT_ON_A_PLACE: &str = "Comment on the section, entry, mitigation or the whole";
pub(crate) const MOVE_THE_SECTION_UP: &str = "Move the section up";
pub(crate) const MOVE_THE_SECTION_DOWN: &str = "Move the section down";
pub(crate) const GO_ON_INTO_THE_TEXT_ABOVE: &str = "Go on into the text above or below";
pub(crate) const SELECT_THE_ENTRY: &str = "Select the entry";
pub(crate) const SELECT_UP_TO_THE_ENTRY_ABOVE: &str = "Select up to the entry above or below";
pub(crate) const A_MINUTE_EARLIER_OR_LATER: &str = "A minute earlier or later, ten with Shift";
pub(crate) const BOLD: &str = "Bold";
pub(crate) const ITALIC: &str = "Italic";
pub(crate) const STRIKE_THROUGH: &str = "Strike through";
pub(crate) const CODE: &str = "Code";
pub(crate) const LINK_WHILE_SOMETHING_IS_SELECTED: &str = "Link, while something is selected";
pub(crate) const HEADING_AND_SMALLER: &str = "Heading; 2 and 3 for smaller ones, 0 for plain text";
pub(crate) const NUMBERED_LIST: &str = "Numbered list";
pub(crate) const LIST: &str = "List";
pub(crate) const TASK_LIST: &str = "Task list";
pub(crate) const QUOTE: &str = "Quote";
pub(crate) const CODE_BLOCK: &str = "Code block";
pub(crate) const PUT_IN_A_BLOCK: &str = "Put in a block, a time, or something of this postmortem";
pub(crate) const MENTION_SOMEBODY_OR_A_MOMENT: &str = "Mention somebody, or a moment";
pub(crate) const NEXT_CELL_OF_A_TABLE: &str = "Next cell of a table, or one level further in a list";
pub(crate) const PASTE_AS_PLAIN_TEXT: &str = "Paste as plain text";
pub(crate) const TICK_A_TASK: &str = "Tick a task";
pub(crate) const COMMENT_ON_THE_SELECTION: &str =
    "Comment on the selection, or else on the section, entry or mitigation";
pub(crate) const ACCEPT_THE_SUGGESTION_YOU: &str = "Accept the suggestion you are looking at";
pub(crate) const DECLINE_IT: &str = "Decline it";
pub(crate) const THE_POSTMORTEM: &str = "The postmortem";
pub(crate) const TIMELINE_ON_A_TIME: &str = "Timeline, on a time";
pub(crate) const TEXT: &str = "Text";
pub(crate) const ALSO_HISTORY: &str = "versions restore changes";
pub(crate) const ALSO_EXPORT: &str = "download save file";
pub(crate) const ADD_A_SECTION: &str = "Add a section";
pub(crate) const ADD_A_TIMELINE_ENTRY: &str = "Add a timeline entry";
pub(crate) const UNDO: &str = "Undo";
pub(crate) const ALSO_REDO: &str = "redo";
pub(crate) const REMOVED_SECTIONS: &str = "Removed sections";
pub(crate) const ALSO_REMOVED: &str = "restore bin";
pub(crate) const SHARE: &str = "Share";
pub(crate) const ALSO_SHARE: &str = "access invite link people owner";
pub(crate) const REVIEW_AND_PUBLISH: &str = "Review and publish";
pub(crate) const ALSO_REVIEW: &str = "reviewers approve send back state publish due";
pub(crate) const COMMENTS: &str = "Comments";
pub(crate) const GO_TO_THE_TITLE: &str = "Go to the title";
pub(crate) const ALSO_TITLE: &str = "top";
pub(crate) const EXPORT_AS_MARKDOWN: &str = "Export as Markdown";
pub(crate) const EXPORT_AS_A_WEB_PAGE: &str = "Export as a web page";
pub(crate) const EXPORT_AS_JSON: &str = "Export as JSON";
pub(crate) const PRINT_OR_SAVE_AS_PDF: &str = "Print, or save as PDF";
pub(crate) const ALSO_PRINT: &str = "paper";
pub(crate) fn set_when(label: impl Display) -> String {
    format!("Set when: {label}")
}
pub(crate) const ALSO_MARK: &str = "mark time fact";
pub(crate) const SET_SEVERITY: &str = "Set severity";
pub(crate) const ALSO_SEVERITY: &str = "sev fact priority";
pub(crate) const SET_INCIDENT_ID: &str = "Set incident id";
pub(crate) const ALSO_INCIDENT: &str = "fact number ticket";
pub(crate) const SET_SERVICES: &str = "Set services";
pub(crate) const ALSO_SERVICES: &str = "fact affected system";
pub(crate) const SET_THE_INCIDENTS_TIME_ZONE: &str = "Set the incident's time zone";
pub(crate) const ALSO_ZONE: &str = "fact clock utc";
pub(crate) const UNTITLED_SECTION: &str = "Untitled section";
pub(crate) const SECTIONS: &str = "Sections";
pub(crate) const ALSO_GO_TO: &str = "go to";
pub(crate) const TIMELINE: &str = "Timeline";
pub(crate) const SUGGEST_INSTEAD_OF_WRITING: &str = "Suggest instead of writing, and write again";
pub(crate) const ALSO_SUGGEST: &str = "suggestion propose track changes mode";
