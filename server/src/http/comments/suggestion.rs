//! What becomes of a suggestion: an editor takes it over or declines it; whoever made it may withdraw it.

use axum::extract::State;
use debrief_shared::api::{AcceptSuggestion, Anchor, Problem, Thread};
use debrief_shared::document::Postmortem;
use debrief_shared::document::suggestion::{Stale, take_over};
use jiff::Timestamp;
use uuid::Uuid;
use yrs::TransactionMut;

use super::super::errors::ApiError;
use super::super::extract::{Path, Unread};
use super::super::identity::Caller;
use super::super::state::AppState;
use super::notify::Happened;
use super::tell;
use crate::access::{Action, Resource};
use crate::store::StoreError;
use crate::store::comments::ThreadRow;

/// Takes a suggestion over into the text, where every page sees it like typing. Where the text has changed under it, what stands there now has to be sent along.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/comments/{thread}/suggestion/accept", tag = "comments", operation_id = "suggestions_accept",
    params(("id" = Uuid, Path), ("thread" = Uuid, Path)), request_body = AcceptSuggestion,
    responses(
        (status = 200, body = Thread), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(in crate::http) async fn accept(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, thread)): Path<(Uuid, Uuid)>,
    body: Unread<AcceptSuggestion>,
) -> Result<axum::Json<Thread>, ApiError> {
    let row = find(&state, &caller, id, thread, Action::Edit).await?;
    let accept = body.read().await?;
    let Some(suggestion) = row.suggestion else { return Err(ApiError::NotFound) };
    let me = caller.id()?;
    let expected = accept.current.unwrap_or(row.quote);
    let taking = Taking { id, thread, me, anchor: row.anchor, expected, words: suggestion.text };
    // On its own: whoever asked may go away in the middle, and what is decided has to be done.
    match tokio::spawn(taking.over(state.clone())).await {
        Ok(Ok(())) => tell(&state, id, thread, Some((me, Happened::Resolved))).await,
        Ok(Err(refusal)) => Err(refusal),
        Err(error) => Err(ApiError::Internal(format!("taking over a suggestion was cut off: {error}"))),
    }
}

/// A suggestion on its way into the text.
struct Taking {
    id: Uuid,
    thread: Uuid,
    me: Uuid,
    anchor: Anchor,
    expected: String,
    words: String,
}

impl Taking {
    async fn over(self, state: AppState) -> Result<(), ApiError> {
        let Self { id, thread, me, anchor, expected, words } = self;
        // Decided first: of two who accept at the same moment one is told so, and nothing is put in twice.
        let decided = state.store.decide_suggestion(id, thread, Some((true, me, Timestamp::now()))).await;
        decided.map_err(already)?;
        let edit = move |postmortem: &Postmortem, txn: &mut TransactionMut<'_>| {
            take_over(postmortem, txn, &anchor, &expected, &words)
        };
        let refusal = match state.documents.edit(id, me, edit).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(Stale::Gone)) => {
                ApiError::SuggestionStale("What it was made for is gone. Decline it, or write it anew.".to_owned())
            }
            Ok(Err(Stale::Changed(_))) => ApiError::SuggestionStale(
                "The text has changed since it was suggested. Look at both, and send what stands there now as `current`."
                    .to_owned(),
            ),
            Err(error) => error.into(),
        };
        state.store.decide_suggestion(id, thread, None).await?;
        Err(refusal)
    }
}

/// Declines a suggestion, or withdraws one's own. The text stays as it is.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/comments/{thread}/suggestion/decline", tag = "comments", operation_id = "suggestions_decline",
    params(("id" = Uuid, Path), ("thread" = Uuid, Path)),
    responses(
        (status = 200, body = Thread), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
pub(in crate::http) async fn decline(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, thread)): Path<(Uuid, Uuid)>,
) -> Result<axum::Json<Thread>, ApiError> {
    let row = find(&state, &caller, id, thread, Action::Remove).await?;
    row.suggestion.ok_or(ApiError::NotFound)?;
    let me = caller.id()?;
    let decided = state.store.decide_suggestion(id, thread, Some((false, me, Timestamp::now()))).await;
    decided.map_err(already)?;
    tell(&state, id, thread, Some((me, Happened::Resolved))).await
}

/// Looks a suggestion up and asks whether they may, first of its postmortem and then of itself.
async fn find(
    state: &AppState,
    caller: &Caller,
    id: Uuid,
    thread: Uuid,
    action: Action,
) -> Result<ThreadRow, ApiError> {
    let facts = caller.postmortem(state, id, Action::Read).await?.facts;
    let row = state.store.thread(id, thread).await?;
    caller.may(action, &Resource::Suggestion { facts, author: row.author })?;
    Ok(row)
}

fn already(error: StoreError) -> ApiError {
    match error {
        StoreError::Conflict => ApiError::Conflict("Somebody has decided on this suggestion already.".to_owned()),
        other => other.into(),
    }
}
