//! The lens: remarks on the language, for the one who reads alone.

use std::fmt::Display;

pub(crate) const NEXT_REMARK_ON_THE_LANGUAGE: &str = "Next remark on the language";
pub(crate) const THIS_POSTMORTEM: &str = "This postmortem";
pub(crate) const THE_LENS: &str = "The lens";
pub(crate) const HIDE_REMARKS_ON_THE_LANGUAGE: &str = "Hide remarks on the language";
pub(crate) const SHOW_REMARKS_ON_THE_LANGUAGE: &str = "Show remarks on the language";
pub(crate) const ALSO_LENS: &str = "lens blameless wording";
pub(crate) const SHOW_DISMISSED_REMARKS_AGAIN: &str = "Show dismissed remarks again";
pub(crate) const NO_REMARKS_ON_THE_LANGUAGE: &str = "No remarks on the language.";
pub(crate) const NOT_SHOWN_HERE_AGAIN: &str = "Not shown here again, on this device.";
pub(crate) fn is_not_shown_again(name: impl Display) -> String {
    format!("“{name}” is not shown again, on this device.")
}
pub(crate) fn rule_not_shown_again(words: impl Display) -> String {
    format!("“{words}” is not shown again, on this device.")
}
pub(crate) fn beside(name: impl Display) -> String {
    format!("A remark: {name}. Alt and Enter go into it, Escape closes it.")
}
pub(crate) const LEAVE_IT_OUT: &str = "Leave it out";
pub(crate) const CLOSE: &str = "Close";
pub(crate) const NOT_HERE: &str = "Not here";
pub(crate) const NOT_THIS_RULE: &str = "Not this rule";
pub(crate) const ONLY_YOU_SEE_THIS: &str = "Only you see this";
