//! Searches that somebody keeps, for themselves alone.

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{
    MAX_VIEW_NAME_CHARS, MAX_VIEW_QUERY_CHARS, MAX_VIEWS, Problem, SaveView, SavedView, SavedViewList,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::super::errors::ApiError;
use super::super::extract::{Path, Unread};
use super::super::identity::Caller;
use super::super::state::AppState;
use crate::access::{Action, Resource};
use crate::random;
use crate::store::StoreError;
use crate::store::search::NewView;

/// Searches that the one who asks keeps.
#[utoipa::path(
    get, path = "/api/views", tag = "search", operation_id = "views_list",
    responses((status = 200, body = SavedViewList), (status = 401, body = Problem))
)]
pub(in super::super) async fn list(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<SavedViewList>, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    Ok(axum::Json(SavedViewList { views: state.store.views(caller.id()?).await? }))
}

/// Keeps a search under a name.
#[utoipa::path(
    post, path = "/api/views", tag = "search", operation_id = "views_create", request_body = SaveView,
    responses(
        (status = 201, body = SavedView), (status = 401, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(in super::super) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    body: Unread<SaveView>,
) -> Result<(StatusCode, axum::Json<SavedView>), ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let SaveView { name, query } = body.read().await?;
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let refuse = |text: String| Err(ApiError::Unprocessable(text));
    if !(1..=MAX_VIEW_NAME_CHARS).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return refuse(format!("Give the search a name of 1 to {MAX_VIEW_NAME_CHARS} characters."));
    }
    let is_address = |letter: char| letter.is_ascii_graphic() && !matches!(letter, '#' | '"' | '<' | '>' | '\\');
    if query.is_empty() || query.len() > MAX_VIEW_QUERY_CHARS || !query.chars().all(is_address) {
        return refuse(format!(
            "The search is what stands behind /search? in its address, {MAX_VIEW_QUERY_CHARS} characters at most."
        ));
    }
    let now = Timestamp::now();
    let view = NewView { id: random::id(now), person: caller.id()?, name, query, created_at: now };
    state.store.save_view(&view, MAX_VIEWS).await.map_err(|error| match error {
        StoreError::Conflict => {
            ApiError::Conflict(format!("You keep {MAX_VIEWS} searches already. Remove one of them first."))
        }
        other => other.into(),
    })?;
    let NewView { id, name, query, .. } = view;
    Ok((StatusCode::CREATED, axum::Json(SavedView { id, name, query })))
}

/// Forgets a search.
#[utoipa::path(
    delete, path = "/api/views/{view}", tag = "search", operation_id = "views_remove", params(("view" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(in super::super) async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    Path(view): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    state.store.remove_view(caller.id()?, view).await?;
    Ok(StatusCode::NO_CONTENT)
}
