//! The message for people outside.

use std::fmt::Display;

use super::counted;
use debrief_shared::api::{OutsidePart, OutsideReason};

pub(crate) const PUBLISH_OUTSIDE: &str = "Publish outside";
pub(crate) const TELL_PEOPLE_OUTSIDE: &str = "Tell people outside…";
pub(crate) const ALSO_PUBLISH_OUTSIDE: &str = "message customers status public share";
pub(crate) const ABOUT: &str = "Nothing is in the message but what you pick here, and your own words. Strangers see a copy: what is written into the postmortem later stays inside until you publish again.";
pub(crate) const MAY_NOT_PUBLISH: &str = "The people who run this instance have decided who may publish outside. You can prepare the message, and ask an admin to publish it.";

pub(crate) const WHAT_IS_IN_IT: &str = "What is in it";
pub(crate) const TITLE: &str = "Title";
pub(crate) const TITLE_EXAMPLE: &str = "Card payments were refused on 11 March";
pub(crate) const SUMMARY: &str = "Summary";
pub(crate) const SUMMARY_EXAMPLE: &str = "How long it lasted, and what people noticed";
pub(crate) const HAPPENED: &str = "What happened";
pub(crate) const HAPPENED_EXAMPLE: &str = "What came together, and what was done about it";
pub(crate) const DOING: &str = "What we are doing about it";
pub(crate) const DOING_EXAMPLE: &str = "What will be different";
pub(crate) const SECTIONS: &str = "Sections";
pub(crate) const ENTRIES: &str = "Timeline entries";
pub(crate) const MITIGATIONS: &str = "Mitigations";
pub(crate) const NO_SECTIONS: &str = "There are no sections yet.";
pub(crate) const NO_ENTRIES: &str = "There are no entries yet.";
pub(crate) const NO_MITIGATIONS: &str = "There are no mitigations yet.";
pub(crate) const UNTITLED_SECTION: &str = "Untitled section";
pub(crate) const EMPTY_ENTRY: &str = "Nothing is written yet";
pub(crate) const WHERE_IT_GOES: &str = "Where it goes";
pub(crate) fn picked_of(picked: usize, all: usize) -> String {
    format!("{picked} of {all}")
}
/// A part as it is chosen.
pub(crate) fn part(part: OutsidePart) -> &'static str {
    match part {
        OutsidePart::Summary => SUMMARY,
        OutsidePart::Happened => HAPPENED,
        OutsidePart::Doing => DOING,
    }
}

pub(crate) const PEOPLE: &str = "People";
pub(crate) const ABOUT_PEOPLE: &str =
    "A role stands in the place of each name. Write the name itself where it is nobody's.";
pub(crate) const NOBODY_IS_NAMED: &str = "Nobody is named in what you picked.";
pub(crate) fn role_of(name: impl Display) -> String {
    format!("Role in the place of {name}")
}
pub(crate) const WORDS: &str = "Words to take out";
pub(crate) const WORDS_HINT: &str = "One a line. They go wherever they stand.";
pub(crate) const LINKS: &str = "Links";
pub(crate) const ABOUT_LINKS: &str = "Links lead nowhere for strangers unless you keep them; their words stay.";
pub(crate) const IMAGES: &str = "Pictures";
pub(crate) fn picture(number: usize) -> String {
    format!("Picture {number}")
}

pub(crate) const AS_A_STRANGER_SEES_IT: &str = "As a stranger sees it";
pub(crate) const PICK_SOMETHING: &str =
    "Write a sentence or pick a section: what a stranger would see is shown here at once.";
