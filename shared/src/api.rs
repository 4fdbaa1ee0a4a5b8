//! What crosses REST as JSON: requests, responses and the problem document. Wire types only; domain types live in `document`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::document::{NewSection, SectionKind, View};

mod account;
mod actions;
mod admin;
mod comments;
mod connections;
mod customers;
mod history;
mod images;
mod imports;
mod learning;
mod meetings;
mod reviews;
mod roles;
mod notifications;
mod search;
mod outside;
mod titles;
mod tokens;
mod sharing;

pub use account::{
    ChangePassword, DeviceSession, DeviceSessionList, Identity, IdentityList, PatchAccount, RequestReset,
    SignInProvider, TicketInfo, TicketKind, TicketSecret, UseTicket,
};
pub use actions::{ActionItem, ActionList, AnswerMitigation, MitigationAnswer};
pub use admin::{
    AdminPerson, AdminPersonList, AuditEntry, AuditPage, CreateInvitation, EditTeam, HandedOutLink, Invitation,
    InvitationList, Overview, PatchPerson, ProviderStatus, SuspendPerson,
};
pub use comments::{
    AcceptSuggestion, Anchor, Comment, CreateReply, CreateThread, EditComment, NoteRead, PatchThread, Reacted,
    Reaction, ReadMarks, ReadThread, Suggestion, SuggestionOutcome, Thread, ThreadList,
};
pub use connections::{
    ChangeConnection, Connection, ConnectionList, ConnectionSettings, FailedDelivery, InboundSource,
    MAX_CONNECTION_NAME_CHARS, MAX_CONNECTION_SECRET_BYTES, MAX_CONNECTION_URL_BYTES, MAX_SEVERITY_TEMPLATES,
    MadeConnection, MakeTicket, NewConnection, RotateSecret, SeverityTemplate, TakenIn, TicketList, TicketState,
    TrackedTicket, Tracker, TrackerKind, TriedConnection, WebhookEvent,
};
pub use customers::{Customers, MAX_CUSTOMER_CHARS, MAX_CUSTOMERS, MIN_CUSTOMER_CHARS};
pub use history::{
    CreateVersion, HistoryAuthors, HistoryDiff, HistoryPage, HistorySpan, MAX_VERSION_NAME_CHARS, MAX_VERSIONS,
    NoteSeen, RenameVersion, RestorePast, RestoredPast, Seen, TextAuthors, Version,
};
pub use images::Image;
pub use imports::{ImportProblem, ImportReport, ImportedPostmortem, MAX_IMPORT_BYTES, TimelineImport};
pub use learning::{Learning, Period, PeriodLength, Quartiles, Recurring, SpanFigures, SpanValue, UsedNames};
pub use meetings::{
    Attendee, AttendeeReason, CalendarAddress, CalendarFeed, Facilitating, FacilitatorRequest, MAX_ATTENDEES,
    MAX_FACILITATOR_NOTE_CHARS, MAX_MEETING_MINUTES, MAX_PLACE_CHARS, MIN_MEETING_MINUTES, Meeting, MeetingAhead,
    MeetingInfo, MeetingPart, MeetingsAhead, ProposedAttendee, RequestFacilitator, ScheduleMeeting,
};
pub use notifications::{
    MailPace, NoteNotificationsRead, Notification, NotificationKind, NotificationList, NotificationSettings,
    SuggestionEnd, Ways,
};
pub use outside::{
    MAX_OUTSIDE_IMAGES, MAX_OUTSIDE_TEXT_CHARS, MAX_OUTSIDE_TITLE_CHARS, MAX_OUTSIDE_WORD_CHARS, MAX_OUTSIDE_WORDS,
    MAX_SLUG_CHARS, MIN_SLUG_CHARS, Outside, OutsideChoice, OutsidePage, OutsidePart, OutsidePolicy, OutsidePreview,
    OutsideReason, OutsideVersion, OutsideWho, PickedSection, PublishOutside, Redacted, RoleWord,
};
pub use reviews::{
    AskReview, GiveReview, MAX_BUSINESS_DAYS, MAX_HOLIDAYS, MAX_POLICY_RULES, MAX_REVIEW_NOTE_CHARS, MAX_REVIEWERS,
    PointNote, Policy, PolicyRule, Publication, Publish, Review, ReviewGaps, ReviewPoint, ReviewRound, ReviewState,
    ReviewVerdict, Reviewer, TeamTurn, WaitingReview, WaitingReviews,
};
pub use roles::{InstanceRole, Role};
pub use search::{
    Anniversary, AnniversaryList, Excerpt, MAX_VIEW_NAME_CHARS, MAX_VIEW_QUERY_CHARS, MAX_VIEWS, Mark, PlaceKind,
    SaveView, SavedView, SavedViewList, SearchHit, SearchPage, SearchResult, SimilarList, SimilarPostmortem,
};
pub use sharing::{
    Access, CreateLink, CreatedLink, EnterLink, EnteredLink, GrantRole, HandOver, LinkInfo, LinkPreview, LinkSecret,
    PatchAccess, PersonAccess, Team, TeamAccess, TeamList, Visibility,
};
pub use titles::{AskTitle, FoundTitle};
pub use tokens::{CreateToken, CreatedToken, TokenInfo, TokenScope};

