//! Postmortems: the library, making, reading, changing facts, removing and bringing back.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use debrief_shared::api::{
    CreatePostmortem, MAX_TITLE_CHARS, PatchPostmortem, Person, PostmortemDetail, PostmortemList, PostmortemSummary,
    Problem, Role,
};
use debrief_shared::document::{MAX_NAME_CHARS, MAX_NAMES, Names};
use debrief_shared::protocol::CloseReason;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use yrs::Transact;

use super::errors::ApiError;
use super::extract::{Path, Query, Unread};
use super::identity::{Caller, Found};
use super::state::AppState;
use crate::access::{Action, Facts, Resource, role_in};
use crate::document::project;
use crate::random;
use crate::store::audit::AuditAction;
use crate::store::documents::{DocumentRow, ListQuery, Scope};
use crate::templates;

const MAX_FACT_CHARS: usize = 200;
/// Most postmortems of one list.
const MAX_LISTED: u32 = 1_000;

/// Query of the library.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Search {
    /// Words that must all occur; any case
    #[serde(default)]
    q: String,
    /// The bin instead: what one has removed and may bring back
    #[serde(default)]
    removed: bool,
}

/// The library, newest change first.
#[utoipa::path(
    get, path = "/api/postmortems", tag = "postmortems", operation_id = "postmortems_list", params(Search),
    responses((status = 200, body = PostmortemList), (status = 401, body = Problem))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Query(search): Query<Search>,
) -> Result<axum::Json<PostmortemList>, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let words = Some(search.q).filter(|words| !words.trim().is_empty());
    let actor = caller.actor();
    let scope = match actor {
        _ if actor.is_admin() => Scope::Everything,
        _ if actor.is_member() => Scope::Workspace,
        _ => Scope::Shared,
    };
    let query = ListQuery {
        search: words,
        deleted: search.removed,
        person: caller.id()?,
        scope,
        now: Timestamp::now(),
        limit: MAX_LISTED,
    };
    let action = if search.removed { Action::Restore } else { Action::Read };
    state.documents.catch_up_lists().await;
    let people = people(&state).await?;
    let mut postmortems = Vec::new();
    for (row, granted) in state.store.list(query).await? {
        let facts = Facts::of(&row, granted);
        if caller.may(action, &Resource::Postmortem(facts)).is_ok()
            && let Some(role) = role_in(&actor, &facts)
        {
            postmortems.push(summary(row, role, &people));
        }
    }
    Ok(axum::Json(PostmortemList { postmortems }))
}

/// Makes a postmortem from a template.
#[utoipa::path(
    post, path = "/api/postmortems", tag = "postmortems", operation_id = "postmortems_create", request_body = CreatePostmortem,
    responses((status = 201, body = PostmortemSummary), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    body: Unread<CreatePostmortem>,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1], axum::Json<PostmortemSummary>), ApiError> {
    caller.may(Action::Create, &Resource::Instance)?;
    let create = body.read().await?;
    let title = create.title.trim();
    short_line("title", title, MAX_TITLE_CHARS)?;
    let template = state.store.template(&create.template).await?;
    let template = template.ok_or_else(|| {
        ApiError::Unprocessable("There is no such template; see /api/templates for those there are.".to_owned())
    })?;
    let now = Timestamp::now();
    let id = random::id(now);
    let first = templates::first_update(title, &template.sections, now);
    let audit = caller.audit(AuditAction::PostmortemCreated).about(id);
    state.documents.create(id, caller.id()?, first, now, &audit).await?;
    let row = state.store.row(id).await?;
    let location = HeaderValue::try_from(format!("/api/postmortems/{id}")).expect("a UUID is a valid header");
    let summary = summary(row, Role::Owner, &people(&state).await?);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(summary)))
}

/// One postmortem as it is now.
#[utoipa::path(
    get, path = "/api/postmortems/{id}", tag = "postmortems", operation_id = "postmortems_show", params(("id" = Uuid, Path)),
    responses((status = 200, body = PostmortemDetail), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<PostmortemDetail>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    let Found { mut row, role, .. } = found;
    let (document, projection) = state
        .documents
        .read(id, |postmortem| (postmortem.view(&postmortem.doc().transact()), project(postmortem)))
        .await?;
    // The stored projection may be a moment behind.
    row.projection = projection;
    let summary = summary(row, role, &people(&state).await?);
    Ok(axum::Json(PostmortemDetail { summary, document }))
}

