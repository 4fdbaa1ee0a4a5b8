//! How far somebody has seen a postmortem, kept with their account: what is new to them is told on whatever device they come back.

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{NoteSeen, Problem, Seen};
use jiff::Timestamp;
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::{Path, Unread};
use super::identity::Caller;
use super::state::AppState;
use crate::access::Action;

/// What is new to the one who asks.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/seen", tag = "history", operation_id = "seen_show", params(("id" = Uuid, Path)),
    responses((status = 200, body = Seen), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<Seen>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    let me = caller.id()?;
    let end = state.store.log_end(id).await?;
    let Some(row) = state.store.seen(id, me).await? else {
        return Ok(axum::Json(Seen { seq: None, at: None, end, others: Vec::new() }));
    };
    // What was cleared away since cannot be told in detail any more: the rest can.
    let seq = row.seq.max(found.row.trimmed);
    let mut others = state.store.authors_after(id, seq).await?;
    others.retain(|author| *author != me);
    let others = state.store.people_named(&others).await?;
    Ok(axum::Json(Seen { seq: Some(seq), at: Some(row.at.to_string()), end, others }))
}

/// Notes what the one who asks has seen.
#[utoipa::path(
    put, path = "/api/postmortems/{id}/seen", tag = "history", operation_id = "seen_note", params(("id" = Uuid, Path)),
    request_body = NoteSeen,
    responses(
        (status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn note(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<NoteSeen>,
) -> Result<StatusCode, ApiError> {
    caller.postmortem(&state, id, Action::Read).await?;
    let through = body.read().await?.seq.unwrap_or(i64::MAX);
    state.store.note_seen(id, caller.id()?, through, Timestamp::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
