//! Share links as far as they are about people: their passwords, and the guests who come by them.

use std::net::IpAddr;
use std::time::Instant;

use debrief_shared::api::{InstanceRole, Person};
use uuid::Uuid;

use super::names::MAX_NAME_CHARS;
use super::password::MAX_PASSWORD_CHARS;
use super::throttle::{Attempt, Door};
use super::{People, PeopleError, SESSION_LIFE, least_used_color, plain_line, secret};
use crate::random;
use crate::store::audit::Audit;
use crate::store::people::{Account, Session};
use crate::store::sharing::LinkRow;

/// Shortest password of a share link, in characters: it only keeps out those who have found the link.
pub const MIN_LINK_PASSWORD_CHARS: usize = 8;

/// Why a share link's password let nobody in.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefusal {
    /// It asks for one, and none was given.
    #[error("This link asks for a password. Whoever sent the link knows it.")]
    Asked,
    /// It is another one.
    #[error("The password of this link is not right. Whoever sent the link knows it.")]
    Wrong,
    /// Too many attempts.
    #[error("Too many attempts. Try again in {} s.", .0.as_secs() + 1)]
    TooMany(std::time::Duration),
}

impl People {
    /// The PHC string of a share link's new password.
    ///
    /// # Errors
    /// When it is too short or too long.
    pub async fn hash_link_password(&self, password: String) -> Result<String, PeopleError> {
        let length = password.chars().count();
        if !(MIN_LINK_PASSWORD_CHARS..=MAX_PASSWORD_CHARS).contains(&length) {
            return Err(PeopleError::Invalid(format!(
                "Choose a password of {MIN_LINK_PASSWORD_CHARS} to {MAX_PASSWORD_CHARS} characters for the link."
            )));
        }
        Ok(self.passwords.hash(password).await)
    }

    /// Checks the password of a share link, if it asks for one.
    ///
    /// # Errors
    /// When it does and this is not the one.
    pub async fn check_link_password(
        &self,
        link: &LinkRow,
        password: Option<String>,
        from: IpAddr,
    ) -> Result<(), LinkRefusal> {
        let Some(hash) = &link.password_hash else { return Ok(()) };
        let password = password.ok_or(LinkRefusal::Asked)?;
        let id = link.id.to_string();
        let attempt = Attempt::on(Door::Link, &id, from);
        self.throttle.attempt(&attempt, Instant::now()).map_err(LinkRefusal::TooMany)?;
        let too_long = password.chars().count() > MAX_PASSWORD_CHARS;
        if too_long || !self.passwords.verify(password, Some(hash.clone())).await {
            return Err(LinkRefusal::Wrong);
        }
        self.throttle.forgive(&attempt);
        Ok(())
    }

    /// Lets a guest of this name in by a share link and begins their session, which ends with the link at the latest. Returns the secret
    /// of the session.
    ///
    /// # Errors
    /// When the name cannot be taken. From the store: `NotFound` when the link is gone, `Conflict` when it has had `most` visitors.
    pub async fn come_by_link(
        &self,
        link: &LinkRow,
        name: &str,
        browser: String,
        most: u32,
        audit: Audit,
    ) -> Result<String, PeopleError> {
        let name = plain_line(name, MAX_NAME_CHARS).ok_or_else(|| {
            PeopleError::Invalid(format!("Write your name in 1 to {MAX_NAME_CHARS} characters, none of them hidden."))
        })?;
        let (secret, now) = (secret::generate(), audit.at);
        let hash = secret::hash(&secret).expect("our own secrets are short");
        let color = least_used_color(&self.store.people().await?);
        let guest = guest(Person { id: random::id(now), name, color, guest: true }, link.id, now);
        let session = Session {
            id: random::id(now),
            person: guest.person.id,
            created_at: now,
            expires_at: link.expires_at.min(now + SESSION_LIFE),
            last_seen_at: now,
            address: audit.address.map(|address| address.to_string()).unwrap_or_default(),
            browser,
            renew: false,
        };
        let audit = Audit { actor: Some(guest.person.id), ..audit }.to(guest.person.id);
        self.store.visit_link_as_guest(link.id, &guest, &session, &hash, most, &audit).await?;
        Ok(secret)
    }
}

/// A guest has no address, no password and no tokens: the session is all.
fn guest(person: Person, link: Uuid, now: jiff::Timestamp) -> Account {
    Account {
        person,
        email: None,
        role: InstanceRole::Guest,
        password_hash: None,
        created_at: now,
        suspended_at: None,
        last_seen_at: Some(now),
        link: Some(link),
    }
}
