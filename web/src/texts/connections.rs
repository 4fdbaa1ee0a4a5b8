//! Live connections: webhooks, chats and trackers.

use debrief_shared::api::{TicketState, TrackerKind, WebhookEvent};

use super::counted;

pub(crate) const CONNECTIONS: &str = "Connections";
pub(crate) const ABOUT: &str = "Tell chats and other programs what happens here, let incidents and alerts open drafts, and turn mitigations into tickets.";
pub(crate) const OFF: &str =
    "This server asks nobody outside: it was started with --connections off. What comes in is taken.";
pub(crate) const NEW: &str = "Add a connection";
pub(crate) const KIND: &str = "What to connect";
pub(crate) const NAME: &str = "Name";
pub(crate) const ADDRESS_EXAMPLE: &str = "https://example.com/hooks/debrief";
pub(crate) const ACCOUNT_EXAMPLE: &str = "ada@example.com";
pub(crate) const ADDRESS: &str = "Address";
pub(crate) const TOLD_OF: &str = "Tell it of";
pub(crate) const RESTRICTED: &str = "Also titles and facts of restricted postmortems";
pub(crate) const RESTRICTED_HINT: &str = "Without this it only learns that something happened to one.";
pub(crate) const SECRET: &str = "Secret";
pub(crate) const SIGNING_SECRET: &str = "Signing secret";
pub(crate) const KEEPS_SECRET: &str = "Leave it empty to keep the one it has.";
pub(crate) const SLACK_ADDRESS: &str = "Address of the incoming webhook";
pub(crate) const OWNER: &str = "Owner of the drafts";
pub(crate) const TEMPLATE: &str = "Template of drafts";
pub(crate) const NO_DRAFTS: &str = "None: only add to postmortems that are there";
pub(crate) const BY_SEVERITY: &str = "Other templates by severity (optional)";
pub(crate) const SEVERITY: &str = "Severity";
pub(crate) const SEVERITY_EXAMPLE: &str = "SEV-1";
pub(crate) const TEMPLATE_OF_SEVERITY: &str = "Its template";
pub(crate) const ADD_SEVERITY: &str = "Add a severity";
pub(crate) const REMOVE_SEVERITY: &str = "Remove this severity";
pub(crate) const PROJECT: &str = "Project";
pub(crate) const ISSUE_TYPE: &str = "Type of issue";
pub(crate) const ISSUE_TYPE_EXAMPLE: &str = "Task";
pub(crate) const ACCOUNT: &str = "Account that the token belongs to";
pub(crate) const ADD: &str = "Add";
pub(crate) const SAVE: &str = "Save";
pub(crate) const EDIT: &str = "Edit";
pub(crate) const SWITCH_OFF: &str = "Switch off";
pub(crate) const SWITCH_ON: &str = "Switch on";
pub(crate) const IS_OFF: &str = "Off";
pub(crate) const COPY_ADDRESS: &str = "Copy address";
pub(crate) const ADDRESS_COPIED: &str = "The address is copied.";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const NONE_YET: &str = "Nothing is connected yet";
pub(crate) const NONE_YET_HINT: &str =
    "Add a webhook to tell other programs what happens, an alert source to open drafts, or a tracker for tickets.";
pub(crate) const TEST: &str = "Test";
pub(crate) const NEW_SECRET: &str = "New secret";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) const FAILED: &str = "Deliveries that were given up";
pub(crate) const RESEND: &str = "Send again";
pub(crate) const RESENT: &str = "It is sent again.";
pub(crate) const SHOWN_ONCE: &str = "Copy the secret now. It is not shown again.";
pub(crate) const DONE: &str = "Done";
pub(crate) const COPY: &str = "Copy";
pub(crate) const COPIED: &str = "Copied";
pub(crate) const DELIVERED: &str = "last delivery";
pub(crate) const NEVER_DELIVERED: &str = "nothing delivered yet";

pub(crate) const MAKE_A_TICKET: &str = "Create ticket";
pub(crate) const TICKET_IS_MADE: &str = "The ticket is there.";

/// What can be connected: the value and the words.
pub(crate) const KINDS: [(&str, &str); 11] = [
    ("webhook", "Webhook: tell a program"),
    ("slack", "Slack: tell a channel"),
    ("slack_commands", "Slack commands: open drafts"),
    ("pagerduty", "PagerDuty: incidents come in"),
    ("alertmanager", "Alertmanager: alerts come in"),
    ("generic", "Other tool: events come in"),
    ("github", "GitHub: tickets"),
    ("gitlab", "GitLab: tickets"),
    ("jira", "Jira Cloud: tickets"),
    ("jira_server", "Jira Data Center: tickets"),
    ("linear", "Linear: tickets"),
];

