//! What admins see and do: how the instance is doing, and its people.

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{
    AdminPerson, AdminPersonList, HandedOutLink, InstanceRole, Overview, PatchPerson, Problem, SuspendPerson,
};
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::{Path, Unread};
use super::identity::Caller;
use super::state::AppState;
use crate::access::{Action, Resource};
use crate::config::Origin;
use crate::store::StoreError;
use crate::store::audit::AuditAction;
use crate::store::people::{Account, AccountRow, Estate};

/// How the instance is doing.
#[utoipa::path(
    get, path = "/api/admin/overview", tag = "admin", operation_id = "admin_overview",
    responses((status = 200, body = Overview), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn overview(State(state): State<AppState>, caller: Caller) -> Result<axum::Json<Overview>, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let accounts = state.store.accounts().await?;
    let active = |row: &&AccountRow| row.account.suspended_at.is_none() && row.account.link.is_none();
    let documents = state.documents.stats();
    Ok(axum::Json(Overview {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        database: "SQLite".to_owned(),
        database_bytes: state.store.disk_bytes().await?,
        people: accounts.iter().filter(active).count().try_into().unwrap_or(u32::MAX),
        // Each has exactly one owner.
        postmortems: accounts.iter().map(|row| row.owns).sum(),
        live: documents.live.try_into().unwrap_or(u32::MAX),
        storage_ok: documents.storage_ok,
        public_url: state.site.public_url.as_ref().map(|url: &Origin| url.as_str().to_owned()),
        mail: state.mail.is_some(),
        providers: state.oidc.status(),
    }))
}

