//! The door to one's bell.

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::response::Response;
use debrief_shared::api::Person;
use debrief_shared::protocol::SUBPROTOCOL;
use uuid::Uuid;

use super::errors::ApiError;
use super::identity::Caller;
use super::socket::{answer, place};
use super::state::AppState;
use crate::access::{Action, Resource};
use crate::bell::socket::serve;
use crate::crowd::Place;

/// Largest message that is read: a page sends none.
const MAX_MESSAGE_BYTES: usize = 1024;
/// What is read and gathered at once; kept as long as the socket lives.
const BUFFER_BYTES: usize = 1024;

/// `GET /api/notifications/sync`.
///
/// A page cannot see why an upgrade is refused, so one that offers our subprotocol is let in and told by a close code.
pub(super) async fn listen(State(state): State<AppState>, caller: Caller, upgrade: WebSocketUpgrade) -> Response {
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES)
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(MAX_MESSAGE_BYTES);
    match connect(&state, &caller) {
        Ok((whose, place)) => upgrade.on_upgrade(async move |socket| {
            let _open = state.documents.socket_token();
            serve(socket, state.bells, state.guard, whose).await;
            drop(place);
        }),
        Err(error) => answer(upgrade, error),
    }
}

fn connect(state: &AppState, caller: &Caller) -> Result<((Person, Uuid), Option<Place>), ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let person = caller.account()?.person.clone();
    let proof = caller.proof().ok_or(ApiError::SignInFirst)?;
    Ok(((person, proof), place(state, caller)?))
}
