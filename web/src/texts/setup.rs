//! The set-up page: the first account.

pub(crate) const TITLE: &str = "Set up";
pub(crate) const INCOMPLETE: &str = "This link is incomplete";
pub(crate) const INCOMPLETE_BEFORE: &str = "The set-up link ends in ";
pub(crate) const INCOMPLETE_AFTER: &str = ". Copy the whole line that the server printed when it started.";
pub(crate) const TO_SIGN_IN: &str = "To the sign-in page";
pub(crate) const NAME_MISSING: &str = "How should others see you?";
pub(crate) const EMAIL_MISSING: &str = "This needs an address such as ada@example.org.";
pub(crate) const WELCOME: &str = "Welcome to Debrief";
pub(crate) const WHAT_FOR: &str = "This makes the first account: an admin's, who invites everybody else.";
pub(crate) const NAME: &str = "Your name";
pub(crate) const EMAIL: &str = "Email";
pub(crate) const PASSWORD: &str = "Password";
pub(crate) const MAKE: &str = "Make the account";
