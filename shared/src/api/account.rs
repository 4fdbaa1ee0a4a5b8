//! One's own account: name, password, sessions, sign-in providers, and the one-time links that make or renew an account.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::InstanceRole;

/// `PATCH /api/account`: what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PatchAccount {
    /// Shown name.
    pub name: Option<String>,
    /// Index into the palette of people's colours, `0..=11`.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 11))]
    pub color: Option<u8>,
}

/// `PUT /api/account/password`. Every other session of the account ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The password so far; absent where there is none, as for those who came through a provider.
    pub current: Option<String>,
    /// The new one.
    pub new: String,
}

/// A sign-in of a browser, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceSession {
    /// Id to end it by.
    pub id: Uuid,
    /// Whether it is the one that asks.
    pub current: bool,
    /// When it began, RFC 3339, UTC.
    pub created_at: String,
    /// When it was last used, to the minute, RFC 3339, UTC.
    pub last_seen_at: String,
    /// The address it was last used from; empty if not known.
    pub address: String,
    /// Browser and system in plain words, such as `Firefox on Linux`; empty if not known.
    pub browser: String,
}

/// `GET /api/account/sessions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceSessionList {
    /// The asking one first, then the last used.
    pub sessions: Vec<DeviceSession>,
}

/// A way to sign in other than by password, as the sign-in page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInProvider {
    /// Id in addresses: `/api/oidc/{id}/start`.
    pub id: String,
    /// Shown name.
    pub name: String,
}

/// A provider that one's account is connected with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Identity {
    /// The provider's id.
    pub provider: String,
    /// Its shown name.
    pub name: String,
    /// The address it knows the person by; possibly empty.
    pub email: String,
    /// RFC 3339, UTC.
    pub created_at: String,
}

/// `GET /api/account/identities`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IdentityList {
    /// By provider.
    pub identities: Vec<Identity>,
}

/// `POST /api/password-resets`: asks for a mail with a one-time link. The answer is the same for every address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestReset {
    /// The account's address.
    pub email: String,
}

/// What a one-time link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TicketKind {
    /// Makes an account.
    Invitation,
    /// Sets a new password.
    Reset,
}

/// `POST /api/tickets/look`: the secret of a one-time link. It is sent in a body, never in an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TicketSecret {
    /// The part of the link after `#`.
    pub ticket: String,
}

/// What a one-time link is good for; the answer to [`TicketSecret`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketInfo {
    /// What it does.
    pub kind: TicketKind,
    /// The address it is for.
    pub email: String,
    /// The role that an invitation gives.
    pub role: Option<InstanceRole>,
    /// When it ends, RFC 3339, UTC.
    pub expires_at: String,
}

/// `POST /api/tickets/use`: uses a one-time link up, and signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UseTicket {
    /// The part of the link after `#`.
    pub ticket: String,
    /// Shown name; needed for an invitation.
    pub name: Option<String>,
    /// The new password.
    pub password: String,
}
