//! Comment threads of one postmortem. Every change also arrives as an event on the document's socket.

use debrief_shared::api::{
    AcceptSuggestion, CreateReply, CreateThread, EditComment, NoteRead, PatchThread, Person, Reaction, Thread,
    ThreadList,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{ApiError, NOTHING, delete, exchange, get, parse, send, tell};

/// All threads, oldest first, settled ones too, and how far one has read.
pub async fn threads(postmortem: Uuid) -> Result<ThreadList, ApiError> {
    get(&root(postmortem)).await
}

/// One thread, as it is now.
pub async fn thread(postmortem: Uuid, thread: Uuid) -> Result<Thread, ApiError> {
    get(&format!("{}/{thread}", root(postmortem))).await
}

/// Notes what one has read.
pub async fn note_comments_read(postmortem: Uuid, note: &NoteRead) -> Result<(), ApiError> {
    tell("PUT", &format!("{}/read", root(postmortem)), note).await
}

/// Who may read the postmortem, and so can be mentioned, by name.
pub async fn readers(postmortem: Uuid) -> Result<Vec<Person>, ApiError> {
    #[derive(Deserialize)]
    struct Readers {
        people: Vec<Person>,
    }
    get::<Readers>(&format!("/api/postmortems/{postmortem}/people")).await.map(|readers| readers.people)
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

/// Takes a suggestion over; `current` is what stands there now, where that is no longer what it was made for.
pub async fn accept_suggestion(postmortem: Uuid, thread: Uuid, current: Option<String>) -> Result<Thread, ApiError> {
    exchange("POST", &format!("{}/{thread}/suggestion/accept", root(postmortem)), &AcceptSuggestion { current }).await
}

/// Declines a suggestion, or withdraws one's own.
pub async fn decline_suggestion(postmortem: Uuid, thread: Uuid) -> Result<Thread, ApiError> {
    parse(&send("POST", &format!("{}/{thread}/suggestion/decline", root(postmortem)), NOTHING).await?)
}

/// Removes a thread.
pub async fn remove_thread(postmortem: Uuid, thread: Uuid) -> Result<(), ApiError> {
    delete(&format!("{}/{thread}", root(postmortem))).await
}

/// Gives one's own comment other words.
pub async fn edit_comment(postmortem: Uuid, thread: Uuid, comment: Uuid, body: &str) -> Result<Thread, ApiError> {
    let edit = EditComment { body: body.to_owned() };
    exchange("PATCH", &format!("{}/{thread}/comments/{comment}", root(postmortem)), &edit).await
}

/// Removes a comment; its thread goes with the last one.
pub async fn remove_comment(postmortem: Uuid, thread: Uuid, comment: Uuid) -> Result<(), ApiError> {
    delete(&format!("{}/{thread}/comments/{comment}", root(postmortem))).await
}

/// Reacts to a comment, or takes that back.
pub async fn react(
    postmortem: Uuid,
    thread: Uuid,
    comment: Uuid,
    reaction: Reaction,
    on: bool,
) -> Result<(), ApiError> {
    let path = format!("{}/{thread}/comments/{comment}/reactions/{}", root(postmortem), reaction.as_str());
    if on { send("PUT", &path, NOTHING).await.map(drop) } else { delete(&path).await }
}

fn root(postmortem: Uuid) -> String {
    format!("/api/postmortems/{postmortem}/comments")
}
