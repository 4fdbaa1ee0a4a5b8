//! Who may open what: visibility, people's and teams' roles, share links, and the number that grows when any of it changes.

use std::collections::HashMap;

use async_trait::async_trait;
use debrief_shared::api::{Person, Role, Visibility};
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::audit::Audit;
use super::documents::DocumentRow;
use super::people::{Account, SecretHash, Session};

/// What is known of one person and one postmortem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The postmortem's row.
    pub row: DocumentRow,
    /// The strongest role that was given to them: by name, through a team, or by a share link that they came by and that holds.
    pub granted: Option<Role>,
    /// Until when that is so at the latest: the earliest end of the share links that were counted.
    pub until: Option<Timestamp>,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamRow {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Members, by name.
    pub members: Vec<Person>,
}

/// A share link to add.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// Its id.
    pub id: Uuid,
    /// The postmortem.
    pub postmortem: Uuid,
    /// What those who come by it may do; never `Owner`.
    pub role: Role,
    /// argon2id, PHC string.
    pub password_hash: Option<String>,
    /// Who made it.
    pub created_by: Uuid,
    /// Now.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A share link as read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// Its id.
    pub id: Uuid,
    /// The postmortem.
    pub postmortem: Uuid,
    /// What those who come by it may do.
    pub role: Role,
    /// argon2id, PHC string, if it asks for a password.
    pub password_hash: Option<String>,
    /// Who made it.
    pub created_by: Option<Uuid>,
    /// When.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// How many people have come by it.
    pub visitors: u32,
}

/// Who was added to a postmortem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    /// People, by name; without the owner.
    pub people: Vec<(Person, Role)>,
    /// Teams, by name.
    pub teams: Vec<(TeamRow, Role)>,
}

/// Access to postmortems. Every change grows the epoch in its own transaction.
#[async_trait]
pub trait SharingStore: Send + Sync {
    /// Grows with every change of anybody's access, sessions, tokens, names and colours.
    async fn epoch(&self) -> Result<i64, StoreError>;

    /// How `person` stands to a postmortem, in the bin or not, at `now`. `NotFound` when there is no such postmortem.
    async fn standing(&self, postmortem: Uuid, person: Uuid, now: Timestamp) -> Result<Standing, StoreError>;

    /// The same for many places, each a postmortem and a person, at one moment; those that are not there are left out.
    async fn standings(
        &self,
        places: &[(Uuid, Uuid)],
        now: Timestamp,
    ) -> Result<HashMap<(Uuid, Uuid), Standing>, StoreError>;

    /// Sets what members may do without having been added. `NotFound` when there is no such postmortem, `Conflict` for `Owner`.
    async fn set_visibility(
        &self,
        postmortem: Uuid,
        visibility: Visibility,
        workspace_role: Role,
        audit: &Audit,
    ) -> Result<(), StoreError>;

    /// Hands a postmortem over: `owner` owns it, a grant of theirs goes, and the owner so far stays as an editor; the share links that they
    /// made end, unless they may share it still. `NotFound` when there is no such postmortem; `Conflict` when there is no such person, or they
    /// are a guest or suspended, or own it already.
    async fn hand_over(&self, postmortem: Uuid, owner: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// Who was added.
    async fn grants(&self, postmortem: Uuid) -> Result<Grants, StoreError>;

    /// Gives a person a role, or another one. `Conflict` when there is no such person or postmortem, when they own it, when `most` people
    /// were added already, and for `Owner`.
    async fn grant_person(
        &self,
        postmortem: Uuid,
        person: Uuid,
        role: Role,
        most: u32,
        audit: &Audit,
    ) -> Result<(), StoreError>;

    /// Takes a person's role away, their visits by share links of this postmortem, too. `NotFound` when there was none of either.
    async fn revoke_person(&self, postmortem: Uuid, person: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// Gives a team a role, or another one. `Conflict` as for a person.
    async fn grant_team(
        &self,
        postmortem: Uuid,
        team: Uuid,
        role: Role,
        most: u32,
        audit: &Audit,
    ) -> Result<(), StoreError>;

    /// Takes a team's role away. `NotFound` when it had none.
    async fn revoke_team(&self, postmortem: Uuid, team: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// Share links of a postmortem that have not ended at `now`, newest first.
    async fn links(&self, postmortem: Uuid, now: Timestamp) -> Result<Vec<LinkRow>, StoreError>;

    /// Adds a share link. It holds as long as its maker may share the postmortem. `NotFound` when they may not, or there is no such
    /// postmortem; `Conflict` when it has `most` already that have not ended.
    async fn create_link(
        &self,
        link: &NewLink,
        secret: &SecretHash,
        most: u32,
        audit: &Audit,
    ) -> Result<(), StoreError>;

    /// Revokes a share link: it and its visits are gone. `NotFound` when this postmortem has no such link.
    async fn revoke_link(&self, postmortem: Uuid, link: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// The link with this secret, unless it has ended at `now` or its postmortem is in the bin.
    async fn link(&self, secret: &SecretHash, now: Timestamp) -> Result<Option<LinkRow>, StoreError>;

    /// Notes that somebody with an account came by a link; again is no harm. `NotFound` when the link is gone or has ended, or its postmortem
    /// is in the bin.
    async fn visit_link(&self, link: Uuid, person: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// Adds a guest who came by a link, with their session, in one transaction. They become a guest without address
    /// and password whatever `guest` says. `NotFound` as for others, `Conflict` when it has had `most` visitors already.
    async fn visit_link_as_guest(
        &self,
        link: Uuid,
        guest: &Account,
        session: &Session,
        secret: &SecretHash,
        most: u32,
        audit: &Audit,
    ) -> Result<(), StoreError>;

    /// All teams, by name.
    async fn teams(&self) -> Result<Vec<TeamRow>, StoreError>;

    /// One team.
    async fn team(&self, id: Uuid) -> Result<TeamRow, StoreError>;

    /// Adds a team. `Conflict` when the name is taken.
    async fn create_team(&self, id: Uuid, name: &str, audit: &Audit) -> Result<(), StoreError>;

    /// Renames a team. `Conflict` when the name is taken.
    async fn rename_team(&self, id: Uuid, name: &str, audit: &Audit) -> Result<(), StoreError>;

    /// Removes a team and what it was given. `NotFound` when there is none.
    async fn delete_team(&self, id: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// Puts a person into a team; again is no harm. `Conflict` when there is no such person or team.
    async fn join_team(&self, team: Uuid, person: Uuid, audit: &Audit) -> Result<(), StoreError>;

    /// Takes a person out of a team. `NotFound` when they were not in it.
    async fn leave_team(&self, team: Uuid, person: Uuid, audit: &Audit) -> Result<(), StoreError>;
}