/// Somebody with an account, as others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// Account id.
    pub id: Uuid,
    /// Shown name.
    pub name: String,
    /// Index into the palette of people's colours, `0..=11`.
    pub color: u8,
    /// Whether they are a guest and no member: a guest chooses their name, which may be a member's. Absent where it is not so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub guest: bool,
}

impl Person {
    /// The name, with a word for guests: for where a line of text is all there is.
    pub fn named(&self) -> String {
        if self.guest { format!("{} (guest)", self.name) } else { self.name.clone() }
    }
}

/// The signed-in person: `GET /api/session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionInfo {
    /// Who is signed in.
    pub person: Person,
    /// Their address; empty for a guest who came by a share link.
    pub email: String,
    /// Their role in the instance.
    pub role: InstanceRole,
    /// Whether they came by a share link: no account to come back to, the session is all.
    pub by_link: bool,
    /// Whether they can sign in with a password (else only through a provider).
    pub has_password: bool,
    /// Whether this is the demo instance (its sign-in page says so).
    pub demo: bool,
}

/// `GET /api/instance`: what the sign-in page needs to know before anybody is signed in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InstanceInfo {
    /// Whether this is the demo instance.
    pub demo: bool,
    /// Whether the first account is still to be made, by the one-time link.
    pub needs_setup: bool,
    /// The demo account, whose password is public; `None` elsewhere.
    pub demo_account: Option<SignIn>,
    /// Other ways to sign in than by password.
    pub providers: Vec<SignInProvider>,
    /// Whether a forgotten password can be renewed by mail; otherwise an admin hands out a link.
    pub resets_by_mail: bool,
}

/// `POST /api/session`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The account's address, any case.
    pub email: String,
    /// The password.
    pub password: String,
}

/// `POST /api/setup`: makes the first account, an admin, by the one-time link.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// The part of the printed link after `#`.
    pub token: String,
    /// Shown name.
    pub name: String,
    /// Address to sign in with.
    pub email: String,
    /// Password, at least [`MIN_PASSWORD_CHARS`] characters.
    pub password: String,
}

/// Shortest password, in characters (NIST SP 800-63B-4 asks for 15 where it is the only factor; 12 until a second factor is there).
pub const MIN_PASSWORD_CHARS: usize = 12;

/// `POST /api/postmortems`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreatePostmortem {
    /// Title; may be empty.
    #[serde(default)]
    pub title: String,
    /// Template id.
    pub template: String,
}

