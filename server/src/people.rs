//! Accounts and everything that signs people in: passwords, sessions, API tokens and the one-time set-up link.

pub mod password;
pub mod secret;
pub mod throttle;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use debrief_shared::api::{InstanceRole, Person};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::access::Actor;
use crate::random;
use crate::store::audit::Audit;
use crate::store::people::{Account, Session, Token};
use crate::store::{Store, StoreError};

/// How long an unused session lasts.
pub const SESSION_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A session is extended once it has been used this long after its last extension, not on every request.
const EXTEND_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// `last_used_at` of a token is this exact.
const TOUCH_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// Colours of people; `0..COLORS`.
const COLORS: u8 = 12;
const MAX_NAME_CHARS: usize = 80;
const MAX_EMAIL_BYTES: usize = 254;
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
    /// Too many attempts.
    #[error("Too many attempts to sign in. Try again in {} s.", .0.as_secs() + 1)]
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
    /// Whether it is a browser session whose cookie should be sent again, because its life was extended.
    pub renewed: bool,
}

impl SignedIn {
    /// As the access rules see them.
    pub fn actor(&self) -> Actor {
        Actor::Person { id: self.account.person.id, role: self.account.role }
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
}

impl People {
    /// People kept in `store`.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, passwords: password::Passwords::default(), throttle: Arc::default() }
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
        if self.store.count_accounts().await? > 0 {
            return Ok(None);
        }
        let secret = secret::generate();
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

    /// Checks address and password.
    pub async fn check_password(&self, email: &str, password: String, from: IpAddr) -> Result<Account, PeopleError> {
        let email = normal_email(email).ok_or(PeopleError::WrongCredentials)?;
        self.throttle.attempt(&email, from, Instant::now()).map_err(PeopleError::TooMany)?;
        let account = self.store.account_by_email(&email).await?;
        let too_long = password.chars().count() > password::MAX_PASSWORD_CHARS;
        let password = if too_long { String::new() } else { password };
        let hash = account.as_ref().and_then(|account| account.password_hash.clone());
        if !self.passwords.verify(password, hash).await {
            return Err(PeopleError::WrongCredentials);
        }
        self.throttle.forgive(&email, from);
        account.filter(|account| account.suspended_at.is_none()).ok_or(PeopleError::WrongCredentials)
    }

    /// Begins a session and returns its secret.
    pub async fn begin_session(&self, person: Uuid, browser: String, audit: Audit) -> Result<String, PeopleError> {
        let (secret, now) = (secret::generate(), audit.at);
        let hash = secret::hash(&secret).expect("our own secrets are short");
        let session = Session {
            id: random::id(now),
            person,
            created_at: now,
            expires_at: now + SESSION_LIFE,
            last_seen_at: now,
            address: audit.address.map(|address| address.to_string()).unwrap_or_default(),
            browser,
            renew: false,
        };
        self.store.create_session(&session, &hash, &audit.to(person)).await?;
        Ok(secret)
    }

    /// Who a session secret belongs to, if it is valid.
    pub async fn by_session(
        &self,
        secret: &str,
        address: IpAddr,
        now: Timestamp,
    ) -> Result<Option<SignedIn>, PeopleError> {
        let Some(hash) = secret::hash(secret) else { return Ok(None) };
        let Some((session, account)) = self.store.session(&hash, now).await? else { return Ok(None) };
        let renewed = session.expires_at < now + (SESSION_LIFE - EXTEND_AFTER);
        if renewed {
            self.store.touch_session(session.id, now + SESSION_LIFE, now, &address.to_string()).await?;
        }
        Ok(Some(SignedIn { account, proof: session.id, by_token: false, renewed }))
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
        Ok(Some(SignedIn { account, proof: token.id, by_token: true, renewed: false }))
    }

    /// Makes an API token; the secret is known only now.
    pub async fn create_token(&self, person: Uuid, name: &str, audit: Audit) -> Result<(Token, String), PeopleError> {
        let name = plain_line(name, MAX_NAME_CHARS)
            .ok_or_else(|| PeopleError::Invalid(format!("Name the token in 1 to {MAX_NAME_CHARS} characters.")))?;
        if self.store.tokens(person).await?.len() >= MAX_TOKENS {
            return Err(PeopleError::Invalid(format!("There are {MAX_TOKENS} tokens already. Revoke one first.")));
        }
        let secret = secret::generate_token();
        let hash = secret::hash(&secret).expect("our own secrets are short");
        let now = audit.at;
        let token = Token { id: random::id(now), person, name, created_at: now, last_used_at: None };
        let audit = audit.to(person).with("token", token.name.clone());
        self.store.create_token(&token, &hash, &audit).await?;
        Ok((token, secret))
    }

    async fn prepare(&self, new: NewAccount, now: Timestamp) -> Result<Account, PeopleError> {
        let email = normal_email(&new.email)
            .ok_or_else(|| PeopleError::Invalid("Write the address like name@example.com.".to_owned()))?;
        let name = plain_line(&new.name, MAX_NAME_CHARS)
            .ok_or_else(|| PeopleError::Invalid(format!("Write a name of 1 to {MAX_NAME_CHARS} characters.")))?;
        if let Some(objection) = password::objection(&new.password) {
            return Err(PeopleError::Invalid(objection));
        }
        let color = least_used_color(&self.store.people().await?);
        let password_hash = self.passwords.hash(new.password).await;
        let person = Person { id: random::id(now), name, color };
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

/// An address in the one form in which it is stored and compared.
pub fn normal_email(email: &str) -> Option<String> {
    let email = email.trim().to_lowercase();
    let (local, domain) = email.split_once('@')?;
    let plain =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c == '@' || c.is_whitespace() || c.is_control());
    (email.len() <= MAX_EMAIL_BYTES && plain(local) && plain(domain)).then_some(email)
}

/// A trimmed line of text without control characters, 1 to `most` characters.
pub fn plain_line(text: &str, most: usize) -> Option<String> {
    let text = text.trim();
    let count = text.chars().count();
    ((1..=most).contains(&count) && !text.chars().any(char::is_control)).then(|| text.to_owned())
}

fn least_used_color(people: &[Person]) -> u8 {
    let uses = |color: u8| people.iter().filter(|person| person.color == color).count();
    (0..COLORS).min_by_key(|color| uses(*color)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_form() {
        assert_eq!(normal_email(" Ada@Example.COM ").as_deref(), Some("ada@example.com"));
        for wrong in ["", "ada", "@example.com", "ada@", "a@b@c", "a da@example.com", "a\u{0}@example.com"] {
            assert_eq!(normal_email(wrong), None, "{wrong:?}");
        }
        assert_eq!(normal_email(&format!("{}@example.com", "a".repeat(250))), None);
    }

    #[test]
    fn names_are_one_plain_line() {
        assert_eq!(plain_line("  Ada Lovelace ", 80).as_deref(), Some("Ada Lovelace"));
        for wrong in ["", "   ", "a\nb", &"x".repeat(81)] {
            assert_eq!(plain_line(wrong, 80), None);
        }
    }

    #[test]
    fn colours_go_round() {
        let person = |color| Person { id: Uuid::nil(), name: String::new(), color };
        assert_eq!(least_used_color(&[]), 0);
        assert_eq!(least_used_color(&[person(0), person(1), person(3)]), 2);
        assert_eq!(least_used_color(&(0..COLORS).map(person).collect::<Vec<_>>()), 0);
    }
}
