//! Comment threads of a postmortem; every change is told to the pages that have it open.

mod notify;
pub(super) mod people;
pub(super) mod read;
pub(super) mod single;
pub(super) mod suggestion;

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{
    Anchor, Comment, CreateReply, CreateThread, MAX_COMMENT_CHARS, MAX_QUOTE_CHARS, MAX_SUGGESTION_CHARS, PatchThread,
    Problem, Suggestion, SuggestionOutcome, Thread, ThreadList,
};
use debrief_shared::document::Subject;
use debrief_shared::protocol::ServerEvent;
use jiff::Timestamp;
use uuid::Uuid;
use yrs::{StickyIndex, Transact};

use super::errors::ApiError;
use super::extract::{Path, Unread};
use super::identity::Caller;
use super::state::AppState;
use notify::Happened;

use crate::access::{Action, Resource};
use crate::random;
use crate::store::StoreError;
use crate::store::audit::AuditAction;
use crate::store::comments::{NewComment, NewThread, ThreadRow};

/// Most threads of a postmortem.
const MAX_THREADS: u32 = 2_000;
/// Most comments of a thread.
const MAX_COMMENTS: u32 = 500;
/// Most characters of all comments of a thread.
const MAX_THREAD_CHARS: usize = 200_000;
/// Largest thread, in bytes of JSON, that is sent as a whole to everybody with each change; pages ask for longer ones.
const MAX_TOLD_BYTES: usize = 16 << 10;
/// Largest client id of Yjs.
const MAX_CLIENT: u64 = (1 << 53) - 1;
/// Largest position of an anchor as JSON, in bytes; ours take about 60.
const MAX_POSITION_BYTES: usize = 512;

/// All threads, oldest first, settled ones too.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/comments", tag = "comments", operation_id = "comments_list", params(("id" = Uuid, Path)),
    responses((status = 200, body = ThreadList), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<ThreadList>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    let threads = state.store.threads(id).await?.into_iter().map(thread).collect();
    let read = state.store.comments_read(id, caller.id()?).await?.map(read::marks);
    Ok(axum::Json(ThreadList { threads, read }))
}

/// One thread, as it is now.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/comments/{thread}", tag = "comments", operation_id = "comments_show",
    params(("id" = Uuid, Path), ("thread" = Uuid, Path)),
    responses((status = 200, body = Thread), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, of)): Path<(Uuid, Uuid)>,
) -> Result<axum::Json<Thread>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    Ok(axum::Json(thread(state.store.thread(id, of).await?)))
}

/// Begins a thread on a range of a text, or on a place as a whole.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/comments", tag = "comments", operation_id = "comments_create", params(("id" = Uuid, Path)),
    request_body = CreateThread,
    responses(
        (status = 200, description = "This id was made before.", body = Thread), (status = 201, body = Thread),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<CreateThread>,
) -> Result<(StatusCode, axum::Json<Thread>), ApiError> {
    caller.postmortem(&state, id, Action::Comment).await?;
    let create = body.read().await?;
    let body = match &create.suggestion {
        // The words that it proposes may say it all.
        Some(_) if create.body.trim().is_empty() => String::new(),
        _ => comment_body(create.body)?,
    };
    if create.quote.chars().count() > MAX_QUOTE_CHARS {
        return Err(ApiError::Unprocessable(format!("Comment on at most {MAX_QUOTE_CHARS} characters at once.")));
    }
    let subject = check_anchor(&create.anchor)?;
    if let Some(words) = &create.suggestion {
        check_suggestion(words, &create.quote, &subject)?;
    }
    let there =
        state.documents.read(id, move |postmortem| subject.is_in(postmortem, &postmortem.doc().transact())).await?;
    if !there {
        return Err(ApiError::Unprocessable("What this comment is about is not in the postmortem.".to_owned()));
    }
    if create.id.is_some_and(|id| id.is_nil() || id.is_max()) {
        return Err(ApiError::Unprocessable("Choose a random id, or none.".to_owned()));
    }
    let now = Timestamp::now();
    let new = NewThread {
        id: create.id.unwrap_or_else(|| random::id(now)),
        postmortem: id,
        anchor: create.anchor,
        quote: create.quote,
        suggestion: create.suggestion,
        first: NewComment { id: random::id(now), author: caller.id()?, body, created_at: now },
    };
    if let Err(error) = state.store.create_thread(&new, MAX_THREADS).await {
        // Sent before, perhaps, and the answer was lost.
        let before = match create.id {
            Some(chosen) if matches!(error, StoreError::Conflict) => state.store.thread(id, chosen).await.ok(),
            _ => None,
        };
        return match before {
            Some(row) if row.author == caller.id()? => Ok((StatusCode::OK, axum::Json(thread(row)))),
            Some(_) => Err(taken()),
            // Elsewhere, and whose it is there is nobody's business.
            None if create.id.is_some() && !is_full(&state, id).await? => Err(taken()),
            None => Err(full(error, "postmortem has many threads")),
        };
    }
    Ok((StatusCode::CREATED, tell(&state, id, new.id, Some((caller.id()?, Happened::Begun))).await?))
}

