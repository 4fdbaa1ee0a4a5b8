//! One socket of one person on one document: frames in to the document's actor, its outbox out to the page, both in one task.

mod reader;
mod writer;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use debrief_shared::protocol::CloseReason;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::Notify;

use crate::document::{DocumentError, Documents, Joining};
use crate::guard::{Guard, Pass};

/// How long the closing frame may take.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
/// How long what waits may take to be written once the session is to end: whoever does not read holds nobody up.
const LAST_WRITES: Duration = Duration::from_millis(1_500);
/// Who is on the other end, as the upgrade request established it.
#[derive(Clone, Debug)]
pub struct Connection {
    /// What they were let in with.
    pub pass: Pass,
    /// Whether subprotocol `debrief.v1` was agreed on.
    pub extended: bool,
}

/// Serves a socket until either side ends it. The upgrade sets the limits of its frames and buffers; a whole document must fit into one
/// frame that is written.
pub async fn run(socket: WebSocket, connection: Connection, documents: Documents, guard: Guard) {
    let _open = documents.socket_token();
    let (mut sink, stream) = socket.split();
    let ending = match serve(&mut sink, stream, connection, documents, guard).await {
        Ok(ending) => ending,
        Err(reason) => Some(reason),
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

/// Joins the document under the guard's watch, then reads and writes. `Ok(None)`: the other side is gone.
async fn serve(
    sink: &mut SplitSink<WebSocket, Message>,
    stream: SplitStream<WebSocket>,
    connection: Connection,
    documents: Documents,
    guard: Guard,
) -> Result<Option<CloseReason>, CloseReason> {
    let Connection { pass, extended } = connection;
    let document = pass.document;
    let joining = Joining { person: pass.person.clone(), role: pass.role, extended };
    let watched = guard.admit(pass).await?;
    let seat =
        documents.join(document, joining, Arc::clone(watched.outbox())).await.map_err(|error| refusal(&error))?;
    let pongs = Notify::new();
    let served = async {
        tokio::select! {
            ending = reader::run(stream, &seat, extended, &pongs) => ending,
            ending = writer::run(sink, &seat, &pongs) => ending,
        }
    };
    let overdue = async {
        let ending = seat.outbox().ended().await;
        tokio::time::sleep(LAST_WRITES).await;
        ending
    };
    Ok(tokio::select! {
        // First: who lost access is not heard any more, and does not hold the socket by not reading.
        biased;
        ending = watched.lost() => ending,
        ending = served => ending,
        ending = overdue => ending,
    })
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
