//! What admins ask and do: how the instance is doing, people, invitations, teams, the audit log.

use debrief_shared::api::{
    AdminPerson, AdminPersonList, AuditPage, CreateInvitation, EditTeam, HandedOutLink, InstanceRole, Invitation,
    InvitationList, Overview, PatchPerson, SuspendPerson, Team,
};
use uuid::Uuid;

use super::{ApiError, NOTHING, delete, encoded, exchange, get, parse, send, tell};

/// Sends a request that says all by its address.
async fn order(method: &str, path: &str) -> Result<String, ApiError> {
    send(method, path, NOTHING).await
}

/// How the instance is doing.
pub async fn overview() -> Result<Overview, ApiError> {
    get("/api/admin/overview").await
}

/// Everybody with an account, by name.
pub async fn accounts() -> Result<Vec<AdminPerson>, ApiError> {
    get::<AdminPersonList>("/api/admin/people").await.map(|list| list.people)
}

/// Gives somebody another role in the instance; the postmortems of a guest-to-be pass to `new_owner`.
pub async fn set_instance_role(person: Uuid, role: InstanceRole, new_owner: Option<Uuid>) -> Result<(), ApiError> {
    tell("PATCH", &format!("/api/admin/people/{person}"), &PatchPerson { role: Some(role), new_owner }).await
}

/// Suspends an account; its postmortems pass to `new_owner`.
pub async fn suspend(person: Uuid, new_owner: Option<Uuid>) -> Result<(), ApiError> {
    tell("POST", &format!("/api/admin/people/{person}/suspend"), &SuspendPerson { new_owner }).await
}

/// Takes a suspension back.
pub async fn reinstate(person: Uuid) -> Result<(), ApiError> {
    order("POST", &format!("/api/admin/people/{person}/reinstate")).await.map(drop)
}

/// Ends all sessions of somebody.
pub async fn sign_somebody_out(person: Uuid) -> Result<(), ApiError> {
    order("POST", &format!("/api/admin/people/{person}/sign-out")).await.map(drop)
}

/// Makes a one-time link for a new password.
pub async fn reset_link(person: Uuid) -> Result<HandedOutLink, ApiError> {
    parse(&order("POST", &format!("/api/admin/people/{person}/reset-link")).await?)
}

/// Invitations that nobody has used yet, newest first.
pub async fn invitations() -> Result<Vec<Invitation>, ApiError> {
    get::<InvitationList>("/api/admin/invitations").await.map(|list| list.invitations)
}

/// Invites somebody.
pub async fn invite(invitation: &CreateInvitation) -> Result<HandedOutLink, ApiError> {
    exchange("POST", "/api/admin/invitations", invitation).await
}

/// Withdraws an invitation.
pub async fn withdraw_invitation(id: Uuid) -> Result<(), ApiError> {
    delete(&format!("/api/admin/invitations/{id}")).await
}

/// Makes a team.
pub async fn create_team(name: &str) -> Result<Team, ApiError> {
    exchange("POST", "/api/teams", &EditTeam { name: name.to_owned() }).await
}

/// Renames a team.
pub async fn rename_team(team: Uuid, name: &str) -> Result<(), ApiError> {
    tell("PATCH", &format!("/api/teams/{team}"), &EditTeam { name: name.to_owned() }).await
}

/// Removes a team and what was shared with it.
pub async fn remove_team(team: Uuid) -> Result<(), ApiError> {
    delete(&format!("/api/teams/{team}")).await
}

/// Puts somebody into a team.
pub async fn join_team(team: Uuid, person: Uuid) -> Result<(), ApiError> {
    order("PUT", &format!("/api/teams/{team}/members/{person}")).await.map(drop)
}

/// Takes somebody out of a team.
pub async fn leave_team(team: Uuid, person: Uuid) -> Result<(), ApiError> {
    delete(&format!("/api/teams/{team}/members/{person}")).await
}

/// Entries of one page of the audit log.
const AUDIT_PAGE: u32 = 100;

/// What part of the audit log is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only actions of this group, such as `link`; empty: all.
    pub group: String,
    /// Only what this person did, or what was done to them.
    pub person: Option<Uuid>,
}

/// A page of the audit log, newest first, before `before`.
pub async fn audit(filter: &AuditFilter, before: Option<i64>) -> Result<AuditPage, ApiError> {
    let group = (!filter.group.is_empty()).then(|| format!("&action={}", encoded(&filter.group)));
    let person = filter.person.map(|person| format!("&person={person}"));
    let before = before.map(|before| format!("&before={before}"));
    let chosen: String = [group, person, before].into_iter().flatten().collect();
    get(&format!("/api/admin/audit?limit={AUDIT_PAGE}{chosen}")).await
}

/// Where the whole audit log is downloaded from, one JSON object a line.
pub const AUDIT_EXPORT_PATH: &str = "/api/admin/audit/export";
