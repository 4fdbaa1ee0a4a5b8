//! One-time links: what they are good for, and using them up. Whoever holds the secret is let in; its secret comes in bodies only.

use axum::extract::State;
use axum::http::HeaderMap;
use debrief_shared::api::{Problem, SessionInfo, TicketInfo, TicketKind, TicketSecret, UseTicket};

use super::entry::{self, WithCookies};
use super::errors::ApiError;
use super::extract::Json;
use super::identity::Caller;
use super::state::AppState;
use crate::store::audit::AuditAction;

/// What a one-time link is good for.
#[utoipa::path(
    post, path = "/api/tickets/look", tag = "session", operation_id = "tickets_look", request_body = TicketSecret,
    responses((status = 200, body = TicketInfo), (status = 404, body = Problem), (status = 429, body = Problem))
)]
pub(super) async fn look(
    State(state): State<AppState>,
    caller: Caller,
    Json(given): Json<TicketSecret>,
) -> Result<axum::Json<TicketInfo>, ApiError> {
    let ticket = state.people.look_at_ticket(&given.ticket, &caller.audit(AuditAction::SignedIn)).await?;
    Ok(axum::Json(TicketInfo {
        kind: ticket.kind,
        email: ticket.email,
        role: ticket.role,
        expires_at: ticket.expires_at.to_string(),
    }))
}

/// Uses a one-time link up: makes the account, or sets the new password, and signs in.
#[utoipa::path(
    post, path = "/api/tickets/use", tag = "session", operation_id = "tickets_use", request_body = UseTicket,
    responses(
        (status = 200, body = SessionInfo), (status = 404, body = Problem), (status = 422, body = Problem),
        (status = 429, body = Problem)
    )
)]
pub(super) async fn consume(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    Json(given): Json<UseTicket>,
) -> Result<WithCookies<axum::Json<SessionInfo>, 2>, ApiError> {
    // Which of its uses is noted is known once the ticket is.
    let (kind, account) = state.people.use_ticket(given, caller.audit(AuditAction::AccountCreated)).await?;
    // A new password has ended the account's sessions.
    state.guard.recheck().await;
    let by = match kind {
        TicketKind::Invitation => "invitation",
        TicketKind::Reset => "reset link",
    };
    let noted = caller.audit(AuditAction::SignedIn).with("by", by);
    entry::by_password(&state, &caller, account, &headers, noted).await
}
