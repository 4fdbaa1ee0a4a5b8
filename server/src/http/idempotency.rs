//! `Idempotency-Key`: a request that is sent again after a lost answer is done once, and answered as it was. After
//! draft-ietf-httpapi-idempotency-key-header-07.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use debrief_shared::import::MAX_DOCUMENT_BYTES;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{OpenApi, RefOr, Required};

use super::errors::ApiError;
use super::identity::{self, Caller};
use super::imports;
use super::state::AppState;
use crate::access::{Action, Resource};
use crate::images::MAX_UPLOAD_BYTES;
use crate::store::idempotency::{Claim, KeptAnswer, KeyedRequest};

/// The header.
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer is that of an earlier request.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Longest key, in characters.
const MAX_KEY_CHARS: usize = 255;
/// How long a key is known.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// After this a request without an answer is taken to have ended with its server: longer than any takes.
const STALE: SignedDuration = SignedDuration::from_mins(2);
/// Largest answer that is kept, in bytes.
const MAX_ANSWER_BYTES: usize = 1024 * 1024;

/// What takes keys: requests that make something, except those whose answer has a secret in it, which is not to be kept.
const ROUTES: &[&str] = &[
    "/api/imports",
    "/api/postmortems",
    "/api/postmortems/{id}/comments",
    "/api/postmortems/{id}/comments/{thread}/replies",
    "/api/postmortems/{id}/history/restore",
    "/api/postmortems/{id}/history/versions",
    "/api/postmortems/{id}/images",
    "/api/postmortems/{id}/outside",
    "/api/postmortems/{id}/publications",
    "/api/postmortems/{id}/review",
    "/api/postmortems/{id}/timeline/imports",
    "/api/teams",
    "/api/templates",
    "/api/views",
];

/// Middleware behind everything that finds out who asks: does a request with a key once.
pub(super) async fn once(State(state): State<AppState>, caller: Caller, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.headers().contains_key(KEY) {
        return next.run(request).await;
    }
    match keyed(state, caller, request, next).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

async fn keyed(state: AppState, caller: Caller, request: Request, next: Next) -> Result<Response, ApiError> {
    if !ROUTES.iter().any(|route| identity::fits(route, request.uri().path())) {
        let text = "This address takes no `Idempotency-Key`. The description of the API says which do.";
        return Err(ApiError::BadRequest(text.to_owned()));
    }
    caller.may(Action::Look, &Resource::Instance)?;
    let key = read(request.headers())?;
    let (parts, body) = request.into_parts();
    // A file is waited for as long as its handler would, by `imports::admit` for few at a time; only its hash is kept.
    let (most, too_large) = if imports::is_import(&parts.method, parts.uri.path()) {
        (MAX_DOCUMENT_BYTES, ApiError::FileTooLarge)
    } else {
        (MAX_UPLOAD_BYTES, ApiError::TooLarge)
    };
    let body = to_bytes(body, most).await.map_err(|_| too_large)?;
    let address = parts.uri.path_and_query().map_or("", |address| address.as_str());
    let asked = Sha256::new().chain_update(address).chain_update([0]).chain_update(&body).finalize();
    let now = Timestamp::now();
    let keyed = KeyedRequest { person: caller.id()?, key, request: asked.into(), at: now };
    match state.store.claim_key(&keyed, now - STALE, now - KEPT).await? {
        Claim::New => {}
        Claim::Answered(answer) => return Ok(replay(answer)),
        Claim::GoesOn => {
            let text = "The first request with this `Idempotency-Key` is still being done. Try again in a moment.";
            return Err(ApiError::Conflict(text.to_owned()));
        }
        Claim::Other => {
            let text = "This `Idempotency-Key` was sent with another request. Take a new one for each.";
            return Err(ApiError::Unprocessable(text.to_owned()));
        }
    }
    // Whoever hangs up meanwhile asks again: what was begun is finished, and its answer kept for them.
    let doing = tokio::spawn(async move {
        let response = next.run(Request::from_parts(parts, Body::from(body))).await;
        keep(&state, &keyed, response).await
    });
    doing.await.map_err(|error| ApiError::Internal(error.to_string()))?
}

/// Keeps an answer that something was done; otherwise the key is free. So it is where an answer is too large to be kept, that of a file of many
/// postmortems: brought in again, they are found by what is in them.
async fn keep(state: &AppState, keyed: &KeyedRequest, response: Response) -> Result<Response, ApiError> {
    if !response.status().is_success() {
        state.store.release_key(keyed).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(|error| ApiError::Internal(error.to_string()))?;
    if body.len() > MAX_ANSWER_BYTES {
        state.store.release_key(keyed).await?;
        return Ok(Response::from_parts(parts, Body::from(body)));
    }
    let location = parts.headers.get(LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let answer = KeptAnswer { status: parts.status.as_u16(), location, body: body.to_vec() };
    state.store.keep_answer(keyed, &answer).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn replay(KeptAnswer { status, location, body }: KeptAnswer) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    if let Some(location) = location.and_then(|location| HeaderValue::from_str(&location).ok()) {
        headers.insert(LOCATION, location);
    }
    response
}

fn read(headers: &HeaderMap) -> Result<String, ApiError> {
    let mut keys = headers.get_all(KEY).iter();
    let key =
        keys.next().and_then(|key| key.to_str().ok()).map(str::trim).filter(|key| {
            !key.is_empty() && key.len() <= MAX_KEY_CHARS && key.bytes().all(|byte| byte.is_ascii_graphic())
        });
    let wrong = || {
        ApiError::BadRequest(format!(
            "Send one `Idempotency-Key` of 1 to {MAX_KEY_CHARS} visible ASCII characters, a UUID for instance."
        ))
    };
    key.filter(|_| keys.next().is_none()).map(str::to_owned).ok_or_else(wrong)
}

/// Says in the description of the API which requests take a key.
pub(super) fn describe(api: &mut OpenApi) {
    for (path, item) in &mut api.paths.paths {
        if let Some(post) = item.post.as_mut().filter(|_| ROUTES.contains(&path.as_str())) {
            describe_in(post);
        }
    }
}

fn describe_in(operation: &mut Operation) {
    let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(MAX_KEY_CHARS));
    let key: Parameter = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "Sent again with the same key within a day, the request is done once, and answered as it was.",
        ))
        .schema(Some(text.pattern(Some("^[!-~]+$"))))
        .build();
    operation.parameters.get_or_insert_default().push(RefOr::T(key));
}
