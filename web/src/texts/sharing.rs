//! Sharing: who may open a postmortem, share links, and what is said when that changes.

use std::fmt::Display;

use super::counted;

/// How many came in by a link.
pub(crate) fn have_come(count: u32) -> String {
    match count {
        0 => "Nobody has come by it yet.".to_owned(),
        1 => "1 person has come by it.".to_owned(),
        _ => format!("{count} people have come by it."),
    }
}
pub(crate) fn days(count: u16) -> String {
    counted(count, "day", "days")
}
pub(crate) fn whoever_has_it(deeds: impl Display, until: impl Display) -> String {
    format!("Whoever has it can {deeds} until {until}.")
}
pub(crate) fn whoever_has_it_and_the_password(deeds: impl Display, until: impl Display) -> String {
    format!("Whoever has it and the password can {deeds} until {until}.")
}
pub(crate) const HAND_YOURS_OVER: &str = "Choose a member. They become the owner: they see to it that it is finished, and decide who has access. You stay as an editor, and the share links that you made end.";
pub(crate) const HAND_THEIRS_OVER: &str = "Choose a member. They become the owner: they see to it that it is finished, and decide who has access. The owner so far stays as an editor, and the share links that they made end.";
pub(crate) fn team_of(members: usize) -> String {
    format!("Team, {}", counted(members, "person", "people"))
}
/// What a viewer may do, within a sentence.
pub(crate) const MAY_READ: &str = "read";
pub(crate) fn may_only_read(title: impl Display) -> String {
    format!("“{title}” is now read-only for you: its owner changed your role.")
}

pub(crate) const YOU_ARE_SIGNED_OUT: &str = "You are signed out";
pub(crate) const YOUR_ACCOUNT_IS_SUSPENDED: &str = "Your account is suspended";
pub(crate) const THIS_POSTMORTEM_ISNT_SHARED: &str = "This postmortem isn't shared with you any more";
pub(crate) const THE_LINK_YOU_CAME: &str = "The link you came by has ended";
pub(crate) const THERE_IS_NO_POSTMORTEM_HERE: &str = "There is no postmortem here";
pub(crate) const THIS_POSTMORTEM_WAS_REMOVED: &str = "This postmortem was removed";
pub(crate) const THIS_POSTMORTEM_CANT_BE_OPENED: &str = "This postmortem can't be opened right now";
pub(crate) const THIS_PAGE_AND_THE_SERVER_DONT: &str = "This page and the server don't understand each other";
pub(crate) const NO_CONNECTION_TO_THE_SERVER: &str = "No connection to the server";
pub(crate) const ABOUT_SIGNED_OUT: &str = "Your sign-in ended: by time, or from another place. Sign in again to go on. What you wrote and isn't saved yet waits on this device and is sent then.";
pub(crate) const ABOUT_SUSPENDED: &str = "An admin has suspended it, so nothing opens with it for now. If you didn't expect that, ask an admin: they can let you in again.";
pub(crate) const ABOUT_NOT_SHARED: &str =
    "Its owner or an admin changed who may open it. If you still need it, ask them to share it with you again.";
pub(crate) const ABOUT_LINK_OVER: &str =
    "Share links go for a time, or until somebody ends them. Ask whoever sent it to you for a new one.";
pub(crate) const ABOUT_NOTHING_HERE: &str = "The link may be mistyped, the postmortem may have been removed, or it isn't shared with you. Whoever sent you the link can tell.";
pub(crate) const ABOUT_REMOVED: &str =
    "Its owner or an admin removed it. They can bring it back; then it opens here again.";
pub(crate) const ABOUT_UNREADABLE: &str =
    "What is stored needs a look by the people who run this instance; please tell them. Nothing was overwritten.";
pub(crate) const ABOUT_OTHER_VERSION: &str = "Copy your text to be safe, then reload the page.";
pub(crate) const ABOUT_NOT_KEPT: &str =
    "This postmortem isn't kept on this device yet. It opens by itself as soon as the server can be reached.";
pub(crate) const TO_THE_POSTMORTEMS: &str = "To the postmortems";
pub(crate) const A_CHANGE_WAS_NOT_TAKEN: &str = "A change was not taken.";
pub(crate) const YOU_CAN_COMMENT: &str = "You can read this postmortem and comment on it; what you type into a text becomes a suggestion. Its owner can let you write, too.";
pub(crate) const YOU_CAN_READ: &str = "You can read this postmortem. Its owner can let you comment or write, too.";
pub(crate) fn may_only_comment(title: impl Display) -> String {
    format!("“{title}” is now read-only for you: its owner changed your role. You can still comment.")
}
pub(crate) fn may_not_comment(title: impl Display) -> String {
    format!("You can go on reading “{title}”, but not comment: its owner changed your role.")
}
pub(crate) const YOU_OWN_IT_NOW: &str = "You own this postmortem now: you decide who may open it.";
pub(crate) const YOU_CAN_WRITE_AND_PUT_BACK: &str =
    "You can write in this postmortem now. Words that were set aside are at the top, to be put back.";
pub(crate) const YOU_CAN_WRITE: &str = "You can write in this postmortem now.";
pub(crate) const SIGN_IN: &str = "Sign in";
pub(crate) const RELOAD: &str = "Reload";
pub(crate) const THE_WHOLE_TEXT: &str = "The whole text is on the clipboard.";
pub(crate) const COPY_THE_WHOLE_TEXT: &str = "Copy the whole text";
pub(crate) const COPY_BY_HAND: &str = "This browser didn't allow copying. Select the address and copy it by hand.";
pub(crate) const SHARE: &str = "Share";
pub(crate) const SHARE_THIS_POSTMORTEM: &str = "Share this postmortem";
pub(crate) const ONLY_THE_OWNER_AND_ADMINS_CAN: &str = "Only the owner and admins can change this.";
pub(crate) const WHO_HAS_ACCESS: &str = "Who has access";
pub(crate) const ADDRESS_COPIED: &str =
    "The address of this postmortem is on the clipboard. It opens for those who have access.";
