//! One-time links: invitations, and renewals of passwords. Each is good once, and for a while.

use std::net::IpAddr;

use debrief_shared::api::{InstanceRole, Person, TicketKind, UseTicket};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::names::{MAX_NAME_CHARS, plain_line};
use super::sign_in::address;
use super::throttle::{Attempt, Door};
use super::{About, People, PeopleError, least_used_color, normal_email, password, secret};
use crate::random;
use crate::store::StoreError;
use crate::store::audit::{Audit, AuditAction};
use crate::store::people::{Account, SecretHash, Ticket};

/// How long an invitation is good.
pub const INVITATION_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a renewal is good that an admin hands out.
pub const RESET_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// How long a renewal is good that was asked for by mail.
pub const MAILED_RESET_LIFE: SignedDuration = SignedDuration::from_hours(1);

impl People {
    /// Makes an invitation, and returns it with its secret. An earlier one for the same address is void.
    ///
    /// # Errors
    /// `Taken` when the address has an account, `Invalid` when it is none.
    pub async fn invite(&self, email: &str, role: InstanceRole, audit: Audit) -> Result<(Ticket, String), PeopleError> {
        let email = normal_email(email).ok_or_else(not_an_address)?;
        if self.store.account_by_email(&email).await?.is_some() {
            return Err(PeopleError::Taken);
        }
        let ticket = Ticket {
            id: random::id(audit.at),
            kind: TicketKind::Invitation,
            email: email.clone(),
            person: None,
            role: Some(role),
            created_by: audit.actor,
            created_at: audit.at,
            expires_at: audit.at + INVITATION_LIFE,
        };
        self.hand_out(ticket, &audit.with("email", email)).await
    }

    /// Makes a one-time link by which a person sets a new password, for somebody who runs the instance to hand out.
    ///
    /// # Errors
    /// `Invalid` when the account is suspended or came by a share link; `NotFound` when there is none.
    pub async fn offer_reset(&self, person: Uuid, audit: Audit) -> Result<(Ticket, String), PeopleError> {
        let account = self.store.account(person).await?;
        let refuse = |text: &str| Err(PeopleError::Invalid(text.to_owned()));
        if account.suspended_at.is_some() {
            return refuse("This account is suspended. Reinstate it first.");
        }
        let Some(email) = account.email else {
            return refuse("Guests who came by a share link have no password.");
        };
        self.hand_out(reset(person, email, RESET_LIFE, &audit), &audit.to(person)).await
    }

    /// Counts a request for a mail. `None` when none is to be sent: it is no address, or enough were sent there. To whoever asks that looks
    /// the same.
    ///
    /// # Errors
    /// When too many requests come from one network, whatever they ask for.
    pub fn may_ask_for_reset(&self, email: &str, from: IpAddr) -> Result<Option<String>, PeopleError> {
        self.try_at(&Attempt::anywhere(Door::Reset, from))?;
        let email = normal_email(email);
        Ok(email.filter(|email| self.try_at(&Attempt::on(Door::Reset, email, from)).is_ok()))
    }

    /// Makes the one-time link that somebody has asked for by mail. `None` when there is nobody to send it to: no such account, a
    /// suspended one, or one that signs in through a provider only.
    pub async fn offer_reset_by_mail(
        &self,
        email: &str,
        audit: Audit,
    ) -> Result<Option<(Person, Ticket, String)>, PeopleError> {
        let Some(email) = normal_email(email) else { return Ok(None) };
        let Some(account) = self.store.account_by_email(&email).await? else { return Ok(None) };
        if account.suspended_at.is_some() || account.password_hash.is_none() {
            return Ok(None);
        }
        let ticket = reset(account.person.id, email, MAILED_RESET_LIFE, &audit);
        let (ticket, secret) = self.hand_out(ticket, &audit.to(account.person.id).with("by", "mail")).await?;
        Ok(Some((account.person, ticket, secret)))
    }

    /// What a one-time link is good for.
    ///
    /// # Errors
    /// `TicketOver` for any that is good for nothing; why stays unsaid.
    pub async fn look_at_ticket(&self, secret: &str, audit: &Audit) -> Result<Ticket, PeopleError> {
        let attempt = Attempt::anywhere(Door::Ticket, address(audit));
        self.try_at(&attempt)?;
        let (_, ticket) = self.ticket(secret, audit.at).await?;
        self.throttle.forgive(&attempt);
        Ok(ticket)
    }

