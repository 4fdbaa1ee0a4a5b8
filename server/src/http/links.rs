//! Share links: making and revoking them, and coming in by one. The secret of a link is behind `#` and in bodies only.
//!
//! A link holds until it ends or is revoked, and as long as whoever made it may share the postmortem.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use debrief_shared::api::{
    CreateLink, CreatedLink, EnterLink, EnteredLink, LinkInfo, LinkPreview, LinkSecret, Problem, Role,
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use yrs::Transact;

use super::cookies;
use super::errors::ApiError;
use super::extract::{Json, Path, Unread};
use super::identity::Caller;
use super::state::AppState;
use crate::access::Action;
use crate::document::DocumentError;
use crate::people::links::LinkRefusal;
use crate::people::{PeopleError, secret};
use crate::random;
use crate::store::StoreError;
use crate::store::audit::AuditAction;
use crate::store::sharing::{LinkRow, NewLink};

/// Most share links of one postmortem that have not ended.
const MAX_LINKS: u32 = 50;
/// Most people who come by one share link without an account.
const MAX_VISITORS: u32 = 1_000;
/// Longest that a share link holds, in days.
const MAX_DAYS: u16 = 365;

/// Makes a share link; its address is in this answer only.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/links", tag = "sharing", operation_id = "links_create", params(("id" = Uuid, Path)),
    request_body = CreateLink,
    responses(
        (status = 201, body = CreatedLink), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<CreateLink>,
) -> Result<(StatusCode, axum::Json<CreatedLink>), ApiError> {
    caller.postmortem(&state, id, Action::Share).await?;
    let CreateLink { role, days, password } = body.read().await?;
    if role == Role::Owner {
        return Err(ApiError::Unprocessable("A link gives the role editor, commenter or viewer.".to_owned()));
    }
    if !(1..=MAX_DAYS).contains(&days) {
        return Err(ApiError::Unprocessable(format!("Let the link hold for 1 to {MAX_DAYS} days.")));
    }
    let password_hash = match password {
        Some(password) => Some(state.people.hash_link_password(password).await?),
        None => None,
    };
    let secret = secret::generate();
    let hash = secret::hash(&secret).expect("our own secrets are short");
    let by = &caller.account()?.person;
    let now = Timestamp::now();
    let link = NewLink {
        id: random::id(now),
        postmortem: id,
        role,
        password_hash,
        created_by: by.id,
        created_at: now,
        expires_at: now + SignedDuration::from_hours(24 * i64::from(days)),
    };
    let info = LinkInfo {
        id: link.id,
        role,
        has_password: link.password_hash.is_some(),
        created_by: Some(by.clone()),
        created_at: now.to_string(),
        expires_at: link.expires_at.to_string(),
        visitors: 0,
    };
    let audit = caller.audit(AuditAction::LinkCreated).about(id).with("link", link.id.to_string());
    let audit = audit.with("role", role_name(role)).with("days", days).with("password", info.has_password);
    match state.store.create_link(&link, &hash, MAX_LINKS, &audit).await {
        Err(StoreError::Conflict) => {
            let text = format!("There are {MAX_LINKS} links to this postmortem already. Revoke one first.");
            return Err(ApiError::Conflict(text));
        }
        // Passwords are hashed in turn: the right has gone while this one waited.
        Err(StoreError::NotFound) => {
            caller.postmortem(&state, id, Action::Share).await?;
            return Err(ApiError::NotFound);
        }
        other => other?,
    }
    let url = state.site.address(&format!("/join#{secret}"));
    Ok((StatusCode::CREATED, axum::Json(CreatedLink { info, url })))
}

