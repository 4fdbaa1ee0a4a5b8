//! Who may open a postmortem: its visibility, the people and teams that were added, its owner.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{
    Access, GrantRole, HandOver, InstanceRole, LinkInfo, PatchAccess, Person, PersonAccess, Problem, Role, Team,
    TeamAccess,
};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::{Path, Unread};
use super::identity::{Caller, Found};
use super::state::AppState;
use crate::access::{Action, Resource, Verdict, may};
use crate::store::StoreError;
use crate::store::audit::AuditAction;
use crate::store::people::Account;
use crate::store::sharing::{LinkRow, TeamRow};

/// Most people that can be added to one postmortem.
const MAX_PEOPLE: u32 = 200;
/// Most teams that can be added to one postmortem.
const MAX_TEAMS: u32 = 50;

/// Who may open a postmortem. Guests are told of the owner and themselves only; links are for those who may share.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/access", tag = "sharing", operation_id = "sharing_show", params(("id" = Uuid, Path)),
    responses((status = 200, body = Access), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<Access>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    access(&state, &caller, found).await
}

/// Changes what members may do without having been added; what is absent stays.
#[utoipa::path(
    patch, path = "/api/postmortems/{id}/access", tag = "sharing", operation_id = "sharing_patch", params(("id" = Uuid, Path)),
    request_body = PatchAccess,
    responses(
        (status = 200, body = Access), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn patch(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<PatchAccess>,
) -> Result<axum::Json<Access>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Share).await?;
    let patch = body.read().await?;
    let visibility = patch.visibility.unwrap_or(found.row.visibility);
    let role = not_owner(patch.workspace_role.unwrap_or(found.row.workspace_role))?;
    if (visibility, role) != (found.row.visibility, found.row.workspace_role) {
        let audit = caller.audit(AuditAction::VisibilityChanged).about(id);
        let audit = audit.with("visibility", json!(visibility)).with("workspace_role", json!(role));
        state.store.set_visibility(id, visibility, role, &audit).await?;
        state.guard.recheck().await;
    }
    again(&state, &caller, id).await
}

/// Gives a person a role, or another one.
#[utoipa::path(
    put, path = "/api/postmortems/{id}/access/people/{person}", tag = "sharing", operation_id = "sharing_grant_person",
    params(("id" = Uuid, Path), ("person" = Uuid, Path)), request_body = GrantRole,
    responses(
        (status = 200, body = Access), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn grant_person(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, person)): Path<(Uuid, Uuid)>,
    body: Unread<GrantRole>,
) -> Result<axum::Json<Access>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Share).await?;
    let role = not_owner(body.read().await?.role)?;
    let account = state.store.account(person).await?;
    // One who came by a link has no account that could be given anything.
    if account.suspended_at.is_some() || account.link.is_some() {
        return Err(ApiError::NotFound);
    }
    if found.row.owner == Some(person) {
        return Err(ApiError::Unprocessable(
            "The owner may do everything here. Hand the postmortem over first.".to_owned(),
        ));
    }
    let audit = caller.audit(AuditAction::PersonGranted).about(id).to(person).with("role", json!(role));
    let granted = state.store.grant_person(id, person, role, MAX_PEOPLE, &audit).await;
    granted.map_err(|error| full(error, "people", MAX_PEOPLE))?;
    state.guard.recheck().await;
    again(&state, &caller, id).await
}

