//! How far somebody has read the comments of a postmortem, kept with their account.

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{NoteRead, Problem, ReadMarks, ReadThread};
use jiff::Timestamp;
use uuid::Uuid;

use super::super::errors::ApiError;
use super::super::extract::{Path, Unread};
use super::super::identity::Caller;
use super::super::state::AppState;
use crate::access::Action;
use crate::store::comments::ReadRow;

/// Notes what the one who asks has read: a thread, or everything.
#[utoipa::path(
    put, path = "/api/postmortems/{id}/comments/read", tag = "comments", operation_id = "comments_read", params(("id" = Uuid, Path)),
    request_body = NoteRead,
    responses(
        (status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(in crate::http) async fn note(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<NoteRead>,
) -> Result<StatusCode, ApiError> {
    caller.postmortem(&state, id, Action::Read).await?;
    let NoteRead { thread, at } = body.read().await?;
    let now = Timestamp::now();
    let at = match at {
        // Nobody has read what is still to come.
        Some(at) => at.parse::<Timestamp>().map(|at| at.min(now)),
        None => Ok(now),
    };
    let at = at.map_err(|_| ApiError::Unprocessable("at is a time by RFC 3339.".to_owned()))?;
    state.store.note_read(id, caller.id()?, thread, at).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// As it is sent.
pub(super) fn marks(row: ReadRow) -> ReadMarks {
    let threads = row.threads.into_iter().map(|(thread, at)| ReadThread { thread, at: at.to_string() });
    ReadMarks { all: row.all.to_string(), threads: threads.collect() }
}
