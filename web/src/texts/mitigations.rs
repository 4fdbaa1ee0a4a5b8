//! Mitigations: cards, columns, decisions, and what the words mean.

use std::fmt::Display;

pub(crate) const MITIGATIONS_ON_A_CARD: &str = "Mitigations, on a card";
pub(crate) const MITIGATIONS: &str = "Mitigations";
pub(crate) const ADD_AN_ACTION_ITEM: &str = "Add an action item";
pub(crate) const ADD_AN_IDEA: &str = "Add an idea";
pub(crate) fn show_mitigations_as_a(label: impl Display) -> String {
    format!("Show mitigations as a {label}")
}
pub(crate) const MITIGATION_REMOVED: &str = "Mitigation removed";
pub(crate) const IDEA_ADDED: &str = "Idea added";
pub(crate) const ADD: &str = "Add";
pub(crate) const ADD_AN_ACTION: &str = "Add an action";
pub(crate) const EMPTY: &str = "Empty";
pub(crate) const WHAT_IS_TO_BE_DIFFERENT: &str = "What is to be different";
pub(crate) const EXAMPLE_MITIGATION: &str = "A verb and an outcome: add, alert, limit …";
pub(crate) const THIS_IS_AN_ACTION_NOW: &str =
    "This is an action now. Who takes it on, and by when? Both can stay open for the moment.";
pub(crate) const CLOSE: &str = "Close";
pub(crate) const MAKE_IT_AN_ACTION: &str = "Make it an action";
pub(crate) const WHERE_IT_STANDS: &str = "Where it stands";
pub(crate) const WONT_DO_BECAUSE: &str = "Won't do, because…";
pub(crate) const THINK_ABOUT_IT_AGAIN: &str = "Think about it again";
pub(crate) const BACK_TO_THE_IDEAS: &str = "Back to the ideas";
pub(crate) const MORE_FOR_THIS_MITIGATION: &str = "More for this mitigation";
pub(crate) const MOVE_UP: &str = "Move up";
pub(crate) const MOVE_DOWN: &str = "Move down";
pub(crate) const COMMENT: &str = "Comment";
pub(crate) const COPY_LINK: &str = "Copy link";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) const BECAUSE: &str = "Because";
pub(crate) const WHY_IT_WILL_NOT_BE_DONE: &str = "Why it will not be done";
pub(crate) const AS_SHOWN_BY: &str = "As shown by";
pub(crate) const WHAT_SHOWS_THAT_IT_WORKS: &str = "What shows that it works";
pub(crate) const A_LINK_OR_A_FEW_WORDS: &str = "a link or a few words";
pub(crate) const NO_REASON_GIVEN_YET: &str = "no reason given yet";
pub(crate) const ANTICIPATE_MONITOR_RESPOND: &str = "Anticipate, monitor, respond or learn";
pub(crate) const CARRIED_BY_THE_SYSTEM: &str = "Carried by the system, or by people";
pub(crate) const CATEGORY: &str = "Category";
pub(crate) const TECHNICAL_OR_PROCESS: &str = "Technical or process";
pub(crate) const OWNER: &str = "Owner";
pub(crate) const NO_OWNER: &str = "No owner";
pub(crate) const WAS_DUE: &str = "Was due";
pub(crate) const DUE: &str = "Due";
pub(crate) const DUE_DATE: &str = "Due date";
pub(crate) const PRIORITY: &str = "Priority";
pub(crate) const MOVE_DRAG_OR_PRESS_AN_ARROW: &str = "Move: drag, or press an arrow key";
pub(crate) const NEXT_AND_PREVIOUS_CARD: &str = "Next and previous card, or ↓ and ↑";
pub(crate) const COLUMN_TO_THE_LEFT_AND_RIGHT: &str = "Column to the left and right, or ← and →";
pub(crate) const WRITE_IN_THE_CARD: &str = "Write in the card";
pub(crate) const FROM_A_FIELD_BACK_TO_ITS: &str = "From a field back to its card";
pub(crate) const TICKET: &str = "Ticket";
pub(crate) const APPROACH: &str = "Approach";
pub(crate) const MAKE_AN_IDEA_AN_ACTION: &str = "Make an idea an action";
pub(crate) const MOVE_THE_CARD_UP_OR_DOWN: &str = "Move the card up or down";
pub(crate) const MOVE_THE_CARD_TO_ANOTHER_COLUMN: &str = "Move the card to another column";
pub(crate) const REMOVE_THE_CARD: &str = "Remove the card";
pub(crate) const LIST: &str = "List";
pub(crate) const BOARD: &str = "Board";
pub(crate) const ACTIONS: &str = "Actions";
pub(crate) const IDEAS: &str = "Ideas";
pub(crate) const ONE_OWNER_AND_ONE_VISIBLE_END: &str = "One owner and one visible end each";
pub(crate) const BECOME_AN_ACTION_BY_A_DECISION: &str = "Become an action by a decision";
pub(crate) const KEPT_WITH_THE_REASON: &str = "Kept with the reason, so that the thought is not lost";
pub(crate) const NO_ACTION_YET: &str = "No action yet. A few that get done are worth more than a long list.";
pub(crate) const ASK_FOR_IDEAS_WITH_AN_EXAMPLE: &str = "What would let us see this coming, notice it sooner, handle it better or learn more? For example: “Alert when the queue is older than five minutes.”";
pub(crate) const ASK_FOR_IDEAS: &str =
    "What would let us see this coming, notice it sooner, handle it better or learn more?";
pub(crate) const AN_IDEA_BECOMES_AN_ACTION_HERE: &str = "An idea becomes an action here.";
pub(crate) const NOTHING_IS_UNDER_WAY: &str = "Nothing is under way.";
pub(crate) const NOTHING_IS_DONE_YET: &str = "Nothing is done yet.";
pub(crate) const WHAT_IS_DECIDED_AGAINST_STAYS_HERE: &str = "What is decided against stays here, with the reason.";
pub(crate) const WHAT_THE_WORDS_MEAN: &str = "What the words mean";
pub(crate) const SHOW_MITIGATIONS_AS: &str = "Show mitigations as";
pub(crate) const SEE_IT_COMING: &str = "See it coming: keep the conditions from building up at all.";
pub(crate) const NOTICE_IT_SOONER: &str = "Notice it sooner: a signal that a person or a machine acts on.";
pub(crate) const HANDLE_IT_BETTER: &str = "Handle it better: a shorter or safer way back once it happens.";
pub(crate) const KNOW_MORE_NEXT_TIME: &str = "Know more next time: find out, try out, practise or write down.";
pub(crate) const BUILT_INTO_THE_SYSTEM: &str = "Built into the system: it holds without anybody having to remember it.";
pub(crate) const DONE_BY_PEOPLE_EACH_TIME: &str =
    "Done by people each time: quick to begin with, and easily forgotten under pressure.";
pub(crate) const DETAILS: &str = "Details";
pub(crate) const NO_DUE_DATE: &str = "No due date";
pub(crate) const CHANGE_THE_TICKET_LINK: &str = "Change the ticket link";
pub(crate) const TICKET_LINK: &str = "Ticket link";
