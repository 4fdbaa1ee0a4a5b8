//! The audit log: what is written into it, and how it is read. Rows are written by the functions that do what they tell of, in the
//! same transaction.

use std::net::IpAddr;

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::StoreError;

/// One action to note.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub action: AuditAction,
    /// Who did it; `None` for nobody signed in and for the command line.
    pub actor: Option<Uuid>,
    /// From where; `None` for the command line.
    pub address: Option<IpAddr>,
    /// Whom it was done to.
    pub person: Option<Uuid>,
    /// The postmortem it was about.
    pub postmortem: Option<Uuid>,
    /// Further facts, never secrets.
    pub detail: Map<String, Value>,
}

impl Audit {
    /// An action by the server's own command line.
    pub fn by_command(action: AuditAction, at: Timestamp) -> Self {
        Self { at, action, actor: None, address: None, person: None, postmortem: None, detail: Map::new() }
    }

    /// An action of somebody over the network.
    pub fn by(actor: Option<Uuid>, address: IpAddr, action: AuditAction, at: Timestamp) -> Self {
        Self { actor, address: Some(address), ..Self::by_command(action, at) }
    }

    /// Whom it was done to.
    #[must_use]
    pub fn to(mut self, person: Uuid) -> Self {
        self.person = Some(person);
        self
    }

    /// The postmortem it was about.
    #[must_use]
    pub fn about(mut self, postmortem: Uuid) -> Self {
        self.postmortem = Some(postmortem);
        self
    }

    /// A further fact.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(key.to_owned(), value.into());
        self
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// The actions that are noted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum AuditAction { $($(#[$doc])* $name,)* }

