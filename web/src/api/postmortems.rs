//! Postmortems: list, create, remove and bring back.

use debrief_shared::api::{AskTitle, CreatePostmortem, FoundTitle, PostmortemList, PostmortemSummary};
use uuid::Uuid;

use super::{ApiError, NOTHING, delete, encoded, exchange, get, send};

/// Those whose title holds `query`, newest change first; all of them for an empty one.
pub async fn postmortems(query: &str) -> Result<Vec<PostmortemSummary>, ApiError> {
    let path = match query.trim() {
        "" => "/api/postmortems".to_owned(),
        query => format!("/api/postmortems?q={}", encoded(query)),
    };
    get::<PostmortemList>(&path).await.map(|list| list.postmortems)
}

/// The bin: what one may bring back, newest change first.
pub async fn removed_postmortems() -> Result<Vec<PostmortemSummary>, ApiError> {
    get::<PostmortemList>("/api/postmortems?removed=true").await.map(|list| list.postmortems)
}

/// Starts one from a template.
pub async fn create_postmortem(title: &str, template: &str) -> Result<PostmortemSummary, ApiError> {
    let request = CreatePostmortem { title: title.trim().to_owned(), template: template.to_owned() };
    exchange("POST", "/api/postmortems", &request).await
}

/// Puts one into the bin.
pub async fn remove_postmortem(id: Uuid) -> Result<(), ApiError> {
    delete(&format!("/api/postmortems/{id}")).await
}

/// Takes one out of the bin.
pub async fn restore_postmortem(id: Uuid) -> Result<(), ApiError> {
    send("POST", &format!("/api/postmortems/{id}/restore"), NOTHING).await.map(drop)
}

/// Where one is downloaded as `md`, `json` or `html`.
pub fn export_path(id: Uuid, format: &str) -> String {
    format!("/api/postmortems/{id}/export?format={format}")
}

/// The title of the web page at an address, read by the server for whoever writes in this one.
pub async fn title_of(id: Uuid, url: String) -> Result<Option<String>, ApiError> {
    let path = format!("/api/postmortems/{id}/titles");
    exchange::<FoundTitle>("POST", &path, &AskTitle { url }).await.map(|found| found.title)
}

/// Where the pictures of one are added, and each is below it.
pub fn images_path(id: Uuid) -> String {
    format!("/api/postmortems/{id}/images")
}
