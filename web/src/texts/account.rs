//! The account: profile, password, providers, where somebody is signed in, API tokens.

use std::fmt::Display;

use debrief_shared::api::TokenScope;

pub(crate) const YOUR_ACCOUNT: &str = "Your account";
pub(crate) const NOTIFICATIONS: &str = "Notifications";
pub(crate) const ABOUT_NOTIFICATIONS: &str = "What you are told of, and how. Never of what you did yourself.";
pub(crate) const YOUR_PASSWORD_SO_FAR: &str = "Your password so far, to be sure that it is you.";
pub(crate) const YOUR_PASSWORD_IS_SET: &str = "Your password is set. Other browsers have to sign in again.";
pub(crate) const PASSWORD: &str = "Password";
pub(crate) const NEW_PASSWORD_SIGNS_OUT: &str =
    "A new password signs you out everywhere else. This browser stays signed in.";
pub(crate) const BY_PROVIDER_ONLY: &str = "You sign in by a provider. With a password you can sign in without it, too.";
pub(crate) const CURRENT_PASSWORD: &str = "Current password";
pub(crate) const NEW_PASSWORD: &str = "New password";
pub(crate) const CHANGE_THE_PASSWORD: &str = "Change the password";
pub(crate) const SET_A_PASSWORD: &str = "Set a password";
pub(crate) const ORANGE: &str = "Orange";
pub(crate) const SKY: &str = "Sky";
pub(crate) const GREEN: &str = "Green";
pub(crate) const PURPLE: &str = "Purple";
pub(crate) const ROSE: &str = "Rose";
pub(crate) const TEAL: &str = "Teal";
pub(crate) const BLUE: &str = "Blue";
pub(crate) const AMBER: &str = "Amber";
pub(crate) const MAGENTA: &str = "Magenta";
pub(crate) const LIME: &str = "Lime";
pub(crate) const INDIGO: &str = "Indigo";
pub(crate) const SLATE: &str = "Slate";
pub(crate) const HOW_SHOULD_OTHERS_SEE_YOU: &str = "How should others see you?";
pub(crate) const SAVED_OTHERS_SEE_IT_AT_ONCE: &str = "Saved. Others see it at once.";
pub(crate) const PROFILE: &str = "Profile";
pub(crate) const ABOUT_PROFILE: &str = "Others see your name and colour beside what you write and where you are.";
pub(crate) const NAME: &str = "Name";
pub(crate) const COLOUR: &str = "Colour";
pub(crate) const SAVE: &str = "Save";
pub(crate) const YOUR_NAME: &str = "Your name";
pub(crate) const OTHER_WAYS_TO_SIGN_IN: &str = "Other ways to sign in";
pub(crate) const ABOUT_PROVIDERS: &str = "Connect a sign-in service to come in without typing your password.";
pub(crate) const CONNECTED_YOU_CAN_SIGN: &str = "Connected. You can sign in that way from now on.";
pub(crate) const ALREADY_CONNECTED: &str =
    "This sign-in is connected already: with your account, or with somebody else's here.";
pub(crate) const PROVIDER_DOWN: &str =
    "The sign-in service can't be reached right now. Nothing was connected; try again in a moment.";
pub(crate) const PROVIDER_REFUSED: &str = "The sign-in service didn't agree. Nothing was connected.";
pub(crate) const EXPIRED: &str = "Connecting took too long or was begun in another window. Please begin again.";
pub(crate) const NOT_VERIFIED: &str =
    "The sign-in service hasn't confirmed your email address. Confirm it there, then connect again.";
pub(crate) const FAILED: &str =
    "Connecting didn't work, and nothing was changed. Please begin again; if it happens again, tell an admin.";
pub(crate) const CONNECTED: &str = "Connected";
pub(crate) fn connected_as(email: impl Display) -> String {
    format!("Connected as {email}")
}
pub(crate) const NOT_CONNECTED: &str = "Not connected";
pub(crate) const DISCONNECT: &str = "Disconnect";
pub(crate) const CONNECT: &str = "Connect";
pub(crate) fn is_disconnected(name: impl Display) -> String {
    format!("{name} is disconnected.")
}
pub(crate) const DISCONNECT_THIS_WAY_TO_SIGN_IN: &str = "Disconnect this way to sign in?";
pub(crate) const DISCONNECT_BEFORE: &str = "You can't sign in by ";
pub(crate) const DISCONNECT_AFTER: &str =
    " any more, until you connect it again. Where you are signed in now, you stay signed in.";
