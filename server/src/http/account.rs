//! One's own account: name and colour, password, sessions, sign-in providers.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::AppendHeaders;
use debrief_shared::api::{
    ChangePassword, DeviceSession, DeviceSessionList, Identity, IdentityList, PatchAccount, Problem, SessionInfo,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::{Path, Unread};
use super::identity::Caller;
use super::state::AppState;
use super::{cookies, entry};
use crate::access::{Action, Resource};
use crate::people::account::Proof;
use crate::store::StoreError;
use crate::store::audit::AuditAction;
use crate::store::people::Account;

/// An answer that may tell the browser of its session.
type MayTell = (AppendHeaders<Option<(HeaderName, HeaderValue)>>, StatusCode);

/// Changes name and colour; what is absent stays. Guests by link may, too.
#[utoipa::path(
    patch, path = "/api/account", tag = "account", operation_id = "account_patch", request_body = PatchAccount,
    responses((status = 200, body = SessionInfo), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn patch(
    State(state): State<AppState>,
    caller: Caller,
    body: Unread<PatchAccount>,
) -> Result<axum::Json<SessionInfo>, ApiError> {
    let account = own(&caller, Action::Edit)?;
    let change = body.read().await?;
    let person = state.people.change_profile(account, change, caller.audit(AuditAction::AccountChanged)).await?;
    state.guard.recheck().await;
    Ok(axum::Json(entry::info(Account { person, ..account.clone() }, &state.site)))
}

/// Sets a new password. Every other session of the account ends, and this one's secret is renewed.
#[utoipa::path(
    put, path = "/api/account/password", tag = "account", operation_id = "account_set_password",
    request_body = ChangePassword,
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem),
        (status = 429, body = Problem)
    )
)]
pub(super) async fn set_password(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    body: Unread<ChangePassword>,
) -> Result<MayTell, ApiError> {
    let account = own(&caller, Action::Administer)?;
    let change = body.read().await?;
    let proof = Proof { session: caller.session(), device: cookies::device(&headers, &state.site) };
    let secret =
        state.people.change_password(account, change, proof, caller.audit(AuditAction::PasswordChanged)).await?;
    state.guard.recheck().await;
    let cookie = secret.map(|secret| (header::SET_COOKIE, cookies::begin(&secret, &state.site)));
    Ok((AppendHeaders(cookie), StatusCode::NO_CONTENT))
}

/// Where one is signed in.
#[utoipa::path(
    get, path = "/api/account/sessions", tag = "account", operation_id = "account_sessions",
    responses((status = 200, body = DeviceSessionList), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn sessions(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<DeviceSessionList>, ApiError> {
    let account = own(&caller, Action::Administer)?;
    let sessions = state.store.sessions(account.person.id, Timestamp::now()).await?;
    let mut sessions: Vec<DeviceSession> = sessions
        .into_iter()
        .map(|session| DeviceSession {
            id: session.id,
            current: caller.session() == Some(session.id),
            created_at: session.created_at.to_string(),
            last_seen_at: session.last_seen_at.to_string(),
            address: session.address,
            browser: session.browser,
        })
        .collect();
    sessions.sort_by_key(|session| !session.current);
    Ok(axum::Json(DeviceSessionList { sessions }))
}

/// Signs out everywhere, here too.
#[utoipa::path(
    delete, path = "/api/account/sessions", tag = "account", operation_id = "account_end_sessions",
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn end_sessions(State(state): State<AppState>, caller: Caller) -> Result<MayTell, ApiError> {
    let person = own(&caller, Action::Administer)?.person.id;
    let audit = caller.audit(AuditAction::SignedOutEverywhere).to(person);
    state.store.delete_sessions(person, None, &audit).await?;
    state.guard.recheck().await;
    Ok(signed_out(caller.session().is_some(), &state))
}

/// Ends one session; its sockets end with it.
#[utoipa::path(
    delete, path = "/api/account/sessions/{session}", tag = "account", operation_id = "account_end_session",
    params(("session" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn end_session(
    State(state): State<AppState>,
    caller: Caller,
    Path(session): Path<Uuid>,
) -> Result<MayTell, ApiError> {
    let person = own(&caller, Action::Administer)?.person.id;
    state.store.delete_session(person, session, &caller.audit(AuditAction::SignedOut).to(person)).await?;
    state.guard.recheck().await;
    Ok(signed_out(caller.session() == Some(session), &state))
}

/// The providers that one's account is connected with.
#[utoipa::path(
    get, path = "/api/account/identities", tag = "account", operation_id = "account_identities",
    responses((status = 200, body = IdentityList), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn identities(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<IdentityList>, ApiError> {
    let person = own(&caller, Action::Administer)?.person.id;
    let identities = state.store.identities(person).await?;
    let mut identities: Vec<Identity> = identities
        .into_iter()
        .map(|identity| {
            let (provider, name) = shown(&state, &identity.issuer);
            Identity { provider, name, email: identity.email, created_at: identity.created_at.to_string() }
        })
        .collect();
    identities.sort_by(|one, other| one.provider.cmp(&other.provider));
    Ok(axum::Json(IdentityList { identities }))
}

/// Takes a connection with a provider away; not the only way to sign in.
#[utoipa::path(
    delete, path = "/api/account/identities/{provider}", tag = "account", operation_id = "account_remove_identity",
    params(("provider" = String, Path)),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)
    )
)]
pub(super) async fn remove_identity(
    State(state): State<AppState>,
    caller: Caller,
    Path(provider): Path<String>,
) -> Result<StatusCode, ApiError> {
    let person = own(&caller, Action::Administer)?.person.id;
    let identities = state.store.identities(person).await?;
    let found = identities.into_iter().find(|identity| shown(&state, &identity.issuer).0 == provider);
    let issuer = found.ok_or(ApiError::NotFound)?.issuer;
    let audit = caller.audit(AuditAction::IdentityRemoved).to(person).with("provider", provider);
    match state.store.delete_identity(person, &issuer, &audit).await {
        Err(StoreError::Conflict) => {
            Err(ApiError::Conflict("This is the only way you sign in. Set a password first.".to_owned()))
        }
        other => Ok(other.map(|()| StatusCode::NO_CONTENT)?),
    }
}

/// The caller's account, if they may do this to it.
fn own(caller: &Caller, action: Action) -> Result<&Account, ApiError> {
    let by_link = caller.account().is_ok_and(|account| account.link.is_some());
    caller.may(action, &Resource::Account { by_link })?;
    caller.account()
}

fn signed_out(here: bool, state: &AppState) -> MayTell {
    let cookie = here.then(|| (header::SET_COOKIE, cookies::end(&state.site)));
    (AppendHeaders(cookie), StatusCode::NO_CONTENT)
}

/// Id and shown name of a provider; its issuer, if the configuration names it no more.
fn shown(state: &AppState, issuer: &str) -> (String, String) {
    let known = state.oidc.by_issuer(issuer);
    known.map_or_else(|| (issuer.to_owned(), issuer.to_owned()), |provider| (provider.id, provider.name))
}
