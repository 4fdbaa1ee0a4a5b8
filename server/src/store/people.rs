//! Accounts, sessions, API tokens, provider identities and one-time links. Secrets are known here as SHA-256 hashes only.

use std::collections::HashMap;

use async_trait::async_trait;
use debrief_shared::api::{InstanceRole, Person, TicketKind, TokenScope};
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::audit::Audit;

/// SHA-256 of a secret.
pub type SecretHash = [u8; 32];

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// As others see them.
    pub person: Person,
    /// Address to sign in with: lower case, trimmed. `None` for a guest who came by a share link.
    pub email: Option<String>,
    /// Role in the instance.
    pub role: InstanceRole,
    /// argon2id, PHC string. `None` for those who sign in through a provider only, and for guests by link.
    pub password_hash: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was suspended, if it is: nothing signs it in.
    pub suspended_at: Option<Timestamp>,
    /// When they were last here, to the hour.
    pub last_seen_at: Option<Timestamp>,
    /// The share link that a guest came by.
    pub link: Option<Uuid>,
}

/// An account with what admins want to know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// The account.
    pub account: Account,
    /// Postmortems it owns, without those in the bin.
    pub owns: u32,
    /// Issuers of the providers it is connected with.
    pub issuers: Vec<String>,
}

/// A sign-in of a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id, not secret.
    pub id: Uuid,
    /// Whose it is.
    pub person: Uuid,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends unless it is used.
    pub expires_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// The address it was last used from; empty if not known.
    pub address: String,
    /// Browser and system in plain words; empty if not known.
    pub browser: String,
    /// Its secret has to be replaced at the next request: the person's role has changed.
    pub renew: bool,
}

/// What somebody has shown to be signed in. It was looked at before the session begins, and may have changed since: it has to hold in the
/// transaction that begins it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown<'a> {
    /// The password with this hash.
    Password(&'a str),
    /// The identity of this subject at this issuer.
    Identity {
        /// The issuer.
        issuer: &'a str,
        /// The subject.
        subject: &'a str,
    },
}

/// A new password and what it rests on, which has to hold in the transaction that sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewPassword<'a> {
    /// argon2id, PHC string.
    pub hash: &'a str,
    /// The hash of the one so far, which was shown; `None` where there is none so far.
    pub before: Option<&'a str>,
    /// The session that goes on.
    pub keep: Option<Uuid>,
}

/// What becomes of the postmortems, in the bin or not, of somebody who becomes a guest. Guests own nothing: see `access::role_in`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estate {
    /// They pass to this person, who is neither a guest nor suspended. `None` is for those who own nothing.
    Passes(Option<Uuid>),
    /// They stay theirs in name, which gives no right, until an admin hands them over or the person is a member again.
    Rests,
}

/// An account at a provider (OpenID Connect).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityRow {
    /// Issuer, as the provider's discovery document names it.
    pub issuer: String,
    /// `sub`.
    pub subject: String,
    /// Whose it is.
    pub person: Uuid,
    /// The address the provider knows them by; possibly empty.
    pub email: String,
    /// When it was connected.
    pub created_at: Timestamp,
    /// When it was last used to sign in.
    pub last_used_at: Timestamp,
}

/// A one-time link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Its id, not secret.
    pub id: Uuid,
    /// What it does.
    pub kind: TicketKind,
    /// The address it is for.
    pub email: String,
    /// Whose password it renews; `None` for an invitation.
    pub person: Option<Uuid>,
    /// Role that an invitation gives.
    pub role: Option<InstanceRole>,
    /// Who made it; `None` when it was asked for by mail, or on the command line.
    pub created_by: Option<Uuid>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// An API token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its id, not secret.
    pub id: Uuid,
    /// Whose it is.
    pub person: Uuid,
    /// What it is for.
    pub name: String,
    /// What it may be used for.
    pub scope: TokenScope,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the hour.
    pub last_used_at: Option<Timestamp>,
}

/// Accounts and what signs them in. Whatever takes an [`Audit`] writes it in the same transaction.
#[async_trait]
pub trait PeopleStore: Send + Sync {
    /// Adds an account. `Conflict` when its id or address is taken.
    async fn create_account(&self, account: &Account, audit: &Audit) -> Result<(), StoreError>;

    /// Adds the first account and forgets the set-up secret, in one transaction.
    /// `NotFound` when the secret is another one; `Conflict` when there is an account already.
    async fn set_up(&self, secret: &SecretHash, account: &Account, audit: &Audit) -> Result<(), StoreError>;

