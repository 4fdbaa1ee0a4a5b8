//! What the doors to sockets have in common: a place for each, and refusals that a page can read.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::{IntoResponse, Response};
use debrief_shared::protocol::{CloseReason, SUBPROTOCOL};

use super::errors::ApiError;
use super::identity::Caller;
use super::state::AppState;
use crate::crowd::Place;
use crate::metrics as names;

/// When it makes sense to try again with too many sockets open.
const TRY_AGAIN: Duration = Duration::from_secs(10);

/// A place for a socket, to be held as long as it is open.
pub(super) fn place(state: &AppState, caller: &Caller) -> Result<Option<Place>, ApiError> {
    state.limits.hold_socket(caller.address()).map_err(|full| {
        metrics::counter!(names::CONNECTIONS_REFUSED, "reason" => full.label()).increment(1);
        let text = "Too many pages are open from this address. Close some, or try again later.".to_owned();
        ApiError::TooMany { text, wait: TRY_AGAIN }
    })
}

/// Refuses: a page that offers our subprotocol is let in and told by a close code.
pub(super) fn answer(upgrade: WebSocketUpgrade, error: ApiError) -> Response {
    let extended = upgrade.selected_protocol().is_some_and(|protocol| protocol == SUBPROTOCOL);
    match close_reason(&error).filter(|_| extended) {
        Some(reason) => upgrade.on_upgrade(move |socket| refuse(socket, reason)),
        None => error.into_response(),
    }
}

fn close_reason(error: &ApiError) -> Option<CloseReason> {
    match error {
        ApiError::SignInFirst | ApiError::WrongCredentials(_) => Some(CloseReason::SignedOut),
        ApiError::Forbidden => Some(CloseReason::NoAccess),
        ApiError::NotFound => Some(CloseReason::NotFound),
        ApiError::Unavailable(_) => Some(CloseReason::TryLater),
        ApiError::TooMany { .. } => Some(CloseReason::TooMany),
        _ => None,
    }
}

async fn refuse(mut socket: WebSocket, reason: CloseReason) {
    let frame = CloseFrame { code: reason.code(), reason: reason.text().into() };
    // The other side may be gone already; then there is nobody left to tell.
    let _ = socket.send(Message::Close(Some(frame))).await;
}
