//! What many incidents tell together, and names that others use.

use debrief_shared::api::{Learning, UsedNames};

use super::{ApiError, get};

/// The figures of what is asked for, as it stands in an address.
pub async fn learning(query: &str) -> Result<Learning, ApiError> {
    get(&format!("/api/learning?{query}")).await
}

/// Names that are used in postmortems that one may read.
pub async fn used_names() -> Result<UsedNames, ApiError> {
    get("/api/learning/names").await
}
