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
use crate::document::Outcome;
use crate::random;
use crate::store::StoreError;
use crate::store::audit::{Audit, AuditAction};
use crate::store::comments::{Decision, SuggestionRow, ThreadRow};

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
    let suggestion = row.suggestion.clone().ok_or(ApiError::NotFound)?;
    if suggestion.decided.is_some() {
        return Err(already(StoreError::Conflict));
    }
    let decision = decision(&caller, thread, true)?;
    let audit =
        caller.audit(AuditAction::SuggestionAccepted).about(id).to(row.author).with("thread", thread.to_string());
    let taking = Taking {
        id,
        decision,
        audit,
        anchor: row.anchor.clone(),
        expected: accept.current.unwrap_or_else(|| row.quote.clone()),
        words: suggestion.text,
    };
    // On its own: whoever asked may go away in the middle, and others have to be told of what is decided.
    let decided = Some((true, caller.account()?.person.clone(), decision.at));
    let accepted = ThreadRow { suggestion: Some(SuggestionRow { text: taking.words.clone(), decided }), ..row };
    let taking = tokio::spawn(taking.over_and_told(state, accepted)).await;
    taking.map_err(|error| ApiError::Internal(format!("taking over a suggestion was cut off: {error}")))?
}

/// A suggestion on its way into the text.
struct Taking {
    id: Uuid,
    decision: Decision,
    audit: Audit,
    anchor: Anchor,
    expected: String,
    words: String,
}

impl Taking {
    async fn over_and_told(self, state: AppState, accepted: ThreadRow) -> Result<axum::Json<Thread>, ApiError> {
        let (id, Decision { thread, by, .. }) = (self.id, self.decision);
        self.over(&state).await?;
        match tell(&state, id, thread, Some((by, Happened::Resolved))).await {
            // It was removed in the same moment: what was done is answered, not what is left of it.
            Err(ApiError::NotFound) => Ok(axum::Json(super::thread(accepted))),
            told => told,
        }
    }

    /// The words and the decision come into the log together: of two who accept at the same moment one is told so, and nothing is put in twice.
    async fn over(self, state: &AppState) -> Result<(), ApiError> {
        let Self { id, decision, audit, anchor, expected, words } = self;
        let edit = move |postmortem: &Postmortem, txn: &mut TransactionMut<'_>| {
            take_over(postmortem, txn, &anchor, &expected, &words)
        };
        let refusal = match state.documents.edit_deciding(id, (decision, audit.clone()), edit).await {
            Ok((Ok(()), Outcome::Decided)) => return Ok(()),
            // The text reads so already.
            Ok((Ok(()), Outcome::Unchanged)) => {
                return state.store.decide_suggestion(id, &decision, &audit).await.map_err(already);
            }
            Ok((Ok(()), Outcome::Refused(error))) => return Err(already(error)),
            Ok((Err(Stale::Gone), _)) => {
                ApiError::SuggestionStale("What it was made for is gone. Decline it, or write it anew.".to_owned())
            }
            Ok((Err(Stale::Changed(_)), _)) => ApiError::SuggestionStale(
                "The text has changed since it was suggested. Look at both, and send what stands there now as `current`."
                    .to_owned(),
            ),
            Err(error) => error.into(),
        };
        // Perhaps somebody else was quicker, or it was done and the word of that got lost.
        match state.store.thread(id, decision.thread).await.map(|row| row.suggestion.and_then(|it| it.decided)) {
            Ok(Some((true, by, at))) if by.id == decision.by && at == decision.at => Ok(()),
            Ok(Some(_)) => Err(already(StoreError::Conflict)),
            Err(StoreError::NotFound) => Err(ApiError::NotFound),
            Ok(None) | Err(_) => Err(refusal),
        }
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
    let decision = decision(&caller, thread, false)?;
    let audit =
        caller.audit(AuditAction::SuggestionDeclined).about(id).to(row.author).with("thread", thread.to_string());
    state.store.decide_suggestion(id, &decision, &audit).await.map_err(already)?;
    tell(&state, id, thread, Some((decision.by, Happened::Resolved))).await
}

fn decision(caller: &Caller, thread: Uuid, accepted: bool) -> Result<Decision, ApiError> {
    let now = Timestamp::now();
    // As it is stored: to the millisecond.
    let at = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
    Ok(Decision { id: random::id(now), thread, accepted, by: caller.id()?, at })
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
