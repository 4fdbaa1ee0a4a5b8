//! The door to a live document: checks who comes, then hands the WebSocket to its session.

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::response::Response;
use debrief_shared::protocol::{MAX_FRAME_BYTES, SUBPROTOCOL};
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::Path;
use super::identity::Caller;
use super::socket::{answer, place};
use super::state::AppState;
use crate::access::Action;
use crate::crowd::Place;
use crate::guard::Pass;
use crate::session::{self, Connection};

/// Largest message that is read at all: a little over the limit, so that one that is too large ends with a reason.
const MAX_MESSAGE_BYTES: usize = MAX_FRAME_BYTES + 64 * 1024;
/// What a socket reads at once; kept as long as the socket lives, so small.
const READ_BUFFER_BYTES: usize = 8 * 1024;
/// What the socket gathers before it writes.
const WRITE_BUFFER_BYTES: usize = 16 * 1024;
/// Past it, a socket that does not take what is written ends: a whole document in one frame must fit.
const MAX_WRITE_BUFFER_BYTES: usize = 64 * 1024 * 1024;

/// `GET /api/postmortems/{id}/sync`.
///
/// A page cannot see why an upgrade is refused, so one that offers our subprotocol is let in and told by a close code.
pub(super) async fn sync(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES)
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_write_buffer_size(MAX_WRITE_BUFFER_BYTES);
    let extended = upgrade.selected_protocol().is_some_and(|protocol| protocol == SUBPROTOCOL);
    match connect(&state, &caller, id, extended).await {
        Ok((connection, place)) => upgrade.on_upgrade(async move |socket| {
            session::run(socket, connection, state.documents, state.guard).await;
            drop(place);
        }),
        Err(error) => answer(upgrade, error),
    }
}

async fn connect(
    state: &AppState,
    caller: &Caller,
    document: Uuid,
    extended: bool,
) -> Result<(Connection, Option<Place>), ApiError> {
    let found = caller.postmortem(state, document, Action::Read).await?;
    caller.note_opening(state, &found).await?;
    let person = caller.account()?.person.clone();
    let proof = caller.proof().ok_or(ApiError::SignInFirst)?;
    let place = place(state, caller)?;
    Ok((Connection { pass: Pass { document, person, proof, role: found.role }, extended }, place))
}