    /// Replaces the set-up secret.
    async fn offer_set_up(&self, secret: &SecretHash) -> Result<(), StoreError>;

    /// The account with this address (lower case, trimmed), suspended or not.
    async fn account_by_email(&self, email: &str) -> Result<Option<Account>, StoreError>;

    /// The account with this id, suspended or not. `NotFound` when there is none.
    async fn account(&self, id: Uuid) -> Result<Account, StoreError>;

    /// Everybody there ever was, guests and suspended ones too, by name: for the names of authors.
    async fn people(&self) -> Result<Vec<Person>, StoreError>;

    /// Everybody that something can be shared with: neither suspended nor a guest by link, by name.
    async fn directory(&self) -> Result<Vec<Person>, StoreError>;

    /// All accounts by name, as admins see them.
    async fn accounts(&self) -> Result<Vec<AccountRow>, StoreError>;

    /// Number of accounts, without guests by link.
    async fn count_accounts(&self) -> Result<u64, StoreError>;

    /// Changes name and colour. `NotFound` when there is no such account.
    async fn set_profile(&self, person: &Person, audit: &Audit) -> Result<(), StoreError>;

    /// Sets the password and ends every session of the account but the one that goes on; renewals that were asked for are void. `NotFound`
    /// when there is no such account; `Conflict` when what the new password rests on doesn't hold any more.
    async fn set_password(&self, id: Uuid, new: &NewPassword<'_>, audit: &Audit) -> Result<(), StoreError>;

    /// Sets the role in the instance; its sessions' secrets have to be renewed. Share links end that they made and could not make any more.
    /// What somebody owns who becomes a guest goes as `estate` says. `NotFound` when there is no such account; `Conflict` when no admin would
    /// be left who is not suspended, or the estate cannot go like that.
    async fn set_role(&self, id: Uuid, role: InstanceRole, estate: Estate, audit: &Audit) -> Result<(), StoreError>;

    /// Suspends an account: its sessions, renewals of its password and the share links that it made end, its postmortems (in the bin or not)
    /// pass to `new_owner`. `NotFound` when there is none, or it is suspended already; `Conflict` when no admin would be left who is not suspended, or when it owns
    /// postmortems and there is no new owner who is not suspended.
    async fn suspend(&self, id: Uuid, new_owner: Option<Uuid>, audit: &Audit) -> Result<(), StoreError>;

    /// Takes a suspension back. `NotFound` when it was not suspended.
    async fn reinstate(&self, id: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// Begins a session; its person was here then. `NotFound` when there is no such account, or it is suspended; `Conflict` when what
    /// was shown to begin it doesn't hold any more.
    async fn create_session(
        &self,
        session: &Session,
        shown: Shown<'_>,
        secret: &SecretHash,
        audit: &Audit,
    ) -> Result<(), StoreError>;

    /// The session with this secret (or with this secret a moment ago, see [`PeopleStore::renew_session`]) and its account, unless it has
    /// expired at `now` or the account is suspended.
    async fn session(&self, secret: &SecretHash, now: Timestamp) -> Result<Option<(Session, Account)>, StoreError>;

    /// Whether a session or token is still good at `now`, and whose: for open sockets.
    async fn holder(&self, proof: Uuid, now: Timestamp) -> Result<Option<Holder>, StoreError>;

    /// The same for many; those that are not good are left out.
    async fn holders(&self, proofs: &[Uuid], now: Timestamp) -> Result<HashMap<Uuid, Holder>, StoreError>;

    /// Sessions of a person that have not expired at `now`, last used first.
    async fn sessions(&self, person: Uuid, now: Timestamp) -> Result<Vec<Session>, StoreError>;

    /// Notes that a session (and its person) was used, and lets it last until `expires_at`.
    async fn touch_session(
        &self,
        id: Uuid,
        expires_at: Timestamp,
        seen_at: Timestamp,
        address: &str,
    ) -> Result<(), StoreError>;

    /// Replaces a session's secret; the one so far stays good until `previous_until`. `NotFound` when the session is gone.
    async fn renew_session(&self, id: Uuid, secret: &SecretHash, previous_until: Timestamp) -> Result<(), StoreError>;

    /// Ends a session of a person. `NotFound` when there is no such session of theirs.
    async fn delete_session(&self, person: Uuid, id: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// Ends all sessions of a person but `keep`.
    async fn delete_sessions(&self, person: Uuid, keep: Option<Uuid>, audit: &Audit) -> Result<(), StoreError>;

    /// Forgets the sessions, one-time links and share links that have expired at `now`.
    async fn delete_expired(&self, now: Timestamp) -> Result<u64, StoreError>;

    /// Adds an API token. `NotFound` when there is no such account, or it is suspended.
    async fn create_token(&self, token: &Token, secret: &SecretHash, audit: &Audit) -> Result<(), StoreError>;

    /// The token with this secret and its account, unless that is suspended.
    async fn token(&self, secret: &SecretHash) -> Result<Option<(Token, Account)>, StoreError>;

    /// The token with this id.
    async fn token_by_id(&self, id: Uuid) -> Result<Option<Token>, StoreError>;

    /// A person's tokens, oldest first.
    async fn tokens(&self, person: Uuid) -> Result<Vec<Token>, StoreError>;

    /// Notes that a token (and its person) was used.
    async fn touch_token(&self, id: Uuid, at: Timestamp) -> Result<(), StoreError>;

    /// Revokes a token. `NotFound` when it is not there.
    async fn delete_token(&self, id: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// The identity of this subject at this issuer.
    async fn identity(&self, issuer: &str, subject: &str) -> Result<Option<IdentityRow>, StoreError>;

    /// Identities of a person.
    async fn identities(&self, person: Uuid) -> Result<Vec<IdentityRow>, StoreError>;

    /// Connects an account with a provider. `Conflict` when the identity is taken or the person has another one there.
    async fn create_identity(&self, identity: &IdentityRow, audit: &Audit) -> Result<(), StoreError>;

    /// Adds an account that comes from a provider, with its identity. `Conflict` when either is taken.
    async fn create_account_with_identity(
        &self,
        account: &Account,
        identity: &IdentityRow,
        audit: &Audit,
    ) -> Result<(), StoreError>;

    /// Notes that an identity was used to sign in, and by which address the provider knows them now.
    async fn touch_identity(&self, issuer: &str, subject: &str, email: &str, at: Timestamp) -> Result<(), StoreError>;

    /// Takes a connection away. `NotFound` when there is none; `Conflict` when it is the only way to sign in.
    async fn delete_identity(&self, person: Uuid, issuer: &str, audit: &Audit) -> Result<(), StoreError>;

    /// Adds a one-time link; earlier ones of the same kind for the same address are void.
    async fn create_ticket(&self, ticket: &Ticket, secret: &SecretHash, audit: &Audit) -> Result<(), StoreError>;

    /// The one-time link with this secret, unless it has expired at `now`.
    async fn ticket(&self, secret: &SecretHash, now: Timestamp) -> Result<Option<Ticket>, StoreError>;

    /// Invitations that have not expired at `now`, newest first.
    async fn invitations(&self, now: Timestamp) -> Result<Vec<Ticket>, StoreError>;

    /// Withdraws an invitation. `NotFound` when there is none.
    async fn delete_invitation(&self, id: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// Uses an invitation up and adds its account, in one transaction. `NotFound` when it is gone, has expired at the account's `created_at`,
    /// or is for another address or role; `Conflict` when the address has an account by now.
    async fn use_invitation(&self, secret: &SecretHash, account: &Account, audit: &Audit) -> Result<(), StoreError>;

    /// Uses a renewal up, sets the password and ends all sessions of the account, in one transaction. `NotFound` when it is gone or has
    /// expired, or the account is suspended.
    async fn use_reset(
        &self,
        secret: &SecretHash,
        password_hash: &str,
        now: Timestamp,
        audit: &Audit,
    ) -> Result<Uuid, StoreError>;

    /// Notes a browser that somebody has signed in with; only a person's `most` last used ones are kept.
    async fn keep_device(&self, device: &SecretHash, person: Uuid, at: Timestamp, most: u32) -> Result<(), StoreError>;

    /// Whether somebody has signed in to this account with this browser before.
    async fn knows_device(&self, device: &SecretHash, person: Uuid) -> Result<bool, StoreError>;
}

/// Who holds a session or token that an open socket came with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Their account.
    pub account: Account,
    /// When the session ends unless it is used; `None` for a token.
    pub expires_at: Option<Timestamp>,
    /// What it is for; a session is for everything.
    pub scope: TokenScope,
}