pub(crate) const TAKEN_OUT: &str = "What was taken out";
pub(crate) const NOTHING_TAKEN_OUT: &str = "Nothing had to be taken out.";
pub(crate) const LOOK_YOURSELF: &str = "This finds much and not everything: read it once more as a stranger.";
/// Why something was taken out.
pub(crate) fn reason(reason: OutsideReason) -> &'static str {
    match reason {
        OutsideReason::Name => "somebody's name",
        OutsideReason::Customer => "a customer",
        OutsideReason::Word => "a word of your list",
        OutsideReason::Secret => "looks like a key or a password",
        OutsideReason::Mail => "a mail address",
        OutsideReason::Phone => "a phone number",
        OutsideReason::Ip => "an IP address",
        OutsideReason::Card => "a card number",
        OutsideReason::Link => "a link that you did not keep, or a machine inside",
        OutsideReason::Image => "a picture that you did not pick",
        OutsideReason::Html => "HTML, with what it may hide",
    }
}
pub(crate) const A_PICTURE: &str = "A picture";
pub(crate) fn times(count: u32) -> String {
    counted(count, "time", "times")
}
pub(crate) fn became(instead: impl Display) -> String {
    format!("now “{instead}”")
}
pub(crate) const LEFT_OUT: &str = "left out";

pub(crate) const ADDRESS: &str = "Address";
pub(crate) fn address_hint(base: impl Display) -> String {
    format!(
        "{base}… with small letters, digits and hyphens. Whoever has it can open it; search engines are asked not to list it."
    )
}
pub(crate) const IN_THE_FEED: &str = "Without a password, the feed of this instance names it.";
pub(crate) const ASK_FOR_A_PASSWORD: &str = "Ask for a password";
pub(crate) const ANYBODY: &str = "Anybody with the link can read it.";
pub(crate) const ONLY_WITH_PASSWORD: &str = "Only with the password.";
pub(crate) const NO_ADDRESS_YET: &str = "Give it a title, or an address of its own.";
pub(crate) const PASSWORD: &str = "Password";
pub(crate) const PASSWORD_HINT: &str = "At least 8 characters. Tell it apart from the address.";
pub(crate) const PASSWORD_KEPT: &str = "The password so far stays. Write another one to change it.";
pub(crate) const PASSWORD_MISSING: &str = "Write a password, or let anybody with the address in.";
pub(crate) const PUBLISH: &str = "Publish";
pub(crate) const PUBLISH_AGAIN: &str = "Publish again";
pub(crate) const WITHDRAW: &str = "Withdraw";
pub(crate) const BRING_IT_BACK: &str = "Bring it back";
pub(crate) const COPY_THE_ADDRESS: &str = "Copy the address";
pub(crate) const ADDRESS_COPIED: &str = "The address is on the clipboard.";
pub(crate) const COPY_BY_HAND: &str = "The browser does not let us copy: select the address instead.";
pub(crate) const UNDO: &str = "Undo";
pub(crate) const STILL_BEING_SAVED: &str = "Your last changes are still being saved. Publish in a moment.";
pub(crate) const LOOK_FIRST: &str = "The preview is being made. Look at it, then publish.";
pub(crate) fn published(number: u32) -> String {
    format!("Published: strangers see version {number}.")
}
pub(crate) const WITHDRAWN: &str = "Withdrawn: its address leads nowhere now.";
pub(crate) const IT_IS_BACK: &str = "It is back at its address.";
pub(crate) fn strangers_see(number: u32) -> String {
    format!("Strangers see version {number}")
}
pub(crate) fn changed_since(number: u32) -> String {
    format!("The postmortem has changed since version {number}.")
}
pub(crate) const WITHDRAWN_BEFORE: &str = "It was withdrawn";
pub(crate) const NOT_YET: &str = "Nothing is published outside.";

pub(crate) const OUTSIDE: &str = "Publishing outside";
pub(crate) const WHO_MAY: &str = "Who may publish outside";
pub(crate) const WHO_HINT: &str = "What is published stays until somebody withdraws it.";
pub(crate) const NOBODY: &str = "Nobody";
pub(crate) const OWNERS_AND_ADMINS: &str = "Owners of a postmortem, and admins";
pub(crate) const ADMINS_ALONE: &str = "Admins alone";
pub(crate) const FEED: &str = "A feed (Atom) that names every message without a password";
pub(crate) const SAVED: &str = "It holds from now on.";
pub(crate) const SAVE: &str = "Save";
