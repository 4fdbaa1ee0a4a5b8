//! Who is signed in, the first account and the people of the instance.

use debrief_shared::api::{InstanceInfo, Person, SessionInfo, Setup, SignIn};
use serde::Deserialize;

use super::{ApiError, delete, exchange, get};

/// What the instance says about itself to anybody.
pub async fn instance() -> Result<InstanceInfo, ApiError> {
    get("/api/instance").await
}

/// Who is signed in; a problem with status 401 if nobody is.
pub async fn session() -> Result<SessionInfo, ApiError> {
    get("/api/session").await
}

/// Signs in.
pub async fn sign_in(sign_in: &SignIn) -> Result<SessionInfo, ApiError> {
    exchange("POST", "/api/session", sign_in).await
}

/// Ends the session.
pub async fn sign_out() -> Result<(), ApiError> {
    delete("/api/session").await
}

/// Makes the first account and signs it in.
pub async fn set_up(setup: &Setup) -> Result<SessionInfo, ApiError> {
    exchange("POST", "/api/setup", setup).await
}

/// Everybody with an account, by name.
pub async fn people() -> Result<Vec<Person>, ApiError> {
    #[derive(Deserialize)]
    struct People {
        people: Vec<Person>,
    }
    get::<People>("/api/people").await.map(|list| list.people)
}
