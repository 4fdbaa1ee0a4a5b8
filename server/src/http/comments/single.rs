//! One comment of a thread: other words for it, its removal, reactions to it.

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{EditComment, Problem, Reaction, Thread};
use debrief_shared::protocol::ServerEvent;
use jiff::Timestamp;
use uuid::Uuid;

use super::super::errors::ApiError;
use super::super::extract::{Path, Unread};
use super::super::identity::Caller;
use super::super::state::AppState;
use super::notify::Happened;
use super::{ask, comment_body, tell};
use crate::access::{Action, Resource};
use crate::store::StoreError;
use crate::store::audit::AuditAction;
use crate::store::comments::{CommentKey, CommentRow, Left};

/// Most reactions to a comment, those of everybody together.
const MAX_REACTIONS: u32 = 500;

/// Gives one's own comment other words.
#[utoipa::path(
    patch, path = "/api/postmortems/{id}/comments/{thread}/comments/{comment}", tag = "comments", operation_id = "comments_edit",
    params(("id" = Uuid, Path), ("thread" = Uuid, Path), ("comment" = Uuid, Path)), request_body = EditComment,
    responses(
        (status = 200, body = Thread), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(in crate::http) async fn edit(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, thread, comment)): Path<(Uuid, Uuid, Uuid)>,
    body: Unread<EditComment>,
) -> Result<axum::Json<Thread>, ApiError> {
    let key = CommentKey { postmortem: id, thread, comment };
    let row = find(&state, &caller, key, Action::Edit).await?;
    let body = comment_body(body.read().await?.body)?;
    if body != row.body {
        state.store.edit_comment(key, &body, Timestamp::now()).await?;
    }
    tell(&state, id, thread, Some((caller.id()?, Happened::Edited(comment, &row.body)))).await
}

/// Removes a comment; with the last one its thread goes, too. The first of a thread with answers leaves its place.
#[utoipa::path(
    delete, path = "/api/postmortems/{id}/comments/{thread}/comments/{comment}", tag = "comments",
    operation_id = "comments_remove_one", params(("id" = Uuid, Path), ("thread" = Uuid, Path), ("comment" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(in crate::http) async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, thread, comment)): Path<(Uuid, Uuid, Uuid)>,
) -> Result<StatusCode, ApiError> {
    let key = CommentKey { postmortem: id, thread, comment };
    let row = find(&state, &caller, key, Action::Remove).await?;
    let audit = caller.audit(AuditAction::CommentRemoved).about(id).to(row.author.id);
    let audit = audit.with("thread", thread.to_string()).with("comment", comment.to_string());
    match state.store.remove_comment(key, Timestamp::now(), &audit).await? {
        Left::Thread => drop(tell(&state, id, thread, None).await?),
        Left::Nothing => state.documents.announce(id, ServerEvent::ThreadRemoved { id: thread }),
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Reacts to a comment; twice is as once.
#[utoipa::path(
    put, path = "/api/postmortems/{id}/comments/{thread}/comments/{comment}/reactions/{reaction}", tag = "comments",
    operation_id = "comments_react",
    params(("id" = Uuid, Path), ("thread" = Uuid, Path), ("comment" = Uuid, Path), ("reaction" = Reaction, Path)),
    responses(
        (status = 200, body = Thread), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
pub(in crate::http) async fn react(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, thread, comment, reaction)): Path<(Uuid, Uuid, Uuid, Reaction)>,
) -> Result<axum::Json<Thread>, ApiError> {
    ask(&state, &caller, id, thread, Action::Comment).await?;
    let key = CommentKey { postmortem: id, thread, comment };
    let reacted = state.store.react(key, caller.id()?, reaction, Timestamp::now(), MAX_REACTIONS).await;
    reacted.map_err(|error| match error {
        StoreError::Conflict => ApiError::Conflict("This comment has many reactions already.".to_owned()),
        other => other.into(),
    })?;
    tell(&state, id, thread, None).await
}

/// Takes one's own reaction back; none is fine, too.
#[utoipa::path(
    delete, path = "/api/postmortems/{id}/comments/{thread}/comments/{comment}/reactions/{reaction}", tag = "comments",
    operation_id = "comments_unreact",
    params(("id" = Uuid, Path), ("thread" = Uuid, Path), ("comment" = Uuid, Path), ("reaction" = Reaction, Path)),
    responses(
        (status = 200, body = Thread), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)
    )
)]
pub(in crate::http) async fn unreact(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, thread, comment, reaction)): Path<(Uuid, Uuid, Uuid, Reaction)>,
) -> Result<axum::Json<Thread>, ApiError> {
    ask(&state, &caller, id, thread, Action::Comment).await?;
    let key = CommentKey { postmortem: id, thread, comment };
    state.store.unreact(key, caller.id()?, reaction).await?;
    tell(&state, id, thread, None).await
}

/// Looks a comment up and asks whether they may, first of its postmortem and then of itself.
async fn find(state: &AppState, caller: &Caller, key: CommentKey, action: Action) -> Result<CommentRow, ApiError> {
    let facts = caller.postmortem(state, key.postmortem, Action::Read).await?.facts;
    let thread = state.store.thread(key.postmortem, key.thread).await?;
    let there = thread.comments.into_iter().find(|comment| comment.id == key.comment && !comment.removed);
    let row = there.ok_or(ApiError::NotFound)?;
    caller.may(action, &Resource::Comment { facts, author: row.author.id })?;
    Ok(row)
}
