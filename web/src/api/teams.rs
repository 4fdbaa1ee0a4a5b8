//! Teams: named sets of people to share with.

use debrief_shared::api::{Team, TeamList};

use super::{ApiError, get};

/// All of them, by name.
pub async fn teams() -> Result<Vec<Team>, ApiError> {
    get::<TeamList>("/api/teams").await.map(|list| list.teams)
}
