//! The review: asking for one, giving one, its rounds, publishing.

use std::fmt::Display;

use super::counted;

/// From here on the server does not count.
const MANY_CHANGES: u32 = 99;

pub(crate) fn review_state(state: impl Display) -> String {
    format!("Review: {state}")
}
pub(crate) fn approvals_needed(count: u32) -> String {
    counted(count, "approval is still needed at this severity", "approvals are still needed at this severity")
}
pub(crate) fn approvals_of_an_earlier_text(count: u32) -> String {
    counted(count, "approval is of an earlier text", "approvals are of an earlier text")
}
pub(crate) fn approved_an_earlier_text(changes: u32) -> String {
    let changes = if changes < MANY_CHANGES {
        counted(changes, "change", "changes")
    } else {
        format!("{MANY_CHANGES} changes or more")
    };
    format!("Approved an earlier text ({changes} since)")
}
pub(crate) const APPROVED_BEFORE_CHANGES: &str = "Approved, changed since";
pub(crate) fn have_not_answered(count: u32) -> String {
    counted(count, "reviewer has not answered yet", "reviewers have not answered yet")
}
pub(crate) fn have_sent_back(count: u32) -> String {
    counted(count, "reviewer has sent it back", "reviewers have sent it back")
}
pub(crate) fn threads_open(count: u32) -> String {
    counted(count, "comment thread is open", "comment threads are open")
}
pub(crate) const ASKED_BY_BEFORE: &str = "Asked by ";

pub(crate) const REVIEW: &str = "Review";
pub(crate) const CLOSE_THE_REVIEW: &str = "Close the review";
pub(crate) fn to_be_published_by(day: impl Display) -> String {
    format!(" · to be published by {day}")
}
pub(crate) const ASK_FOR_ANOTHER_ROUND: &str = "Ask for another round";
pub(crate) const THEY_FIND_IT: &str = "They find it on their start page, under “Waiting for your review”.";
pub(crate) const ASK_FOR_A_REVIEW: &str = "Ask for a review";
pub(crate) const HOW_A_REVIEW_GOES: &str = "Each looks at five points, and approves or sends it back. Name people, or a team: then it is the turn of whoever was not asked for the longest time.";
pub(crate) const ADD_A_REVIEWER_OR_A_TEAM: &str = "Add a reviewer or a team";
pub(crate) const ANSWER_BY: &str = "Answer by";
pub(crate) const WHAT_TO_LOOK_AT_IN_PARTICULAR: &str = "What to look at in particular";
pub(crate) const OPTIONAL: &str = "Optional";
pub(crate) const NOT_NOW: &str = "Not now";
pub(crate) fn how_many_of(name: impl Display) -> String {
    format!("How many of {name}")
}
pub(crate) fn do_not_ask(name: impl Display) -> String {
    format!("Do not ask {name}")
}
pub(crate) fn notes_not_kept(error: impl Display) -> String {
    format!("Your notes are not kept yet. {error}")
}
pub(crate) fn review_not_kept(error: impl Display) -> String {
    format!("Your review was not kept. {error}")
}
pub(crate) const THANKS_FOR_APPROVING: &str = "Approved. Thank you for reading it closely.";
pub(crate) const THANKS_FOR_SENDING_BACK: &str = "Sent back. The owner sees what you noted.";
pub(crate) const YOUR_REVIEW: &str = "Your review";
pub(crate) const IN_A_FEW_WORDS: &str = "In a few words";
pub(crate) const APPROVE: &str = "Approve";
pub(crate) const SEND_BACK: &str = "Send back";
pub(crate) const FINE: &str = "Fine";
pub(crate) const TO_LOOK_AT: &str = "To look at";
pub(crate) fn note_on(name: impl Display) -> String {
    format!("Note on: {name}")
}
pub(crate) const WHAT_DID_YOU_NOTICE: &str = "What did you notice?";
pub(crate) const STILL_BEING_SAVED: &str = "Your last changes are still being saved. Publish once they are.";
pub(crate) const REASON_MISSING: &str = "Say why it is published now, in a few words.";
pub(crate) fn published_as(number: impl Display) -> String {
    format!("Published as version {number}. It stays as it is; you can go on writing.")
}
pub(crate) const PUBLISH: &str = "Publish";
pub(crate) const WHAT_PUBLISHING_DOES: &str =
    "Keeps this state as a version with a number, for everybody who may open the postmortem.";
pub(crate) const PUBLISH_ANYWAY_BECAUSE: &str = "Publish anyway, because";
pub(crate) const THIS_IS_PUBLISHED: &str = "This is published";
pub(crate) const PUBLISH_ANYWAY: &str = "Publish anyway …";
pub(crate) fn by(day: impl Display) -> String {
    format!(" · by {day}")
}
pub(crate) const ROUND_ENDED: &str = "The round has ended. What was said in it stays here.";
pub(crate) const ENDED_BY_BEFORE: &str = "Ended by ";
pub(crate) fn round(number: impl Display) -> String {
    format!("Round {number}")
}
pub(crate) const END_THIS_ROUND: &str = "End this round";
pub(crate) const WHAT_CHANGED_SINCE: &str = "What changed since";
pub(crate) fn for_team(team: impl Display) -> String {
    format!("For {team} · ")
}
pub(crate) fn version(number: impl Display) -> String {
    format!("Version {number}")
}
pub(crate) fn published_version(number: impl Display) -> String {
    format!("Published, version {number}")
}
pub(crate) const BY_BEFORE: &str = "By ";
pub(crate) const SEE_THIS_VERSION: &str = "See this version";
pub(crate) const SENT_BACK: &str = "Sent back";
pub(crate) const DRAFT: &str = "Draft";
pub(crate) fn in_review_of(answered: impl Display, reviewers: impl Display) -> String {
    format!("In review, {answered} of {reviewers}")
}
pub(crate) const APPROVED: &str = "Approved";
pub(crate) const PUBLISHED: &str = "Published";
pub(crate) fn changed_since(number: u32) -> String {
    format!("Published, changed since version {number}")
}
pub(crate) const READ_IT_AS_A_PAGE: &str = "Read or print it";
pub(crate) const NOT_ANSWERED_YET: &str = "Not answered yet";
pub(crate) const BLAMELESS: &str = "Blameless";
pub(crate) const ABOUT_BLAMELESS: &str =
    "It tells what people saw and why their choices made sense to them, and blames nobody.";
pub(crate) const USEFUL: &str = "Useful";
pub(crate) const ABOUT_USEFUL: &str = "Somebody who was not there can learn from it.";
pub(crate) const ACCURATE: &str = "Accurate";
pub(crate) const ABOUT_ACCURATE: &str = "Times, numbers and contributing factors hold against the evidence.";
pub(crate) const COMPLETE: &str = "Complete";
pub(crate) const ABOUT_COMPLETE: &str =
    "Impact, timeline, what helped and what made it worse, and actions with an owner are there.";
pub(crate) const PROTECTS_INFORMATION: &str = "Protects information";
pub(crate) const ABOUT_PROTECTS: &str = "No customer, personal detail or secret is in it that should not be.";
