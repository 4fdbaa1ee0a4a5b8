//! Accounts and everything that signs people in: passwords, sessions, API tokens and the one-time set-up link.

pub mod names;
pub mod secret;
pub mod password;
mod common;
pub mod throttle;
mod sign_in;
pub mod sessions;
pub mod account;
pub mod tickets;
pub mod links;
pub mod outside;

use std::sync::Arc;
use std::time::Duration;

use debrief_shared::api::{CreateToken, InstanceRole, Person, TokenScope};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::access::Actor;
use crate::random;
use crate::store::audit::Audit;
use crate::store::people::{Account, Token};
use crate::store::{Store, StoreError};

pub use common::About;
pub use names::{least_used_color, normal_email, plain_line};
pub use sessions::{Recognised, SESSION_LIFE};

use names::MAX_NAME_CHARS;

/// `last_used_at` of a token is this exact.
const TOUCH_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// Most API tokens of one person.
const MAX_TOKENS: usize = 100;

/// Why somebody could not be signed in, added or given a token.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeopleError {
    /// What was given cannot be taken; the text says what to do.
    #[error("{0}")]
    Invalid(String),
    /// Wrong address or password; which of them stays unsaid.
    #[error("The address or the password is not right.")]
    WrongCredentials,
    /// The right password of an account that is suspended.
    #[error("This account is suspended. Ask an admin.")]
    Suspended,
    /// The password so far is another one.
    #[error("The current password is not right.")]
    WrongCurrent,
    /// A one-time link that is good for nothing: unknown, used, ended, withdrawn. Which of them stays unsaid.
    #[error("This link is not valid any more. Ask for a new one.")]
    TicketOver,
    /// Too many attempts.
    #[error("Too many attempts. Try again in {} s.", .0.as_secs() + 1)]
    TooMany(Duration),
    /// There is an account with this address.
    #[error("There is already an account with this address.")]
    Taken,
    /// The set-up link is another one, or was used.
    #[error("This set-up link is not valid any more. The server prints a new one when it starts without accounts.")]
    SetupOver,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a request proved itself with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who it is.
    pub account: Account,
    /// The session or API token: sockets opened with it end with it.
    pub proof: Uuid,
    /// Whether it was an API token.
    pub by_token: bool,
    /// What it is for.
    pub scope: TokenScope,
}

impl SignedIn {
    /// As the access rules see them.
    pub fn actor(&self) -> Actor {
        Actor::with_scope(self.account.person.id, self.account.role, self.scope)
    }
}

/// An account to add.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Address, any case.
    pub email: String,
    /// Shown name.
    pub name: String,
    /// Role in the instance.
    pub role: InstanceRole,
    /// Password.
    pub password: String,
}

/// The people of the instance. Cheap to clone.
#[derive(Clone)]
pub struct People {
    store: Arc<dyn Store>,
    passwords: password::Passwords,
    throttle: Arc<throttle::Throttle>,
    /// One renewal of a session's secret at a time.
    renewing: Arc<tokio::sync::Mutex<()>>,
}

impl People {
    /// People kept in `store`.
    pub fn new(store: Arc<dyn Store>) -> Self {
        let passwords = password::Passwords::default();
        Self { store, passwords, throttle: Arc::default(), renewing: Arc::default() }
    }

    /// How many passwords have been compared with a hash so far.
    pub fn passwords_compared(&self) -> u64 {
        self.passwords.compared()
    }

    /// Counts attempts at anything that could be guessed.
    pub fn throttle(&self) -> &throttle::Throttle {
        &self.throttle
    }

    /// Adds an account.
    pub async fn add(&self, new: NewAccount, audit: Audit) -> Result<Account, PeopleError> {
        let account = self.prepare(new, audit.at).await?;
        match self.store.create_account(&account, &audit.to(account.person.id)).await {
            Err(StoreError::Conflict) => Err(PeopleError::Taken),
            other => Ok(other.map(|()| account)?),
        }
    }

    /// Makes a fresh set-up secret if there are no accounts; the old one is void.
    pub async fn offer_set_up(&self) -> Result<Option<String>, PeopleError> {
        self.offer(secret::generate()).await
    }

