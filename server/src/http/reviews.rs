//! Review rounds: who is asked, what they come to, where the postmortem stands; and publishing it inside.

mod ask;
mod notify;
mod since;
mod tell;

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{
    AskReview, GiveReview, MAX_REVIEW_NOTE_CHARS, Problem, Publication, Publish, Review, WaitingReviews,
};
use debrief_shared::protocol::ServerEvent;
use jiff::Timestamp;
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::{Path, Unread};
use super::identity::Caller;
use super::policy;
use super::state::AppState;
use crate::access::{Action, Facts, Resource, Verdict, may};
use crate::random;
use crate::store::StoreError;
use crate::store::audit::AuditAction;
use crate::store::reviews::{Had, NewPublication, NewReview, PartSaid};

/// Most rounds of a postmortem.
const MAX_ROUNDS: u32 = 200;
/// Most publications of a postmortem.
const MAX_PUBLICATIONS: u32 = 200;
/// Most reviews that somebody is told to be waiting for them.
const MAX_WAITING: u32 = 100;

/// Where a postmortem stands: its rounds, what was published, and what is missing.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/review", tag = "reviews", operation_id = "reviews_show", params(("id" = Uuid, Path)),
    responses((status = 200, body = Review), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<Review>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    Ok(axum::Json(tell::review(&state, &found.row).await?))
}

