//! Versions of a postmortem that people gave names to.

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{CreateVersion, MAX_VERSION_NAME_CHARS, MAX_VERSIONS, Problem, RenameVersion, Version};
use jiff::Timestamp;
use uuid::Uuid;

use super::super::errors::ApiError;
use super::super::extract::{Path, Unread};
use super::super::identity::Caller;
use super::super::state::AppState;
use super::unknown;
use crate::access::{Action, Resource};
use crate::random;
use crate::store::StoreError;
use crate::store::audit::AuditAction;
use crate::store::history::{NewVersion, VersionRow};

/// Gives a state a name, and keeps it for good.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/history/versions", tag = "history", operation_id = "versions_create",
    params(("id" = Uuid, Path)), request_body = CreateVersion,
    responses(
        (status = 201, body = Version), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(in crate::http) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<CreateVersion>,
) -> Result<(StatusCode, axum::Json<Version>), ApiError> {
    caller.postmortem(&state, id, Action::Edit).await?;
    let create = body.read().await?;
    let name = version_name(&create.name)?;
    let seq = match create.seq {
        Some(seq) => seq,
        None => state.store.log_end(id).await?,
    };
    let kept = state.documents.past(id, seq).await.map_err(unknown)?.state()?;
    let now = Timestamp::now();
    let version_id = random::id(now);
    let new =
        NewVersion { id: version_id, postmortem: id, name, state: kept, created_by: caller.id()?, created_at: now };
    caller.postmortem(&state, id, Action::Edit).await?;
    state.store.create_version(&new, MAX_VERSIONS).await.map_err(|error| match error {
        StoreError::Conflict => {
            ApiError::Conflict(format!("This postmortem has {MAX_VERSIONS} named versions. Remove one first."))
        }
        other => other.into(),
    })?;
    Ok((StatusCode::CREATED, axum::Json(version(state.store.version(id, version_id).await?))))
}

/// Gives a version another name.
#[utoipa::path(
    patch, path = "/api/postmortems/{id}/history/versions/{version}", tag = "history", operation_id = "versions_patch",
    params(("id" = Uuid, Path), ("version" = Uuid, Path)), request_body = RenameVersion,
    responses(
        (status = 200, body = Version), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(in crate::http) async fn patch(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, version_id)): Path<(Uuid, Uuid)>,
    body: Unread<RenameVersion>,
) -> Result<axum::Json<Version>, ApiError> {
    ask(&state, &caller, id, version_id, Action::Edit).await?;
    let name = version_name(&body.read().await?.name)?;
    state.store.rename_version(id, version_id, &name).await?;
    Ok(axum::Json(version(state.store.version(id, version_id).await?)))
}

/// Removes a version; the history stays.
#[utoipa::path(
    delete, path = "/api/postmortems/{id}/history/versions/{version}", tag = "history", operation_id = "versions_remove",
    params(("id" = Uuid, Path), ("version" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(in crate::http) async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, version_id)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, ApiError> {
    let row = ask(&state, &caller, id, version_id, Action::Remove).await?;
    let audit = caller.audit(AuditAction::VersionRemoved).about(id).with("seq", row.seq);
    state.store.delete_version(id, version_id, &audit).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Looks a version up and asks whether they may, first of its postmortem and then of itself.
async fn ask(
    state: &AppState,
    caller: &Caller,
    postmortem: Uuid,
    version: Uuid,
    action: Action,
) -> Result<VersionRow, ApiError> {
    let facts = caller.postmortem(state, postmortem, Action::Read).await?.facts;
    let row = state.store.version(postmortem, version).await?;
    let author = row.created_by.as_ref().map(|person| person.id);
    caller.may(action, &Resource::Version { facts, author })?;
    Ok(row)
}

/// A version as it is told.
pub(in crate::http) fn version(row: VersionRow) -> Version {
    Version {
        id: row.id,
        name: row.name,
        seq: row.seq,
        created_by: row.created_by,
        created_at: row.created_at.to_string(),
    }
}

fn version_name(name: &str) -> Result<String, ApiError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_VERSION_NAME_CHARS || name.chars().any(char::is_control) {
        let text = format!("Name the version in one line of 1 to {MAX_VERSION_NAME_CHARS} characters.");
        return Err(ApiError::Unprocessable(text));
    }
    Ok(name.to_owned())
}
