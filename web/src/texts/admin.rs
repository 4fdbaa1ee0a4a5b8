//! Administration: people, teams, the audit log, what reviews require.

use std::fmt::Display;

use super::counted;

pub(crate) fn owns(count: u32) -> String {
    format!("Owns {}", counted(count, "postmortem", "postmortems"))
}

/// What goes to somebody else with the account; what is in the bin is not counted.
pub(crate) fn will_belong_to(count: u32) -> String {
    let owned = match count {
        0 => "The removed postmortems".to_owned(),
        1 => "The postmortem".to_owned(),
        _ => format!("The {count} postmortems"),
    };
    format!("{owned} they own will belong to")
}

pub(crate) const RUNNING_THIS_INSTANCE: &str = "Running this instance";
pub(crate) const OVERVIEW: &str = "Overview";
pub(crate) const PEOPLE: &str = "People";
pub(crate) const TEAMS: &str = "Teams";
pub(crate) const REVIEWS: &str = "Reviews";
pub(crate) const AUDIT_LOG: &str = "Audit log";
pub(crate) const THESE_PAGES_ARE_FOR_ADMINS: &str = "These pages are for admins";
pub(crate) const AN_ADMIN_CAN_MAKE_YOU_ONE: &str = "Whoever runs this instance can make you one.";
pub(crate) const TO_THE_POSTMORTEMS: &str = "To the postmortems";
pub(crate) const ADMIN: &str = "Admin";
pub(crate) const MEMBER: &str = "Member";
pub(crate) const GUEST: &str = "Guest";
pub(crate) const ADMINS_LOOK_AFTER_PEOPLE: &str = "looks after people and settings";
pub(crate) const MEMBERS_WRITE_POSTMORTEMS: &str = "writes postmortems";
pub(crate) const GUESTS_SEE_WHAT_IS_SHARED: &str = "only what is shared with them";
pub(crate) const WHO_DID_WHAT_TO_ACCOUNTS: &str =
    "Who did what to accounts, sharing and documents. Times on this device's clock.";
