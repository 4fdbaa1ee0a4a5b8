//! Notifications: the bell, and what to be told of.

use std::fmt::Display;

pub(crate) fn mentioned_you(name: &str) -> String {
    format!("{name} mentioned you")
}
pub(crate) fn replied(name: &str) -> String {
    format!("{name} replied")
}
pub(crate) fn commented(name: &str) -> String {
    format!("{name} commented on your postmortem")
}
pub(crate) fn resolved(name: &str) -> String {
    format!("{name} resolved a thread")
}
pub(crate) fn mentioned_and_more(count: u32, name: &str) -> String {
    format!("You were mentioned; {count} new, the last by {name}")
}
pub(crate) fn and_more(what: &str, count: u32) -> String {
    format!("{what}; {count} new")
}

pub(crate) const NOTIFICATIONS: &str = "Notifications";
pub(crate) fn notifications_unread(count: impl Display) -> String {
    format!("Notifications, {count} unread")
}
pub(crate) const MARK_ALL_READ: &str = "Mark all read";
pub(crate) const WHAT_TO_BE_TOLD_OF: &str = "What to be told of";
pub(crate) const NOTHING_YET: &str = "Nothing yet. When somebody mentions you or answers you, it shows here.";
pub(crate) const UNTITLED_POSTMORTEM: &str = "Untitled postmortem";
pub(crate) const UNREAD: &str = "Unread";
pub(crate) const SHOW_ME_UNDER_THE_BELL_WHEN: &str = "Show me under the bell when";
pub(crate) const WHEN_MENTIONED: &str = "somebody mentions me in a comment";
pub(crate) const WHEN_ANSWERED: &str = "somebody answers in a thread that I take part in";
pub(crate) const WHEN_COMMENTED: &str = "somebody comments on a postmortem that I own";
pub(crate) const WHEN_RESOLVED: &str = "somebody resolves a thread that I take part in";
