//! Signing in through an identity provider, and connecting one with an account: the way there and the way back.
//!
//! Browsers are led through here, so what goes wrong is told on a page: `/sign-in?problem=CODE` or `/account?problem=CODE`, with the codes
//! of `oidc::refusal::Problem`.

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::{Path, Query};
use super::identity::Caller;
use super::state::AppState;
use super::{cookies, entry};
use crate::access::{Action, Resource};
use crate::oidc::Answer;
use crate::oidc::accounts::{self, AccountError};
use crate::oidc::config::ProviderConfig;
use crate::oidc::flow::{Flow, Purpose};
use crate::oidc::provider::Provider;
use crate::oidc::refusal::Reason;
use crate::people::PeopleError;
use crate::store::audit::{Audit, AuditAction};
use crate::store::people::Shown;

/// Longest that the talk with the provider may take on the way back; less than a request may.
const TALK: Duration = Duration::from_secs(25);

/// The query of the way there.
#[derive(Deserialize)]
pub(super) struct Start {
    to: Option<String>,
}

/// The query of the way back; providers add words of their own.
#[derive(Deserialize)]
pub(super) struct Callback {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Where to send the browser for connecting.
#[derive(Serialize)]
pub(super) struct Leave {
    url: String,
}

/// Why somebody is not let in.
enum Refusal {
    Known { reason: Reason, purpose: Purpose, person: Option<Uuid> },
    Other(ApiError),
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Other(error)
    }
}

/// `GET /api/oidc/{provider}/start?to=/path`: to the provider.
pub(super) async fn start(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
    Query(Start { to }): Query<Start>,
) -> Result<Response, ApiError> {
    let provider = state.oidc.provider(&id).ok_or(ApiError::NotFound)?;
    let to = to.as_deref().unwrap_or("/");
    match state.oidc.begin(provider, Purpose::SignIn, to, Timestamp::now()).await {
        Ok(begun) => Ok(leave(&begun.url, vec![cookies::begin_flow(&begun.sealed, &state.site)])),
        Err(reason) => {
            let purpose = Purpose::SignIn;
            refuse(&state, &caller, &provider.config, Refusal::Known { reason, purpose, person: None }).await
        }
    }
}

/// `POST /api/oidc/{provider}/connect`: begins connecting the account of whoever is signed in, in this session.
pub(super) async fn connect(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let by_link = caller.account().is_ok_and(|account| account.link.is_some());
    caller.may(Action::Administer, &Resource::Account { by_link })?;
    let session = caller.session().ok_or(ApiError::Forbidden)?;
    let provider = state.oidc.provider(&id).ok_or(ApiError::NotFound)?;
    let purpose = Purpose::Connect { person: caller.id()?, session };
    let begun = state
        .oidc
        .begin(provider, purpose, "/account", Timestamp::now())
        .await
        .map_err(|_| ApiError::Unavailable(format!("the sign-in provider {id} does not answer")))?;
    let cookie = [(header::SET_COOKIE, cookies::begin_flow(&begun.sealed, &state.site))];
    Ok((cookie, axum::Json(Leave { url: begun.url })).into_response())
}

/// `GET /api/oidc/{provider}/callback`: back from the provider.
pub(super) async fn callback(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    Query(query): Query<Callback>,
) -> Result<Response, ApiError> {
    let provider = state.oidc.provider(&id).ok_or(ApiError::NotFound)?;
    let sealed = cookies::flow(&headers, &state.site);
    let word = query.state.as_deref().unwrap_or_default();
    let flow = match state.oidc.take(sealed, provider, word, Timestamp::now()).await {
        Ok(flow) => flow,
        Err(reason) => {
            let refusal = Refusal::Known { reason, purpose: Purpose::SignIn, person: None };
            return refuse(&state, &caller, &provider.config, refusal).await;
        }
    };
    let mut response = match arrive(&state, &caller, provider, &flow, &query, &headers).await {
        Ok(response) => response,
        Err(refusal) => refuse(&state, &caller, &provider.config, refusal).await?,
    };
    response.headers_mut().append(header::SET_COOKIE, cookies::end_flow(&state.site));
    Ok(response)
}