/// Takes a person's role away, also one that a share link gave.
#[utoipa::path(
    delete, path = "/api/postmortems/{id}/access/people/{person}", tag = "sharing", operation_id = "sharing_revoke_person",
    params(("id" = Uuid, Path), ("person" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn revoke_person(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, person)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, ApiError> {
    caller.postmortem(&state, id, Action::Share).await?;
    let audit = caller.audit(AuditAction::PersonRevoked).about(id).to(person);
    state.store.revoke_person(id, person, &audit).await?;
    state.guard.recheck().await;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a team's members a role, or another one.
#[utoipa::path(
    put, path = "/api/postmortems/{id}/access/teams/{team}", tag = "sharing", operation_id = "sharing_grant_team",
    params(("id" = Uuid, Path), ("team" = Uuid, Path)), request_body = GrantRole,
    responses(
        (status = 200, body = Access), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn grant_team(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, team)): Path<(Uuid, Uuid)>,
    body: Unread<GrantRole>,
) -> Result<axum::Json<Access>, ApiError> {
    caller.postmortem(&state, id, Action::Share).await?;
    let role = not_owner(body.read().await?.role)?;
    let name = state.store.team(team).await?.name;
    let audit = caller.audit(AuditAction::TeamGranted).about(id).with("team", team.to_string());
    let audit = audit.with("name", name).with("role", json!(role));
    let granted = state.store.grant_team(id, team, role, MAX_TEAMS, &audit).await;
    granted.map_err(|error| full(error, "teams", MAX_TEAMS))?;
    state.guard.recheck().await;
    again(&state, &caller, id).await
}

/// Takes a team's role away.
#[utoipa::path(
    delete, path = "/api/postmortems/{id}/access/teams/{team}", tag = "sharing", operation_id = "sharing_revoke_team",
    params(("id" = Uuid, Path), ("team" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn revoke_team(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, team)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, ApiError> {
    caller.postmortem(&state, id, Action::Share).await?;
    let audit = caller.audit(AuditAction::TeamRevoked).about(id).with("team", team.to_string());
    state.store.revoke_team(id, team, &audit).await?;
    state.guard.recheck().await;
    Ok(StatusCode::NO_CONTENT)
}

/// Hands a postmortem over; the owner so far stays as an editor.
#[utoipa::path(
    put, path = "/api/postmortems/{id}/owner", tag = "sharing", operation_id = "sharing_hand_over", params(("id" = Uuid, Path)),
    request_body = HandOver,
    responses(
        (status = 200, body = Access), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn hand_over(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<HandOver>,
) -> Result<axum::Json<Access>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Share).await?;
    let HandOver { person } = body.read().await?;
    let may_own = match state.store.account(person).await {
        Ok(account) => owns(&account),
        Err(StoreError::NotFound) => false,
        Err(error) => return Err(error.into()),
    };
    if !may_own {
        return Err(ApiError::Unprocessable("Choose a member or an admin whose account is not suspended.".to_owned()));
    }
    if found.row.owner != Some(person) {
        let audit = caller.audit(AuditAction::HandedOver).about(id).to(person);
        let audit = audit.with("from", json!(found.row.owner));
        state.store.hand_over(id, person, &audit).await?;
        state.guard.recheck().await;
    }
    again(&state, &caller, id).await
}

fn owns(account: &Account) -> bool {
    account.suspended_at.is_none() && matches!(account.role, InstanceRole::Admin | InstanceRole::Member)
}

fn not_owner(role: Role) -> Result<Role, ApiError> {
    let text = "Choose editor, commenter or viewer. There is one owner, who can hand the postmortem over.";
    if role == Role::Owner { Err(ApiError::Unprocessable(text.to_owned())) } else { Ok(role) }
}

fn full(error: StoreError, what: &str, most: u32) -> ApiError {
    match error {
        StoreError::Conflict => {
            ApiError::Conflict(format!("At most {most} {what} can be added to a postmortem. Remove some first."))
        }
        other => other.into(),
    }
}

/// What it is like after a change.
async fn again(state: &AppState, caller: &Caller, id: Uuid) -> Result<axum::Json<Access>, ApiError> {
    let found = caller.postmortem(state, id, Action::Read).await?;
    access(state, caller, found).await
}

async fn access(state: &AppState, caller: &Caller, found: Found) -> Result<axum::Json<Access>, ApiError> {
    let (actor, me) = (caller.actor(), caller.id()?);
    let Found { row, facts, role } = found;
    let may_share = may(&actor, Action::Share, &Resource::Postmortem(facts)) == Verdict::Allow;
    let knows_people = may(&actor, Action::Read, &Resource::Directory) == Verdict::Allow;
    let everybody: HashMap<Uuid, Person> =
        state.store.people().await?.into_iter().map(|person| (person.id, person)).collect();
    let links = if may_share { state.store.links(row.id, Timestamp::now()).await? } else { Vec::new() };
    let grants = state.store.grants(row.id).await?;
    let people = grants.people.into_iter().filter(|(person, _)| knows_people || person.id == me);
    let teams = grants.teams.into_iter().filter(|_| knows_people);
    Ok(axum::Json(Access {
        visibility: row.visibility,
        workspace_role: row.workspace_role,
        owner: row.owner.and_then(|owner| everybody.get(&owner).cloned()),
        people: people.map(|(person, role)| PersonAccess { person, role }).collect(),
        teams: teams.map(|(row, role)| TeamAccess { team: team(row), role }).collect(),
        links: links.into_iter().map(|link| info(link, &everybody)).collect(),
        role,
        may_share,
    }))
}

fn team(row: TeamRow) -> Team {
    Team { id: row.id, name: row.name, members: row.members }
}

fn info(link: LinkRow, everybody: &HashMap<Uuid, Person>) -> LinkInfo {
    LinkInfo {
        id: link.id,
        role: link.role,
        has_password: link.password_hash.is_some(),
        created_by: link.created_by.and_then(|by| everybody.get(&by).cloned()),
        created_at: link.created_at.to_string(),
        expires_at: link.expires_at.to_string(),
        visitors: link.visitors,
    }
}
