//! API tokens: what a script or another program signs in with.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Role;

/// What an API token may be used for, least first: each takes in those before it, and none goes beyond what its account may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TokenScope {
    /// See what its account may open.
    Read,
    /// Comment, suggest, and answer for reviews.
    Comment,
    /// Write, share and remove, as a member would.
    Write,
    /// Everything that its account may: run the instance, change the account, make other tokens.
    #[default]
    All,
}

impl TokenScope {
    /// All of them, least first.
    pub const ALL: [Self; 4] = [Self::Read, Self::Comment, Self::Write, Self::All];

    /// As it is written in JSON and at the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Comment => "comment",
            Self::Write => "write",
            Self::All => "all",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }

    /// The strongest role in a postmortem that it leaves somebody.
    pub fn role(self) -> Role {
        match self {
            Self::Read => Role::Viewer,
            Self::Comment => Role::Commenter,
            Self::Write | Self::All => Role::Owner,
        }
    }
}

/// `POST /api/tokens`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateToken {
    /// What it is for.
    pub name: String,
    /// What it may be used for; everything that its account may, unless said.
    #[serde(default)]
    pub scope: TokenScope,
}

/// An API token as listed: never the secret itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenInfo {
    /// Id to revoke it by.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// What it may be used for.
    pub scope: TokenScope,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC; `None` if never used.
    pub last_used_at: Option<String>,
}

/// Answer of `POST /api/tokens`: the only time the secret is shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedToken {
    /// The listed part.
    #[serde(flatten)]
    pub info: TokenInfo,
    /// The secret, to send as `Authorization: Bearer …`.
    pub token: String,
}