    /// Uses a one-time link up: adds the account, or sets the password and ends the account's sessions. Returns the account to sign in.
    pub async fn use_ticket(&self, given: UseTicket, audit: Audit) -> Result<(TicketKind, Account), PeopleError> {
        let attempt = Attempt::anywhere(Door::Ticket, address(&audit));
        self.try_at(&attempt)?;
        let (hash, ticket) = self.ticket(&given.ticket, audit.at).await?;
        let account = match ticket.kind {
            TicketKind::Invitation => self.accept(&hash, &ticket, given, audit).await?,
            TicketKind::Reset => self.reset(&hash, given.password, audit).await?,
        };
        self.throttle.forgive(&attempt);
        Ok((ticket.kind, account))
    }

    async fn accept(
        &self,
        hash: &SecretHash,
        ticket: &Ticket,
        given: UseTicket,
        audit: Audit,
    ) -> Result<Account, PeopleError> {
        let name = given.name.as_deref().and_then(|name| plain_line(name, MAX_NAME_CHARS));
        let name =
            name.ok_or_else(|| PeopleError::Invalid(format!("Write your name, in 1 to {MAX_NAME_CHARS} characters.")))?;
        if let Some(objection) = password::objection(&given.password, About { email: &ticket.email, name: &name }) {
            return Err(PeopleError::Invalid(objection));
        }
        let role = ticket.role.ok_or(PeopleError::TicketOver)?;
        let color = least_used_color(&self.store.people().await?);
        let person = Person { id: random::id(audit.at), name, color, guest: role == InstanceRole::Guest };
        let account = Account {
            person,
            email: Some(ticket.email.clone()),
            role,
            password_hash: Some(self.passwords.hash(given.password).await),
            created_at: audit.at,
            suspended_at: None,
            last_seen_at: None,
            link: None,
        };
        let id = account.person.id;
        let audit = Audit { action: AuditAction::AccountCreated, actor: Some(id), ..audit }.to(id);
        match self.store.use_invitation(hash, &account, &audit.with("by", "invitation")).await {
            // Used a moment ago, or the address has got an account in another way.
            Err(StoreError::NotFound | StoreError::Conflict) => Err(PeopleError::TicketOver),
            other => Ok(other.map(|()| account)?),
        }
    }

    async fn reset(&self, hash: &SecretHash, new: String, audit: Audit) -> Result<Account, PeopleError> {
        let (_, ticket) = self.ticket_by_hash(hash, audit.at).await?;
        let account = self.store.account(ticket.person.ok_or(PeopleError::TicketOver)?).await?;
        let (id, now) = (account.person.id, audit.at);
        if let Some(objection) = password::objection(&new, About { email: &ticket.email, name: &account.person.name }) {
            return Err(PeopleError::Invalid(objection));
        }
        let password_hash = self.passwords.hash(new).await;
        let audit = Audit { action: AuditAction::PasswordReset, actor: Some(id), ..audit }.to(id);
        match self.store.use_reset(hash, &password_hash, now, &audit).await {
            Err(StoreError::NotFound) => Err(PeopleError::TicketOver),
            other => Ok(other.map(|_| Account { password_hash: Some(password_hash), ..account })?),
        }
    }

    async fn ticket(&self, secret: &str, now: Timestamp) -> Result<(SecretHash, Ticket), PeopleError> {
        self.ticket_by_hash(&secret::hash(secret).ok_or(PeopleError::TicketOver)?, now).await
    }

    async fn ticket_by_hash(&self, hash: &SecretHash, now: Timestamp) -> Result<(SecretHash, Ticket), PeopleError> {
        let ticket = self.store.ticket(hash, now).await?.ok_or(PeopleError::TicketOver)?;
        let is_over = match ticket.person {
            Some(person) => self.store.account(person).await?.suspended_at.is_some(),
            None => self.store.account_by_email(&ticket.email).await?.is_some(),
        };
        if is_over { Err(PeopleError::TicketOver) } else { Ok((*hash, ticket)) }
    }

    async fn hand_out(&self, ticket: Ticket, audit: &Audit) -> Result<(Ticket, String), PeopleError> {
        let secret = secret::generate();
        let hash = secret::hash(&secret).expect("our own secrets are short");
        self.store.create_ticket(&ticket, &hash, audit).await?;
        Ok((ticket, secret))
    }
}

fn reset(person: Uuid, email: String, life: SignedDuration, audit: &Audit) -> Ticket {
    Ticket {
        id: random::id(audit.at),
        kind: TicketKind::Reset,
        email,
        person: Some(person),
        role: None,
        created_by: audit.actor,
        created_at: audit.at,
        expires_at: audit.at + life,
    }
}

fn not_an_address() -> PeopleError {
    PeopleError::Invalid("Write the address like name@example.com.".to_owned())
}
