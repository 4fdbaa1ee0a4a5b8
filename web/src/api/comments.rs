//! Comment threads of one postmortem. Every change also arrives as an event on the document's socket.

use debrief_shared::api::{CreateReply, CreateThread, PatchThread, Thread, ThreadList};
use uuid::Uuid;

use super::{ApiError, delete, exchange, get};

/// All threads, oldest first, settled ones too.
pub async fn threads(postmortem: Uuid) -> Result<Vec<Thread>, ApiError> {
    get::<ThreadList>(&root(postmortem)).await.map(|list| list.threads)
}

/// Begins a thread.
pub async fn create_thread(postmortem: Uuid, thread: &CreateThread) -> Result<Thread, ApiError> {
    exchange("POST", &root(postmortem), thread).await
}

/// Answers in a thread.
pub async fn reply(postmortem: Uuid, thread: Uuid, body: &str) -> Result<Thread, ApiError> {
    let reply = CreateReply { body: body.to_owned() };
    exchange("POST", &format!("{}/{thread}/replies", root(postmortem)), &reply).await
}

/// Settles a thread, or reopens it.
pub async fn resolve_thread(postmortem: Uuid, thread: Uuid, resolved: bool) -> Result<Thread, ApiError> {
    exchange("PATCH", &format!("{}/{thread}", root(postmortem)), &PatchThread { resolved }).await
}

/// Removes a thread.
pub async fn remove_thread(postmortem: Uuid, thread: Uuid) -> Result<(), ApiError> {
    delete(&format!("{}/{thread}", root(postmortem))).await
}

fn root(postmortem: Uuid) -> String {
    format!("/api/postmortems/{postmortem}/comments")
}