pub(crate) const DOWNLOAD_ALL: &str = "Download all";
pub(crate) const NOTHING_OF_THAT_KIND: &str = "Nothing of that kind";
pub(crate) const CHOOSE_ANOTHER_KIND_OF_ACTION: &str = "Choose another kind of action or another person.";
pub(crate) const SHOW_OLDER: &str = "Show older";
pub(crate) const ACTIONS: &str = "Actions";
pub(crate) const ALL: &str = "All";
pub(crate) const PERSON: &str = "Person";
pub(crate) const EVERYBODY: &str = "Everybody";
pub(crate) const WHEN: &str = "When";
pub(crate) const WHO: &str = "Who";
pub(crate) const WHAT: &str = "What";
pub(crate) const FROM: &str = "From";
pub(crate) const A_POSTMORTEM: &str = "a postmortem";
pub(crate) const UNTITLED_POSTMORTEM: &str = "Untitled postmortem";
pub(crate) const REMOVED_AFTER: &str = " (removed)";
pub(crate) const THE_SERVERS_COMMAND_LINE: &str = "The server's command line";
pub(crate) const NOBODY_SIGNED_IN: &str = "Nobody signed in";
pub(crate) const SIGNING_IN_AND_OUT: &str = "Signing in and out";
pub(crate) const ACCOUNTS: &str = "Accounts";
pub(crate) const PASSWORDS: &str = "Passwords";
pub(crate) const INVITATIONS: &str = "Invitations";
pub(crate) const SIGN_IN_PROVIDERS: &str = "Sign-in providers";
pub(crate) const API_TOKENS: &str = "API tokens";
pub(crate) const SHARING: &str = "Sharing";
pub(crate) const SHARE_LINKS: &str = "Share links";
pub(crate) const POSTMORTEMS: &str = "Postmortems";
pub(crate) const TEMPLATES: &str = "Templates";
pub(crate) const THIS_LOG: &str = "This log";
pub(crate) const SIGNED_IN: &str = "Signed in";
pub(crate) const A_SIGN_IN_WAS_REFUSED: &str = "A sign-in was refused";
pub(crate) const SIGNED_OUT: &str = "Signed out";
pub(crate) const SIGNED_OUT_EVERYWHERE: &str = "Signed out everywhere";
pub(crate) const MADE_THE_FIRST_ACCOUNT: &str = "Made the first account";
pub(crate) const MADE_AN_ACCOUNT: &str = "Made an account";
pub(crate) const CHANGED_NAME_OR_COLOUR: &str = "Changed name or colour";
pub(crate) const CHANGED_A_ROLE_IN_THE_INSTANCE: &str = "Changed a role in the instance";
pub(crate) const SUSPENDED_AN_ACCOUNT: &str = "Suspended an account";
pub(crate) const TOOK_A_SUSPENSION_BACK: &str = "Took a suspension back";
pub(crate) const CHANGED_THE_PASSWORD: &str = "Changed the password";
pub(crate) const MADE_A_LINK_FOR_A_NEW: &str = "Made a link for a new password";
pub(crate) const SET_A_NEW_PASSWORD: &str = "Set a new password by a link";
pub(crate) const INVITED_SOMEBODY: &str = "Invited somebody";
pub(crate) const WITHDREW_AN_INVITATION: &str = "Withdrew an invitation";
pub(crate) const CONNECTED_A_SIGN_IN_PROVIDER: &str = "Connected a sign-in provider";
pub(crate) const DISCONNECTED_A_SIGN_IN_PROVIDER: &str = "Disconnected a sign-in provider";
pub(crate) const MEETINGS: &str = "Meetings";
pub(crate) const FACILITATORS: &str = "Facilitators";
pub(crate) const CALENDAR_ADDRESSES: &str = "Calendar addresses";
pub(crate) const SCHEDULED_A_MEETING: &str = "Scheduled a meeting";
pub(crate) const CHANGED_A_MEETING: &str = "Changed a meeting";
pub(crate) const CANCELLED_A_MEETING: &str = "Cancelled a meeting";
pub(crate) const LOOKED_FOR_A_FACILITATOR: &str = "Looked for a facilitator";
pub(crate) const STOPPED_LOOKING_FOR_A_FACILITATOR: &str = "Stopped looking for a facilitator";
pub(crate) const OFFERED_TO_FACILITATE: &str = "Offered to facilitate";
pub(crate) const TOOK_THAT_OFFER_BACK: &str = "Took back the offer to facilitate";
pub(crate) const MADE_A_CALENDAR_ADDRESS: &str = "Made a calendar address";
pub(crate) const REVOKED_A_CALENDAR_ADDRESS: &str = "Revoked a calendar address";
pub(crate) const MADE_AN_API_TOKEN: &str = "Made an API token";
pub(crate) const REVOKED_AN_API_TOKEN: &str = "Revoked an API token";
pub(crate) const MADE_A_TEAM: &str = "Made a team";
pub(crate) const RENAMED_A_TEAM: &str = "Renamed a team";
pub(crate) const REMOVED_A_TEAM: &str = "Removed a team";
pub(crate) const PUT_SOMEBODY_INTO_A_TEAM: &str = "Put somebody into a team";
pub(crate) const TOOK_SOMEBODY_OUT_OF_A_TEAM: &str = "Took somebody out of a team";
pub(crate) const MADE_A_POSTMORTEM: &str = "Made a postmortem";
pub(crate) const REMOVED_A_POSTMORTEM: &str = "Removed a postmortem";
pub(crate) const BROUGHT_A_POSTMORTEM_BACK: &str = "Brought a postmortem back";
pub(crate) const PUBLISHED_A_POSTMORTEM: &str = "Published a postmortem";
pub(crate) const PUBLISHED_OUTSIDE: &str = "Published a message outside";
pub(crate) const WITHDREW_OUTSIDE: &str = "Withdrew a message outside";
pub(crate) const A_PASSWORD_OUTSIDE_WAS_WRONG: &str = "A message outside: its password was not right";
pub(crate) const BROUGHT_BACK_OUTSIDE: &str = "Brought a message outside back";
pub(crate) const CHANGED_OUTSIDE: &str = "Changed who may publish outside";
pub(crate) const CHANGED_WHAT_REVIEWS_REQUIRE: &str = "Changed what reviews require";
pub(crate) const TICKETS: &str = "Tickets";
pub(crate) const ADDED_A_CONNECTION: &str = "Added a connection";
pub(crate) const CHANGED_A_CONNECTION: &str = "Changed a connection";
pub(crate) const GAVE_A_CONNECTION_ANOTHER_SECRET: &str = "Gave a connection another secret";
pub(crate) const REMOVED_A_CONNECTION: &str = "Removed a connection";
pub(crate) const BROUGHT_A_CONNECTION_BACK: &str = "Brought a connection back";
pub(crate) const SENT_A_DELIVERY_AGAIN: &str = "Sent a delivery again";
pub(crate) const A_WEBHOOK_WAS_REFUSED: &str = "A webhook was refused";
pub(crate) const MADE_A_TICKET: &str = "Made a ticket";
pub(crate) const CHANGED_CUSTOMERS: &str = "Changed the names of customers";
pub(crate) const EXPORTED_A_POSTMORTEM: &str = "Exported a postmortem";
pub(crate) const OPENED_A_RESTRICTED_POSTMORTEM: &str = "Opened a restricted postmortem as an admin";
pub(crate) const HANDED_A_POSTMORTEM_OVER: &str = "Handed a postmortem over";
pub(crate) const CHANGED_WHO_MAY_OPEN_A_POSTMORTEM: &str = "Changed who may open a postmortem";
pub(crate) const SHARED_A_POSTMORTEM_WITH_SOMEBODY: &str = "Shared a postmortem with somebody";
pub(crate) const TOOK_SOMEBODYS_ACCESS_AWAY: &str = "Took somebody's access away";
pub(crate) const SHARED_A_POSTMORTEM_WITH_A_TEAM: &str = "Shared a postmortem with a team";
pub(crate) const TOOK_A_TEAMS_ACCESS_AWAY: &str = "Took a team's access away";
pub(crate) const MADE_A_SHARE_LINK: &str = "Made a share link";
pub(crate) const REVOKED_A_SHARE_LINK: &str = "Revoked a share link";
pub(crate) const CAME_IN_BY_A_SHARE_LINK: &str = "Came in by a share link";
pub(crate) const A_SHARE_LINKS_PASSWORD_WAS_WRONG: &str = "A share link's password was not right";
pub(crate) const MADE_A_TEMPLATE: &str = "Made a template";
pub(crate) const CHANGED_A_TEMPLATE: &str = "Changed a template";
pub(crate) const REMOVED_A_TEMPLATE: &str = "Removed a template";
pub(crate) const SUGGESTIONS: &str = "Suggestions";
pub(crate) const TOOK_A_SUGGESTION_OVER: &str = "Took a suggestion over into the text";
pub(crate) const DECLINED_A_SUGGESTION: &str = "Declined a suggestion";
pub(crate) const ASKED_FOR_A_REVIEW: &str = "Asked for a review";
pub(crate) const GAVE_A_REVIEW: &str = "Gave a review";
pub(crate) const ENDED_A_REVIEW: &str = "Ended a review";
pub(crate) const REMOVED_A_COMMENT_THREAD: &str = "Removed a comment thread";
pub(crate) const REMOVED_A_COMMENT: &str = "Removed a comment";
pub(crate) const DOWNLOADED_THIS_LOG: &str = "Downloaded this log";
pub(crate) fn also_sent_to(whom: impl Display) -> String {
    format!("It was also sent to {whom} by mail.")
}
pub(crate) fn give_it_to(whom: impl Display) -> String {
    format!("Give it to {whom} in a way that only they can read.")
}
pub(crate) const THIS_LINK_IS_SHOWN_ONLY_NOW: &str = "This link is shown only now and works once";
pub(crate) fn until(until: impl Display) -> String {
    format!(", until {until}")
}
pub(crate) const ONE_TIME_LINK: &str = "One-time link";
pub(crate) const COPIED: &str = "Copied";
pub(crate) const COPY: &str = "Copy";
pub(crate) const DONE: &str = "Done";
pub(crate) const IT_IS_ON_THE_CLIPBOARD: &str = "It is on the clipboard.";
pub(crate) const COPY_BY_HAND: &str = "This browser doesn't allow copying here. Select the link and copy it by hand.";
pub(crate) fn an_invitation_for(whom: impl Display) -> String {
    format!("An invitation for {whom}")
}
pub(crate) const THEIR_ADDRESS: &str = "Their address";
pub(crate) const EXAMPLE_ADDRESS: &str = "name@example.com";
pub(crate) const ROLE: &str = "Role";
pub(crate) const MAKE_THE_INVITATION: &str = "Make the invitation";
pub(crate) fn made_by(name: impl Display) -> String {
    format!("Made by {name}")
}
pub(crate) fn withdraw_the_invitation_for(email: impl Display) -> String {
    format!("Withdraw the invitation for {email}")
}
pub(crate) fn the_invitation_for_is_withdrawn(email: impl Display) -> String {
    format!("The invitation for {email} is withdrawn.")
}
pub(crate) const UNTIL_BEFORE: &str = "Until ";
pub(crate) const WITHDRAW: &str = "Withdraw";
pub(crate) const OPEN_INVITATIONS: &str = "Open invitations";
pub(crate) fn now_guest(name: impl Display) -> String {
    format!("{name}: now guest.")
}
pub(crate) const ASK_TO_LOWER: &str = "Make them a guest?";
pub(crate) const MAKE_THEM_A_GUEST: &str = "Make them a guest";
pub(crate) const LOWERED_AFTER: &str =
    " sees only what is shared with them from then on, and owns nothing. Share links that they made end.";
