//! The ways in: by password, by a provider, with a new password.

pub(crate) const NEW_PASSWORD_TITLE: &str = "New password";
pub(crate) const SIGN_IN: &str = "Sign in";
pub(crate) const BOTH_NEEDED: &str = "Please give both your address and your password.";
pub(crate) const SIGNED_OUT: &str =
    "You have been signed out of this browser. Sign in to go on; what you wrote here is kept on this device.";
pub(crate) const EMAIL: &str = "Email";
pub(crate) const PASSWORD: &str = "Password";
pub(crate) const FORGOT: &str = "Forgot your password?";
pub(crate) const CONTINUE_WITH: &str = "Continue with ";
pub(crate) const OR: &str = "or";
pub(crate) const OTHER_WAYS: &str = "Other ways to sign in";
pub(crate) const DEMO: &str = "This is a demo";
pub(crate) const DEMO_NOTE: &str = "Everything in it is made up. Look around with this account:";
pub(crate) const FILL_IN: &str = "Fill in";
pub(crate) const NO_ACCOUNT_YET: &str =
    "This Debrief has no account yet. Open the set-up link that the server printed when it started.";
pub(crate) const NEW_PASSWORD: &str = "A new password";
pub(crate) const BY_ADMIN: &str = "This Debrief sends no mail. An admin can hand you a link that sets a new password: ask whoever looks after Debrief where you are.";
pub(crate) const BACK: &str = "Back to sign in";
pub(crate) const WHICH_ADDRESS: &str = "Which address is your account under?";
pub(crate) const SENT_BEFORE: &str = "If there is an account for ";
pub(crate) const SENT_AFTER: &str = ", a mail with a link is on its way. Look among the unwanted mail, too.";
pub(crate) const BY_MAIL: &str = "We send a link to your address. It lets you choose a new password, once.";
pub(crate) const SEND: &str = "Send the link";
pub(crate) const PROVIDER_DOWN: &str =
    "The sign-in service can't be reached right now. Try again in a moment, or sign in with your password.";
pub(crate) const PROVIDER_REFUSED: &str = "The sign-in service didn't let you in. Try again, or ask whoever runs it.";
pub(crate) const EXPIRED: &str = "This sign-in took too long or was begun in another window. Please begin again.";
pub(crate) const NOT_VERIFIED: &str =
    "The sign-in service hasn't confirmed your email address. Confirm it there, then come back.";
pub(crate) const ADDRESS_TAKEN: &str = "There is an account with your address already. Sign in with your password, then connect the service on your account page.";
pub(crate) const NO_ACCESS: &str = "You have no access to this Debrief. Ask an admin.";
pub(crate) const FAILED: &str = "Signing in didn't work. Please begin again; if it happens again, tell an admin.";
