//! The way in, whatever opens it: the session so far ends and a new one begins.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::AppendHeaders;
use debrief_shared::api::SessionInfo;
use uuid::Uuid;

use super::cookies;
use super::errors::ApiError;
use super::identity::Caller;
use super::state::{AppState, Site};
use crate::people::PeopleError;
use crate::store::StoreError;
use crate::store::audit::{Audit, AuditAction};
use crate::store::people::{Account, Shown};

/// An answer with so many cookies.
pub(super) type WithCookies<T, const N: usize> = (AppendHeaders<[(HeaderName, HeaderValue); N]>, T);

/// Begins a session of `person`, by what they have shown, and gives its cookie. `audit` is noted with it, as an action of theirs.
pub(super) async fn begin(
    state: &AppState,
    person: Uuid,
    shown: Shown<'_>,
    headers: &HeaderMap,
    audit: Audit,
) -> Result<HeaderValue, PeopleError> {
    let audit = Audit { actor: Some(person), ..audit };
    let secret = state.people.begin_session(person, shown, cookies::browser(headers), audit).await?;
    Ok(cookies::begin(&secret, &state.site))
}

/// Signs somebody in who has shown a password or has just set one: the session so far ends, one of theirs begins, and the browser is
/// remembered, so that strangers' attempts don't hold it up.
pub(super) async fn by_password(
    state: &AppState,
    caller: &Caller,
    account: Account,
    headers: &HeaderMap,
    noted: Audit,
) -> Result<WithCookies<axum::Json<SessionInfo>, 2>, ApiError> {
    end(state, caller).await?;
    let (id, now) = (account.person.id, noted.at);
    let shown = Shown::Password(account.password_hash.as_deref().unwrap_or_default());
    let session = begin(state, id, shown, headers, noted).await?;
    let device = state.people.remember_device(id, cookies::device(headers, &state.site), now).await?;
    let device = cookies::remember(&device, &state.site);
    let cookies = AppendHeaders([(header::SET_COOKIE, session), (header::SET_COOKIE, device)]);
    Ok((cookies, axum::Json(info(account, &state.site))))
}

/// Somebody as they are told of themselves.
pub(super) fn info(account: Account, site: &Site) -> SessionInfo {
    SessionInfo {
        person: account.person,
        email: account.email.unwrap_or_default(),
        role: account.role,
        by_link: account.link.is_some(),
        has_password: account.password_hash.is_some(),
        demo: site.demo,
    }
}

/// Ends the session of the request's cookie, if there is one: a sign-in never carries on with an older secret.
pub(super) async fn end(state: &AppState, caller: &Caller) -> Result<(), ApiError> {
    let (Ok(person), Some(session)) = (caller.id(), caller.session()) else { return Ok(()) };
    let ended = state.store.delete_session(person, session, &caller.audit(AuditAction::SignedOut).to(person)).await;
    state.guard.recheck().await;
    match ended {
        // It ended a moment ago.
        Err(StoreError::NotFound) => Ok(()),
        other => Ok(other?),
    }
}