/// Asks people for a review. A round that is going on ends.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/review", tag = "reviews", operation_id = "reviews_ask", params(("id" = Uuid, Path)),
    request_body = AskReview,
    responses(
        (status = 201, body = Review), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn ask(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<AskReview>,
) -> Result<(StatusCode, axum::Json<Review>), ApiError> {
    let found = caller.postmortem(&state, id, Action::Edit).await?;
    let asked = body.read().await?;
    let note = note(&asked.note)?;
    let zone = crate::policy::zone(&policy::read(&state).await?);
    let due = ask::day(asked.due.as_deref(), Timestamp::now().to_zoned(zone).date())?;
    let reviewers = ask::reviewers(&state, &found.row, caller.id()?, &asked).await?;
    let now = Timestamp::now();
    let seq = state.store.log_end(id).await?;
    let review =
        NewReview { id: random::id(now), postmortem: id, by: caller.id()?, at: now, seq, due, note, reviewers };
    let audit = caller.audit(AuditAction::ReviewAsked).about(id).with("reviewers", ask::listed(&review.reviewers));
    let begun = state.store.begin_review(&review, MAX_ROUNDS, &audit).await;
    begun.map_err(|error| full(error, &format!("This postmortem has had {MAX_ROUNDS} review rounds.")))?;
    notify::asked(&state, &review).await;
    Ok((StatusCode::CREATED, told(&state, &caller, id).await?))
}

/// Ends the round that is going on, without another one.
#[utoipa::path(
    delete, path = "/api/postmortems/{id}/review", tag = "reviews", operation_id = "reviews_end", params(("id" = Uuid, Path)),
    responses((status = 200, body = Review), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn end(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<Review>, ApiError> {
    caller.postmortem(&state, id, Action::Edit).await?;
    let audit = caller.audit(AuditAction::ReviewWithdrawn).about(id);
    state.store.end_review(id, caller.id()?, Timestamp::now(), &audit).await?;
    told(&state, &caller, id).await
}

/// Says what the one who asks comes to, in place of what they said before. Theirs alone who were asked for it.
#[utoipa::path(
    put, path = "/api/postmortems/{id}/review/mine", tag = "reviews", operation_id = "reviews_give", params(("id" = Uuid, Path)),
    request_body = GiveReview,
    responses(
        (status = 200, body = Review), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn give(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<GiveReview>,
) -> Result<axum::Json<Review>, ApiError> {
    let facts = caller.postmortem(&state, id, Action::Read).await?.facts;
    let me = caller.id()?;
    let current = state.store.reviews(id).await?.into_iter().next().filter(|round| round.ended.is_none());
    let current = current.filter(|round| round.parts.iter().any(|part| part.person.id == me));
    caller.may(Action::Comment, &Resource::Review { facts, asked: current.is_some() })?;
    let round = current.ok_or(ApiError::Forbidden)?;
    let given = body.read().await?;
    let said = said(given)?;
    let seq = state.store.log_end(id).await?;
    let before = round.parts.iter().find(|part| part.person.id == me).and_then(|part| part.said.verdict);
    // Notes are kept while they are written; what is noted is what somebody comes to.
    let audit = caller.audit(AuditAction::ReviewGiven).about(id).to(round.by.id).with("seq", seq);
    let audit = audit.with("verdict", serde_json::to_value(said.verdict).unwrap_or_default());
    let noted = (before != said.verdict).then_some(&audit);
    let had = Had { at: Timestamp::now(), seq, text: since::fingerprint(&state, id).await? };
    state.store.save_part(id, round.id, me, &said, &had, noted).await?;
    notify::given(&state, id, me, &round, said.verdict).await;
    told(&state, &caller, id).await
}

/// Publishes the postmortem inside, as it is now: an immutable version with a number. When approvals are missing or threads are open,
/// it has to be said why.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/publications", tag = "reviews", operation_id = "publications_create",
    params(("id" = Uuid, Path)), request_body = Publish,
    responses(
        (status = 201, body = Publication), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn publish(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<Publish>,
) -> Result<(StatusCode, axum::Json<Publication>), ApiError> {
    caller.postmortem(&state, id, Action::Share).await?;
    let despite = note(&body.read().await?.despite)?;
    // A reason that nobody can see is none.
    let despite = if despite.contains(char::is_alphanumeric) { despite } else { String::new() };
    let seq = state.store.log_end(id).await?;
    let mut past = state.documents.past(id, seq).await?;
    let severity = past.view().facts.severity;
    let kept = past.state()?;
    // Replaying may have taken a while.
    let mut found = caller.postmortem(&state, id, Action::Share).await?;
    // What is required goes by the very state that is published; the list may not have heard of it yet.
    found.row.projection.severity.clone_from(&severity);
    let review = tell::review(&state, &found.row).await?;
    if !review.gaps.is_none() && despite.is_empty() {
        return Err(ApiError::Conflict(tell::missing(review.gaps)));
    }
    let despite = if review.gaps.is_none() { String::new() } else { despite };
    let audit = caller
        .audit(AuditAction::Published)
        .about(id)
        .with("seq", seq)
        .with("severity", severity)
        .with("required", review.required)
        .with("despite", despite.clone());
    let publication = NewPublication { postmortem: id, state: kept, by: caller.id()?, at: Timestamp::now(), despite };
    let published = state.store.publish(&publication, MAX_PUBLICATIONS, &audit).await;
    published.map_err(|error| full(error, &format!("This postmortem was published {MAX_PUBLICATIONS} times.")))?;
    notify::published(&state, id, caller.id()?, &review).await;
    state.documents.announce(id, ServerEvent::Review);
    let newest = state.store.publications(id).await?.into_iter().next().ok_or(ApiError::NotFound)?;
    Ok((StatusCode::CREATED, axum::Json(tell::publication(newest))))
}

/// What waits for a review by the one who asks, as far as they may still open it.
#[utoipa::path(
    get, path = "/api/reviews", tag = "reviews", operation_id = "reviews_waiting",
    responses((status = 200, body = WaitingReviews), (status = 401, body = Problem))
)]
pub(super) async fn waiting(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<WaitingReviews>, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let (me, now) = (caller.id()?, Timestamp::now());
    let rows = state.store.waiting_reviews(me, MAX_WAITING).await?;
    let places: Vec<(Uuid, Uuid)> = rows.iter().map(|row| (row.postmortem, me)).collect();
    let standings = state.store.standings(&places, now).await?;
    let may_read = |postmortem: Uuid| {
        standings.get(&(postmortem, me)).is_some_and(|standing| {
            let postmortem = Resource::Postmortem(Facts::from(standing));
            may(&caller.actor(), Action::Read, &postmortem) == Verdict::Allow
        })
    };
    let reviews = rows.into_iter().filter(|row| may_read(row.postmortem)).map(tell::waiting).collect();
    Ok(axum::Json(WaitingReviews { reviews }))
}

/// Tells the pages that have the postmortem open, and answers with how it stands now.
async fn told(state: &AppState, caller: &Caller, id: Uuid) -> Result<axum::Json<Review>, ApiError> {
    state.documents.announce(id, ServerEvent::Review);
    let found = caller.postmortem(state, id, Action::Read).await?;
    Ok(axum::Json(tell::review(state, &found.row).await?))
}

fn said(given: GiveReview) -> Result<PartSaid, ApiError> {
    let mut points = given.points;
    for point in &mut points {
        point.note = note(&point.note)?;
    }
    points.sort_by_key(|point| point.point);
    points.dedup_by_key(|point| point.point);
    Ok(PartSaid { points, verdict: given.verdict, note: note(&given.note)? })
}

fn note(text: &str) -> Result<String, ApiError> {
    let text = text.trim();
    if text.chars().count() > MAX_REVIEW_NOTE_CHARS {
        return Err(ApiError::Unprocessable(format!("Write at most {MAX_REVIEW_NOTE_CHARS} characters in one note.")));
    }
    Ok(text.to_owned())
}

fn full(error: StoreError, text: &str) -> ApiError {
    match error {
        StoreError::Conflict => ApiError::Conflict(text.to_owned()),
        other => other.into(),
    }
}