pub(crate) const WORKS: &str = "Works";
pub(crate) const STORAGE_WAITS: &str = "Not writing: changes wait and are tried again";
pub(crate) const ADDRESS_NOT_SET: &str = "Not set: links begin with the address in your browser";
pub(crate) const SENT_BY_THIS_SERVER: &str = "Sent by this server";
pub(crate) const MAIL_NOT_SET_UP: &str = "Not set up: links are handed out by hand";
pub(crate) const OPEN_RIGHT_NOW: &str = "Open right now";
pub(crate) const KEPT_ON_DISK: &str = "Kept on disk";
pub(crate) const SERVER: &str = "Server";
pub(crate) const VERSION: &str = "Version";
pub(crate) const DATABASE: &str = "Database";
pub(crate) const STORAGE: &str = "Storage";
pub(crate) const ADDRESS: &str = "Address";
pub(crate) const MAIL: &str = "Mail";
pub(crate) const NO_PROVIDERS: &str =
    "None: people sign in with a password. A provider (OpenID Connect) is added in the server's configuration.";
pub(crate) const READY: &str = "Ready";
pub(crate) const CANT_BE_USED_RIGHT_NOW: &str = "Can't be used right now";
pub(crate) const COMES_BACK_TO_BEFORE: &str = "Comes back to ";
pub(crate) fn role_again(name: impl Display, role: impl Display) -> String {
    format!("{name}: {role} again.")
}
pub(crate) const INVITE_SOMEBODY: &str = "Invite somebody";
pub(crate) const FIND_BY_NAME_OR_ADDRESS: &str = "Find by name or address";
pub(crate) const GUESTS_BY_SHARE_LINK: &str = "Guests by share link";
pub(crate) const GUESTS_HAVE_NO_ACCOUNT: &str = "They have no account. Ending the link they came by ends their access.";
pub(crate) const HERE_IN_THE_LAST_HOUR: &str = "Here in the last hour";
pub(crate) const LAST_HERE_BEFORE: &str = "Last here ";
pub(crate) const NEVER_HERE: &str = "Never here";
pub(crate) fn signs_in_through(providers: impl Display) -> String {
    format!("Signs in through {providers}")
}
pub(crate) const YOU: &str = "You";
pub(crate) const SUSPENDED: &str = "Suspended";
pub(crate) fn a_new_password_for(name: impl Display) -> String {
    format!("A new password for {name}")
}
pub(crate) fn is_signed_out_everywhere(name: impl Display) -> String {
    format!("{name} is signed out everywhere.")
}
pub(crate) fn can_sign_in_again(name: impl Display) -> String {
    format!("{name} can sign in again.")
}
pub(crate) fn role_now(name: impl Display, role: impl Display) -> String {
    format!("{name}: now {role}.")
}
pub(crate) fn what_to_do_with_the_account(name: impl Display) -> String {
    format!("What to do with the account of {name}")
}
pub(crate) const LINK_FOR_A_NEW_PASSWORD: &str = "Link for a new password";
pub(crate) const SIGN_OUT_EVERYWHERE: &str = "Sign out everywhere";
pub(crate) const SUSPEND: &str = "Suspend…";
pub(crate) const LET_THEM_SIGN_IN_AGAIN: &str = "Let them sign in again";
pub(crate) const MON: &str = "Mon";
pub(crate) const TUE: &str = "Tue";
pub(crate) const WED: &str = "Wed";
pub(crate) const THU: &str = "Thu";
pub(crate) const FRI: &str = "Fri";
pub(crate) const SAT: &str = "Sat";
pub(crate) const SUN: &str = "Sun";
pub(crate) const POLICY_SAVED: &str = "Saved. It holds for every postmortem from now on.";
pub(crate) const BY_SEVERITY: &str = "By severity";
pub(crate) const ABOUT_APPROVALS: &str = "Without these approvals a postmortem can still be published, as a deliberate choice with its reason. Days are business days after the incident; leave them empty for no date.";
pub(crate) const ADD_A_SEVERITY: &str = "Add a severity";
pub(crate) const CALENDAR: &str = "Calendar";
pub(crate) const TIME_ZONE_IN_WHICH_DAYS_BEGIN: &str = "Time zone in which days begin";
pub(crate) const EXAMPLE_ZONE: &str = "Europe/Berlin";
pub(crate) const DAYS_THAT_ARE_WORKED: &str = "Days that are worked";
pub(crate) const HOLIDAYS_ONE_A_LINE: &str = "Holidays, one a line";
pub(crate) const SAVE: &str = "Save";
pub(crate) const SEVERITY: &str = "Severity";
pub(crate) const EXAMPLE_SEVERITY: &str = "Sev-1";
pub(crate) const APPROVALS: &str = "Approvals";
pub(crate) const BUSINESS_DAYS: &str = "Business days";
pub(crate) const REMOVE_THIS_SEVERITY: &str = "Remove this severity";
pub(crate) const CHOOSE_WHO_OWNS_THEIR_POSTMORTEMS: &str = "Choose who owns their postmortems from now on.";
pub(crate) fn is_suspended(name: impl Display) -> String {
    format!("{name} is suspended.")
}
pub(crate) const ASK_TO_SUSPEND: &str = "Suspend this account?";
pub(crate) const SUSPEND_SURE: &str = "Suspend";
pub(crate) const SUSPENDED_AFTER: &str = " is signed out at once and can't sign in any more, neither with a password nor through a provider or an API token. Share links that they made end. What they wrote stays, with their name on it. You can let them in again; the links stay revoked.";
pub(crate) const CHOOSE_SOMEBODY: &str = "Choose somebody";
pub(crate) fn what_to_do_with_the_team(name: impl Display) -> String {
    format!("What to do with the team {name}")
}
pub(crate) const RENAME: &str = "Rename";
pub(crate) const REMOVE: &str = "Remove…";
pub(crate) const NOBODY_IS_IN_IT_YET: &str = "Nobody is in it yet.";
pub(crate) fn take_out_of_team(name: impl Display, team: impl Display) -> String {
    format!("Take {name} out of {team}")
}
pub(crate) fn is_out_of_team(name: impl Display, team: impl Display) -> String {
    format!("{name} is out of {team}.")
}
pub(crate) fn add_somebody_to(name: impl Display) -> String {
    format!("Add somebody to {name}")
}
pub(crate) const ADD_SOMEBODY: &str = "Add somebody";
pub(crate) const NAME_OF_THE_TEAM: &str = "Name of the team";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const NO_TEAMS_YET: &str = "No teams yet";
pub(crate) const WHAT_A_TEAM_IS: &str = "A team is a name for some people, such as “Payments on-call”. Share a postmortem with a team and everybody in it can open it, also those who join later.";
pub(crate) const GIVE_THE_TEAM_A_NAME: &str = "Give the team a name.";
pub(crate) const NEW_TEAM: &str = "New team";
pub(crate) const EXAMPLE_TEAM: &str = "Payments on-call";
pub(crate) const MAKE_THE_TEAM: &str = "Make the team";
pub(crate) fn the_team_is_removed(name: impl Display) -> String {
    format!("The team “{name}” is removed.")
}
pub(crate) fn quoted(name: impl Display) -> String {
    format!("“{name}”")
}
pub(crate) const ASK_TO_REMOVE_TEAM: &str = "Remove this team?";
pub(crate) const REMOVE_SURE: &str = "Remove";
pub(crate) const REMOVE_TEAM_BEFORE: &str = "What was shared with ";
pub(crate) const REMOVE_TEAM_AFTER: &str = " is not shared with its members any more, unless they have access in another way. This can't be undone; the people stay.";

// Names of customers.

pub(crate) const CUSTOMERS: &str = "Customers";
pub(crate) const ABOUT_CUSTOMERS: &str = "Names that belong into no postmortem. The lens points them out to whoever writes one, on their own page. Members get the list, guests don't.";
pub(crate) const CUSTOMERS_ONE_A_LINE: &str = "Names, one a line";
pub(crate) const CUSTOMERS_SAVED: &str = "Saved. The lens knows them when a postmortem is opened the next time.";

/// How many names there can be, and how long.
pub(crate) fn customers_hint(most: usize, shortest: usize, longest: usize) -> String {
    format!("At most {most} names of {shortest} to {longest} characters, written as they are in texts.")
}
