//! Who sends a request, and the question that every handler asks before it does anything: may they?

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::HttpBody;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use debrief_shared::api::Role;
use debrief_shared::import::MAX_DOCUMENT_BYTES;
use jiff::Timestamp;
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::{client_address, whole};
use super::state::AppState;
use super::{MAX_BODY_BYTES, cookies, images, imports};
use crate::access::{Action, Actor, Facts, Resource, Verdict, may, only_as_admin, role_in};
use crate::images::MAX_UPLOAD_BYTES;
use crate::people::SignedIn;
use crate::store::audit::{Audit, AuditAction};
use crate::store::documents::{DocumentRow, Scope};
use crate::store::people::Account;
use crate::store::search::Asker;

/// What is open to everybody: it asks for no right because it gives none away. Everything else under `/api` has to ask.
pub(super) const PUBLIC: &[(&str, &str)] = &[
    ("GET", "/api/instance"),
    ("POST", "/api/session"),
    ("DELETE", "/api/session"),
    ("POST", "/api/setup"),
    ("POST", "/api/password-resets"),
    ("POST", "/api/tickets/look"),
    ("POST", "/api/tickets/use"),
    ("POST", "/api/links/look"),
    ("POST", "/api/links/enter"),
    // The address itself is what whoever asks has to have.
    ("GET", "/api/calendar/{feed}"),
    ("GET", "/api/openapi.json"),
    ("GET", "/api/docs"),
    ("GET", "/api/oidc/{provider}/start"),
    ("GET", "/api/oidc/{provider}/callback"),
];

/// Largest body of somebody who is not signed in: a secret, a name and a password. Strangers' large ones would fill the memory.
const MAX_STRANGER_BYTES: usize = 128 * 1024;

/// Whoever sent the request.
#[derive(Clone)]
pub(super) struct Caller {
    signed_in: Option<SignedIn>,
    address: IpAddr,
    asked: Arc<AtomicBool>,
}

/// A postmortem that the caller may do something to.
pub(super) struct Found {
    /// Its row.
    pub(super) row: DocumentRow,
    /// What the rules know of it and the caller.
    pub(super) facts: Facts,
    /// The caller's role in it.
    pub(super) role: Role,
}

impl Caller {
    /// Asks whether they may; the refusal is the answer to send.
    pub(super) fn may(&self, action: Action, resource: &Resource) -> Result<(), ApiError> {
        self.asked.store(true, Ordering::Relaxed);
        match may(&self.actor(), action, resource) {
            Verdict::Allow => Ok(()),
            Verdict::Deny if self.signed_in.is_none() => Err(ApiError::SignInFirst),
            Verdict::Deny => Err(self.denied(action, resource)),
            Verdict::Hide => Err(ApiError::NotFound),
        }
    }

    /// The refusal of somebody who is signed in: what the token lacks is no matter of their rights.
    fn denied(&self, action: Action, resource: &Resource) -> ApiError {
        let actor = self.actor();
        let by_session = self.account().map(|account| Actor::person(account.person.id, account.role));
        let would = by_session.is_ok_and(|person| may(&person, action, resource) == Verdict::Allow);
        if would { ApiError::ScopeTooNarrow(actor.scope()) } else { ApiError::Forbidden }
    }

    /// Looks a postmortem up and asks whether they may.
    pub(super) async fn postmortem(&self, state: &AppState, id: Uuid, action: Action) -> Result<Found, ApiError> {
        self.may(Action::Look, &Resource::Instance)?;
        let standing = state.store.standing(id, self.id()?, Timestamp::now()).await?;
        let facts = Facts::from(&standing);
        self.may(action, &Resource::Postmortem(facts))?;
        let role = role_in(&self.actor(), &facts).ok_or(ApiError::NotFound)?;
        Ok(Found { row: standing.row, facts, role })
    }

