//! Invitations: an admin makes a one-time link, and whoever opens it gets an account of the given role.

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{CreateInvitation, HandedOutLink, Invitation, InvitationList, Problem};
use jiff::Timestamp;
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::{Path, Unread};
use super::identity::Caller;
use super::state::AppState;
use crate::access::{Action, Resource};
use crate::store::audit::AuditAction;
use crate::store::people::Ticket;

/// Invitations that nobody has used yet, newest first.
#[utoipa::path(
    get, path = "/api/admin/invitations", tag = "admin", operation_id = "invitations_list",
    responses((status = 200, body = InvitationList), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<InvitationList>, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let people = state.store.people().await?;
    let shown = |ticket: Ticket| {
        Some(Invitation {
            id: ticket.id,
            email: ticket.email,
            role: ticket.role?,
            created_by: people.iter().find(|person| Some(person.id) == ticket.created_by).cloned(),
            created_at: ticket.created_at.to_string(),
            expires_at: ticket.expires_at.to_string(),
        })
    };
    let invitations = state.store.invitations(Timestamp::now()).await?.into_iter().filter_map(shown).collect();
    Ok(axum::Json(InvitationList { invitations }))
}

/// Invites somebody: by mail if mail is set up, and by the link in this answer. An earlier one for the same address is void.
#[utoipa::path(
    post, path = "/api/admin/invitations", tag = "admin", operation_id = "invitations_create", request_body = CreateInvitation,
    responses(
        (status = 201, body = HandedOutLink), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    body: Unread<CreateInvitation>,
) -> Result<(StatusCode, axum::Json<HandedOutLink>), ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let CreateInvitation { email, role } = body.read().await?;
    let (ticket, secret) = state.people.invite(&email, role, caller.audit(AuditAction::Invited)).await?;
    let by = &caller.account()?.person.name;
    let link = HandedOutLink {
        url: state.site.address(&format!("/invitation#{secret}")),
        expires_at: ticket.expires_at.to_string(),
        mailed: state.mail.as_ref().is_some_and(|mail| mail.invite(&ticket, &secret, by)),
    };
    Ok((StatusCode::CREATED, axum::Json(link)))
}

/// Withdraws an invitation: its link is void.
#[utoipa::path(
    delete, path = "/api/admin/invitations/{invitation}", tag = "admin", operation_id = "invitations_withdraw",
    params(("invitation" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn withdraw(
    State(state): State<AppState>,
    caller: Caller,
    Path(invitation): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let audit = caller.audit(AuditAction::InvitationWithdrawn).with("invitation", invitation.to_string());
    state.store.delete_invitation(invitation, &audit).await?;
    Ok(StatusCode::NO_CONTENT)
}
