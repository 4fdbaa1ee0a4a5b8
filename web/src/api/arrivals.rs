//! Ways in by a link: password resets, invitations and share links. Secrets go in bodies, never in addresses.

use debrief_shared::api::{
    EnterLink, EnteredLink, LinkPreview, LinkSecret, RequestReset, SessionInfo, TicketInfo, TicketSecret, UseTicket,
};

use super::{ApiError, exchange, tell};

/// Asks for a mail with a link that sets a new password. The answer is the same for every address.
pub async fn request_reset(email: &str) -> Result<(), ApiError> {
    tell("POST", "/api/password-resets", &RequestReset { email: email.to_owned() }).await
}

/// What a one-time link is good for.
pub async fn look_at_ticket(ticket: &str) -> Result<TicketInfo, ApiError> {
    exchange("POST", "/api/tickets/look", &TicketSecret { ticket: ticket.to_owned() }).await
}

/// Uses a one-time link up, and signs in.
pub async fn use_ticket(use_ticket: &UseTicket) -> Result<SessionInfo, ApiError> {
    exchange("POST", "/api/tickets/use", use_ticket).await
}

/// What a share link is good for.
pub async fn look_at_link(link: &str) -> Result<LinkPreview, ApiError> {
    exchange("POST", "/api/links/look", &LinkSecret { link: link.to_owned() }).await
}

/// Comes in by a share link.
pub async fn enter_link(enter: &EnterLink) -> Result<EnteredLink, ApiError> {
    exchange("POST", "/api/links/enter", enter).await
}
