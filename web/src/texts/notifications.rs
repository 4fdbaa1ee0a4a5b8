//! The bell, what it lists, and what one wants to be told of.

use debrief_shared::api::{MailPace, Notification, NotificationKind, SuggestionEnd};

pub(crate) const TITLE: &str = "Notifications";
pub(crate) const READ_ALL: &str = "Mark all read";
pub(crate) const SETTINGS: &str = "What to be told of";
pub(crate) const NOTHING: &str =
    "Nothing yet. When somebody mentions you, answers you, or asks you for a review or to a meeting, it shows here.";
pub(crate) const UNTITLED: &str = "Untitled postmortem";
pub(crate) const UNREAD: &str = "Unread";
pub(crate) const TELL_WHEN: &str = "Tell me when";
pub(crate) const BELL: &str = "Bell";
pub(crate) const MAIL: &str = "Mail";
pub(crate) const PACE: &str = "Mails come";
pub(crate) const PACE_NOTE: &str = "What you have read here by then is not sent. Mails about restricted postmortems hold neither their title nor what was written. Invitations to meetings go a few minutes after, whenever the others do.";

/// What the bell is called.
pub(crate) fn bell(unread: u32) -> String {
    match unread {
        0 => TITLE.to_owned(),
        count => format!("{TITLE}, {count} unread"),
    }
}

/// What happened, in a line.
pub(crate) fn line(notification: &Notification) -> String {
    let name = notification.actor.named();
    if notification.kind == NotificationKind::MitigationDue {
        return "Still right? Something you took on is due".to_owned();
    }
    let did = match notification.kind {
        NotificationKind::Mentioned => "mentioned you",
        NotificationKind::Answered => "replied",
        NotificationKind::Begun => "commented on your postmortem",
        NotificationKind::Resolved => match notification.suggestion {
            Some(SuggestionEnd { accepted: true, own: true }) => "accepted your suggestion",
            Some(SuggestionEnd { accepted: true, .. }) => "accepted a suggestion",
            Some(SuggestionEnd { own: true, .. }) => "declined your suggestion",
            // Declined by somebody, or withdrawn by whoever made it.
            Some(_) => "set a suggestion aside",
            None => "resolved a thread",
        },
        NotificationKind::ReviewAsked => "asked you for a review",
        NotificationKind::Approved => "approved it in review",
        NotificationKind::SentBack => "sent it back in review",
        NotificationKind::Published => "published it",
        NotificationKind::MeetingSet => "asked you to the meeting",
        NotificationKind::MeetingMoved => "changed the meeting",
        NotificationKind::MeetingCancelled => "cancelled the meeting",
        NotificationKind::FacilitatorSought => "looks for a facilitator",
        NotificationKind::FacilitatorFound => "facilitates the meeting",
        NotificationKind::MitigationDue => "is reminded",
    };
    match notification.happened {
        0 | 1 => format!("{name} {did}"),
        // A mention stays told while others go on.
        count if notification.kind == NotificationKind::Mentioned => {
            format!("You were mentioned; {count} new, the last by {name}")
        }
        count => format!("{name} {did}; {count} new"),
    }
}

/// Goes on from [`TELL_WHEN`].
pub(crate) fn choice(kind: NotificationKind) -> &'static str {
    match kind {
        NotificationKind::Mentioned => "somebody mentions me in a comment",
        NotificationKind::Answered => "somebody answers in a thread that I take part in",
        NotificationKind::Begun => "somebody comments on a postmortem that I own",
        NotificationKind::Resolved => "somebody resolves a thread that I take part in",
        NotificationKind::ReviewAsked => "somebody asks me for a review",
        NotificationKind::Approved | NotificationKind::SentBack => "a review that I asked for is approved or sent back",
        NotificationKind::Published => "a postmortem that I own or reviewed is published",
        NotificationKind::MeetingSet | NotificationKind::MeetingMoved | NotificationKind::MeetingCancelled => {
            "somebody asks me to a meeting, moves it or cancels it"
        }
        NotificationKind::FacilitatorSought | NotificationKind::FacilitatorFound => {
            "a facilitator is looked for or found"
        }
        NotificationKind::MitigationDue => "a mitigation that I own is due soon, or was due",
    }
}

/// What a box of the table is called: the line and its column.
pub(crate) fn way(kind: NotificationKind, column: &str) -> String {
    format!("{column}: {}", choice(kind))
}

/// When mails come; goes on from [`PACE`].
pub(crate) fn pace(pace: MailPace) -> &'static str {
    match pace {
        MailPace::Soon => "a few minutes after",
        MailPace::Daily => "once a day, all in one",
        MailPace::Never => "never",
    }
}
