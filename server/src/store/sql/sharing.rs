//! Who may open what: the list of functions; their statements are in the modules below.

mod grants;
mod links;
mod teams;

use std::collections::HashMap;

use async_trait::async_trait;
use debrief_shared::api::{Role, Visibility};
use jiff::Timestamp;
use uuid::Uuid;

use super::dialect::SqlStore;
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::people::{Account, SecretHash, Session};
use crate::store::sharing::{Grants, LinkRow, NewLink, SharingStore, Standing, TeamRow};

#[async_trait]
impl SharingStore for SqlStore {
    async fn epoch(&self) -> Result<i64, StoreError> {
        let (epoch,): (i64,) = sqlx::query_as("SELECT epoch FROM access_epoch").fetch_one(self.reader()).await?;
        Ok(epoch)
    }

    async fn standing(&self, postmortem: Uuid, person: Uuid, now: Timestamp) -> Result<Standing, StoreError> {
        let place = (postmortem, person);
        grants::standings(self, &[place], now).await?.remove(&place).ok_or(StoreError::NotFound)
    }

    async fn standings(
        &self,
        places: &[(Uuid, Uuid)],
        now: Timestamp,
    ) -> Result<HashMap<(Uuid, Uuid), Standing>, StoreError> {
        grants::standings(self, places, now).await
    }

    async fn set_visibility(
        &self,
        postmortem: Uuid,
        visibility: Visibility,
        workspace_role: Role,
        audit: &Audit,
    ) -> Result<(), StoreError> {
        grants::set_visibility(self, postmortem, visibility, workspace_role, audit).await
    }

    async fn hand_over(&self, postmortem: Uuid, owner: Uuid, audit: &Audit) -> Result<(), StoreError> {
        grants::hand_over(self, postmortem, owner, audit).await
    }

    async fn grants(&self, postmortem: Uuid) -> Result<Grants, StoreError> {
        grants::all(self, postmortem).await
    }

    async fn grant_person(
        &self,
        postmortem: Uuid,
        person: Uuid,
        role: Role,
        most: u32,
        audit: &Audit,
    ) -> Result<(), StoreError> {
        grants::grant_person(self, postmortem, person, role, most, audit).await
    }

    async fn revoke_person(&self, postmortem: Uuid, person: Uuid, audit: &Audit) -> Result<(), StoreError> {
        grants::revoke_person(self, postmortem, person, audit).await
    }

    async fn grant_team(
        &self,
        postmortem: Uuid,
        team: Uuid,
        role: Role,
        most: u32,
        audit: &Audit,
    ) -> Result<(), StoreError> {
        grants::grant_team(self, postmortem, team, role, most, audit).await
    }

    async fn revoke_team(&self, postmortem: Uuid, team: Uuid, audit: &Audit) -> Result<(), StoreError> {
        grants::revoke_team(self, postmortem, team, audit).await
    }

    async fn links(&self, postmortem: Uuid, now: Timestamp) -> Result<Vec<LinkRow>, StoreError> {
        links::of_postmortem(self, postmortem, now).await
    }

    async fn create_link(
        &self,
        link: &NewLink,
        secret: &SecretHash,
        most: u32,
        audit: &Audit,
    ) -> Result<(), StoreError> {
        links::create(self, link, secret, most, audit).await
    }

    async fn revoke_link(&self, postmortem: Uuid, link: Uuid, audit: &Audit) -> Result<(), StoreError> {
        links::revoke(self, postmortem, link, audit).await
    }

    async fn link(&self, secret: &SecretHash, now: Timestamp) -> Result<Option<LinkRow>, StoreError> {
        links::by_secret(self, secret, now).await
    }

    async fn visit_link(&self, link: Uuid, person: Uuid, audit: &Audit) -> Result<(), StoreError> {
        links::visit(self, link, person, audit).await
    }

    async fn visit_link_as_guest(
        &self,
        link: Uuid,
        guest: &Account,
        session: &Session,
        secret: &SecretHash,
        most: u32,
        audit: &Audit,
    ) -> Result<(), StoreError> {
        links::visit_as_guest(self, link, guest, session, secret, most, audit).await
    }

    async fn teams(&self) -> Result<Vec<TeamRow>, StoreError> {
        teams::all(self).await
    }

    async fn team(&self, id: Uuid) -> Result<TeamRow, StoreError> {
        teams::by_id(self, id).await
    }

    async fn create_team(&self, id: Uuid, name: &str, audit: &Audit) -> Result<(), StoreError> {
        teams::create(self, id, name, audit).await
    }

    async fn rename_team(&self, id: Uuid, name: &str, audit: &Audit) -> Result<(), StoreError> {
        teams::rename(self, id, name, audit).await
    }

    async fn delete_team(&self, id: Uuid, audit: &Audit) -> Result<(), StoreError> {
        teams::delete(self, id, audit).await
    }

    async fn join_team(&self, team: Uuid, person: Uuid, audit: &Audit) -> Result<(), StoreError> {
        teams::join(self, team, person, audit).await
    }

    async fn leave_team(&self, team: Uuid, person: Uuid, audit: &Audit) -> Result<(), StoreError> {
        teams::leave(self, team, person, audit).await
    }
}