/// Everybody with an account, guests by link and suspended ones too.
#[utoipa::path(
    get, path = "/api/admin/people", tag = "admin", operation_id = "admin_people_list",
    responses((status = 200, body = AdminPersonList), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn people(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<AdminPersonList>, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let people = state.store.accounts().await?.into_iter().map(|row| shown(&state, row)).collect();
    Ok(axum::Json(AdminPersonList { people }))
}

/// Changes somebody's role in the instance. It counts at once, in open pages too. What somebody owns who becomes a guest passes on; share
/// links that they made and could not make any more end.
#[utoipa::path(
    patch, path = "/api/admin/people/{person}", tag = "admin", operation_id = "admin_people_patch",
    params(("person" = Uuid, Path)), request_body = PatchPerson,
    responses(
        (status = 200, body = AdminPerson), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn patch_person(
    State(state): State<AppState>,
    caller: Caller,
    Path(person): Path<Uuid>,
    body: Unread<PatchPerson>,
) -> Result<axum::Json<AdminPerson>, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let patch = body.read().await?;
    let account = state.store.account(person).await?;
    if let Some(role) = patch.role.filter(|role| *role != account.role) {
        if account.link.is_some() {
            return Err(no_account());
        }
        let new_owner = patch.new_owner.filter(|_| role == InstanceRole::Guest);
        let mut audit = caller.audit(AuditAction::RoleChanged).to(person);
        audit = audit.with("from", role_name(account.role)).with("to", role_name(role));
        if let Some(new_owner) = new_owner {
            may_own(&state, person, new_owner).await?;
            audit = audit.with("new_owner", new_owner.to_string());
        }
        match state.store.set_role(person, role, Estate::Passes(new_owner), &audit).await {
            Err(StoreError::Conflict) if is_last_admin(&state, person).await? => return Err(last_admin()),
            Err(StoreError::Conflict) => return Err(ApiError::NeedsNewOwner),
            other => other?,
        }
        state.guard.recheck().await;
    }
    one(&state, person).await
}

/// Suspends somebody: they are signed out everywhere, and nothing signs them in again. What they own passes on.
#[utoipa::path(
    post, path = "/api/admin/people/{person}/suspend", tag = "admin", operation_id = "admin_people_suspend",
    params(("person" = Uuid, Path)), request_body = SuspendPerson,
    responses(
        (status = 200, body = AdminPerson), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn suspend(
    State(state): State<AppState>,
    caller: Caller,
    Path(person): Path<Uuid>,
    body: Unread<SuspendPerson>,
) -> Result<axum::Json<AdminPerson>, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let SuspendPerson { new_owner } = body.read().await?;
    let account = state.store.account(person).await?;
    if account.suspended_at.is_some() {
        return Err(ApiError::Conflict("They are suspended already.".to_owned()));
    }
    if caller.id()? == person {
        return Err(ApiError::Conflict("You can't suspend yourself. Ask another admin to do it.".to_owned()));
    }
    if let Some(new_owner) = new_owner {
        may_own(&state, person, new_owner).await?;
    }
    let mut audit = caller.audit(AuditAction::Suspended).to(person);
    if let Some(new_owner) = new_owner {
        audit = audit.with("new_owner", new_owner.to_string());
    }
    state.store.suspend(person, new_owner, &audit).await.map_err(|error| match error {
        // It is not the last admin: whoever asks is one, too.
        StoreError::Conflict => ApiError::NeedsNewOwner,
        other => other.into(),
    })?;
    state.guard.recheck().await;
    one(&state, person).await
}

/// Takes a suspension back. They sign in again as before; what they owned stays with its new owner.
#[utoipa::path(
    post, path = "/api/admin/people/{person}/reinstate", tag = "admin", operation_id = "admin_people_reinstate",
    params(("person" = Uuid, Path)),
    responses(
        (status = 200, body = AdminPerson), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
pub(super) async fn reinstate(
    State(state): State<AppState>,
    caller: Caller,
    Path(person): Path<Uuid>,
) -> Result<axum::Json<AdminPerson>, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    if state.store.account(person).await?.suspended_at.is_none() {
        return Err(ApiError::Conflict("They are not suspended.".to_owned()));
    }
    state.store.reinstate(person, &caller.audit(AuditAction::Reinstated).to(person)).await?;
    state.guard.recheck().await;
    one(&state, person).await
}

/// Ends all sessions of somebody, in open pages too. Their API tokens stay.
#[utoipa::path(
    post, path = "/api/admin/people/{person}/sign-out", tag = "admin", operation_id = "admin_people_sign_out",
    params(("person" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn sign_out(
    State(state): State<AppState>,
    caller: Caller,
    Path(person): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    state.store.account(person).await?;
    let audit = caller.audit(AuditAction::SignedOutEverywhere).to(person);
    state.store.delete_sessions(person, None, &audit).await?;
    state.guard.recheck().await;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a one-time link by which somebody sets a new password; an admin hands it out, it is not mailed.
#[utoipa::path(
    post, path = "/api/admin/people/{person}/reset-link", tag = "admin", operation_id = "admin_people_reset_link",
    params(("person" = Uuid, Path)),
    responses(
        (status = 201, body = HandedOutLink), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn reset_link(
    State(state): State<AppState>,
    caller: Caller,
    Path(person): Path<Uuid>,
) -> Result<(StatusCode, axum::Json<HandedOutLink>), ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let account = state.store.account(person).await?;
    if account.email.is_none() {
        return Err(no_account());
    }
    if account.suspended_at.is_some() {
        return Err(ApiError::Conflict("They are suspended. Take that back first.".to_owned()));
    }
    let (ticket, secret) = state.people.offer_reset(person, caller.audit(AuditAction::ResetOffered)).await?;
    let link = HandedOutLink {
        url: state.site.address(&format!("/reset#{secret}")),
        expires_at: ticket.expires_at.to_string(),
        mailed: false,
    };
    Ok((StatusCode::CREATED, axum::Json(link)))
}

/// Whether postmortems of `person` may pass to `new_owner`.
async fn may_own(state: &AppState, person: Uuid, new_owner: Uuid) -> Result<(), ApiError> {
    let may = |account: &Account| account.suspended_at.is_none() && account.role != InstanceRole::Guest;
    match state.store.account(new_owner).await {
        Ok(account) if new_owner != person && may(&account) => Ok(()),
        Ok(_) | Err(StoreError::NotFound) => {
            Err(ApiError::Unprocessable("The new owner has to be somebody else: a member or an admin.".to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

async fn one(state: &AppState, person: Uuid) -> Result<axum::Json<AdminPerson>, ApiError> {
    let row = state.store.accounts().await?.into_iter().find(|row| row.account.person.id == person);
    Ok(axum::Json(shown(state, row.ok_or(ApiError::NotFound)?)))
}

fn shown(state: &AppState, row: AccountRow) -> AdminPerson {
    let AccountRow { account, owns, issuers } = row;
    AdminPerson {
        person: account.person,
        email: account.email.unwrap_or_default(),
        role: account.role,
        by_link: account.link.is_some(),
        suspended_at: account.suspended_at.map(|at| at.to_string()),
        created_at: account.created_at.to_string(),
        last_seen_at: account.last_seen_at.map(|at| at.to_string()),
        owns,
        // One that is not configured any more goes by its issuer.
        providers: issuers.into_iter().map(|issuer| name(state, issuer)).collect(),
    }
}

fn name(state: &AppState, issuer: String) -> String {
    state.oidc.by_issuer(&issuer).map_or(issuer, |provider| provider.name)
}

fn role_name(role: InstanceRole) -> &'static str {
    match role {
        InstanceRole::Admin => "admin",
        InstanceRole::Member => "member",
        InstanceRole::Guest => "guest",
    }
}

async fn is_last_admin(state: &AppState, person: Uuid) -> Result<bool, ApiError> {
    let mut rows = state.store.accounts().await?.into_iter();
    let runs = |account: &Account| account.role == InstanceRole::Admin && account.suspended_at.is_none();
    Ok(!rows.any(|row| row.account.person.id != person && runs(&row.account)))
}

fn last_admin() -> ApiError {
    ApiError::Conflict("They are the last admin. Make somebody else an admin first.".to_owned())
}

fn no_account() -> ApiError {
    ApiError::Unprocessable(
        "They came by a share link and have no account. Invite them by their address instead.".to_owned(),
    )
}