pub(crate) fn event(event: WebhookEvent) -> &'static str {
    match event {
        WebhookEvent::Created => "New postmortem",
        WebhookEvent::Published => "Published",
        WebhookEvent::Removed => "Removed",
        WebhookEvent::Restored => "Brought back",
        WebhookEvent::ReviewAsked => "Review asked for",
        WebhookEvent::ReviewGiven => "Review given",
        WebhookEvent::PublishedOutside => "Published outside",
        WebhookEvent::WithdrawnOutside => "Withdrawn outside",
        WebhookEvent::RestoredOutside => "Brought back outside",
        WebhookEvent::Committed => "Mitigation committed to",
        WebhookEvent::Done => "Mitigation done",
        WebhookEvent::MitigationChanged => "Mitigation changed otherwise",
        WebhookEvent::MeetingScheduled => "Meeting scheduled",
        WebhookEvent::MeetingChanged => "Meeting changed",
        WebhookEvent::MeetingCancelled => "Meeting cancelled",
    }
}

/// Where the API of a tracker mostly is.
pub(crate) fn usual_address(tracker: TrackerKind) -> &'static str {
    match tracker {
        TrackerKind::Github => "https://api.github.com",
        TrackerKind::Gitlab => "https://gitlab.com",
        TrackerKind::Jira => "https://you.atlassian.net",
        TrackerKind::JiraServer => "https://jira.example.com",
        TrackerKind::Linear => "https://api.linear.app",
    }
}

/// What the secret of a kind is called.
pub(crate) fn secret_label(kind: &str) -> &'static str {
    match kind {
        "slack" => SLACK_ADDRESS,
        "slack_commands" | "pagerduty" => SIGNING_SECRET,
        _ => SECRET,
    }
}

/// What the secret of a kind is, where it is brought along.
pub(crate) fn secret_hint(kind: &str) -> &'static str {
    match kind {
        "slack" => {
            "Slack shows it under Incoming Webhooks of your app. Whoever knows it can post there, so it is never shown again."
        }
        "slack_commands" => {
            "Slack shows it under Basic Information of your app. The address for Slash Commands is here once you have added it."
        }
        "pagerduty" => {
            "PagerDuty shows it once, when you make a webhook there, and asks for an address before. Leave this empty, add the connection, copy its address, and put the secret in by Edit."
        }
        _ => "A token that may make and read issues. It is never shown again.",
    }
}

/// A name that a connection of a kind may have.
pub(crate) fn name_example(kind: &str) -> &'static str {
    match kind {
        "webhook" => "Status page",
        "slack" => "#incidents",
        "slack_commands" => "Slack workspace",
        "pagerduty" => "On-call",
        "alertmanager" => "Production alerts",
        "generic" => "Deploys",
        _ => "Platform team",
    }
}

/// How a tracker names a project.
pub(crate) fn project_hint(kind: &str) -> &'static str {
    match kind {
        "github" => "owner/repository",
        "gitlab" => "group/project",
        "linear" => "The team's id",
        _ => "The project's key, as OPS",
    }
}

pub(crate) fn copy_of(name: &str) -> String {
    format!("Copy address of “{name}”")
}

pub(crate) fn is_added(name: &str) -> String {
    format!("“{name}” is added.")
}

pub(crate) fn is_saved(name: &str) -> String {
    format!("“{name}” is saved.")
}

pub(crate) fn is_switched(name: &str, off: bool) -> String {
    format!("“{name}” is switched {}.", if off { "off" } else { "on" })
}

pub(crate) fn edit_of(name: &str) -> String {
    format!("Edit “{name}”")
}

pub(crate) fn more_of(name: &str) -> String {
    format!("More for “{name}”")
}

pub(crate) fn told_of_number(number: usize) -> String {
    counted(number, "kind of event", "kinds of events")
}

pub(crate) fn tries(number: u32) -> String {
    counted(number as usize, "try", "tries")
}

pub(crate) fn is_removed(name: &str) -> String {
    format!("“{name}” is removed.")
}

pub(crate) fn waiting(number: u32) -> String {
    counted(number as usize, "delivery waits", "deliveries wait")
}

pub(crate) fn given_up(number: u32) -> String {
    format!("{number} given up")
}

pub(crate) fn secret_of(name: &str) -> String {
    format!("The secret of “{name}”")
}

pub(crate) fn test_of(name: &str) -> String {
    format!("Test “{name}”")
}

pub(crate) fn answered(ok: bool, answer: &str) -> String {
    if ok { format!("It works: {answer}") } else { format!("It did not work: {answer}") }
}

pub(crate) fn ticket_at(tracker: &str) -> String {
    format!("{MAKE_A_TICKET}: {tracker}")
}

pub(crate) fn ticket_state(state: TicketState, word: &str) -> String {
    match (state, word) {
        (TicketState::Gone, _) => "not found".to_owned(),
        (TicketState::Open, "") => "open".to_owned(),
        (TicketState::Done, "") => "done".to_owned(),
        (_, word) => word.to_owned(),
    }
}