/// Changes title or facts; what is absent stays. Open pages see it like anybody's typing.
#[utoipa::path(
    patch, path = "/api/postmortems/{id}", tag = "postmortems", operation_id = "postmortems_patch", params(("id" = Uuid, Path)),
    request_body = PatchPostmortem,
    responses(
        (status = 200, body = PostmortemSummary), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn patch(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<PatchPostmortem>,
) -> Result<axum::Json<PostmortemSummary>, ApiError> {
    let role = caller.postmortem(&state, id, Action::Edit).await?.role;
    let patch = body.read().await?;
    check(&patch)?;
    state
        .documents
        .edit(id, caller.id()?, move |postmortem, txn| {
            if let Some(title) = &patch.title {
                postmortem.set_title(txn, title.trim());
            }
            if let Some(severity) = &patch.severity {
                postmortem.set_severity(txn, severity.trim());
            }
            if let Some(incident) = &patch.incident {
                postmortem.set_incident(txn, incident.trim());
            }
            for (list, names) in names(&patch) {
                if let Some(names) = names {
                    postmortem.set_names(txn, list, names);
                }
            }
        })
        .await?;
    let row = state.store.row(id).await?;
    Ok(axum::Json(summary(row, role, &people(&state).await?)))
}

/// Puts a postmortem into the bin; open pages are told and closed.
#[utoipa::path(
    delete, path = "/api/postmortems/{id}", tag = "postmortems", operation_id = "postmortems_remove", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    caller.postmortem(&state, id, Action::Remove).await?;
    let audit = caller.audit(AuditAction::PostmortemRemoved).about(id);
    let now = Timestamp::now();
    state.store.set_deleted(id, caller.id()?, now, &audit).await?;
    // What is in the bin is not met about; who was asked has it in their calendar.
    state.store.retell_meeting(id, now, state.notifier.invitations_due(now)).await?;
    state.documents.retire(id, CloseReason::NotFound);
    state.guard.recheck().await;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a postmortem out of the bin.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/restore", tag = "postmortems", operation_id = "postmortems_restore", params(("id" = Uuid, Path)),
    responses((status = 200, body = PostmortemSummary), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn restore(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<PostmortemSummary>, ApiError> {
    let Found { row, role, .. } = caller.postmortem(&state, id, Action::Restore).await?;
    if row.deleted_at.is_some() {
        let now = Timestamp::now();
        state.store.clear_deleted(id, &caller.audit(AuditAction::PostmortemRestored).about(id)).await?;
        state.store.retell_meeting(id, now, state.notifier.invitations_due(now)).await?;
    }
    Ok(axum::Json(summary(row, role, &people(&state).await?)))
}

async fn people(state: &AppState) -> Result<HashMap<Uuid, Person>, ApiError> {
    Ok(state.store.people().await?.into_iter().map(|person| (person.id, person)).collect())
}

fn summary(row: DocumentRow, role: Role, people: &HashMap<Uuid, Person>) -> PostmortemSummary {
    let projection = row.projection;
    PostmortemSummary {
        id: row.id,
        title: projection.title,
        incident: projection.incident,
        severity: projection.severity,
        services: projection.services,
        impact_started: projection.impact_started,
        resolved: projection.resolved,
        entries: projection.entries,
        actions: projection.actions,
        actions_done: projection.actions_done,
        owner: row.owner.and_then(|owner| people.get(&owner).cloned()),
        created_at: row.created_at.to_string(),
        updated_at: row.updated_at.to_string(),
        role,
        visibility: row.visibility,
    }
}

fn check(patch: &PatchPostmortem) -> Result<(), ApiError> {
    let lines = [
        ("title", &patch.title, MAX_TITLE_CHARS),
        ("severity", &patch.severity, MAX_FACT_CHARS),
        ("incident", &patch.incident, MAX_FACT_CHARS),
    ];
    for (name, line, most) in lines {
        short_line(name, line.as_deref().unwrap_or_default(), most)?;
    }
    for (list, names) in names(patch) {
        let names = names.map_or(&[][..], Vec::as_slice);
        let (what, of_one, most) = match list {
            Names::Services => ("services", "name of a service", MAX_FACT_CHARS),
            Names::Tags => ("tags", "tag", MAX_NAME_CHARS),
            Names::Factors => ("contributing factors", "contributing factor", MAX_NAME_CHARS),
        };
        if names.len() > MAX_NAMES {
            return Err(ApiError::Unprocessable(format!("Name at most {MAX_NAMES} {what}.")));
        }
        names.iter().try_for_each(|name| short_line(of_one, name, most))?;
    }
    Ok(())
}

/// The lists of names that a change speaks of.
fn names(patch: &PatchPostmortem) -> [(Names, Option<&Vec<String>>); 3] {
    let lists = [(Names::Services, &patch.services), (Names::Tags, &patch.tags), (Names::Factors, &patch.factors)];
    lists.map(|(list, names)| (list, names.as_ref()))
}

fn short_line(name: &str, text: &str, most: usize) -> Result<(), ApiError> {
    if text.chars().count() > most || text.chars().any(char::is_control) {
        return Err(ApiError::Unprocessable(format!("Keep the {name} to one line of at most {most} characters.")));
    }
    Ok(())
}
