//! Signing in by password. To a stranger an account that is there, one that is not, one without a password and one that is suspended are
//! the same: the same work, the same words.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use debrief_shared::api::SignIn;
use jiff::Timestamp;
use uuid::Uuid;

use super::password::MAX_PASSWORD_CHARS;
use super::throttle::{Attempt, Door};
use super::{People, PeopleError, normal_email, secret};
use crate::store::audit::Audit;
use crate::store::people::{Account, SecretHash};

/// Browsers that are remembered of one person: enough for all they use, and not more than a table wants to hold.
const MAX_DEVICES: u32 = 20;

impl People {
    /// Checks address and password. `device` is the secret that the browser was given when somebody signed in with it before; `refusal`
    /// is what is noted if they are not right, and tells where the attempt comes from.
    pub async fn check_password(
        &self,
        SignIn { email, password }: SignIn,
        device: Option<&str>,
        refusal: Audit,
    ) -> Result<Account, PeopleError> {
        let from = address(&refusal);
        let Some(email) = normal_email(&email) else {
            self.try_at(&Attempt::anywhere(Door::SignIn, from))?;
            return Err(PeopleError::WrongCredentials);
        };
        let account = self.store.account_by_email(&email).await?;
        let id = account.as_ref().map(|account| account.person.id);
        // Looked up for a person who isn't there, too: it takes as long.
        let device = self.known_device(device, id.unwrap_or_default()).await?;
        let attempt = Attempt::on(Door::SignIn, &email, from).by_known(device);
        self.try_at(&attempt)?;

        let refusal = id.map_or(refusal.clone(), |id| refusal.to(id));
        let hash = account.as_ref().and_then(|account| account.password_hash.clone());
        if !self.matches(password, hash).await {
            self.store.note(&refusal.with("reason", "wrong password")).await?;
            return Err(PeopleError::WrongCredentials);
        }
        self.throttle.forgive(&attempt);
        let account = account.ok_or(PeopleError::WrongCredentials)?;
        if account.suspended_at.is_some() {
            self.store.note(&refusal.with("reason", "suspended")).await?;
            return Err(PeopleError::Suspended);
        }
        Ok(account)
    }

    /// Notes that a person has signed in with a browser, and returns the secret that it should keep: the one that it has, or a new one.
    pub async fn remember_device(
        &self,
        person: Uuid,
        device: Option<&str>,
        now: Timestamp,
    ) -> Result<String, PeopleError> {
        let device = device.filter(|device| secret::is_one(device)).map_or_else(secret::generate, str::to_owned);
        let hash = secret::hash(&device).expect("our own secrets are short");
        self.store.keep_device(&hash, person, now, MAX_DEVICES).await?;
        Ok(device)
    }

    /// Whether `password` is the one of this hash; an endless one costs no more than a wrong one.
    pub(super) async fn matches(&self, password: String, hash: Option<String>) -> bool {
        let too_long = password.chars().count() > MAX_PASSWORD_CHARS;
        let hash = hash.filter(|_| !too_long);
        self.passwords.verify(if too_long { String::new() } else { password }, hash).await
    }

    /// Takes an attempt of a door, or says how long to wait.
    pub(super) fn try_at(&self, attempt: &Attempt<'_>) -> Result<(), PeopleError> {
        self.throttle.attempt(attempt, Instant::now()).map_err(PeopleError::TooMany)
    }

    /// What a browser is known by, if this person has signed in with it before.
    pub(super) async fn known_device(
        &self,
        device: Option<&str>,
        person: Uuid,
    ) -> Result<Option<SecretHash>, PeopleError> {
        let Some(hash) = device.and_then(secret::hash) else { return Ok(None) };
        Ok(self.store.knows_device(&hash, person).await?.then_some(hash))
    }
}

/// Where an action comes from; the command line is nowhere.
pub(super) fn address(audit: &Audit) -> IpAddr {
    audit.address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}
