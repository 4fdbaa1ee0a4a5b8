//! Holds back floods: everything from one address, then whatever nobody signed in asks for, and what one account asks for.

use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::errors::ApiError;
use super::extract::client_address;
use super::identity::Caller;
use super::state::AppState;

/// What a supervisor asks all the time, and what costs nothing to answer.
const EXEMPT: &str = "/healthz";

/// Middleware around everything: counts by address, before anything is looked up.
pub(super) async fn by_address(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if parts.uri.path() != EXEMPT
        && let Err(wait) = state.limits.address(client_address(&parts, &state.site), Instant::now())
    {
        return too_many(wait);
    }
    next.run(Request::from_parts(parts, body)).await
}

/// Middleware behind `identify`: counts by account, or by address where nobody is signed in. A socket that opens has a limit of its own.
pub(super) async fn by_caller(State(state): State<AppState>, caller: Caller, request: Request, next: Next) -> Response {
    let now = Instant::now();
    let taken = match caller.id() {
        Err(_) => state.limits.nobody(caller.address(), now),
        Ok(person) if request.uri().path().ends_with("/sync") => state.limits.socket(person, now),
        Ok(person) => state.limits.account(person, now),
    };
    match taken {
        Ok(()) => next.run(request).await,
        Err(wait) => too_many(wait),
    }
}

fn too_many(wait: Duration) -> Response {
    let text = format!("That was too much at once. Nothing was changed; try again in {} s.", wait.as_secs() + 1);
    ApiError::TooMany { text, wait }.into_response()
}