    /// Who asks, as the store wants to know it.
    pub(super) fn asker(&self) -> Result<Asker, ApiError> {
        let actor = self.actor();
        let scope = match actor {
            _ if actor.is_admin() => Scope::Everything,
            _ if actor.is_member() => Scope::Workspace,
            _ => Scope::Shared,
        };
        Ok(Asker { person: self.id()?, scope, now: Timestamp::now() })
    }

    /// Notes it when an admin opens what was not shared with them.
    pub(super) async fn note_opening(&self, state: &AppState, found: &Found) -> Result<(), ApiError> {
        if only_as_admin(&self.actor(), &found.facts) {
            state.store.note(&self.audit(AuditAction::OpenedAsAdmin).about(found.row.id)).await?;
        }
        Ok(())
    }

    /// A row for the audit log: the caller does `action` now, from where they are.
    pub(super) fn audit(&self, action: AuditAction) -> Audit {
        Audit::by(self.actor().id(), self.address, action, Timestamp::now())
    }

    /// Where the request came from.
    pub(super) fn address(&self) -> IpAddr {
        self.address
    }

    /// As the access rules see them.
    pub(super) fn actor(&self) -> Actor {
        self.signed_in.as_ref().map_or(Actor::Anonymous, SignedIn::actor)
    }

    /// Their account.
    pub(super) fn account(&self) -> Result<&Account, ApiError> {
        self.signed_in.as_ref().map(|signed_in| &signed_in.account).ok_or(ApiError::SignInFirst)
    }

    /// Their account id.
    pub(super) fn id(&self) -> Result<Uuid, ApiError> {
        self.account().map(|account| account.person.id)
    }

    /// The browser session that they came with, if it isn't an API token.
    pub(super) fn session(&self) -> Option<Uuid> {
        self.signed_in.as_ref().filter(|signed_in| !signed_in.by_token).map(|signed_in| signed_in.proof)
    }

    /// The session or token that they proved themselves with.
    pub(super) fn proof(&self) -> Option<Uuid> {
        self.signed_in.as_ref().map(|signed_in| signed_in.proof)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let caller = parts.extensions.get::<Self>().cloned();
        caller.ok_or_else(|| ApiError::Internal("a route without the identity layer".to_owned()))
    }
}

/// Middleware: finds out who is calling, refuses other sites' requests, and holds back any success for which no right was asked.
pub(super) async fn identify(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Proof { signed_in, cookie } = match prove(&state, &parts).await {
        Ok(proof) => proof,
        Err(error) => return error.into_response(),
    };
    let is_open = is_public(&parts.method, parts.uri.path());
    // Before any handler reads on. A page that opens a socket is told by a close code, and nobody can be the answer to who is signed in:
    // these handlers refuse by themselves.
    let refuses = is_socket(&parts) || (parts.method == Method::GET && parts.uri.path() == "/api/session");
    if signed_in.is_none() && !is_open && !refuses {
        return ApiError::SignInFirst.into_response();
    }
    let asked = Arc::new(AtomicBool::new(is_open));
    let address = client_address(&parts, &state.site);
    parts.extensions.insert(Caller { signed_in, address, asked: Arc::clone(&asked) });

    let response = next.run(Request::from_parts(parts, body)).await;
    let done = !response.status().is_client_error() && !response.status().is_server_error();
    if done && !asked.load(Ordering::Relaxed) {
        return ApiError::Internal("a handler answered without asking for a right".to_owned()).into_response();
    }
    tell(response, cookie, &state)
}

