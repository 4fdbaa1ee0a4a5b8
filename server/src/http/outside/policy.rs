//! What the instance has decided on publishing outside.

use axum::extract::State;
use debrief_shared::api::{OutsidePolicy, Problem};

use super::super::errors::ApiError;
use super::super::extract::Unread;
use super::super::identity::Caller;
use super::super::state::AppState;
use crate::access::{Action, Resource};
use crate::store::audit::AuditAction;

/// The name that it is stored by.
const NAME: &str = "outside";

/// Who may publish outside, and whether there is a feed.
#[utoipa::path(
    get, path = "/api/outside", tag = "outside", operation_id = "outside_policy_show",
    responses((status = 200, body = OutsidePolicy), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(in crate::http) async fn show(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<OutsidePolicy>, ApiError> {
    caller.may(Action::Read, &Resource::Directory)?;
    Ok(axum::Json(read(&state).await?))
}

/// Decides otherwise. What is published stays; the feed is there or gone at once.
#[utoipa::path(
    put, path = "/api/outside", tag = "outside", operation_id = "outside_policy_change", request_body = OutsidePolicy,
    responses(
        (status = 200, body = OutsidePolicy), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(in crate::http) async fn change(
    State(state): State<AppState>,
    caller: Caller,
    body: Unread<OutsidePolicy>,
) -> Result<axum::Json<OutsidePolicy>, ApiError> {
    caller.may(Action::Administer, &Resource::Directory)?;
    let wanted = body.read().await?;
    let value = serde_json::to_value(&wanted).map_err(|error| ApiError::Internal(error.to_string()))?;
    let audit = caller.audit(AuditAction::OutsideChanged).with("policy", value.clone());
    state.store.set_setting(NAME, &value.to_string(), &audit).await?;
    Ok(axum::Json(wanted))
}

/// What holds. When it cannot be read, as after a downgrade, nobody publishes and there is no feed.
pub(in crate::http) async fn read(state: &AppState) -> Result<OutsidePolicy, ApiError> {
    let Some(text) = state.store.setting(NAME).await? else { return Ok(OutsidePolicy::default()) };
    Ok(serde_json::from_str(&text).unwrap_or_else(|error| {
        tracing::error!(%error, "the stored decision on publishing outside cannot be read; nobody may");
        OutsidePolicy { who: debrief_shared::api::OutsideWho::Nobody, feed: false }
    }))
}
