//! Live connections, on the wire: webhooks out and in, chat, trackers, and what became of deliveries.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Person;

/// Longest name of a connection, in characters.
pub const MAX_CONNECTION_NAME_CHARS: usize = 80;
/// Longest address of a connection, in bytes.
pub const MAX_CONNECTION_URL_BYTES: usize = 2_000;
/// Longest secret that is brought along, in bytes.
pub const MAX_CONNECTION_SECRET_BYTES: usize = 2_000;
/// Most severities that a connection chooses templates for.
pub const MAX_SEVERITY_TEMPLATES: usize = 20;

/// Defines a list of things that are stored and sent by a word.
macro_rules! words {
    ($(#[$top:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$top])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// All of them, in the order in which to offer them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word that it is stored and sent by.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads the word.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

words! {
    /// What webhooks and chats are told of.
    WebhookEvent {
        /// A postmortem was made.
        Created = "postmortem.created",
        /// A postmortem was published inside.
        Published = "postmortem.published",
        /// A postmortem was put into the bin.
        Removed = "postmortem.removed",
        /// A postmortem was taken out of the bin.
        Restored = "postmortem.restored",
        /// People were asked for a review.
        ReviewAsked = "review.asked",
        /// A reviewer came to something, or took it back.
        ReviewGiven = "review.given",
        /// A message for people outside was published.
        PublishedOutside = "outside.published",
        /// A message for people outside was withdrawn.
        WithdrawnOutside = "outside.withdrawn",
        /// It was taken back that a message was withdrawn.
        RestoredOutside = "outside.restored",
        /// A mitigation was committed to.
        Committed = "mitigation.committed",
        /// A mitigation is done.
        Done = "mitigation.done",
        /// A mitigation stands elsewhere otherwise: taken up, decided against, an idea again.
        MitigationChanged = "mitigation.changed",
        /// A meeting was scheduled.
        MeetingScheduled = "meeting.scheduled",
        /// A meeting was changed.
        MeetingChanged = "meeting.changed",
        /// A meeting was cancelled.
        MeetingCancelled = "meeting.cancelled",
    }
}

words! {
    /// What sends webhooks here.
    InboundSource {
        /// PagerDuty, webhooks of version 3.
        Pagerduty = "pagerduty",
        /// Alertmanager, webhooks of version 4.
        Alertmanager = "alertmanager",
        /// Slash commands of a Slack app: people open drafts, add lines and find what was published.
        SlackCommands = "slack_commands",
        /// Anything that signs as Standard Webhooks says.
        Generic = "generic",
    }
}

words! {
    /// Where tickets are.
    TrackerKind {
        /// GitHub issues.
        Github = "github",
        /// GitLab issues.
        Gitlab = "gitlab",
        /// Jira Cloud.
        Jira = "jira",
        /// Jira Data Center or Server.
        JiraServer = "jira_server",
        /// Linear.
        Linear = "linear",
    }
}

words! {
    /// How a ticket stands.
    TicketState {
        /// There is something to do.
        Open = "open",
        /// It is done, or closed otherwise: the tracker's word says how.
        Done = "done",
        /// The tracker does not know it any more, or does not show it.
        Gone = "gone",
    }
}

/// The template of a draft that an incident of some severity opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SeverityTemplate {
    /// As the other side says it; any case.
    pub severity: String,
    /// The template's id.
    pub template: String,
}

/// What a connection is, and what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ConnectionSettings {
    /// Tells an address what happens, signed as Standard Webhooks says.
    Webhook {
        /// Where to.
        url: String,
        /// Of what.
        events: Vec<WebhookEvent>,
        /// Whether it learns more of restricted postmortems than that something happened to one.
        #[serde(default)]
        restricted: bool,
    },
    /// Posts into a Slack channel. Its address is its secret.
    Slack {
        /// Of what.
        events: Vec<WebhookEvent>,
        /// Whether it learns more of restricted postmortems than that something happened to one.
        #[serde(default)]
        restricted: bool,
    },
    /// Takes webhooks and commands: opens drafts, and adds to the timelines of those that there are.
    Inbound {
        /// Of whom.
        source: InboundSource,
        /// Whose the drafts are, and who adds to timelines.
        owner: Uuid,
        /// The template of drafts of severities that `templates` does not name; without one those open none.
        #[serde(default)]
        template: Option<String>,
        /// Templates by severity.
        #[serde(default)]
        templates: Vec<SeverityTemplate>,
    },
    /// Makes tickets of mitigations, and reads back how they stand.
    Tracker {
        /// Which.
        tracker: TrackerKind,
        /// Where its API is: `https://api.github.com`, `https://gitlab.com`, `https://you.atlassian.net`, `https://api.linear.app`.
        url: String,
        /// Where tickets go: `owner/repository`, `group/project`, Jira's project key, Linear's team id.
        project: String,
        /// The account whose API token it is, for Jira Cloud alone.
        #[serde(default)]
        user: String,
        /// The type of issue, for Jira alone; `Task` when empty.
        #[serde(default)]
        issue_type: String,
    },
}

impl ConnectionSettings {
    /// The word for the kind, as it is stored and sent.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Webhook { .. } => "webhook",
            Self::Slack { .. } => "slack",
            Self::Inbound { .. } => "inbound",
            Self::Tracker { .. } => "tracker",
        }
    }

    /// What it is told of.
    pub fn events(&self) -> &[WebhookEvent] {
        match self {
            Self::Webhook { events, .. } | Self::Slack { events, .. } => events,
            _ => &[],
        }
    }

    /// Whether its secret is made here; otherwise whoever sets it up brings it along.
    pub fn makes_secret(&self) -> bool {
        matches!(
            self,
            Self::Webhook { .. } | Self::Inbound { source: InboundSource::Alertmanager | InboundSource::Generic, .. }
        )
    }
}

