//! What people change of their own account: name, colour, password.

use debrief_shared::api::{ChangePassword, PatchAccount, Person};
use uuid::Uuid;

use super::names::{COLORS, MAX_NAME_CHARS, plain_line};
use super::sign_in::address;
use super::throttle::{Attempt, Door};
use super::{About, People, PeopleError, password};
use crate::store::audit::{Audit, AuditAction};
use crate::store::people::{Account, NewPassword};

/// Who changes a password: what their request proved itself with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Proof<'a> {
    /// The browser session, which stays.
    pub session: Option<Uuid>,
    /// The secret by which the browser is known.
    pub device: Option<&'a str>,
}

impl People {
    /// Changes name and colour; what is absent stays.
    pub async fn change_profile(
        &self,
        account: &Account,
        change: PatchAccount,
        audit: Audit,
    ) -> Result<Person, PeopleError> {
        let name = match change.name {
            Some(name) => plain_line(&name, MAX_NAME_CHARS).ok_or_else(|| {
                PeopleError::Invalid(format!("Write a name of 1 to {MAX_NAME_CHARS} characters, none of them hidden."))
            })?,
            None => account.person.name.clone(),
        };
        let color = change.color.unwrap_or(account.person.color);
        if color >= COLORS {
            return Err(PeopleError::Invalid(format!("Choose a colour from 0 to {}.", COLORS - 1)));
        }
        let person = Person { name, color, ..account.person.clone() };
        if person != account.person {
            self.store.set_profile(&person, &audit.to(person.id)).await?;
        }
        Ok(person)
    }

    /// Sets a new password, by the current one if there is one. Every session but the one of `proof` ends. Returns that one's new secret.
    pub async fn change_password(
        &self,
        account: &Account,
        change: ChangePassword,
        proof: Proof<'_>,
        audit: Audit,
    ) -> Result<Option<String>, PeopleError> {
        let (id, now) = (account.person.id, audit.at);
        if let Some(hash) = &account.password_hash {
            let device = self.known_device(proof.device, id).await?;
            let on = id.to_string();
            let attempt = Attempt::on(Door::ChangePassword, &on, address(&audit)).by_known(device);
            self.try_at(&attempt)?;
            if !self.matches(change.current.unwrap_or_default(), Some(hash.clone())).await {
                let refusal = Audit { action: AuditAction::SignInRefused, ..audit }.to(id);
                self.store.note(&refusal.with("reason", "wrong current password")).await?;
                return Err(PeopleError::WrongCurrent);
            }
            self.throttle.forgive(&attempt);
        } else if proof.session.is_none() {
            // A token that leaks must not become a password.
            return Err(PeopleError::Invalid("Sign in with a browser to set a first password.".to_owned()));
        }
        let about = About { email: account.email.as_deref().unwrap_or_default(), name: &account.person.name };
        if let Some(objection) = password::objection(&change.new, about) {
            return Err(PeopleError::Invalid(objection));
        }
        let hash = self.passwords.hash(change.new).await;
        let new = NewPassword { hash: &hash, before: account.password_hash.as_deref(), keep: proof.session };
        self.store.set_password(id, &new, &audit.to(id)).await?;
        match proof.session {
            // Whoever sets a new password may do so because somebody else has the secret: no moment longer for that one.
            Some(session) => Ok(Some(self.renew_session(session, now).await?)),
            None => Ok(None),
        }
    }
}
