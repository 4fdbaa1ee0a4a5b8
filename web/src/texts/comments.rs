//! Comments: threads, replies, suggestions, reactions, and when they are sent.

use std::fmt::Display;

use super::counted;

pub(crate) fn comment_on_this(what: &str) -> String {
    format!("Comment on this {what}")
}
pub(crate) fn threads_on_this(count: usize, what: &str) -> String {
    format!("{} on this {what}", counted(count, "comment thread", "comment threads"))
}
pub(crate) fn accepted_by(by: impl Display) -> String {
    format!("Accepted by {by}")
}
pub(crate) fn declined_by(by: impl Display) -> String {
    format!("Declined by {by}")
}
pub(crate) fn comments_on(about: impl Display) -> String {
    format!("Comments on: {about}")
}
pub(crate) fn comments_on_with_new(about: impl Display, count: impl Display) -> String {
    format!("Comments on: {about}, {count} new")
}
pub(crate) fn not_sent_yet(why: impl Display) -> String {
    format!("Not sent yet. {why} Your words are kept here.")
}

pub(crate) const COMMENTS: &str = "Comments";
pub(crate) const NO_COMMENTS_YET: &str = "No comments yet.";
pub(crate) const NO_COMMENTS_YET_AND_HOW: &str =
    "No comments yet. Select some text and choose “Comment”, or comment on the whole: to ask, suggest or praise.";
pub(crate) const SHOW: &str = "Show";
pub(crate) const COMMENT_ON_THE_WHOLE: &str = "Comment on the whole";
pub(crate) const NEXT_UNREAD: &str = "Next unread";
pub(crate) const MARK_ALL_READ: &str = "Mark all read";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const CTRL_OR_ENTER: &str = "Ctrl or ⌘ + Enter";
pub(crate) const COMMENT_DISCARDED: &str = "Comment discarded";
pub(crate) const COMMENT_ON_THIS_TEXT: &str = "Comment on this text";
pub(crate) const COMMENT: &str = "Comment";
pub(crate) const WHAT_TO_LEAVE_HERE: &str = "What to leave here";
pub(crate) const SUGGEST_OTHER_WORDS: &str = "Suggest other words";
pub(crate) const EDITED: &str = "edited";
pub(crate) const NEW: &str = "New";
pub(crate) const THIS_COMMENT_WAS_REMOVED: &str = "This comment was removed.";
pub(crate) const EDIT_YOUR_COMMENT: &str = "Edit your comment";
pub(crate) const THE_COMMENT_WAS_REMOVED: &str = "The comment was removed.";
pub(crate) const MORE_ABOUT_THIS_COMMENT: &str = "More about this comment";
pub(crate) const EDIT: &str = "Edit";
pub(crate) const COPY_LINK: &str = "Copy link";
pub(crate) const REMOVE_THIS_COMMENT: &str = "Remove this comment";
pub(crate) const IT_GOES_FOR_EVERYBODY: &str = "It goes for everybody, and doesn't come back.";
pub(crate) fn edited(exact_time: impl Display) -> String {
    format!("Edited {exact_time}")
}
pub(crate) const NEXT_THREAD_WITH_SOMETHING_NEW: &str = "Next thread with something new";
pub(crate) const NEXT_AND_PREVIOUS_THREAD: &str = "Next and previous thread, or ↓ and ↑";
pub(crate) const SHOW_WHAT_IT_IS_ABOUT: &str = "Show what it is about";
pub(crate) const REPLY: &str = "Reply";
pub(crate) const RESOLVE_OR_REOPEN: &str = "Resolve, or reopen";
pub(crate) const SEND_WHAT_IS_WRITTEN: &str = "Send what is written";
pub(crate) const YOU_HAVE_READ_ALL_COMMENTS: &str = "You have read all comments.";
pub(crate) const PEOPLE: &str = "People";
pub(crate) const OPEN: &str = "Open";
pub(crate) const UNREAD: &str = "Unread";
pub(crate) const FOR_ME: &str = "For me";
pub(crate) const RESOLVED: &str = "Resolved";
pub(crate) const ALL: &str = "All";
pub(crate) const EVERYTHING_IS_SETTLED: &str = "Everything is settled.";
pub(crate) const YOU_HAVE_READ_EVERYTHING: &str = "You have read everything.";
pub(crate) const NOBODY_HAS_MENTIONED_YOU_HERE: &str = "Nobody has mentioned you here.";
pub(crate) const NOTHING_IS_SETTLED_YET: &str = "Nothing is settled yet.";
pub(crate) const REACTIONS: &str = "Reactions";
pub(crate) const REACT_TO_THIS_COMMENT: &str = "React to this comment";
pub(crate) const REMOVE_FOR_GOOD: &str = "Remove for good";
pub(crate) const KEEP_IT: &str = "Keep it";
pub(crate) const WORDS_IN_ITS_PLACE: &str = "Words in its place; leave it empty to take them out";
pub(crate) const EMPTY_TAKE_THE_WORDS_OUT: &str = "Empty: take the words out";
pub(crate) const WHY_IF_IT_NEEDS_SAYING: &str = "Why, if it needs saying";
pub(crate) const SUGGEST: &str = "Suggest";
pub(crate) const WORDS_ARE_GONE: &str = "The words it was made for are gone.";
pub(crate) fn text_has_changed(now: impl Display) -> String {
    format!("The text has changed since. It reads now: “{now}”")
}
pub(crate) const ACCEPT_ANYWAY: &str = "Accept anyway";
pub(crate) const ACCEPT: &str = "Accept";
pub(crate) const WITHDRAW: &str = "Withdraw";
pub(crate) const DECLINE: &str = "Decline";
pub(crate) const SHOW_WHERE_IT_IS: &str = "Show where it is";
pub(crate) const WHAT_IT_WAS_ABOUT_IS_GONE: &str = "What it was about is gone.";
pub(crate) const REPLY_DISCARDED: &str = "Reply discarded";
pub(crate) const REOPEN: &str = "Reopen";
pub(crate) const RESOLVE: &str = "Resolve";
pub(crate) const THE_COMMENTS_WERE_REMOVED: &str = "The comments were removed.";
pub(crate) const MORE_ABOUT_THIS_THREAD: &str = "More about this thread";
pub(crate) const REMOVE_THIS_THREAD: &str = "Remove this thread";
pub(crate) const ALL_OF_ITS_COMMENTS_GO: &str = "All of its comments go, for everybody, and don't come back.";
pub(crate) fn resolved_by(person: impl Display) -> String {
    format!("Resolved by {person}")
}

pub(crate) const ONLY_YOU_SEE_THIS: &str = "Only you see this; it never holds a comment up.";