/// Answers in a thread.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/comments/{thread}/replies", tag = "comments", operation_id = "comments_reply",
    params(("id" = Uuid, Path), ("thread" = Uuid, Path)), request_body = CreateReply,
    responses((status = 201, body = Thread), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn reply(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, thread)): Path<(Uuid, Uuid)>,
    body: Unread<CreateReply>,
) -> Result<(StatusCode, axum::Json<Thread>), ApiError> {
    let row = ask(&state, &caller, id, thread, Action::Comment).await?;
    let body = comment_body(body.read().await?.body)?;
    let length: usize = row.comments.iter().map(|comment| comment.body.chars().count()).sum();
    if length + body.chars().count() > MAX_THREAD_CHARS {
        return Err(ApiError::Conflict("This thread has grown long. Begin another one beside it.".to_owned()));
    }
    let now = Timestamp::now();
    let comment = NewComment { id: random::id(now), author: caller.id()?, body, created_at: now };
    let added = state.store.add_comment(id, thread, &comment, MAX_COMMENTS).await;
    added.map_err(|error| full(error, "thread has many comments"))?;
    Ok((StatusCode::CREATED, tell(&state, id, thread, Some((caller.id()?, Happened::Answered))).await?))
}

/// Settles a thread, or reopens it.
#[utoipa::path(
    patch, path = "/api/postmortems/{id}/comments/{thread}", tag = "comments", operation_id = "comments_patch",
    params(("id" = Uuid, Path), ("thread" = Uuid, Path)), request_body = PatchThread,
    responses((status = 200, body = Thread), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn patch(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, thread)): Path<(Uuid, Uuid)>,
    body: Unread<PatchThread>,
) -> Result<axum::Json<Thread>, ApiError> {
    let row = ask(&state, &caller, id, thread, Action::Comment).await?;
    let patch = body.read().await?;
    let by = caller.id()?;
    if row.resolved.is_some() == patch.resolved {
        return tell(&state, id, thread, None).await;
    }
    if !patch.resolved && row.suggestion.as_ref().is_some_and(|suggestion| suggestion.decided.is_some()) {
        return Err(ApiError::Conflict("This suggestion was decided on. Make another one.".to_owned()));
    }
    let resolved = patch.resolved.then(|| (by, Timestamp::now()));
    state.store.set_resolved(id, thread, resolved).await?;
    tell(&state, id, thread, patch.resolved.then_some((by, Happened::Resolved))).await
}