async fn arrive(
    state: &AppState,
    caller: &Caller,
    provider: &Provider,
    flow: &Flow,
    query: &Callback,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let purpose = flow.purpose;
    let known = |reason| Refusal::Known { reason, purpose, person: None };
    if let Purpose::Connect { person, session } = purpose
        && (caller.id().ok(), caller.session()) != (Some(person), Some(session))
    {
        return Err(known(Reason::OtherSession));
    }
    let answer = Answer { code: query.code.as_deref(), error: query.error.as_deref(), issuer: query.iss.as_deref() };
    let talk = state.oidc.finish(provider, flow, answer, Timestamp::now());
    let profile = tokio::time::timeout(TALK, talk).await.unwrap_or(Err(Reason::Unreachable)).map_err(known)?;

    let config = &provider.config;
    let of_account = |error| match error {
        AccountError::Refused { reason, person } => Refusal::Known { reason, purpose, person },
        AccountError::Store(error) => Refusal::Other(error.into()),
    };
    let audit = |action| noted(caller, purpose, config, action);
    if let Purpose::Connect { person, .. } = purpose {
        let audit = audit(AuditAction::IdentityAdded);
        accounts::connect(state.store.as_ref(), config, &profile, person, audit).await.map_err(of_account)?;
        return Ok(leave(&format!("/account?connected={}", config.id), Vec::new()));
    }
    let account = accounts::sign_in(state.store.as_ref(), config, &profile, audit).await.map_err(of_account)?;
    entry::end(state, caller).await?;
    let (person, shown) = (account.person.id, Shown::Identity { issuer: &config.issuer, subject: &profile.subject });
    let begun = entry::begin(state, person, shown, headers, audit(AuditAction::SignedIn)).await;
    let cookie = begun.map_err(|error| match error {
        PeopleError::Suspended => Refusal::Known { reason: Reason::Suspended, purpose, person: Some(person) },
        PeopleError::WrongCredentials => Refusal::Known { reason: Reason::Disconnected, purpose, person: Some(person) },
        other => Refusal::Other(other.into()),
    })?;
    // Their role may be another one now: open pages are told.
    state.guard.recheck().await;
    Ok(leave(&flow.to, vec![cookie]))
}

/// Notes it, and says it on the page that they came from.
async fn refuse(
    state: &AppState,
    caller: &Caller,
    provider: &ProviderConfig,
    refusal: Refusal,
) -> Result<Response, ApiError> {
    let (reason, purpose, person) = match refusal {
        Refusal::Known { reason, purpose, person } => (reason, purpose, person),
        Refusal::Other(error) => return Err(error),
    };
    let audit = noted(caller, purpose, provider, AuditAction::SignInRefused).with("reason", reason.code());
    let audit = Audit { person, ..audit };
    state.store.note(&audit).await?;
    let page = match purpose {
        Purpose::SignIn => "/sign-in",
        Purpose::Connect { .. } => "/account",
    };
    Ok(leave(&format!("{page}?problem={}", reason.problem().code()), Vec::new()))
}

/// A row for the log. Who signs in is not who was signed in before in the same browser.
fn noted(caller: &Caller, purpose: Purpose, provider: &ProviderConfig, action: AuditAction) -> Audit {
    let audit = caller.audit(action).with("provider", provider.id.clone());
    match purpose {
        Purpose::SignIn => Audit { actor: None, ..audit },
        Purpose::Connect { .. } => audit,
    }
}

fn leave(to: &str, cookies: Vec<HeaderValue>) -> Response {
    let to = HeaderValue::try_from(to).expect("URLs are ASCII");
    let cookies = cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)], AppendHeaders(cookies.collect::<Vec<_>>())).into_response()
}
