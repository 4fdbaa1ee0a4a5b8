//! Teams: named sets of people that a postmortem can be shared with. Members see them, admins make them.

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{EditTeam, Problem, Team, TeamList};
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::{Path, Unread};
use super::identity::Caller;
use super::state::AppState;
use crate::access::{Action, Resource};
use crate::people::plain_line;
use crate::random;
use crate::store::StoreError;
use crate::store::audit::{Audit, AuditAction};
use crate::store::sharing::TeamRow;

/// Longest name of a team, in characters.
const MAX_NAME_CHARS: usize = 80;
/// Most teams of an instance.
const MAX_TEAMS: usize = 1_000;
/// Most members of a team.
const MAX_MEMBERS: usize = 1_000;

/// All teams with their members.
#[utoipa::path(
    get, path = "/api/teams", tag = "teams", operation_id = "teams_list",
    responses((status = 200, body = TeamList), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn list(State(state): State<AppState>, caller: Caller) -> Result<axum::Json<TeamList>, ApiError> {
    caller.may(Action::Read, &Resource::Directory)?;
    let teams = state.store.teams().await?.into_iter().map(wire).collect();
    Ok(axum::Json(TeamList { teams }))
}

/// Makes a team without members.
#[utoipa::path(
    post, path = "/api/teams", tag = "teams", operation_id = "teams_create", request_body = EditTeam,
    responses(
        (status = 201, body = Team), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    body: Unread<EditTeam>,
) -> Result<(StatusCode, axum::Json<Team>), ApiError> {
    caller.may(Action::Administer, &Resource::Directory)?;
    let name = name(&body.read().await?)?;
    if state.store.teams().await?.len() >= MAX_TEAMS {
        return Err(ApiError::Conflict(format!("There are {MAX_TEAMS} teams already. Remove one first.")));
    }
    let caller_audit = caller.audit(AuditAction::TeamCreated);
    let id = random::id(caller_audit.at);
    let audit = about(caller_audit, id, &name);
    state.store.create_team(id, &name, &audit).await.map_err(taken)?;
    Ok((StatusCode::CREATED, axum::Json(Team { id, name, members: Vec::new() })))
}

/// Renames a team.
#[utoipa::path(
    patch, path = "/api/teams/{team}", tag = "teams", operation_id = "teams_patch", params(("team" = Uuid, Path)),
    request_body = EditTeam,
    responses(
        (status = 200, body = Team), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn patch(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<EditTeam>,
) -> Result<axum::Json<Team>, ApiError> {
    caller.may(Action::Administer, &Resource::Directory)?;
    let name = name(&body.read().await?)?;
    state.store.team(id).await?;
    state
        .store
        .rename_team(id, &name, &about(caller.audit(AuditAction::TeamRenamed), id, &name))
        .await
        .map_err(taken)?;
    Ok(axum::Json(wire(state.store.team(id).await?)))
}

/// Removes a team: what it was given is gone at once.
#[utoipa::path(
    delete, path = "/api/teams/{team}", tag = "teams", operation_id = "teams_remove", params(("team" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    caller.may(Action::Administer, &Resource::Directory)?;
    let name = state.store.team(id).await?.name;
    state.store.delete_team(id, &about(caller.audit(AuditAction::TeamRemoved), id, &name)).await?;
    state.guard.recheck().await;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a person into a team.
#[utoipa::path(
    put, path = "/api/teams/{team}/members/{person}", tag = "teams", operation_id = "teams_join",
    params(("team" = Uuid, Path), ("person" = Uuid, Path)),
    responses(
        (status = 200, body = Team), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
pub(super) async fn join(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, person)): Path<(Uuid, Uuid)>,
) -> Result<axum::Json<Team>, ApiError> {
    caller.may(Action::Administer, &Resource::Directory)?;
    let team = state.store.team(id).await?;
    let account = state.store.account(person).await?;
    // One who came by a link has no account that could be given anything.
    if account.suspended_at.is_some() || account.link.is_some() {
        return Err(ApiError::NotFound);
    }
    if team.members.len() >= MAX_MEMBERS && team.members.iter().all(|member| member.id != person) {
        return Err(ApiError::Conflict(format!("A team has at most {MAX_MEMBERS} members.")));
    }
    let audit = about(caller.audit(AuditAction::TeamJoined).to(person), id, &team.name);
    state.store.join_team(id, person, &audit).await?;
    state.guard.recheck().await;
    Ok(axum::Json(wire(state.store.team(id).await?)))
}

/// Takes a person out of a team.
#[utoipa::path(
    delete, path = "/api/teams/{team}/members/{person}", tag = "teams", operation_id = "teams_leave",
    params(("team" = Uuid, Path), ("person" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn leave(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, person)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, ApiError> {
    caller.may(Action::Administer, &Resource::Directory)?;
    let name = state.store.team(id).await?.name;
    let audit = about(caller.audit(AuditAction::TeamLeft).to(person), id, &name);
    state.store.leave_team(id, person, &audit).await?;
    state.guard.recheck().await;
    Ok(StatusCode::NO_CONTENT)
}

fn name(edit: &EditTeam) -> Result<String, ApiError> {
    plain_line(&edit.name, MAX_NAME_CHARS)
        .ok_or_else(|| ApiError::Unprocessable(format!("Name the team in 1 to {MAX_NAME_CHARS} characters.")))
}

fn taken(error: StoreError) -> ApiError {
    match error {
        StoreError::Conflict => ApiError::Conflict("There is a team with this name already.".to_owned()),
        other => other.into(),
    }
}

fn about(audit: Audit, team: Uuid, name: &str) -> Audit {
    audit.with("team", team.to_string()).with("name", name)
}

fn wire(row: TeamRow) -> Team {
    Team { id: row.id, name: row.name, members: row.members }
}
