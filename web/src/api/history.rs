//! The past of one postmortem, and how far one has seen it.

use debrief_shared::{
    api::{
        CreateVersion, HistoryDiff, HistoryPage, NoteSeen, PostmortemSummary, RenameVersion, RestorePast, RestoredPast,
        Seen, Version,
    },
    document::View,
};
use uuid::Uuid;

use super::{ApiError, delete, exchange, get, tell};

/// Spans of editing asked for at once.
const PAGE_SPANS: u32 = 60;

/// One postmortem in short, with what one may do there.
pub async fn postmortem(id: Uuid) -> Result<PostmortemSummary, ApiError> {
    get(&format!("/api/postmortems/{id}")).await
}

/// Who worked on it when, newest first, before the change `before`.
pub async fn history(id: Uuid, before: Option<i64>) -> Result<HistoryPage, ApiError> {
    let before = before.map(|seq| format!("&before={seq}")).unwrap_or_default();
    get(&format!("{}?limit={PAGE_SPANS}{before}", root(id))).await
}

/// The whole of it as it was after a change.
pub async fn past(id: Uuid, seq: i64) -> Result<View, ApiError> {
    get(&format!("{}/{seq}", root(id))).await
}

/// What changed after one change up to another.
pub async fn difference(id: Uuid, from: i64, to: i64) -> Result<HistoryDiff, ApiError> {
    get(&format!("{}/diff?from={from}&to={to}", root(id))).await
}

/// Makes it what it was after a change, by new edits. Gives the place that undoes this.
pub async fn restore_past(id: Uuid, seq: i64) -> Result<i64, ApiError> {
    exchange::<RestoredPast>("POST", &format!("{}/restore", root(id)), &RestorePast { seq })
        .await
        .map(|done| done.before)
}

/// Gives a state a name.
pub async fn name_version(id: Uuid, seq: i64, name: &str) -> Result<Version, ApiError> {
    let create = CreateVersion { name: name.trim().to_owned(), seq: Some(seq) };
    exchange("POST", &format!("{}/versions", root(id)), &create).await
}

/// Gives a version another name.
pub async fn rename_version(id: Uuid, version: Uuid, name: &str) -> Result<Version, ApiError> {
    let rename = RenameVersion { name: name.trim().to_owned() };
    exchange("PATCH", &format!("{}/versions/{version}", root(id)), &rename).await
}

/// Takes a version's name away; the history stays.
pub async fn unname_version(id: Uuid, version: Uuid) -> Result<(), ApiError> {
    delete(&format!("{}/versions/{version}", root(id))).await
}

/// What is new to the one who is signed in.
pub async fn seen(id: Uuid) -> Result<Seen, ApiError> {
    get(&format!("/api/postmortems/{id}/seen")).await
}

/// Notes what they have seen: up to a change, or everything there is.
pub async fn note_seen(id: Uuid, seq: Option<i64>) -> Result<(), ApiError> {
    tell("PUT", &format!("/api/postmortems/{id}/seen"), &NoteSeen { seq }).await
}

fn root(id: Uuid) -> String {
    format!("/api/postmortems/{id}/history")
}