pub(crate) const WHERE_YOU_ARE_SIGNED_IN: &str = "Where you are signed in";
pub(crate) const ABOUT_SESSIONS: &str = "If you don't know one of them, end it and change your password.";
pub(crate) const SIGN_OUT_EVERYWHERE: &str = "Sign out everywhere";
pub(crate) fn sign_out(name: impl Display) -> String {
    format!("Sign out {name}")
}
pub(crate) const IN_USE_NOW: &str = "In use now";
pub(crate) const LAST_SEEN_BEFORE: &str = "Last seen ";
pub(crate) const THIS_BROWSER: &str = "This browser";
pub(crate) const SIGN_OUT: &str = "Sign out";
pub(crate) const A_BROWSER: &str = "A browser";
pub(crate) fn is_signed_out(name: impl Display) -> String {
    format!("{name} is signed out.")
}
pub(crate) const SIGN_THIS_BROWSER_OUT: &str = "Sign this browser out?";
pub(crate) const SIGN_IT_OUT: &str = "Sign it out";
pub(crate) const SIGN_OUT_AFTER: &str =
    " is signed out at once. This can't be undone; whoever sits there can sign in again with your password.";
pub(crate) const ASK_TO_SIGN_OUT_EVERYWHERE: &str = "Sign out everywhere?";
pub(crate) const ABOUT_SIGNING_OUT_EVERYWHERE: &str =
    "Every browser is signed out, this one too. This can't be undone. API tokens go on working.";
pub(crate) const API_TOKENS: &str = "API tokens";
pub(crate) const ABOUT_TOKENS: &str =
    "For programs that work in your name, by the REST interface or a live connection.";
pub(crate) const NO_TOKENS: &str = "No tokens. A bot or a script needs one; a browser doesn't.";
pub(crate) const NAME_MISSING: &str = "Name it, so that you know later which one to revoke.";
pub(crate) const WHAT_IS_IT_FOR: &str = "What is it for?";
pub(crate) const EXAMPLE_TOKEN: &str = "Incident bot";
pub(crate) const MAKE_A_TOKEN: &str = "Make a token";
pub(crate) const WHAT_MAY_IT_DO: &str = "What may it do?";
pub(crate) fn may(scope: TokenScope) -> &'static str {
    match scope {
        TokenScope::Read => "Read",
        TokenScope::Comment => "Read and comment",
        TokenScope::Write => "Read, comment and write",
        TokenScope::All => "Everything that I may",
    }
}
pub(crate) fn may_in_a_list(scope: TokenScope) -> &'static str {
    match scope {
        TokenScope::Read => "May read",
        TokenScope::Comment => "May read and comment",
        TokenScope::Write => "May read, comment and write",
        TokenScope::All => "May do everything that you may",
    }
}
pub(crate) const COPIED: &str = "Copied";
pub(crate) const COPY: &str = "Copy";
pub(crate) const TOKEN_BEFORE: &str = "The token “";
pub(crate) const TOKEN_AFTER: &str = "”";
pub(crate) const COPY_IT_NOW: &str = "Copy it now: it is shown this once, and Debrief keeps only its fingerprint. Whoever has it can do here, in your name, what it is for, so keep it as you would a password.";
pub(crate) const TOKEN: &str = "Token";
pub(crate) const DONE: &str = "Done";
pub(crate) const IT_IS_ON_THE_CLIPBOARD: &str = "It is on the clipboard.";
pub(crate) const COPY_BY_HAND: &str = "This browser doesn't allow copying here. Select the token and copy it by hand.";
pub(crate) fn revoke(name: impl Display) -> String {
    format!("Revoke {name}")
}
pub(crate) const LAST_USED_BEFORE: &str = "Last used ";
pub(crate) const NEVER_USED: &str = "Never used";
pub(crate) const MADE_BEFORE: &str = "Made ";
pub(crate) const REVOKE: &str = "Revoke";
pub(crate) fn is_revoked(name: impl Display) -> String {
    format!("“{name}” is revoked.")
}
pub(crate) const REVOKE_THIS_TOKEN: &str = "Revoke this token?";
pub(crate) const REVOKE_BEFORE: &str = "Whatever uses ";
pub(crate) fn quoted(name: impl Display) -> String {
    format!("“{name}”")
}
pub(crate) const REVOKE_AFTER: &str = " stops working at once. This can't be undone; you can make a new one.";
pub(crate) const YOUR_NAME_AND_COLOUR: &str = "Your name and colour";
