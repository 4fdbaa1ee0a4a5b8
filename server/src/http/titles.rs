//! Reading the title of a page that a link leads to, when its writer asks.

use axum::extract::State;
use debrief_shared::api::{AskTitle, FoundTitle, Problem};
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::{Path, Unread};
use super::identity::Caller;
use super::state::AppState;
use crate::access::Action;

/// Reads the title of a web page. Why there is none stays unsaid: it would tell what answers in this network.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/titles", tag = "postmortems", operation_id = "titles_read", params(("id" = Uuid, Path)),
    request_body = AskTitle,
    responses(
        (status = 200, body = FoundTitle), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)
    )
)]
pub(super) async fn read(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<AskTitle>,
) -> Result<axum::Json<FoundTitle>, ApiError> {
    caller.postmortem(&state, id, Action::Edit).await?;
    let AskTitle { url } = body.read().await?;
    if !state.titles.is_on() {
        return Err(ApiError::Conflict("Titles are not read on this server. Write one yourself.".to_owned()));
    }
    Ok(axum::Json(FoundTitle { title: state.titles.of(url.trim()).await }))
}
