//! Signing in and out, and making the first account.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse as _, Response};
use debrief_shared::api::{InstanceInfo, InstanceRole, Problem, SessionInfo, Setup, SignIn};
use serde::Deserialize;
use utoipa::IntoParams;

use super::entry::WithCookies;
use super::errors::ApiError;
use super::extract::{Json, Query};
use super::identity::Caller;
use super::state::AppState;
use super::{cookies, entry};
use crate::access::{Action, Resource};
use crate::demo;
use crate::people::NewAccount;
use crate::store::audit::AuditAction;

/// What anybody may know before signing in.
#[utoipa::path(get, path = "/api/instance", tag = "session", operation_id = "session_instance", responses((status = 200, body = InstanceInfo)))]
pub(super) async fn instance(State(state): State<AppState>) -> Result<axum::Json<InstanceInfo>, ApiError> {
    Ok(axum::Json(InstanceInfo {
        demo: state.site.demo,
        needs_setup: state.people.needs_set_up().await?,
        demo_account: state.site.demo.then(demo::sign_in),
        providers: state.oidc.list(),
        resets_by_mail: state.mail.is_some(),
    }))
}

/// Query of who is signed in.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// Nobody is an answer, too: 204 in place of 401. Pages ask so before anybody has signed in, and browsers report a 401 as an error
    #[serde(default)]
    if_any: bool,
}

/// Who is signed in.
#[utoipa::path(
    get, path = "/api/session", tag = "session", operation_id = "session_show", params(Asked),
    responses((status = 200, body = SessionInfo), (status = 204), (status = 400, body = Problem), (status = 401, body = Problem))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Response, ApiError> {
    match caller.may(Action::Look, &Resource::Instance) {
        Err(ApiError::SignInFirst) if asked.if_any => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(refusal) => Err(refusal),
        Ok(()) => Ok(axum::Json(entry::info(caller.account()?.clone(), &state.site)).into_response()),
    }
}

/// Signs in; the answer sets the session cookie.
#[utoipa::path(
    post, path = "/api/session", tag = "session", operation_id = "session_sign_in", request_body = SignIn,
    responses(
        (status = 200, body = SessionInfo), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 429, body = Problem)
    )
)]
pub(super) async fn sign_in(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    Json(sign_in): Json<SignIn>,
) -> Result<WithCookies<axum::Json<SessionInfo>, 2>, ApiError> {
    let device = cookies::device(&headers, &state.site);
    let refusal = caller.audit(AuditAction::SignInRefused);
    let account = state.people.check_password(sign_in, device, refusal).await?;
    let noted = caller.audit(AuditAction::SignedIn).with("by", "password");
    entry::by_password(&state, &caller, account, &headers, noted).await
}

/// Signs out: the session and its sockets end.
#[utoipa::path(delete, path = "/api/session", tag = "session", operation_id = "session_sign_out", responses((status = 204)))]
pub(super) async fn sign_out(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<WithCookies<StatusCode, 1>, ApiError> {
    entry::end(&state, &caller).await?;
    Ok((AppendHeaders([(header::SET_COOKIE, cookies::end(&state.site))]), StatusCode::NO_CONTENT))
}

/// Makes the first account, an admin, by the one-time link, and signs it in.
#[utoipa::path(
    post, path = "/api/setup", tag = "session", operation_id = "session_set_up", request_body = Setup,
    responses((status = 201, body = SessionInfo), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn set_up(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    Json(setup): Json<Setup>,
) -> Result<(StatusCode, WithCookies<axum::Json<SessionInfo>, 2>), ApiError> {
    let Setup { token, name, email, password } = setup;
    let new = NewAccount { email, name, role: InstanceRole::Admin, password };
    let account = state.people.set_up(&token, new, caller.audit(AuditAction::SetUp)).await?;
    let noted = caller.audit(AuditAction::SignedIn).with("by", "set-up");
    Ok((StatusCode::CREATED, entry::by_password(&state, &caller, account, &headers, noted).await?))
}
