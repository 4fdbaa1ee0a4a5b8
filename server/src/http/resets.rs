//! Asking for a new password by mail. The answer is the same, and as quick, whether there is an account or not.

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{Problem, RequestReset};

use super::errors::ApiError;
use super::extract::Json;
use super::identity::Caller;
use super::state::AppState;
use crate::store::audit::AuditAction;

/// Asks for a mail with a one-time link. Whether one is sent is for the owner of the address to see.
#[utoipa::path(
    post, path = "/api/password-resets", tag = "session", operation_id = "resets_request", request_body = RequestReset,
    responses((status = 202), (status = 409, body = Problem), (status = 429, body = Problem))
)]
pub(super) async fn request(
    State(state): State<AppState>,
    caller: Caller,
    Json(asked): Json<RequestReset>,
) -> Result<StatusCode, ApiError> {
    let mail = state.mail.as_ref().ok_or_else(|| {
        ApiError::Conflict("This Debrief sends no mail. Ask an admin for a link to set a new password.".to_owned())
    })?;
    if let Some(email) = state.people.may_ask_for_reset(&asked.email, caller.address())? {
        mail.reset(email, caller.audit(AuditAction::ResetOffered));
    }
    Ok(StatusCode::ACCEPTED)
}