pub(crate) const COPY_LINK_FOR_PEOPLE_WITH_ACCESS: &str = "Copy link for people with access";
pub(crate) const UNDO: &str = "Undo";
pub(crate) const ADD_PEOPLE_OR_TEAMS: &str = "Add people or teams";
pub(crate) const WHAT_THEY_MAY_DO: &str = "What they may do";
pub(crate) fn was_added(name: impl Display, role: impl Display) -> String {
    format!("{name} was added: {role}.")
}
pub(crate) const GENERAL_ACCESS_IS_AS_IT_WAS: &str = "General access is as it was.";
pub(crate) const GENERAL_ACCESS_WAS_CHANGED: &str = "General access was changed.";
pub(crate) const EVERYONE_IN_THE_WORKSPACE: &str = "Everyone in the workspace";
pub(crate) const ONLY_PEOPLE_ADDED: &str = "Only people added";
pub(crate) const GENERAL_ACCESS: &str = "General access";
pub(crate) const WHO_MAY_OPEN_IT: &str = "Who may open it";
pub(crate) const WHAT_EVERYONE_IN_THE_WORKSPACE_MAY: &str = "What everyone in the workspace may do";
pub(crate) fn about_everyone(deeds: impl Display) -> String {
    format!("Every member finds it in the list and can {deeds}. Guests only if they are added.")
}
pub(crate) const ABOUT_ONLY_PEOPLE: &str =
    "Only the people and teams above, admins, and whoever comes by a share link. Nobody else sees that it is there.";
pub(crate) const SHARE_LINKS: &str = "Share links";
pub(crate) const WHAT_A_LINK_DOES: &str = "A link lets in whoever has it, also without an account, until it ends.";
pub(crate) const LINK_ENDED: &str = "The link was ended. Whoever came by it is out.";
pub(crate) fn ends(time: impl Display, about: impl Display) -> String {
    format!("Ends {time}. {about}")
}
pub(crate) const END_IT_FOR_EVERYBODY: &str = "End it for everybody";
pub(crate) const KEEP_IT: &str = "Keep it";
pub(crate) const END_THIS_LINK: &str = "End this link";
pub(crate) fn made_by(maker: impl Display) -> String {
    format!("Made by {maker}. ")
}
pub(crate) const ASKS_FOR_A_PASSWORD: &str = "Asks for a password. ";
pub(crate) const NEW_LINK: &str = "New link";
pub(crate) const PASSWORD_MISSING: &str = "Write the password down here, or untick the box.";
pub(crate) const WHOEVER_HAS_THE_LINK: &str = "Whoever has the link";
pub(crate) const WHAT_VISITORS_MAY_DO: &str = "What visitors may do";
pub(crate) const FOR: &str = "for";
pub(crate) const HOW_LONG_THE_LINK_HOLDS: &str = "How long the link holds";
pub(crate) const ASK_FOR_A_PASSWORD_TOO: &str = "Ask for a password, too";
pub(crate) const PASSWORD_OF_THE_LINK: &str = "Password of the link";
pub(crate) const MAKE_THE_LINK: &str = "Make the link";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const THE_LINK_IS_ON_THE_CLIPBOARD: &str = "The link is on the clipboard.";
pub(crate) const SHOWN_ONLY_NOW: &str = "The link is shown only now.";
pub(crate) const SHOWN_ONLY_NOW_AFTER: &str =
    " Copy it before you go on; nobody, not even the server, can show it again.";
pub(crate) const THE_NEW_LINK: &str = "The new link";
pub(crate) const COPY: &str = "Copy";
pub(crate) const DONE: &str = "Done";
pub(crate) const YOU: &str = "You";
pub(crate) const NOBODY: &str = "Nobody";
pub(crate) const OWNER: &str = "Owner";
pub(crate) const HAND_OVER: &str = "Hand over…";
pub(crate) fn owns_this_postmortem_now(name: impl Display) -> String {
    format!("{name} owns this postmortem now.")
}
pub(crate) const NEW_OWNER: &str = "New owner";
pub(crate) fn hand_over_to(name: impl Display) -> String {
    format!("Hand over to {name}")
}
pub(crate) fn role_now(name: impl Display, chosen: impl Display) -> String {
    format!("{name}: {chosen} now.")
}
pub(crate) fn role_again(name: impl Display, before: impl Display) -> String {
    format!("{name}: {before} again.")
}
pub(crate) fn what_may_do(name: impl Display) -> String {
    format!("What {name} may do")
}
pub(crate) fn remove(name: impl Display) -> String {
    format!("Remove {name}")
}
pub(crate) fn was_removed(name: impl Display) -> String {
    format!("{name} was removed.")
}
pub(crate) const NOBODY_TO_ADD_HAS_THIS_NAME: &str = "Nobody to add has this name.";
pub(crate) const CAN_EDIT: &str = "Can edit";
pub(crate) const CAN_COMMENT: &str = "Can comment";
pub(crate) const CAN_READ: &str = "Can read";
pub(crate) const MAY_EDIT: &str = "read, comment and edit";
pub(crate) const MAY_COMMENT: &str = "read and comment";