    /// As [`People::offer_set_up`], with a secret that is the same on all nodes that have the key: none makes another's void.
    pub async fn offer_shared_set_up(&self, key: &[u8; 32]) -> Result<Option<String>, PeopleError> {
        self.offer(secret::derive(key, "set-up")).await
    }

    async fn offer(&self, secret: String) -> Result<Option<String>, PeopleError> {
        if self.store.count_accounts().await? > 0 {
            return Ok(None);
        }
        let hash = secret::hash(&secret).expect("our own secrets are short");
        self.store.offer_set_up(&hash).await?;
        Ok(Some(secret))
    }

    /// Whether the first account is still to be made.
    pub async fn needs_set_up(&self) -> Result<bool, PeopleError> {
        Ok(self.store.count_accounts().await? == 0)
    }

    /// Makes the first account, by the set-up secret.
    pub async fn set_up(&self, secret: &str, new: NewAccount, audit: Audit) -> Result<Account, PeopleError> {
        if !self.needs_set_up().await? {
            return Err(PeopleError::SetupOver);
        }
        let hash = secret::hash(secret).ok_or(PeopleError::SetupOver)?;
        let account = self.prepare(new, audit.at).await?;
        match self.store.set_up(&hash, &account, &audit.to(account.person.id)).await {
            Err(StoreError::Conflict | StoreError::NotFound) => Err(PeopleError::SetupOver),
            other => Ok(other.map(|()| account)?),
        }
    }

    /// Who an API token belongs to, if it is valid.
    pub async fn by_token(&self, secret: &str, now: Timestamp) -> Result<Option<SignedIn>, PeopleError> {
        let Some(hash) = secret::hash(secret).filter(|_| secret.starts_with(secret::TOKEN_PREFIX)) else {
            return Ok(None);
        };
        let Some((token, account)) = self.store.token(&hash).await? else { return Ok(None) };
        if token.last_used_at.is_none_or(|last| last + TOUCH_AFTER < now) {
            self.store.touch_token(token.id, now).await?;
        }
        Ok(Some(SignedIn { account, proof: token.id, by_token: true, scope: token.scope }))
    }

    /// Makes an API token; the secret is known only now.
    pub async fn create_token(
        &self,
        person: Uuid,
        CreateToken { name, scope }: CreateToken,
        audit: Audit,
    ) -> Result<(Token, String), PeopleError> {
        let name = plain_line(&name, MAX_NAME_CHARS)
            .ok_or_else(|| PeopleError::Invalid(format!("Name the token in 1 to {MAX_NAME_CHARS} characters.")))?;
        if self.store.tokens(person).await?.len() >= MAX_TOKENS {
            return Err(PeopleError::Invalid(format!("There are {MAX_TOKENS} tokens already. Revoke one first.")));
        }
        let secret = secret::generate_token();
        let hash = secret::hash(&secret).expect("our own secrets are short");
        let now = audit.at;
        let token = Token { id: random::id(now), person, name, scope, created_at: now, last_used_at: None };
        let audit = audit.to(person).with("token", token.name.clone()).with("scope", scope.name());
        self.store.create_token(&token, &hash, &audit).await?;
        Ok((token, secret))
    }

    async fn prepare(&self, new: NewAccount, now: Timestamp) -> Result<Account, PeopleError> {
        let email = normal_email(&new.email)
            .ok_or_else(|| PeopleError::Invalid("Write the address like name@example.com.".to_owned()))?;
        let name = plain_line(&new.name, MAX_NAME_CHARS)
            .ok_or_else(|| PeopleError::Invalid(format!("Write a name of 1 to {MAX_NAME_CHARS} characters.")))?;
        if let Some(objection) = password::objection(&new.password, About { email: &email, name: &name }) {
            return Err(PeopleError::Invalid(objection));
        }
        let color = least_used_color(&self.store.people().await?);
        let password_hash = self.passwords.hash(new.password).await;
        let person = Person { id: random::id(now), name, color, guest: new.role == InstanceRole::Guest };
        Ok(Account {
            person,
            email: Some(email),
            role: new.role,
            password_hash: Some(password_hash),
            created_at: now,
            suspended_at: None,
            last_seen_at: None,
            link: None,
        })
    }
}