/// Removes a thread with its comments.
#[utoipa::path(
    delete, path = "/api/postmortems/{id}/comments/{thread}", tag = "comments", operation_id = "comments_remove",
    params(("id" = Uuid, Path), ("thread" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, thread)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, ApiError> {
    let row = ask(&state, &caller, id, thread, Action::Remove).await?;
    let audit = caller.audit(AuditAction::ThreadRemoved).about(id).to(row.author).with("thread", thread.to_string());
    state.store.delete_thread(id, thread, &audit).await?;
    state.documents.announce(id, ServerEvent::ThreadRemoved { id: thread });
    Ok(StatusCode::NO_CONTENT)
}

/// Looks a thread up and asks whether they may, first of its postmortem and then of itself.
async fn ask(
    state: &AppState,
    caller: &Caller,
    postmortem: Uuid,
    thread: Uuid,
    action: Action,
) -> Result<ThreadRow, ApiError> {
    let facts = caller.postmortem(state, postmortem, Action::Read).await?.facts;
    let row = state.store.thread(postmortem, thread).await?;
    caller.may(action, &Resource::Thread { facts, author: row.author })?;
    Ok(row)
}

/// Reads a thread back, tells it to everybody who has the postmortem open and to whom else it concerns, and answers with it.
async fn tell(
    state: &AppState,
    postmortem: Uuid,
    id: Uuid,
    happened: Option<(Uuid, Happened<'_>)>,
) -> Result<axum::Json<Thread>, ApiError> {
    let row = state.store.thread(postmortem, id).await?;
    // Whoever hears of the thread on a page finds the notification there already.
    if let Some((actor, happened)) = happened {
        notify::tell_people(state, postmortem, actor, &row, happened).await;
    }
    let thread = thread(row);
    let length = serde_json::to_vec(&thread).map_or(usize::MAX, |json| json.len());
    let event = if length > MAX_TOLD_BYTES {
        ServerEvent::ThreadChanged { id }
    } else {
        ServerEvent::Thread { thread: Box::new(thread.clone()) }
    };
    state.documents.announce(postmortem, event);
    Ok(axum::Json(thread))
}

fn thread(row: ThreadRow) -> Thread {
    let comment = |row: crate::store::comments::CommentRow| Comment {
        id: row.id,
        author: row.author,
        body: row.body,
        created_at: row.created_at.to_string(),
        edited_at: row.edited_at.map(|at| at.to_string()),
        removed: row.removed,
        reactions: row.reactions,
    };
    let (resolved_by, resolved_at) = row.resolved.unzip();
    Thread {
        id: row.id,
        anchor: row.anchor,
        quote: row.quote,
        comments: row.comments.into_iter().map(comment).collect(),
        resolved_by,
        resolved_at: resolved_at.map(|at| at.to_string()),
        suggestion: row.suggestion.map(|row| Suggestion {
            text: row.text,
            outcome: row.decided.map(|(accepted, by, at)| SuggestionOutcome { accepted, by, at: at.to_string() }),
        }),
    }
}

fn check_suggestion(words: &str, quote: &str, subject: &Subject) -> Result<(), ApiError> {
    if !matches!(subject, Subject::Text(_)) {
        return Err(ApiError::Unprocessable("A suggestion needs a range of a text.".to_owned()));
    }
    if words.chars().count() > MAX_SUGGESTION_CHARS {
        return Err(ApiError::Unprocessable(format!("Suggest at most {MAX_SUGGESTION_CHARS} characters at once.")));
    }
    if words == quote {
        return Err(ApiError::Unprocessable("The suggestion reads as the text does already.".to_owned()));
    }
    Ok(())
}

fn comment_body(body: String) -> Result<String, ApiError> {
    let body = body.trim();
    let length = body.chars().count();
    if length == 0 || length > MAX_COMMENT_CHARS {
        return Err(ApiError::Unprocessable(format!("Write a comment of 1 to {MAX_COMMENT_CHARS} characters.")));
    }
    Ok(body.to_owned())
}

fn check_anchor(anchor: &Anchor) -> Result<Subject, ApiError> {
    let subject = anchor.text.parse().map_err(|error| ApiError::Unprocessable(format!("anchor.text: {error}.")))?;
    let positions = [&anchor.start, &anchor.end];
    if !matches!(subject, Subject::Text(_)) {
        return if positions.iter().all(|position| position.is_null()) {
            Ok(subject)
        } else {
            Err(ApiError::Unprocessable("A place as a whole has no anchor.start and anchor.end.".to_owned()))
        };
    }
    for position in positions {
        let client = position.get("item").or_else(|| position.get("type")).and_then(|id| id.get("client"));
        let known = client.is_none_or(|client| client.as_u64().is_some_and(|client| client <= MAX_CLIENT));
        let fits = known && position.to_string().len() <= MAX_POSITION_BYTES;
        if !fits || serde_json::from_value::<StickyIndex>(position.clone()).is_err() {
            let text = "anchor.start and anchor.end are Yjs relative positions as JSON; see docs/PROTOCOL.md.";
            return Err(ApiError::Unprocessable(text.to_owned()));
        }
    }
    Ok(subject)
}

async fn is_full(state: &AppState, postmortem: Uuid) -> Result<bool, ApiError> {
    Ok(state.store.threads(postmortem).await?.len() >= MAX_THREADS as usize)
}

fn taken() -> ApiError {
    ApiError::Conflict("This id is taken. Choose another one, or none.".to_owned())
}

fn full(error: StoreError, what: &str) -> ApiError {
    match error {
        StoreError::Conflict => ApiError::Conflict(format!("This {what}. Remove settled ones first.")),
        other => other.into(),
    }
}