/// Revokes a share link: whoever came by it is out at once, unless they have access by other means.
#[utoipa::path(
    delete, path = "/api/postmortems/{id}/links/{link}", tag = "sharing", operation_id = "links_revoke",
    params(("id" = Uuid, Path), ("link" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn revoke(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, link)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, ApiError> {
    caller.postmortem(&state, id, Action::Share).await?;
    let audit = caller.audit(AuditAction::LinkRevoked).about(id).with("link", link.to_string());
    state.store.revoke_link(id, link, &audit).await?;
    state.guard.recheck().await;
    Ok(StatusCode::NO_CONTENT)
}

/// What a share link is good for. Wrong, revoked, ended and removed are not told apart.
#[utoipa::path(
    post, path = "/api/links/look", tag = "sharing", operation_id = "links_look", request_body = LinkSecret,
    responses((status = 200, body = LinkPreview), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn look(
    State(state): State<AppState>,
    caller: Caller,
    Json(LinkSecret { link }): Json<LinkSecret>,
) -> Result<axum::Json<LinkPreview>, ApiError> {
    let link = find(&state, &link).await?;
    let needs_password = link.password_hash.is_some();
    let title = if needs_password { None } else { Some(title(&state, link.postmortem).await?) };
    Ok(axum::Json(LinkPreview {
        role: link.role,
        needs_password,
        needs_name: caller.id().is_err(),
        expires_at: link.expires_at.to_string(),
        title,
    }))
}

/// Comes in by a share link. Whoever is signed in keeps their session; for others one begins, as a guest of the given name.
#[utoipa::path(
    post, path = "/api/links/enter", tag = "sharing", operation_id = "links_enter", request_body = EnterLink,
    responses(
        (status = 200, body = EnteredLink), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)
    )
)]
pub(super) async fn enter(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    Json(enter): Json<EnterLink>,
) -> Result<Response, ApiError> {
    let link = find(&state, &enter.link).await?;
    let audit = |action| caller.audit(action).about(link.postmortem).with("link", link.id.to_string());
    match state.people.check_link_password(&link, enter.password, caller.address()).await {
        Ok(()) => {}
        Err(LinkRefusal::TooMany(wait)) => {
            return Err(ApiError::TooMany { text: LinkRefusal::TooMany(wait).to_string(), wait });
        }
        Err(refusal) => {
            if refusal == LinkRefusal::Wrong {
                state.store.note(&audit(AuditAction::LinkRefused)).await?;
            }
            return Err(ApiError::WrongCredentials(refusal.to_string()));
        }
    }
    let entered = axum::Json(EnteredLink { postmortem: link.postmortem });
    if let Ok(person) = caller.id() {
        state.store.visit_link(link.id, person, &audit(AuditAction::LinkEntered).to(person)).await.map_err(gone)?;
        // It may have raised their role: an open page is told.
        state.guard.recheck().await;
        return Ok(entered.into_response());
    }
    let name = enter.name.unwrap_or_default();
    let coming = state.people.come_by_link(
        &link,
        &name,
        cookies::browser(&headers),
        MAX_VISITORS,
        audit(AuditAction::LinkEntered),
    );
    let secret = coming.await.map_err(|error| match error {
        PeopleError::Store(StoreError::Conflict) => {
            ApiError::Conflict("As many people as can have come by this link. Ask for another one.".to_owned())
        }
        PeopleError::Store(error) => gone(error),
        other => other.into(),
    })?;
    Ok(([(header::SET_COOKIE, cookies::begin(&secret, &state.site))], entered).into_response())
}

async fn find(state: &AppState, link: &str) -> Result<LinkRow, ApiError> {
    let hash = secret::hash(link).ok_or(ApiError::LinkOver)?;
    state.store.link(&hash, Timestamp::now()).await?.ok_or(ApiError::LinkOver)
}

/// A link that was revoked a moment ago is over like any other.
fn gone(error: StoreError) -> ApiError {
    if error == StoreError::NotFound { ApiError::LinkOver } else { error.into() }
}

async fn title(state: &AppState, postmortem: Uuid) -> Result<String, ApiError> {
    let title =
        state.documents.read(postmortem, |postmortem| postmortem.view(&postmortem.doc().transact()).title).await;
    title.map_err(|error| match error {
        // It was removed a moment ago.
        DocumentError::NotFound | DocumentError::Deleted => ApiError::LinkOver,
        other => other.into(),
    })
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Editor => "editor",
        Role::Commenter => "commenter",
        Role::Viewer => "viewer",
    }
}
