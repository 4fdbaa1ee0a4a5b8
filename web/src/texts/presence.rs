//! Who is here, what is new, finding within the document, links into it, its printed page.

use std::fmt::Display;

pub(crate) fn changed(who: &str, what: &str) -> String {
    format!("{who} changed {what}")
}
pub(crate) fn changed_since(who: &str, what: &str, since: &str) -> String {
    format!("{who} changed {what} since {since}")
}
pub(crate) fn and_others(first: &str, count: usize) -> String {
    format!("{first} and {count} others")
}
/// What changed where nothing else did, within a sentence.
pub(crate) const TITLE_AND_FACTS: &str = "the title and facts";
// What a link leads to, within a sentence.
pub(crate) const SECTION: &str = "section";
pub(crate) const ENTRY: &str = "entry";
pub(crate) const MITIGATION: &str = "mitigation";
pub(crate) const COMMENT: &str = "comment";

pub(crate) const ALSO_HERE: &str = "Also here";
pub(crate) fn is_typing_in(person: impl Display, heading: impl Display) -> String {
    format!("{person} is typing in {heading}. Go there and follow")
}
pub(crate) fn is_in(person: impl Display, heading: impl Display) -> String {
    format!("{person} is in {heading}. Go there and follow")
}
pub(crate) fn is_typing(person: impl Display) -> String {
    format!("{person} is typing. Go there and follow")
}
pub(crate) fn is_here(person: impl Display) -> String {
    format!("{person} is here. Go there and follow")
}
pub(crate) const NOT_FOUND: &str = "Not found";
pub(crate) fn found_of_many(at: impl Display, most: impl Display) -> String {
    format!("{at} of {most} or more")
}
pub(crate) fn found_of(at: impl Display, count: impl Display) -> String {
    format!("{at} of {count}")
}
pub(crate) const FIND_IN_THIS_POSTMORTEM: &str = "Find in this postmortem";
pub(crate) const FIND: &str = "Find";
pub(crate) const PREVIOUS: &str = "Previous";
pub(crate) const NEXT: &str = "Next";
pub(crate) const CLOSE: &str = "Close";
pub(crate) fn printed(address: impl Display, now: impl Display) -> String {
    format!("{address} · printed {now}")
}
pub(crate) const THE_LINK_IS_ON_THE_CLIPBOARD: &str = "The link is on the clipboard.";
pub(crate) fn copy_by_hand(address: impl Display) -> String {
    format!("The browser keeps the clipboard closed. The link is {address}")
}
pub(crate) fn copy_link_to_this(what: impl Display) -> String {
    format!("Copy link to this {what}")
}
pub(crate) const HEADING_IS_GONE: &str =
    "The heading that the link leads to is not there any more. This is the section it was in.";
pub(crate) fn was_taken_out(what: impl Display, removed: impl Display) -> String {
    format!("{what} that the link leads to was taken out: {removed}.")
}
pub(crate) const NOTHING_THERE: &str = "What the link leads to is not in this postmortem.";
pub(crate) const THE_SECTION: &str = "The section";
pub(crate) const THE_TIMELINE_ENTRY: &str = "The timeline entry";
pub(crate) const THE_MITIGATION: &str = "The mitigation";
pub(crate) const COMMENT_NOT_ASKED: &str = "The comment can't be looked up right now.";
pub(crate) const COMMENT_WAS_REMOVED: &str = "The comment that the link leads to was removed.";
pub(crate) const SHOW_CHANGES: &str = "Show changes";
pub(crate) const I_HAVE_SEEN_IT: &str = "I have seen it";
