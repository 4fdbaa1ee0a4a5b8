//! What admins see and do: people, invitations, teams, the audit log, and how the instance is doing.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{InstanceRole, Person};

/// Somebody with an account, as admins see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminPerson {
    /// As others see them.
    pub person: Person,
    /// Their address; empty for guests who came by a share link.
    pub email: String,
    /// Their role in the instance.
    pub role: InstanceRole,
    /// Whether they came by a share link.
    pub by_link: bool,
    /// When they were suspended, RFC 3339, UTC.
    pub suspended_at: Option<String>,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// When they were last here, to the hour, RFC 3339, UTC.
    pub last_seen_at: Option<String>,
    /// How many postmortems they own.
    pub owns: u32,
    /// Names of the providers they can sign in with.
    pub providers: Vec<String>,
}

/// `GET /api/admin/people`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminPersonList {
    /// By name.
    pub people: Vec<AdminPerson>,
}

/// `PATCH /api/admin/people/{person}`: what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PatchPerson {
    /// New role in the instance.
    pub role: Option<InstanceRole>,
    /// Who owns their postmortems from now on: needed if they become a guest and own any.
    pub new_owner: Option<Uuid>,
}

/// `POST /api/admin/people/{person}/suspend`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SuspendPerson {
    /// Who owns their postmortems from now on; needed if they own any.
    pub new_owner: Option<Uuid>,
}

/// A one-time link that an admin hands out: shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandedOutLink {
    /// What to hand out: an absolute address where the public address is known, else a path; the secret is behind `#`.
    pub url: String,
    /// When it ends, RFC 3339, UTC.
    pub expires_at: String,
    /// Whether it was also sent by mail.
    pub mailed: bool,
}

/// `POST /api/admin/invitations`: answered with a [`HandedOutLink`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateInvitation {
    /// The address it is for.
    pub email: String,
    /// The role it gives.
    pub role: InstanceRole,
}

/// An invitation that nobody has used yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// Id to withdraw it by.
    pub id: Uuid,
    /// The address it is for.
    pub email: String,
    /// The role it gives.
    pub role: InstanceRole,
    /// Who made it.
    pub created_by: Option<Person>,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC.
    pub expires_at: String,
}

/// `GET /api/admin/invitations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationList {
    /// Newest first.
    pub invitations: Vec<Invitation>,
}

/// `POST /api/teams` and `PATCH /api/teams/{team}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditTeam {
    /// Its name.
    pub name: String,
}

/// One security-relevant action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    /// Its place in the log; grows.
    pub id: i64,
    /// When, RFC 3339, UTC.
    pub at: String,
    /// What was done, such as `link.created`.
    pub action: String,
    /// Who did it; `None` for nobody signed in, or the command line.
    pub actor: Option<Person>,
    /// From which address; empty for the command line.
    pub address: String,
    /// Whom it was done to.
    pub person: Option<Person>,
    /// The postmortem it was about.
    pub postmortem: Option<Uuid>,
    /// Its title as it is now, possibly empty.
    #[serde(default)]
    pub postmortem_title: Option<String>,
    /// Whether it is in the bin now.
    #[serde(default)]
    pub postmortem_removed: bool,
    /// Further facts, never secrets: a JSON object.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub detail: serde_json::Value,
}

/// `GET /api/admin/audit`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditPage {
    /// Newest first.
    pub entries: Vec<AuditEntry>,
    /// Ask for the next page with `before=` this; `None` at the end.
    pub next: Option<i64>,
}

/// How a sign-in provider is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProviderStatus {
    /// Its id.
    pub id: String,
    /// Its shown name.
    pub name: String,
    /// Its issuer.
    pub issuer: String,
    /// What to register with the provider as the address to come back to.
    pub redirect_uri: String,
    /// What is wrong with it, if anything.
    pub trouble: Option<String>,
}

/// `GET /api/admin/overview`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Overview {
    /// Version of the server.
    pub version: String,
    /// Which database: `SQLite`, `PostgreSQL`.
    pub database: String,
    /// Bytes that the database takes on disk.
    pub database_bytes: u64,
    /// Accounts that are not suspended, without guests by link.
    pub people: u32,
    /// Postmortems, without those in the bin.
    pub postmortems: u32,
    /// Postmortems that are open right now.
    pub live: u32,
    /// Whether the last write to storage went well.
    pub storage_ok: bool,
    /// The address people open, if it was told.
    pub public_url: Option<String>,
    /// Whether mail can be sent.
    pub mail: bool,
    /// Sign-in providers.
    pub providers: Vec<ProviderStatus>,
}
