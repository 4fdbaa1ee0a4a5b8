//! Postmortems: list, create, change, remove and bring back.

use debrief_shared::api::{CreatePostmortem, PatchPostmortem, PostmortemDetail, PostmortemList, PostmortemSummary};
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

/// One of them, with its document as it is now.
pub async fn postmortem(id: Uuid) -> Result<PostmortemDetail, ApiError> {
    get(&format!("/api/postmortems/{id}")).await
}

/// Starts one from a template.
pub async fn create_postmortem(title: &str, template: &str) -> Result<PostmortemSummary, ApiError> {
    let request = CreatePostmortem { title: title.trim().to_owned(), template: template.to_owned() };
    exchange("POST", "/api/postmortems", &request).await
}

/// Changes what `patch` names.
pub async fn patch_postmortem(id: Uuid, patch: &PatchPostmortem) -> Result<(), ApiError> {
    send("PATCH", &format!("/api/postmortems/{id}"), Some(patch)).await.map(drop)
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
