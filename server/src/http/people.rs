//! The people of the instance, and one's own API tokens.

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{CreateToken, CreatedToken, Person, Problem, TokenInfo, TokenScope};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::{Path, Unread};
use super::identity::Caller;
use super::state::AppState;
use crate::access::{Action, Resource};
use crate::store::audit::AuditAction;
use crate::store::people::Token;

/// `GET /api/people`.
#[derive(Serialize, ToSchema)]
pub(super) struct PeopleList {
    /// By name.
    people: Vec<Person>,
}

/// `GET /api/tokens`.
#[derive(Serialize, ToSchema)]
pub(super) struct TokenList {
    /// Oldest first.
    tokens: Vec<TokenInfo>,
}

/// Everybody that something can be shared with; a guest sees only themselves.
#[utoipa::path(
    get, path = "/api/people", tag = "people", operation_id = "people_list",
    responses((status = 200, body = PeopleList), (status = 401, body = Problem))
)]
pub(super) async fn list(State(state): State<AppState>, caller: Caller) -> Result<axum::Json<PeopleList>, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    // Guests are told of nobody but themselves.
    let people = match caller.may(Action::Read, &Resource::Directory) {
        Ok(()) => state.store.directory().await?,
        Err(_) => vec![caller.account()?.person.clone()],
    };
    Ok(axum::Json(PeopleList { people }))
}

/// One's own API tokens, without their secrets.
#[utoipa::path(
    get, path = "/api/tokens", tag = "tokens", operation_id = "people_tokens",
    responses((status = 200, body = TokenList), (status = 401, body = Problem))
)]
pub(super) async fn tokens(State(state): State<AppState>, caller: Caller) -> Result<axum::Json<TokenList>, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let tokens = state.store.tokens(caller.id()?).await?;
    Ok(axum::Json(TokenList { tokens: tokens.into_iter().map(info).collect() }))
}

/// Makes an API token; its secret is in this answer only.
#[utoipa::path(
    post, path = "/api/tokens", tag = "tokens", operation_id = "people_create_token", request_body = CreateToken,
    responses((status = 201, body = CreatedToken), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn create_token(
    State(state): State<AppState>,
    caller: Caller,
    body: Unread<CreateToken>,
) -> Result<(StatusCode, axum::Json<CreatedToken>), ApiError> {
    caller.may(Action::Create, &Resource::Instance)?;
    let create = body.read().await?;
    if caller.actor().scope() < TokenScope::All {
        return Err(ApiError::ScopeTooNarrow(caller.actor().scope()));
    }
    let (token, secret) =
        state.people.create_token(caller.id()?, create, caller.audit(AuditAction::TokenCreated)).await?;
    Ok((StatusCode::CREATED, axum::Json(CreatedToken { info: info(token), token: secret })))
}

/// Revokes an API token; its sockets end.
#[utoipa::path(
    delete, path = "/api/tokens/{id}", tag = "tokens", operation_id = "people_remove_token", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn remove_token(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let token = state.store.token_by_id(id).await?.ok_or(ApiError::NotFound)?;
    caller.may(Action::Remove, &Resource::Token { person: token.person })?;
    let audit = caller.audit(AuditAction::TokenRevoked).to(token.person).with("token", token.name);
    state.store.delete_token(id, &audit).await?;
    state.guard.recheck().await;
    Ok(StatusCode::NO_CONTENT)
}

fn info(token: Token) -> TokenInfo {
    TokenInfo {
        id: token.id,
        name: token.name,
        scope: token.scope,
        created_at: token.created_at.to_string(),
        last_used_at: token.last_used_at.map(|at| at.to_string()),
    }
}
