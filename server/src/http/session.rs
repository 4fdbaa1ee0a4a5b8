//! Signing in and out, and making the first account.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use debrief_shared::api::{InstanceInfo, InstanceRole, Problem, SessionInfo, Setup, SignIn};

use super::cookies;
use super::errors::ApiError;
use super::extract::Json;
use super::identity::Caller;
use super::state::{AppState, Site};
use crate::access::{Action, Resource};
use crate::demo;
use crate::people::NewAccount;
use crate::store::StoreError;
use crate::store::audit::AuditAction;
use crate::store::people::Account;

type WithCookie<T> = ([(HeaderName, HeaderValue); 1], T);

/// What anybody may know before signing in.
#[utoipa::path(get, path = "/api/instance", tag = "session", operation_id = "session_instance", responses((status = 200, body = InstanceInfo)))]
pub(super) async fn instance(State(state): State<AppState>) -> Result<axum::Json<InstanceInfo>, ApiError> {
    Ok(axum::Json(InstanceInfo {
        demo: state.site.demo,
        needs_setup: state.people.needs_set_up().await?,
        demo_account: state.site.demo.then(demo::sign_in),
        providers: Vec::new(),
        resets_by_mail: false,
    }))
}

/// Who is signed in.
#[utoipa::path(
    get, path = "/api/session", tag = "session", operation_id = "session_show",
    responses((status = 200, body = SessionInfo), (status = 401, body = Problem))
)]
pub(super) async fn show(State(state): State<AppState>, caller: Caller) -> Result<axum::Json<SessionInfo>, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    Ok(axum::Json(info(caller.account()?.clone(), &state.site)))
}

/// Signs in; the answer sets the session cookie.
#[utoipa::path(
    post, path = "/api/session", tag = "session", operation_id = "session_sign_in", request_body = SignIn,
    responses((status = 200, body = SessionInfo), (status = 401, body = Problem), (status = 429, body = Problem))
)]
pub(super) async fn sign_in(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    Json(sign_in): Json<SignIn>,
) -> Result<WithCookie<axum::Json<SessionInfo>>, ApiError> {
    let account = state.people.check_password(&sign_in.email, sign_in.password, caller.address()).await?;
    end_session(&state, &caller).await?;
    enter(&state, &caller, account, &headers).await
}

/// Signs out: the session and its sockets end.
#[utoipa::path(delete, path = "/api/session", tag = "session", operation_id = "session_sign_out", responses((status = 204)))]
pub(super) async fn sign_out(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<WithCookie<StatusCode>, ApiError> {
    end_session(&state, &caller).await?;
    Ok(([(header::SET_COOKIE, cookies::end(&state.site))], StatusCode::NO_CONTENT))
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
) -> Result<(StatusCode, WithCookie<axum::Json<SessionInfo>>), ApiError> {
    let Setup { token, name, email, password } = setup;
    let new = NewAccount { email, name, role: InstanceRole::Admin, password };
    let account = state.people.set_up(&token, new, caller.audit(AuditAction::SetUp)).await?;
    Ok((StatusCode::CREATED, enter(&state, &caller, account, &headers).await?))
}

async fn enter(
    state: &AppState,
    caller: &Caller,
    account: Account,
    headers: &HeaderMap,
) -> Result<WithCookie<axum::Json<SessionInfo>>, ApiError> {
    let mut audit = caller.audit(AuditAction::SignedIn);
    audit.actor = Some(account.person.id);
    let secret = state.people.begin_session(account.person.id, cookies::browser(headers), audit).await?;
    let cookie = cookies::begin(&secret, &state.site);
    Ok(([(header::SET_COOKIE, cookie)], axum::Json(info(account, &state.site))))
}

/// Ends the session of the request's cookie, if there is one: a sign-in never carries on with an older secret.
async fn end_session(state: &AppState, caller: &Caller) -> Result<(), ApiError> {
    let (Ok(person), Some(session)) = (caller.id(), caller.session()) else { return Ok(()) };
    let ended = state.store.delete_session(person, session, &caller.audit(AuditAction::SignedOut).to(person)).await;
    state.guard.recheck().await;
    match ended {
        // It ended a moment ago.
        Err(StoreError::NotFound) => Ok(()),
        other => Ok(other?),
    }
}

fn info(account: Account, site: &Site) -> SessionInfo {
    SessionInfo {
        person: account.person,
        email: account.email.unwrap_or_default(),
        role: account.role,
        by_link: account.link.is_some(),
        has_password: account.password_hash.is_some(),
        demo: site.demo,
    }
}
