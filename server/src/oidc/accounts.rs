//! The account that belongs to a person at a provider. It is known by issuer and subject alone: an address is only what a new account gets,
//! and never a reason to let somebody into one that is there already.

use debrief_shared::api::{InstanceRole, Person};
use jiff::Timestamp;
use uuid::Uuid;

use super::config::ProviderConfig;
use super::profile::Profile;
use super::refusal::Reason;
use crate::people::least_used_color;
use crate::random;
use crate::store::audit::{Audit, AuditAction};
use crate::store::people::{Account, Estate, IdentityRow};
use crate::store::{Store, StoreError};

/// Why nobody was signed in or connected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// They may not.
    #[error("{reason:?}")]
    Refused {
        /// Why.
        reason: Reason,
        /// Whose account it would have been.
        person: Option<Uuid>,
    },
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Reason> for AccountError {
    fn from(reason: Reason) -> Self {
        Self::Refused { reason, person: None }
    }
}

/// Signs somebody in whom `provider` has vouched for: into their account, with the role that their groups give now, or into a new one.
/// `audit` makes the rows for the log.
pub async fn sign_in(
    store: &dyn Store,
    provider: &ProviderConfig,
    profile: &Profile,
    audit: impl Fn(AuditAction) -> Audit,
) -> Result<Account, AccountError> {
    let role = provider.roles.role(profile.groups.as_ref())?;
    if let Some(known) = store.identity(&provider.issuer, &profile.subject).await? {
        return come_back(store, provider, profile, known.person, role, &audit).await;
    }
    let role = role.ok_or(Reason::NoRole)?;
    if store.account_by_email(&profile.email).await?.is_some() {
        return Err(Reason::EmailTaken.into());
    }
    if role != InstanceRole::Admin && store.count_accounts().await? == 0 {
        // Whoever comes first would take the set-up link away, and nobody would be an admin.
        return Err(Reason::NotSetUp.into());
    }
    let noted = audit(AuditAction::AccountCreated);
    let color = least_used_color(&store.people().await?);
    let account = Account {
        person: Person {
            id: random::id(noted.at),
            name: profile.name.clone(),
            color,
            guest: role == InstanceRole::Guest,
        },
        email: Some(profile.email.clone()),
        role,
        password_hash: None,
        created_at: noted.at,
        suspended_at: None,
        last_seen_at: None,
        link: None,
    };
    let id = account.person.id;
    let identity = identity(provider, profile, id, noted.at);
    let noted = Audit { actor: Some(id), ..noted }.to(id).with("role", role_name(role));
    match store.create_account_with_identity(&account, &identity, &noted).await {
        // Two windows of the same person, a moment apart; or somebody took the address meanwhile.
        Err(StoreError::Conflict) => match store.identity(&provider.issuer, &profile.subject).await? {
            Some(known) => come_back(store, provider, profile, known.person, Some(role), &audit).await,
            None => Err(Reason::EmailTaken.into()),
        },
        other => Ok(other.map(|()| account)?),
    }
}

async fn come_back(
    store: &dyn Store,
    provider: &ProviderConfig,
    profile: &Profile,
    person: Uuid,
    role: Option<InstanceRole>,
    audit: &impl Fn(AuditAction) -> Audit,
) -> Result<Account, AccountError> {
    let refuse = |reason| AccountError::Refused { reason, person: Some(person) };
    let mut account = store.account(person).await?;
    if account.suspended_at.is_some() {
        return Err(refuse(Reason::Suspended));
    }
    if provider.roles.follows_groups() {
        let role = role.ok_or_else(|| refuse(Reason::NoRole))?;
        if role != account.role {
            let noted = audit(AuditAction::RoleChanged).to(person);
            let noted = noted.with("from", role_name(account.role)).with("role", role_name(role));
            // Nobody is here to say who takes over what they own: it rests, and gives a guest no right.
            match store.set_role(person, role, Estate::Rests, &noted).await {
                // Nobody could run the instance any more.
                Err(StoreError::Conflict) => {
                    tracing::warn!(%person, "the only admin keeps that role, though their groups say otherwise");
                }
                other => {
                    other?;
                    account.role = role;
                    account.person.guest = role == InstanceRole::Guest;
                }
            }
        }
    }
    store.touch_identity(&provider.issuer, &profile.subject, &profile.email, audit(AuditAction::SignedIn).at).await?;
    Ok(account)
}

/// Connects the account of somebody who is signed in.
pub async fn connect(
    store: &dyn Store,
    provider: &ProviderConfig,
    profile: &Profile,
    person: Uuid,
    audit: Audit,
) -> Result<(), AccountError> {
    let identity = identity(provider, profile, person, audit.at);
    match store.create_identity(&identity, &audit.to(person)).await {
        Err(StoreError::Conflict) => Err(AccountError::Refused { reason: Reason::IdentityTaken, person: Some(person) }),
        other => Ok(other?),
    }
}

fn identity(provider: &ProviderConfig, profile: &Profile, person: Uuid, now: Timestamp) -> IdentityRow {
    IdentityRow {
        issuer: provider.issuer.clone(),
        subject: profile.subject.clone(),
        person,
        email: profile.email.clone(),
        created_at: now,
        last_used_at: now,
    }
}

fn role_name(role: InstanceRole) -> &'static str {
    match role {
        InstanceRole::Admin => "admin",
        InstanceRole::Member => "member",
        InstanceRole::Guest => "guest",
    }
}
