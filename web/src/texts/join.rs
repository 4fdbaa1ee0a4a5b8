//! The way in by a share link.

use std::fmt::Display;

pub(crate) const SHARED_WITH_YOU: &str = "Shared with you";
pub(crate) const OPEN_THE_LINK_ONCE_MORE: &str = "Open the link once more";
pub(crate) const LINK_WAS_CUT_OFF: &str = "The part of it that lets you in is not in the address: it was cut off, or the page was loaded again. Open the whole link as you received it.";
pub(crate) const TO_THE_POSTMORTEMS: &str = "To the postmortems";
pub(crate) const ONE_MOMENT: &str = "One moment";
pub(crate) const THIS_LINK_DOESNT_WORK_ANY_MORE: &str = "This link doesn't work any more";
pub(crate) const ASK_FOR_A_NEW_ONE: &str =
    "Its time is over, it was withdrawn, or a part of it is missing. Ask whoever sent it for a new one.";
pub(crate) const THIS_LINK_CANT_BE_LOOKED: &str = "This link can't be looked at right now";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const HOW_SHOULD_OTHERS_SEE_YOU: &str = "How should others see you?";
pub(crate) const THIS_LINK_ASKS_FOR_A_PASSWORD: &str = "This link asks for a password. Whoever sent it knows it.";
pub(crate) const OPEN_AS_BEFORE: &str = "You open it as ";
pub(crate) const SOMETHING_WAS_SHARED: &str = "A postmortem was shared with you";
pub(crate) const UNTITLED_POSTMORTEM: &str = "Untitled postmortem";
pub(crate) fn shared_postmortem(role: impl Display) -> String {
    format!("A postmortem that was shared with you. {role}")
}
pub(crate) const YOUR_NAME: &str = "Your name";
pub(crate) const NAME_IS_SEEN: &str = "Others see it beside what you write. You need no account.";
pub(crate) const PASSWORD_OF_THE_LINK: &str = "Password of the link";
pub(crate) const OPEN: &str = "Open";
pub(crate) const OPEN_UNTIL_BEFORE: &str = "The link is open until ";
pub(crate) const MAY_EDIT: &str = "You can read it, comment, and write in it together with others.";
pub(crate) const MAY_COMMENT: &str = "You can read it and comment on it.";
pub(crate) const MAY_READ: &str = "You can read it.";