        impl AuditAction {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name it is stored and shown by.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

actions! {
    /// Somebody signed in.
    SignedIn = "session.begun",
    /// A password was wrong, or an account suspended.
    SignInRefused = "session.refused",
    /// A session ended: signed out, or ended from the list.
    SignedOut = "session.ended",
    /// All sessions of a person were ended.
    SignedOutEverywhere = "session.all_ended",
    /// The first account was made.
    SetUp = "instance.set_up",
    /// An account was made.
    AccountCreated = "account.created",
    /// Name or colour were changed.
    AccountChanged = "account.changed",
    /// A password was changed by its owner.
    PasswordChanged = "password.changed",
    /// A one-time link for a new password was made.
    ResetOffered = "password.reset_offered",
    /// A new password was set by a one-time link.
    PasswordReset = "password.reset",
    /// A role in the instance was changed.
    RoleChanged = "account.role_changed",
    /// An account was suspended.
    Suspended = "account.suspended",
    /// An account is no longer suspended.
    Reinstated = "account.reinstated",
    /// An invitation was made.
    Invited = "invitation.created",
    /// An invitation was withdrawn.
    InvitationWithdrawn = "invitation.withdrawn",
    /// An account was connected with a provider.
    IdentityAdded = "identity.added",
    /// A connection with a provider was taken away.
    IdentityRemoved = "identity.removed",
    /// An API token was made.
    TokenCreated = "token.created",
    /// An API token was revoked.
    TokenRevoked = "token.revoked",
    /// A team was made.
    TeamCreated = "team.created",
    /// A team was renamed.
    TeamRenamed = "team.renamed",
    /// A team was removed.
    TeamRemoved = "team.removed",
    /// Somebody was put into a team.
    TeamJoined = "team.joined",
    /// Somebody was taken out of a team.
    TeamLeft = "team.left",
    /// A postmortem was made.
    PostmortemCreated = "postmortem.created",
    /// A postmortem was put into the bin.
    PostmortemRemoved = "postmortem.removed",
    /// A postmortem was taken out of the bin.
    PostmortemRestored = "postmortem.restored",
    /// A postmortem was exported.
    PostmortemExported = "postmortem.exported",
    /// An admin opened a restricted postmortem that was not shared with them.
    OpenedAsAdmin = "postmortem.opened_as_admin",
    /// A postmortem has a new owner.
    HandedOver = "postmortem.handed_over",
    /// Visibility or what members may do was changed.
    VisibilityChanged = "postmortem.visibility_changed",
    /// A person was given a role in a postmortem.
    PersonGranted = "access.person_granted",
    /// A person's role in a postmortem was taken away.
    PersonRevoked = "access.person_revoked",
    /// A team was given a role in a postmortem.
    TeamGranted = "access.team_granted",
    /// A team's role in a postmortem was taken away.
    TeamRevoked = "access.team_revoked",
    /// A share link was made.
    LinkCreated = "link.created",
    /// A share link was revoked.
    LinkRevoked = "link.revoked",
    /// Somebody came in by a share link.
    LinkEntered = "link.entered",
    /// A share link's password was wrong.
    LinkRefused = "link.refused",
    /// A template was made.
    TemplateCreated = "template.created",
    /// A template was changed.
    TemplateChanged = "template.changed",
    /// A template was removed.
    TemplateRemoved = "template.removed",
    /// A comment thread was removed.
    ThreadRemoved = "thread.removed",
    /// A suggestion was taken over into the text.
    SuggestionAccepted = "suggestion.accepted",
    /// A suggestion was declined, or withdrawn by whoever made it.
    SuggestionDeclined = "suggestion.declined",
    /// People were asked for a review.
    ReviewAsked = "review.asked",
    /// A reviewer came to something, or took it back.
    ReviewGiven = "review.given",
    /// A review was ended without another one.
    ReviewWithdrawn = "review.withdrawn",
    /// A postmortem was published inside.
    Published = "postmortem.published",
    /// A message for people outside was published.
    PublishedOutside = "outside.published",
    /// A message for people outside was withdrawn.
    WithdrawnOutside = "outside.withdrawn",
    /// It was taken back that a message was withdrawn.
    RestoredOutside = "outside.restored",
    /// The password of a message for people outside was wrong.
    RefusedOutside = "outside.refused",
    /// Who may publish outside was changed, or whether there is a feed.
    OutsideChanged = "outside.policy_changed",
    /// What reviews require was changed.
    PolicyChanged = "policy.changed",
    /// The list of names of customers was changed.
    CustomersChanged = "customers.changed",
    /// A comment was removed; the rest of its thread stayed.
    CommentRemoved = "comment.removed",
    /// A version with a name was removed.
    VersionRemoved = "version.removed",
    /// A meeting was scheduled.
    MeetingScheduled = "meeting.scheduled",
    /// A meeting was changed.
    MeetingChanged = "meeting.changed",
    /// A meeting was cancelled.
    MeetingCancelled = "meeting.cancelled",
    /// A facilitator is looked for.
    FacilitatorSought = "facilitator.sought",
    /// No facilitator is looked for any more.
    FacilitatorUnsought = "facilitator.unsought",
    /// Somebody facilitates.
    FacilitatorFound = "facilitator.found",
    /// Whoever was to facilitate cannot after all.
    FacilitatorLost = "facilitator.lost",
    /// A calendar address was made.
    CalendarCreated = "calendar.created",
    /// A calendar address was taken away.
    CalendarRevoked = "calendar.revoked",
    /// A connection was set up.
    ConnectionCreated = "connection.created",
    /// Name or settings of a connection were changed.
    ConnectionChanged = "connection.changed",
    /// A connection has another secret.
    ConnectionRotated = "connection.rotated",
    /// A connection was removed.
    ConnectionRemoved = "connection.removed",
    /// A connection was brought back.
    ConnectionRestored = "connection.restored",
    /// A delivery that was given up was sent again.
    DeliveryResent = "connection.resent",
    /// What came in was not signed by whom it says it is from.
    InboundRefused = "connection.refused",
    /// A ticket was made of a mitigation.
    TicketCreated = "ticket.created",
    /// The audit log was exported.
    AuditExported = "audit.exported",
}

/// A row of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditRow {
    /// Its place in the log; grows.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// The action's name; a newer version may have written one that this one doesn't know.
    pub action: String,
    /// Who did it.
    pub actor: Option<Uuid>,
    /// From where; empty for the command line.
    pub address: String,
    /// Whom it was done to.
    pub person: Option<Uuid>,
    /// What it was about.
    pub postmortem: Option<Uuid>,
    /// Its title now.
    pub postmortem_title: Option<String>,
    /// Whether it is in the bin now.
    pub postmortem_removed: bool,
    /// Further facts.
    pub detail: Map<String, Value>,
}

/// What part of the log is asked for; everything given has to match.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery {
    /// Only rows before this place.
    pub before: Option<i64>,
    /// Only actions whose name is this or begins with this and a dot.
    pub action: Option<String>,
    /// Only rows that this person did or that were done to them.
    pub person: Option<Uuid>,
    /// Only rows about this postmortem.
    pub postmortem: Option<Uuid>,
    /// Most rows to return.
    pub limit: u32,
}

/// The log of what was done.
#[async_trait]
pub trait AuditStore: Send + Sync {
    /// Writes a row by itself, for actions that change nothing else that is stored.
    async fn note(&self, audit: &Audit) -> Result<(), StoreError>;

    /// Rows, newest first.
    async fn audit(&self, query: AuditQuery) -> Result<Vec<AuditRow>, StoreError>;

    /// Takes away the refused sign-ins, links, passwords outside and webhooks from before `before`: strangers write them.
    async fn prune_refusals(&self, before: Timestamp) -> Result<u64, StoreError>;
}
