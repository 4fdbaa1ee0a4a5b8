//! Finding again: the search, what is similar, what happened a year ago, and searches that one keeps.

use debrief_shared::api::{
    Anniversary, AnniversaryList, SaveView, SavedView, SavedViewList, SearchPage, SimilarList, SimilarPostmortem,
};
use uuid::Uuid;

use super::{ApiError, delete, encoded, exchange, get};

/// The page that searches everything, with these words.
pub fn search_path(words: &str) -> String {
    format!("/search?q={}", encoded(words.trim()))
}

/// What is found by a search, as it stands in an address; from `after` on.
pub async fn search(query: &str, after: Option<&str>) -> Result<SearchPage, ApiError> {
    let after = after.map(|after| format!("&after={}", encoded(after))).unwrap_or_default();
    get(&format!("/api/search?{query}{after}")).await
}

/// Postmortems that tell of something similar.
pub async fn similar(id: Uuid) -> Result<Vec<SimilarPostmortem>, ApiError> {
    get::<SimilarList>(&format!("/api/postmortems/{id}/similar")).await.map(|list| list.similar)
}

/// Postmortems of a year ago.
pub async fn anniversaries() -> Result<Vec<Anniversary>, ApiError> {
    get::<AnniversaryList>("/api/anniversaries").await.map(|list| list.anniversaries)
}

/// Searches that one keeps.
pub async fn saved_views() -> Result<Vec<SavedView>, ApiError> {
    get::<SavedViewList>("/api/views").await.map(|list| list.views)
}

/// Keeps a search.
pub async fn save_view(name: &str, query: &str) -> Result<SavedView, ApiError> {
    exchange("POST", "/api/views", &SaveView { name: name.to_owned(), query: query.to_owned() }).await
}

/// Forgets a search.
pub async fn remove_view(id: Uuid) -> Result<(), ApiError> {
    delete(&format!("/api/views/{id}")).await
}
