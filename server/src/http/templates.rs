//! Section templates: listing, reading, and making, editing and removing own ones.

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{EditTemplate, Problem, Template, TemplateList, TemplateSection};
use jiff::Timestamp;
use uuid::Uuid;
use yrs::Transact;

use super::errors::ApiError;
use super::extract::{Path, Unread};
use super::identity::Caller;
use super::state::AppState;
use crate::access::{Action, Resource};
use crate::random;
use crate::store::audit::{Audit, AuditAction};
use crate::store::templates::TemplateRow;
use crate::templates;

/// All templates: built-in ones first, then by name.
#[utoipa::path(
    get, path = "/api/templates", tag = "templates", operation_id = "templates_list",
    responses((status = 200, body = TemplateList), (status = 401, body = Problem))
)]
pub(super) async fn list(State(state): State<AppState>, caller: Caller) -> Result<axum::Json<TemplateList>, ApiError> {
    caller.may(Action::Read, &Resource::Template { built_in: true, author: None })?;
    let templates = state.store.templates().await?.into_iter().map(wire).collect();
    Ok(axum::Json(TemplateList { templates }))
}

/// One template.
#[utoipa::path(
    get, path = "/api/templates/{id}", tag = "templates", operation_id = "templates_show", params(("id" = String, Path)),
    responses((status = 200, body = Template), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<axum::Json<Template>, ApiError> {
    Ok(axum::Json(wire(find(&state, &caller, &id, Action::Read).await?)))
}

/// Makes an own template, from given sections or from a postmortem's structure.
#[utoipa::path(
    post, path = "/api/templates", tag = "templates", operation_id = "templates_create", request_body = EditTemplate,
    responses((status = 201, body = Template), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    body: Unread<EditTemplate>,
) -> Result<(StatusCode, axum::Json<Template>), ApiError> {
    caller.may(Action::Create, &Resource::Instance)?;
    let edit = body.read().await?;
    let now = Timestamp::now();
    let blank = TemplateRow {
        id: random::id(now).to_string(),
        name: String::new(),
        summary: String::new(),
        built_in: false,
        author: Some(caller.id()?),
        sections: Vec::new(),
    };
    let template = apply(&state, &caller, blank, edit).await?;
    state.store.create_template(&template, now, &audit(&caller, AuditAction::TemplateCreated, &template.id)).await?;
    Ok((StatusCode::CREATED, axum::Json(wire(template))))
}

/// Changes a template; what is absent stays.
#[utoipa::path(
    patch, path = "/api/templates/{id}", tag = "templates", operation_id = "templates_patch", params(("id" = String, Path)), request_body = EditTemplate,
    responses(
        (status = 200, body = Template), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn patch(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
    body: Unread<EditTemplate>,
) -> Result<axum::Json<Template>, ApiError> {
    let template = find(&state, &caller, &id, Action::Edit).await?;
    let edit = body.read().await?;
    let template = apply(&state, &caller, template, edit).await?;
    state
        .store
        .update_template(&template, Timestamp::now(), &audit(&caller, AuditAction::TemplateChanged, &template.id))
        .await?;
    Ok(axum::Json(wire(template)))
}

/// Removes an own template; those that came with the product stay.
#[utoipa::path(
    delete, path = "/api/templates/{id}", tag = "templates", operation_id = "templates_remove", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    find(&state, &caller, &id, Action::Remove).await?;
    state.store.delete_template(&id, &audit(&caller, AuditAction::TemplateRemoved, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn find(state: &AppState, caller: &Caller, id: &str, action: Action) -> Result<TemplateRow, ApiError> {
    // Guests learn nothing of templates, not even which there are.
    caller.may(Action::Read, &Resource::Template { built_in: true, author: None })?;
    let template = state.store.template(id).await?.ok_or(ApiError::NotFound)?;
    caller.may(action, &Resource::Template { built_in: template.built_in, author: template.author })?;
    Ok(template)
}

async fn apply(
    state: &AppState,
    caller: &Caller,
    template: TemplateRow,
    edit: EditTemplate,
) -> Result<TemplateRow, ApiError> {
    let sections = match (edit.sections, edit.from) {
        (Some(_), Some(_)) => {
            return Err(ApiError::Unprocessable(
                "Give sections or the postmortem to take them from, not both.".to_owned(),
            ));
        }
        (Some(sections), None) => sections,
        (None, Some(postmortem)) => structure(state, caller, postmortem).await?,
        (None, None) => template.sections,
    };
    let edited = TemplateRow {
        name: edit.name.map_or(template.name, |name| name.trim().to_owned()),
        summary: edit.summary.map_or(template.summary, |summary| summary.trim().to_owned()),
        sections,
        ..template
    };
    match templates::objection(&edited.name, &edited.summary, &edited.sections) {
        Some(objection) => Err(ApiError::Unprocessable(objection)),
        None => Ok(edited),
    }
}

async fn structure(state: &AppState, caller: &Caller, postmortem: Uuid) -> Result<Vec<TemplateSection>, ApiError> {
    let found = caller.postmortem(state, postmortem, Action::Read).await?;
    caller.note_opening(state, &found).await?;
    let view = state.documents.read(postmortem, |postmortem| postmortem.view(&postmortem.doc().transact())).await?;
    Ok(templates::structure(&view))
}

fn audit(caller: &Caller, action: AuditAction, template: &str) -> Audit {
    caller.audit(action).with("template", template)
}

fn wire(row: TemplateRow) -> Template {
    Template { id: row.id, name: row.name, summary: row.summary, built_in: row.built_in, sections: row.sections }
}
