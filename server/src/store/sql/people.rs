//! Accounts and what signs them in: the list of functions; their statements are in the modules below.

pub(super) mod accounts;
pub(super) mod sessions;
mod tokens;
mod identities;
mod tickets;

use std::collections::HashMap;

use async_trait::async_trait;
use debrief_shared::api::{InstanceRole, Person};
use jiff::Timestamp;
use uuid::Uuid;

use super::dialect::SqlStore;
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::people::{
    Account, AccountRow, Estate, Holder, IdentityRow, NewPassword, PeopleStore, SecretHash, Session, Shown, Ticket,
    Token,
};

#[async_trait]
impl PeopleStore for SqlStore {
    async fn create_account(&self, account: &Account, audit: &Audit) -> Result<(), StoreError> {
        accounts::create(self, account, audit).await
    }

    async fn set_up(&self, secret: &SecretHash, account: &Account, audit: &Audit) -> Result<(), StoreError> {
        accounts::set_up(self, secret, account, audit).await
    }

    async fn offer_set_up(&self, secret: &SecretHash) -> Result<(), StoreError> {
        accounts::offer_set_up(self, secret).await
    }

    async fn account_by_email(&self, email: &str) -> Result<Option<Account>, StoreError> {
        accounts::by_email(self, email).await
    }

    async fn account(&self, id: Uuid) -> Result<Account, StoreError> {
        accounts::by_id(self, id).await
    }

    async fn people(&self) -> Result<Vec<Person>, StoreError> {
        accounts::people(self).await
    }

    async fn directory(&self) -> Result<Vec<Person>, StoreError> {
        accounts::directory(self).await
    }

    async fn accounts(&self) -> Result<Vec<AccountRow>, StoreError> {
        accounts::all(self).await
    }

    async fn count_accounts(&self) -> Result<u64, StoreError> {
        accounts::count(self).await
    }

    async fn set_profile(&self, person: &Person, audit: &Audit) -> Result<(), StoreError> {
        accounts::set_profile(self, person, audit).await
    }

    async fn set_password(&self, id: Uuid, new: &NewPassword<'_>, audit: &Audit) -> Result<(), StoreError> {
        sessions::set_password(self, id, new, audit).await
    }

    async fn set_role(&self, id: Uuid, role: InstanceRole, estate: Estate, audit: &Audit) -> Result<(), StoreError> {
        accounts::set_role(self, id, role, estate, audit).await
    }

    async fn suspend(&self, id: Uuid, new_owner: Option<Uuid>, audit: &Audit) -> Result<(), StoreError> {
        accounts::suspend(self, id, new_owner, audit).await
    }

    async fn reinstate(&self, id: Uuid, audit: &Audit) -> Result<(), StoreError> {
        accounts::reinstate(self, id, audit).await
    }

    async fn create_session(
        &self,
        session: &Session,
        shown: Shown<'_>,
        secret: &SecretHash,
        audit: &Audit,
    ) -> Result<(), StoreError> {
        sessions::create(self, session, shown, secret, audit).await
    }

    async fn session(&self, secret: &SecretHash, now: Timestamp) -> Result<Option<(Session, Account)>, StoreError> {
        sessions::by_secret(self, secret, now).await
    }

    async fn holder(&self, proof: Uuid, now: Timestamp) -> Result<Option<Holder>, StoreError> {
        Ok(sessions::holders(self, &[proof], now).await?.remove(&proof))
    }

    async fn holders(&self, proofs: &[Uuid], now: Timestamp) -> Result<HashMap<Uuid, Holder>, StoreError> {
        sessions::holders(self, proofs, now).await
    }

    async fn sessions(&self, person: Uuid, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        sessions::of_person(self, person, now).await
    }

    async fn touch_session(
        &self,
        id: Uuid,
        expires_at: Timestamp,
        seen_at: Timestamp,
        address: &str,
    ) -> Result<(), StoreError> {
        sessions::touch(self, id, expires_at, seen_at, address).await
    }

    async fn renew_session(&self, id: Uuid, secret: &SecretHash, previous_until: Timestamp) -> Result<(), StoreError> {
        sessions::renew(self, id, secret, previous_until).await
    }

