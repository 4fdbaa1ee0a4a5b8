//! Who may open one postmortem: visibility, people, teams, links and owner. What changes something answers with all of it, so that the page
//! shows what the server has.

use debrief_shared::api::{Access, CreateLink, CreatedLink, GrantRole, HandOver, PatchAccess, Role};
use uuid::Uuid;

use super::{ApiError, delete, exchange, get};

/// All of it.
pub async fn access(postmortem: Uuid) -> Result<Access, ApiError> {
    get(&path(postmortem, "access")).await
}

/// Changes what members may do without having been added.
pub async fn edit_access(postmortem: Uuid, patch: &PatchAccess) -> Result<Access, ApiError> {
    exchange("PATCH", &path(postmortem, "access"), patch).await
}

/// Gives a person a role, or another one.
pub async fn grant_person(postmortem: Uuid, person: Uuid, role: Role) -> Result<Access, ApiError> {
    exchange("PUT", &path(postmortem, &format!("access/people/{person}")), &GrantRole { role }).await
}

/// Takes a person's role away.
pub async fn revoke_person(postmortem: Uuid, person: Uuid) -> Result<Access, ApiError> {
    delete(&path(postmortem, &format!("access/people/{person}"))).await?;
    access(postmortem).await
}

/// Gives a team's members a role, or another one.
pub async fn grant_team(postmortem: Uuid, team: Uuid, role: Role) -> Result<Access, ApiError> {
    exchange("PUT", &path(postmortem, &format!("access/teams/{team}")), &GrantRole { role }).await
}

/// Takes a team's role away.
pub async fn revoke_team(postmortem: Uuid, team: Uuid) -> Result<Access, ApiError> {
    delete(&path(postmortem, &format!("access/teams/{team}"))).await?;
    access(postmortem).await
}

/// Makes somebody else the owner.
pub async fn hand_over(postmortem: Uuid, person: Uuid) -> Result<Access, ApiError> {
    exchange("PUT", &path(postmortem, "owner"), &HandOver { person }).await
}

/// Makes a share link; the answer is the only one that holds its secret.
pub async fn create_link(postmortem: Uuid, create: &CreateLink) -> Result<CreatedLink, ApiError> {
    exchange("POST", &path(postmortem, "links"), create).await
}

/// Ends a share link.
pub async fn revoke_link(postmortem: Uuid, link: Uuid) -> Result<Access, ApiError> {
    delete(&path(postmortem, &format!("links/{link}"))).await?;
    access(postmortem).await
}

fn path(postmortem: Uuid, rest: &str) -> String {
    format!("/api/postmortems/{postmortem}/{rest}")
}
