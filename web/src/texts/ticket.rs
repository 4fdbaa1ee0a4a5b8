//! The ways in by an invitation and by a link for a new password.

use std::fmt::Display;

pub(crate) const NEW_PASSWORD: &str = "New password";
pub(crate) const INVITATION: &str = "Invitation";
pub(crate) const ONE_MOMENT: &str = "One moment";
pub(crate) const THIS_LINK_CANT_BE_LOOKED: &str = "This link can't be looked at right now";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const OPEN_THE_LINK_ONCE_MORE: &str = "Open the link once more";
pub(crate) const LINK_WAS_CUT_OFF: &str = "The part of it that lets you in is not in the address: it was cut off, or the page was loaded again. Open the whole link as you received it.";
pub(crate) const TO_THE_SIGN_IN_PAGE: &str = "To the sign-in page";
pub(crate) const RESET_IS_OVER: &str = "It was used before, or its time is over. Ask for a new one with “Forgot your password?” on the sign-in page, or ask an admin.";
pub(crate) const INVITATION_IS_OVER: &str = "It was used before, withdrawn, or its time is over. If you have an account already, sign in; otherwise ask whoever invited you for a new link.";
pub(crate) const THIS_LINK_DOESNT_WORK_ANY_MORE: &str = "This link doesn't work any more";
pub(crate) const HOW_SHOULD_OTHERS_SEE_YOU: &str = "How should others see you?";
pub(crate) const WELCOME_TO_DEBRIEF: &str = "Welcome to Debrief";
pub(crate) const MAKE_MY_ACCOUNT: &str = "Make my account";
pub(crate) const CHOOSE_A_NEW_PASSWORD: &str = "Choose a new password";
pub(crate) const SIGNS_OUT_EVERYWHERE: &str = "Every browser that was signed in has to sign in again.";
pub(crate) const SET_THE_PASSWORD: &str = "Set the password";
pub(crate) fn here_as(name: impl Display, new: impl Display) -> String {
    format!("You are here as {name} now. This signs you in as {new}.")
}
pub(crate) fn signed_in_as(email: impl Display, new: impl Display) -> String {
    format!("You are signed in as {email} now. This signs you in as {new}.")
}
pub(crate) const EMAIL: &str = "Email";
pub(crate) const YOUR_NAME: &str = "Your name";
pub(crate) const GOOD_UNTIL_BEFORE: &str = "The link is good once, until ";
pub(crate) const INVITED_AS_ADMIN: &str = "You are invited to write postmortems here, and to look after this Debrief.";
pub(crate) const INVITED_AS_GUEST: &str =
    "You are invited as a guest: you will see the postmortems that are shared with you.";
pub(crate) const INVITED_AS_MEMBER: &str = "You are invited to write postmortems here, together with others.";
