//! The history of a postmortem: who worked on it when, what it was, what changed, who wrote what, and going back.

pub(super) mod versions;

use std::collections::BTreeSet;

use axum::extract::State;
use debrief_shared::api::{
    HistoryAuthors, HistoryDiff, HistoryPage, HistorySpan, Problem, RestorePast, RestoredPast, TextAuthors, Version,
};
use debrief_shared::history::{Changes, Run};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::{Path, Query, Unread};
use super::file::{File, file};
use super::identity::Caller;
use super::state::AppState;
use crate::access::Action;
use crate::document::DocumentError;
use crate::document::history::spans::{Span, spans};
use crate::export::Format;
use crate::store::audit::AuditAction;
use crate::store::history::VersionRow;
use versions::version;

/// Spans of a page when nothing else is said.
const PAGE_SPANS: usize = 50;
/// Most spans of a page.
const MAX_PAGE_SPANS: usize = 200;

/// Query of the history.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    /// Only what was before this change: `next` of the page before
    #[param(minimum = 1)]
    before: Option<i64>,
    /// Most spans to return, `1..=200`; 50 when absent
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Query of a past state.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// `json` (default), `md` or `html`
    #[serde(default = "json")]
    #[param(inline)]
    format: Format,
}

fn json() -> Format {
    Format::Json
}

/// Query of a difference.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Between {
    /// The state after this change; 0 for before everything
    #[param(minimum = 0)]
    from: i64,
    /// The state after this change
    #[param(minimum = 0)]
    to: i64,
}

/// Who worked on it when, newest first.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/history", tag = "history", operation_id = "history_list", params(("id" = Uuid, Path), Page),
    responses(
        (status = 200, body = HistoryPage), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(page): Query<Page>,
) -> Result<axum::Json<HistoryPage>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    let limit = page.limit.unwrap_or(PAGE_SPANS);
    if !(1..=MAX_PAGE_SPANS).contains(&limit) {
        return Err(ApiError::Unprocessable(format!("Ask for 1 to {MAX_PAGE_SPANS} spans at once.")));
    }
    if page.before.is_some_and(|before| before < 1) {
        return Err(ApiError::Unprocessable("before is the next of the page before.".to_owned()));
    }
    let (spans, more) = spans(&*state.store, id, page.before, limit).await?;
    let versions = state.store.versions(id).await?;
    let authors: BTreeSet<Uuid> = spans.iter().flat_map(|span| span.authors.iter().copied()).collect();
    let people = state.store.people_named(&authors.into_iter().collect::<Vec<_>>()).await?;
    let reaches_to = spans.last().map(|span| span.first).or(page.before);
    let within = |span: &Span, row: &&VersionRow| (span.first..=span.last).contains(&row.seq);
    let earlier = |row: &&VersionRow| !more && reaches_to.is_none_or(|first| row.seq < first);
    let answer = HistoryPage {
        earlier: versions.iter().filter(earlier).cloned().map(version).collect(),
        next: reaches_to.filter(|_| more),
        begins_after: found.row.trimmed,
        spans: spans
            .into_iter()
            .map(|span| HistorySpan {
                versions: versions
                    .iter()
                    .filter(|row| within(&span, row))
                    .cloned()
                    .map(version)
                    .collect::<Vec<Version>>(),
                authors: people.iter().filter(|person| span.authors.contains(&person.id)).cloned().collect(),
                first: span.first,
                last: span.last,
                from: span.from.to_string(),
                until: span.until.to_string(),
                changes: span.updates,
                bytes: span.bytes,
            })
            .collect(),
    };
    Ok(axum::Json(answer))
}

/// The postmortem as it was after a change.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/history/{seq}", tag = "history", operation_id = "history_state",
    params(("id" = Uuid, Path), ("seq" = i64, Path), Wanted),
    responses(
        (
            status = 200, description = "The file",
            content((Object = "application/json"), (String = "text/markdown"), (String = "text/html"))
        ),
        (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, seq)): Path<(Uuid, i64)>,
    Query(wanted): Query<Wanted>,
) -> Result<File, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    let past = state.documents.past(id, at_least(seq, 1)?).await?;
    if wanted.format != Format::Json {
        // A file leaves as with an export; JSON is what a page shows.
        state.store.note(&caller.audit(AuditAction::PostmortemExported).about(id).with("seq", seq)).await?;
    }
    file(&state, past.view(), id, wanted.format, &format!("-{seq}")).await
}

/// What changed after one change up to another, and who did it.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/history/diff", tag = "history", operation_id = "history_diff",
    params(("id" = Uuid, Path), Between),
    responses(
        (status = 200, body = HistoryDiff), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn diff(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(Between { from, to }): Query<Between>,
) -> Result<axum::Json<HistoryDiff>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    if from < 0 || to < 1 || from > to {
        return Err(ApiError::Unprocessable(
            "from is 0 or a change of the history, and to is not before it.".to_owned(),
        ));
    }
    let changes = state.documents.changes(id, from, to).await.map_err(unknown)?;
    let people = state.store.people_named(&named(&changes)).await?;
    Ok(axum::Json(HistoryDiff { changes, people }))
}

/// Who wrote what there is now.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/history/authors", tag = "history", operation_id = "history_authors",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = HistoryAuthors), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn authors(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<HistoryAuthors>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    let (seq, texts) = state.documents.authored(id).await?;
    let authors: BTreeSet<Uuid> = texts.iter().flat_map(|text| &text.runs).filter_map(|run| run.by).collect();
    let people = state.store.people_named(&authors.into_iter().collect::<Vec<_>>()).await?;
    let texts = texts.into_iter().map(|text| TextAuthors { path: text.path.to_string(), runs: text.runs }).collect();
    Ok(axum::Json(HistoryAuthors { seq, texts, people }))
}

/// Makes the postmortem what it was, by new changes that open pages see like anybody's typing.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/history/restore", tag = "history", operation_id = "history_restore",
    params(("id" = Uuid, Path)), request_body = RestorePast,
    responses(
        (status = 200, body = RestoredPast), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn restore(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<RestorePast>,
) -> Result<axum::Json<RestoredPast>, ApiError> {
    caller.postmortem(&state, id, Action::Edit).await?;
    let seq = body.read().await?.seq;
    let past = state.documents.past(id, seq).await.map_err(unknown)?;
    // Making it anew may have taken a while: what was lost meanwhile is lost.
    caller.postmortem(&state, id, Action::Edit).await?;
    let before = state.documents.restore(id, past, &caller.account()?.person, Timestamp::now()).await?;
    Ok(axum::Json(RestoredPast { before }))
}

/// A change that was named beside the address. Whoever gets here may read the postmortem.
fn unknown(error: DocumentError) -> ApiError {
    match error {
        DocumentError::NotFound => ApiError::Unprocessable(
            "There is no such change in the history of this postmortem; see /history for those there are.".to_owned(),
        ),
        other => other.into(),
    }
}

fn at_least(seq: i64, least: i64) -> Result<i64, ApiError> {
    if seq < least { Err(ApiError::NotFound) } else { Ok(seq) }
}

fn named(changes: &Changes) -> Vec<Uuid> {
    let items = [&changes.sections, &changes.timeline, &changes.mitigations].into_iter().flatten();
    let texts = items.flat_map(|item| &item.texts).flat_map(|text| &text.runs);
    let by: BTreeSet<Uuid> = texts.chain(&changes.title).filter_map(|run: &Run| run.by).collect();
    by.into_iter().collect()
}