/// Middleware behind `identify`: waits for the whole body and then looks again who is calling. Whoever sends the last of it late can have
/// lost a right, or their account, meanwhile; nothing is done by what was known before.
pub(super) async fn wait(State(state): State<AppState>, caller: Caller, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    if body.is_end_stream() {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let brings_picture = images::is_upload(&parts.method, parts.uri.path());
    let brings_file = imports::is_import(&parts.method, parts.uri.path());
    let most = match (&caller.signed_in, brings_picture, brings_file) {
        (None, ..) => MAX_STRANGER_BYTES,
        (Some(_), true, _) => MAX_UPLOAD_BYTES,
        (Some(_), _, true) => MAX_DOCUMENT_BYTES,
        (Some(_), false, false) => MAX_BODY_BYTES,
    };
    let body = match whole(body, most).await {
        Ok(body) => body,
        Err(ApiError::TooLarge) if brings_picture => return ApiError::PictureTooLarge.into_response(),
        Err(ApiError::TooLarge) if brings_file => return ApiError::FileTooLarge.into_response(),
        Err(error) => return error.into_response(),
    };
    if caller.signed_in.is_none() {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let Proof { signed_in, cookie } = match prove(&state, &parts).await {
        Ok(proof) => proof,
        Err(error) => return error.into_response(),
    };
    if signed_in.is_none() && !is_public(&parts.method, parts.uri.path()) {
        return ApiError::SignInFirst.into_response();
    }
    parts.extensions.insert(Caller { signed_in, ..caller });
    tell(next.run(Request::from_parts(parts, body)).await, cookie, &state)
}

/// Tells the browser its session's new secret, unless the answer has a cookie of its own.
fn tell(mut response: Response, cookie: Option<String>, state: &AppState) -> Response {
    if let Some(secret) = cookie.filter(|_| !response.headers().contains_key(header::SET_COOKIE)) {
        response.headers_mut().insert(header::SET_COOKIE, cookies::begin(&secret, &state.site));
    }
    response
}

struct Proof {
    signed_in: Option<SignedIn>,
    /// The session secret that the browser has to be told.
    cookie: Option<String>,
}

async fn prove(state: &AppState, request: &Parts) -> Result<Proof, ApiError> {
    let now = Timestamp::now();
    let bearer = bearer(request)?;
    let is_socket = is_socket(request);
    let is_safe = matches!(request.method, Method::GET | Method::HEAD | Method::OPTIONS);
    if (is_socket || (!is_safe && bearer.is_none())) && !cookies::is_same_site(&request.headers, &state.site) {
        return Err(ApiError::CrossOrigin);
    }
    let token = bearer.or_else(|| if is_socket { query_token(request) } else { None });
    if let Some(token) = token {
        let signed_in = state.people.by_token(&token, now).await?;
        let unknown = || ApiError::WrongCredentials("This API token is not valid. Make a new one.".to_owned());
        return Ok(Proof { signed_in: Some(signed_in.ok_or_else(unknown)?), cookie: None });
    }
    let Some(secret) = cookies::session_secret(&request.headers, &state.site) else {
        return Ok(Proof { signed_in: None, cookie: None });
    };
    let known = state.people.by_session(secret, client_address(request, &state.site), now).await?;
    let (signed_in, cookie) = known.map(|known| (known.signed_in, known.cookie)).unzip();
    Ok(Proof { signed_in, cookie: cookie.flatten() })
}

fn bearer(request: &Parts) -> Result<Option<String>, ApiError> {
    let Some(value) = request.headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let token = value.to_str().ok().and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
    });
    let other = || ApiError::WrongCredentials("Send an API token as `Authorization: Bearer …`.".to_owned());
    token.map(Some).ok_or_else(other)
}

/// Sockets of plain y-websocket clients carry the API token in the address, as those clients can set no header.
fn query_token(request: &Parts) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Token {
        token: String,
    }
    let query = axum::extract::Query::<Token>::try_from_uri(&request.uri).ok()?;
    Some(query.0.token)
}

fn is_socket(request: &Parts) -> bool {
    request.uri.path().ends_with("/sync")
}

fn is_public(method: &Method, path: &str) -> bool {
    PUBLIC.iter().any(|(public, route)| *public == method.as_str() && fits(route, path))
}

/// Whether a path is one of a route's.
pub(super) fn fits(route: &str, path: &str) -> bool {
    let same = |(wanted, given): (&str, &str)| wanted == given || wanted.starts_with('{');
    route.split('/').count() == path.split('/').count() && route.split('/').zip(path.split('/')).all(same)
}
