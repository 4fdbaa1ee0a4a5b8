//! Sessions of browsers: how they begin, how they are known again, and how their secrets are renewed.

use std::net::IpAddr;

use debrief_shared::api::TokenScope;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{People, PeopleError, SignedIn, secret};
use crate::random;
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::people::{SecretHash, Session, Shown};

/// How long an unused session lasts.
pub const SESSION_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A session is extended once it has been used this long after its last extension, not on every request.
const EXTEND_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// When it was last used is kept this exactly.
const SEEN_AFTER: SignedDuration = SignedDuration::from_mins(1);
/// How long a secret is good after it was renewed for another role: requests that are under way still carry it.
const GRACE: SignedDuration = SignedDuration::from_secs(60);

/// Somebody whose session was known again.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// Who.
    pub signed_in: SignedIn,
    /// What the browser has to be told: the session's new secret, or the same one again because its life was extended.
    pub cookie: Option<String>,
}

impl People {
    /// Begins a session of somebody who has just shown who they are, and returns its secret.
    ///
    /// # Errors
    /// `Suspended` when they are by now; `WrongCredentials` when what they have shown doesn't hold any more.
    pub async fn begin_session(
        &self,
        person: Uuid,
        shown: Shown<'_>,
        browser: String,
        audit: Audit,
    ) -> Result<String, PeopleError> {
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
        let audit = Audit { actor: audit.actor.or(Some(person)), ..audit }.to(person);
        match self.store.create_session(&session, shown, &hash, &audit).await {
            // Accounts are never removed: it was suspended a moment ago.
            Err(StoreError::NotFound) => Err(PeopleError::Suspended),
            Err(StoreError::Conflict) => Err(PeopleError::WrongCredentials),
            other => Ok(other.map(|()| secret)?),
        }
    }

    /// Who a session secret belongs to, if it is valid.
    pub async fn by_session(
        &self,
        secret: &str,
        address: IpAddr,
        now: Timestamp,
    ) -> Result<Option<Recognised>, PeopleError> {
        let Some(hash) = secret::hash(secret) else { return Ok(None) };
        let Some((session, account)) = self.store.session(&hash, now).await? else { return Ok(None) };
        let is_old = session.expires_at < now + (SESSION_LIFE - EXTEND_AFTER);
        // A guest's session that a share link has cut short stays as short.
        let extended = is_old && session.created_at + SESSION_LIFE <= session.expires_at;
        if extended || session.last_seen_at + SEEN_AFTER <= now {
            let expires_at = if extended { now + SESSION_LIFE } else { session.expires_at };
            self.store.touch_session(session.id, expires_at, now, &address.to_string()).await?;
        }
        let renewed = if session.renew { self.renew_if_due(&hash, now).await? } else { None };
        let cookie = renewed.or_else(|| extended.then(|| secret.to_owned()));
        Ok(Some(Recognised {
            signed_in: SignedIn { account, proof: session.id, by_token: false, scope: TokenScope::All },
            cookie,
        }))
    }

    /// Gives a session a new secret, and returns it. The one so far is good until `previous_until`.
    pub async fn renew_session(&self, session: Uuid, previous_until: Timestamp) -> Result<String, PeopleError> {
        let secret = secret::generate();
        let hash = secret::hash(&secret).expect("our own secrets are short");
        self.store.renew_session(session, &hash, previous_until).await?;
        Ok(secret)
    }

    /// Renews a session unless a request beside this one has done so: the second would void what the first has told the browser.
    async fn renew_if_due(&self, hash: &SecretHash, now: Timestamp) -> Result<Option<String>, PeopleError> {
        let _turn = self.renewing.lock().await;
        match self.store.session(hash, now).await? {
            Some((session, _)) if session.renew => Ok(Some(self.renew_session(session.id, now + GRACE).await?)),
            _ => Ok(None),
        }
    }
}
