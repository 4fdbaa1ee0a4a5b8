//! Who may open a postmortem: its visibility, people, teams and share links.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Person, Role};

/// Who may open a postmortem without having been added to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Every member of the instance. Guests are not members.
    #[default]
    Workspace,
    /// Nobody: only those who were added, and admins.
    Restricted,
}

/// `GET /api/postmortems/{id}/access`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Access {
    /// Who may open it without having been added.
    pub visibility: Visibility,
    /// What they may do then.
    pub workspace_role: Role,
    /// The one who sees to it that it is finished.
    pub owner: Option<Person>,
    /// People who were added, by name; without the owner.
    pub people: Vec<PersonAccess>,
    /// Teams that were added, by name.
    pub teams: Vec<TeamAccess>,
    /// Share links, newest first; empty for those who may not share.
    pub links: Vec<LinkInfo>,
    /// What the asking person may do in it.
    pub role: Role,
    /// Whether the asking person may change any of this.
    pub may_share: bool,
}

/// Somebody who was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonAccess {
    /// Who.
    pub person: Person,
    /// What they may do.
    pub role: Role,
}

/// A team that was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamAccess {
    /// Which.
    pub team: Team,
    /// What its members may do.
    pub role: Role,
}

/// A named set of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Team {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its members, by name.
    pub members: Vec<Person>,
}

/// `GET /api/teams`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamList {
    /// By name.
    pub teams: Vec<Team>,
}

/// `PATCH /api/postmortems/{id}/access`: what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PatchAccess {
    /// Who may open it without having been added.
    pub visibility: Option<Visibility>,
    /// What they may do then; never `owner`.
    pub workspace_role: Option<Role>,
}

/// `PUT /api/postmortems/{id}/access/people/{person}` and `…/teams/{team}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GrantRole {
    /// What they may do; never `owner`.
    pub role: Role,
}

/// `PUT /api/postmortems/{id}/owner`: hands the postmortem over. The owner so far stays as an editor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// The new owner: a member or admin.
    pub person: Uuid,
}

/// `POST /api/postmortems/{id}/links`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateLink {
    /// What those who come by it may do; never `owner`.
    pub role: Role,
    /// Days until it ends, `1..=365`.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 365))]
    pub days: u16,
    /// Asked of everybody who comes by it, if set.
    pub password: Option<String>,
}

/// A share link as listed: never the secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkInfo {
    /// Id to revoke it by.
    pub id: Uuid,
    /// What those who come by it may do.
    pub role: Role,
    /// Whether it asks for a password.
    pub has_password: bool,
    /// Who made it.
    pub created_by: Option<Person>,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC.
    pub expires_at: String,
    /// How many people have come by it.
    pub visitors: u32,
}

/// Answer of `POST /api/postmortems/{id}/links`: the only time the secret is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedLink {
    /// The listed part.
    #[serde(flatten)]
    pub info: LinkInfo,
    /// What to hand out: an absolute address where the public address is known, else a path; the secret is behind `#`.
    pub url: String,
}

/// `POST /api/links/look`: the secret of a share link. It is sent in a body, never in an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkSecret {
    /// The part of the link after `#`.
    pub link: String,
}

/// What a share link is good for; the answer to [`LinkSecret`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkPreview {
    /// What one may do by it.
    pub role: Role,
    /// Whether it asks for a password.
    pub needs_password: bool,
    /// Whether a name has to be given: nobody is signed in.
    pub needs_name: bool,
    /// When it ends, RFC 3339, UTC.
    pub expires_at: String,
    /// Title of the postmortem; `None` while a password is asked for.
    pub title: Option<String>,
}

/// `POST /api/links/enter`: comes in by a share link. Without a session one is begun, for a guest of the given name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EnterLink {
    /// The part of the link after `#`.
    pub link: String,
    /// Shown name; needed unless somebody is signed in.
    pub name: Option<String>,
    /// The link's password, if it asks for one.
    pub password: Option<String>,
}

/// Answer of `POST /api/links/enter`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnteredLink {
    /// Where it leads: open `/p/{postmortem}`.
    pub postmortem: Uuid,
}
