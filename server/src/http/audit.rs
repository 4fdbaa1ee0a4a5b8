//! The audit log, for admins: page by page, and all of it as a file.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use debrief_shared::api::{AuditEntry, AuditPage, Person, Problem};
use futures_util::stream::try_unfold;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::Query;
use super::identity::Caller;
use super::state::AppState;
use crate::access::{Action, Resource};
use crate::store::audit::{AuditAction, AuditQuery, AuditRow};
use crate::store::{Store, StoreError};

/// Entries of a page when nothing else is said.
const PAGE_ENTRIES: u32 = 100;
/// Most entries of a page.
const MAX_PAGE_ENTRIES: u32 = 500;
/// Entries that an export reads at once.
const EXPORT_ENTRIES: u32 = 1_000;

/// Query of the audit log; everything given has to match.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    /// Only entries before this one: `next` of the page before
    before: Option<i64>,
    /// Only this action, such as `link.created`, or all of a group, such as `link`
    action: Option<String>,
    /// Only what this person did, or what was done to them
    person: Option<Uuid>,
    /// Only what was about this postmortem
    postmortem: Option<Uuid>,
    /// Most entries to return, `1..=500`; 100 when absent
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Query of an export; everything given has to match.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Export {
    /// Only this action, such as `link.created`, or all of a group, such as `link`
    action: Option<String>,
    /// Only what this person did, or what was done to them
    person: Option<Uuid>,
    /// Only what was about this postmortem
    postmortem: Option<Uuid>,
}

/// A page of the audit log, newest first.
#[utoipa::path(
    get, path = "/api/admin/audit", tag = "admin", operation_id = "audit_list", params(Page),
    responses(
        (status = 200, body = AuditPage), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Query(page): Query<Page>,
) -> Result<axum::Json<AuditPage>, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let limit = page.limit.unwrap_or(PAGE_ENTRIES);
    if !(1..=MAX_PAGE_ENTRIES).contains(&limit) {
        return Err(ApiError::Unprocessable(format!("Ask for 1 to {MAX_PAGE_ENTRIES} entries at once.")));
    }
    let query = AuditQuery {
        before: page.before,
        action: page.action,
        person: page.person,
        postmortem: page.postmortem,
        // One more tells whether there is a next page.
        limit: limit + 1,
    };
    let mut rows = state.store.audit(query).await?;
    let is_last = rows.len() <= limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().map(|row| row.id).filter(|_| !is_last);
    let names = names(state.store.as_ref()).await?;
    let entries = rows.into_iter().map(|row| entry(row, &names)).collect();
    Ok(axum::Json(AuditPage { entries, next }))
}

/// The audit log as a file of JSON lines, newest first. That it was taken is noted, and is its first line.
#[utoipa::path(
    get, path = "/api/admin/audit/export", tag = "admin", operation_id = "audit_export", params(Export),
    responses(
        (status = 200, content_type = "application/x-ndjson", body = String), (status = 400, body = Problem),
        (status = 401, body = Problem), (status = 403, body = Problem)
    )
)]
pub(super) async fn export(
    State(state): State<AppState>,
    caller: Caller,
    Query(filter): Query<Export>,
) -> Result<Response, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    state.store.note(&caller.audit(AuditAction::AuditExported)).await?;
    let names = names(state.store.as_ref()).await?;
    let query = AuditQuery {
        before: None,
        action: filter.action,
        person: filter.person,
        postmortem: filter.postmortem,
        limit: EXPORT_ENTRIES,
    };
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"debrief-audit.jsonl\""),
    ];
    Ok((headers, Body::from_stream(lines(Arc::clone(&state.store), query, names))).into_response())
}

/// The lines of an export, read as they are sent: the log is never in memory as a whole.
fn lines(
    store: Arc<dyn Store>,
    query: AuditQuery,
    names: HashMap<Uuid, Person>,
) -> impl futures_util::Stream<Item = Result<Bytes, StoreError>> {
    try_unfold(Some((store, query, names)), |reading| async move {
        let Some((store, query, names)) = reading else { return Ok(None) };
        let rows = store.audit(query.clone()).await.inspect_err(|error| {
            tracing::error!(%error, "an export of the audit log broke off");
        })?;
        let before = rows.last().map(|row| row.id).filter(|_| rows.len() >= EXPORT_ENTRIES as usize);
        let mut text = Vec::new();
        for row in rows {
            serde_json::to_writer(&mut text, &entry(row, &names)).expect("plain data serialises");
            text.push(b'\n');
        }
        let next = before.map(|before| (store, AuditQuery { before: Some(before), ..query }, names));
        Ok(Some((Bytes::from(text), next)))
    })
}

async fn names(store: &dyn Store) -> Result<HashMap<Uuid, Person>, StoreError> {
    Ok(store.people().await?.into_iter().map(|person| (person.id, person)).collect())
}

fn entry(row: AuditRow, names: &HashMap<Uuid, Person>) -> AuditEntry {
    let person = |id: Option<Uuid>| id.and_then(|id| names.get(&id).cloned());
    AuditEntry {
        id: row.id,
        at: row.at.to_string(),
        action: row.action,
        actor: person(row.actor),
        address: row.address,
        person: person(row.person),
        postmortem: row.postmortem,
        postmortem_title: row.postmortem_title,
        postmortem_removed: row.postmortem_removed,
        detail: row.detail.into(),
    }
}