    async fn delete_session(&self, person: Uuid, id: Uuid, audit: &Audit) -> Result<(), StoreError> {
        sessions::delete(self, person, id, audit).await
    }

    async fn delete_sessions(&self, person: Uuid, keep: Option<Uuid>, audit: &Audit) -> Result<(), StoreError> {
        sessions::delete_all(self, person, keep, audit).await
    }

    async fn delete_expired(&self, now: Timestamp) -> Result<u64, StoreError> {
        sessions::delete_expired(self, now).await
    }

    async fn create_token(&self, token: &Token, secret: &SecretHash, audit: &Audit) -> Result<(), StoreError> {
        tokens::create(self, token, secret, audit).await
    }

    async fn token(&self, secret: &SecretHash) -> Result<Option<(Token, Account)>, StoreError> {
        tokens::by_secret(self, secret).await
    }

    async fn token_by_id(&self, id: Uuid) -> Result<Option<Token>, StoreError> {
        tokens::by_id(self, id).await
    }

    async fn tokens(&self, person: Uuid) -> Result<Vec<Token>, StoreError> {
        tokens::of_person(self, person).await
    }

    async fn touch_token(&self, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
        tokens::touch(self, id, at).await
    }

    async fn delete_token(&self, id: Uuid, audit: &Audit) -> Result<(), StoreError> {
        tokens::delete(self, id, audit).await
    }

    async fn identity(&self, issuer: &str, subject: &str) -> Result<Option<IdentityRow>, StoreError> {
        identities::find(self, issuer, subject).await
    }

    async fn identities(&self, person: Uuid) -> Result<Vec<IdentityRow>, StoreError> {
        identities::of_person(self, person).await
    }

    async fn create_identity(&self, identity: &IdentityRow, audit: &Audit) -> Result<(), StoreError> {
        identities::create(self, identity, audit).await
    }

    async fn create_account_with_identity(
        &self,
        account: &Account,
        identity: &IdentityRow,
        audit: &Audit,
    ) -> Result<(), StoreError> {
        identities::create_with_account(self, account, identity, audit).await
    }

    async fn touch_identity(&self, issuer: &str, subject: &str, email: &str, at: Timestamp) -> Result<(), StoreError> {
        identities::touch(self, issuer, subject, email, at).await
    }

    async fn delete_identity(&self, person: Uuid, issuer: &str, audit: &Audit) -> Result<(), StoreError> {
        identities::delete(self, person, issuer, audit).await
    }

    async fn create_ticket(&self, ticket: &Ticket, secret: &SecretHash, audit: &Audit) -> Result<(), StoreError> {
        tickets::create(self, ticket, secret, audit).await
    }

    async fn ticket(&self, secret: &SecretHash, now: Timestamp) -> Result<Option<Ticket>, StoreError> {
        tickets::by_secret(self, secret, now).await
    }

    async fn invitations(&self, now: Timestamp) -> Result<Vec<Ticket>, StoreError> {
        tickets::invitations(self, now).await
    }

    async fn delete_invitation(&self, id: Uuid, audit: &Audit) -> Result<(), StoreError> {
        tickets::delete_invitation(self, id, audit).await
    }

    async fn use_invitation(&self, secret: &SecretHash, account: &Account, audit: &Audit) -> Result<(), StoreError> {
        tickets::use_invitation(self, secret, account, audit).await
    }

    async fn use_reset(
        &self,
        secret: &SecretHash,
        password_hash: &str,
        now: Timestamp,
        audit: &Audit,
    ) -> Result<Uuid, StoreError> {
        tickets::use_reset(self, secret, password_hash, now, audit).await
    }

    async fn keep_device(&self, device: &SecretHash, person: Uuid, at: Timestamp, most: u32) -> Result<(), StoreError> {
        sessions::keep_device(self, device, person, at, most).await
    }

    async fn knows_device(&self, device: &SecretHash, person: Uuid) -> Result<bool, StoreError> {
        sessions::knows_device(self, device, person).await
    }
}
