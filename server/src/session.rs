//! One socket of one person on one document: frames in to the document's actor, its outbox out to the page, both in one task.

mod reader;
mod writer;

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use debrief_shared::api::{Person, Role};
use debrief_shared::protocol::CloseReason;
use futures_util::{SinkExt, StreamExt};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::document::{DocumentError, Documents, Joining};

/// How long the closing frame may take.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);
/// Who is on the other end, as the upgrade request established it.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The postmortem.
    pub document: Uuid,
    /// The person, as everybody will see them.
    pub person: Person,
    /// What they may do in it.
    pub role: Role,
    /// The account session or API token they came with: the socket ends with it.
    pub account_session: Option<Uuid>,
    /// Whether subprotocol `debrief.v1` was agreed on.
    pub extended: bool,
}

/// Serves a socket until either side ends it. The upgrade sets the limits of its frames and buffers; a whole document must fit into one
/// frame that is written.
pub async fn run(socket: WebSocket, connection: Connection, documents: Documents) {
    let _open = documents.socket_token();
    let (mut sink, stream) = socket.split();
    let joining = Joining {
        person: connection.person,
        role: connection.role,
        account_session: connection.account_session,
        extended: connection.extended,
    };
    let ending = match documents.join(connection.document, joining).await {
        Ok(seat) => {
            let pongs = Notify::new();
            tokio::select! {
                ending = reader::run(stream, &seat, connection.extended, &pongs) => ending,
                ending = writer::run(&mut sink, &seat, &pongs) => ending,
            }
        }
        Err(error) => Some(refusal(&error)),
    };
    let Some(reason) = ending else { return };
    let frame = CloseFrame { code: reason.code(), reason: reason.text().into() };
    // The other side may be gone already, or not be reading.
    let _ = tokio::time::timeout(CLOSE_TIMEOUT, async {
        sink.send(Message::Close(Some(frame))).await?;
        sink.close().await
    })
    .await;
}

fn refusal(error: &DocumentError) -> CloseReason {
    match error {
        DocumentError::NotFound | DocumentError::Deleted => CloseReason::NotFound,
        DocumentError::Broken(_) => CloseReason::Broken,
        DocumentError::Overloaded | DocumentError::Unavailable(_) => CloseReason::TryLater,
        DocumentError::Refused(_) => CloseReason::Refused,
    }
}

#[cfg(test)]
mod tests;