/// A line of the library: derived from the document, rebuilt from it at any time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostmortemSummary {
    /// Its id, a UUIDv7.
    pub id: Uuid,
    /// Title, possibly empty.
    pub title: String,
    /// Incident id as written, or empty.
    pub incident: String,
    /// Severity as written, or empty.
    pub severity: String,
    /// Services as written.
    pub services: Vec<String>,
    /// When the impact started, RFC 3339 with offset, or `None`.
    pub impact_started: Option<String>,
    /// When it was resolved, RFC 3339 with offset, or `None`.
    pub resolved: Option<String>,
    /// Number of timeline entries.
    pub entries: u32,
    /// Number of mitigations that are commitments (not ideas, not *won't do*) and of these done.
    pub actions: u32,
    /// Commitments done.
    pub actions_done: u32,
    /// The one who sees to it that it is finished.
    pub owner: Option<Person>,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// When the document last changed, RFC 3339, UTC.
    pub updated_at: String,
    /// What the asking person may do.
    pub role: Role,
    /// Who may open it without having been added.
    pub visibility: Visibility,
}

/// `GET /api/postmortems`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostmortemList {
    /// Newest change first.
    pub postmortems: Vec<PostmortemSummary>,
}

/// `GET /api/postmortems/{id}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostmortemDetail {
    /// The library line.
    #[serde(flatten)]
    pub summary: PostmortemSummary,
    /// The document as it is now.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub document: View,
}

/// `PATCH /api/postmortems/{id}`: what is absent stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PatchPostmortem {
    /// New title.
    pub title: Option<String>,
    /// New severity.
    pub severity: Option<String>,
    /// New incident id.
    pub incident: Option<String>,
    /// New list of services.
    pub services: Option<Vec<String>>,
    /// New list of tags.
    pub tags: Option<Vec<String>>,
    /// New list of conditions that contributed.
    pub factors: Option<Vec<String>>,
}

/// A section of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TemplateSection {
    /// What the section holds.
    pub kind: SectionKind,
    /// Heading.
    pub heading: String,
    /// Quiet help shown over the text.
    #[serde(default)]
    pub guidance: String,
    /// Markdown to begin with.
    #[serde(default)]
    pub body: String,
}

impl From<TemplateSection> for NewSection {
    fn from(section: TemplateSection) -> Self {
        Self { kind: section.kind, heading: section.heading, guidance: section.guidance, body: section.body }
    }
}

/// A section template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Template {
    /// `pushpay`, `google-sre`, … or a UUIDv7 for own ones.
    pub id: String,
    /// Shown name.
    pub name: String,
    /// One sentence: when to choose it.
    #[serde(default)]
    pub summary: String,
    /// Whether it came with the product.
    #[serde(default)]
    pub built_in: bool,
    /// Its sections, in order.
    pub sections: Vec<TemplateSection>,
}

/// `GET /api/templates`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TemplateList {
    /// Built-in ones first, then by name.
    pub templates: Vec<Template>,
}

/// `POST /api/templates` and `PATCH /api/templates/{id}`: the whole of what can be edited. With `from`, the sections are taken from that postmortem's structure.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditTemplate {
    /// Shown name.
    pub name: Option<String>,
    /// When to choose it.
    pub summary: Option<String>,
    /// Its sections, in order.
    pub sections: Option<Vec<TemplateSection>>,
    /// Postmortem to take headings and guidance from (not its text).
    pub from: Option<Uuid>,
}

/// Longest comment, in characters.
pub const MAX_COMMENT_CHARS: usize = 10_000;
/// Longest quote kept with a thread, in characters.
pub const MAX_QUOTE_CHARS: usize = 1_000;

/// Longest words of a suggestion, in characters.
pub const MAX_SUGGESTION_CHARS: usize = 10_000;
/// Longest title, in characters; the document itself takes longer ones, REST does not.
pub const MAX_TITLE_CHARS: usize = 300;
/// Most sections of a template.
pub const MAX_TEMPLATE_SECTIONS: usize = 40;

/// An error, `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A stable name of the kind, such as `not-found`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Short and human.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}
