//! Accounts, sessions, API tokens and the one-time set-up secret. Secrets are known here as SHA-256 hashes only.

use async_trait::async_trait;
use debrief_shared::api::{InstanceRole, Person};
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;

/// SHA-256 of a secret.
pub type SecretHash = [u8; 32];

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// As others see them.
    pub person: Person,
    /// Address to sign in with: lower case, trimmed.
    pub email: String,
    /// Role in the instance.
    pub role: InstanceRole,
    /// argon2id, PHC string.
    pub password_hash: String,
    /// When it was made.
    pub created_at: Timestamp,
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
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the hour.
    pub last_used_at: Option<Timestamp>,
}

/// Accounts and what signs them in.
#[async_trait]
pub trait PeopleStore: Send + Sync {
    /// Adds an account. `Conflict` when its id or address is taken.
    async fn create_account(&self, account: &Account) -> Result<(), StoreError>;

    /// Adds the first account and forgets the set-up secret, in one transaction.
    /// `NotFound` when the secret is another one; `Conflict` when there is an account already.
    async fn set_up(&self, secret: &SecretHash, account: &Account) -> Result<(), StoreError>;

    /// Replaces the set-up secret.
    async fn offer_set_up(&self, secret: &SecretHash) -> Result<(), StoreError>;

    /// The account with this address (lower case, trimmed).
    async fn account_by_email(&self, email: &str) -> Result<Option<Account>, StoreError>;

    /// Everybody with an account, by name.
    async fn people(&self) -> Result<Vec<Person>, StoreError>;

    /// Number of accounts.
    async fn count_accounts(&self) -> Result<u64, StoreError>;

    /// Begins a session.
    async fn create_session(&self, session: &Session, secret: &SecretHash) -> Result<(), StoreError>;

    /// The session with this secret and its account, unless it has expired at `now`.
    async fn session(&self, secret: &SecretHash, now: Timestamp) -> Result<Option<(Session, Account)>, StoreError>;

    /// Lets a session last until `expires_at`.
    async fn extend_session(&self, id: Uuid, expires_at: Timestamp) -> Result<(), StoreError>;

    /// Ends a session; nothing happens when it has ended already.
    async fn delete_session(&self, id: Uuid) -> Result<(), StoreError>;

    /// Forgets the sessions that have expired at `now`.
    async fn delete_expired_sessions(&self, now: Timestamp) -> Result<u64, StoreError>;

    /// Adds an API token.
    async fn create_token(&self, token: &Token, secret: &SecretHash) -> Result<(), StoreError>;

    /// The token with this secret and its account.
    async fn token(&self, secret: &SecretHash) -> Result<Option<(Token, Account)>, StoreError>;

    /// The token with this id.
    async fn token_by_id(&self, id: Uuid) -> Result<Option<Token>, StoreError>;

    /// A person's tokens, oldest first.
    async fn tokens(&self, person: Uuid) -> Result<Vec<Token>, StoreError>;

    /// Notes that a token was used.
    async fn touch_token(&self, id: Uuid, at: Timestamp) -> Result<(), StoreError>;

    /// Revokes a token. `NotFound` when it is not there.
    async fn delete_token(&self, id: Uuid) -> Result<(), StoreError>;
}