/// A connection. Its secret is never in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Connection {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub settings: ConnectionSettings,
    /// Where it is reached, of those that something comes in by: a whole address where the public one is known.
    pub address: Option<String>,
    /// Who set it up.
    pub created_by: Option<Person>,
    /// When it was set up, RFC 3339.
    pub created_at: String,
    /// When a delivery was last taken, RFC 3339.
    pub delivered_at: Option<String>,
    /// Whether it is switched off: nothing goes out and comes in, and it is not told of what happens meanwhile.
    pub off: bool,
    /// Deliveries that are to go.
    pub waiting: u32,
    /// Deliveries that were given up.
    pub failed: u32,
}

/// A delivery that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FailedDelivery {
    /// Its id.
    pub id: Uuid,
    /// Of which connection.
    pub connection: Uuid,
    /// What happened.
    pub event: String,
    /// In which postmortem.
    pub postmortem: Uuid,
    /// When it happened, RFC 3339.
    pub happened_at: String,
    /// How often it was tried.
    pub tries: u32,
    /// What came of the last try.
    pub answer: String,
}

/// All connections, and the deliveries that were given up, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionList {
    /// Connections by name.
    pub connections: Vec<Connection>,
    /// Deliveries that were given up.
    pub failed: Vec<FailedDelivery>,
    /// Whether the server may ask anybody outside at all.
    pub on: bool,
}

/// A connection to set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewConnection {
    /// What to call it.
    pub name: String,
    /// What it is.
    pub settings: ConnectionSettings,
    /// Its secret, where it is made elsewhere: a token, a signing secret, the address of a Slack webhook.
    #[serde(default)]
    pub secret: Option<String>,
}

/// How a connection is to be from now on. The kind stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeConnection {
    /// What to call it.
    pub name: String,
    /// What it is.
    pub settings: ConnectionSettings,
    /// Whether it is switched off; absent: as before.
    #[serde(default)]
    pub off: Option<bool>,
    /// Another secret, where it is made elsewhere; absent: the one it has.
    #[serde(default)]
    pub secret: Option<String>,
}

/// Another secret for a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RotateSecret {
    /// The new one, where it is made elsewhere.
    #[serde(default)]
    pub secret: Option<String>,
}

/// A connection that was set up, or has another secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeConnection {
    /// The connection.
    pub connection: Connection,
    /// Its secret, if it was made here: shown this once.
    pub secret: Option<String>,
}

/// What came of trying a connection out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TriedConnection {
    /// Whether the other side took it.
    pub ok: bool,
    /// What it answered.
    pub answer: String,
}

/// A tracker that tickets can be made at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tracker {
    /// The connection's id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
}

/// How the ticket of a mitigation stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrackedTicket {
    /// The mitigation's id.
    pub mitigation: String,
    /// The ticket's address.
    pub url: String,
    /// How it stands.
    pub state: TicketState,
    /// The tracker's own word for that.
    pub word: String,
    /// When that was known, RFC 3339.
    pub checked_at: String,
}

/// The tickets of a postmortem, and where more can be made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketList {
    /// Tickets that were made of mitigations.
    pub tickets: Vec<TrackedTicket>,
    /// Trackers, for those who may write.
    pub trackers: Vec<Tracker>,
}

/// Where a ticket is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MakeTicket {
    /// The tracker's connection.
    pub tracker: Uuid,
}

/// What became of a webhook that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakenIn {
    /// The postmortem that it is about, if it is about one.
    pub postmortem: Option<Uuid>,
    /// Whether it opened it.
    pub opened: bool,
    /// Lines that it added to the timeline: none if they were there.
    pub added: u32,
}
