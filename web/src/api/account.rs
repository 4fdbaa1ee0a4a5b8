//! Who is signed in, the first account, API tokens and the people of the instance.

use debrief_shared::api::{CreateToken, CreatedToken, InstanceInfo, Person, SessionInfo, Setup, SignIn, TokenInfo};
use serde::Deserialize;
use uuid::Uuid;

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

/// The signed-in person's API tokens.
pub async fn tokens() -> Result<Vec<TokenInfo>, ApiError> {
    #[derive(Deserialize)]
    struct Tokens {
        tokens: Vec<TokenInfo>,
    }
    get::<Tokens>("/api/tokens").await.map(|list| list.tokens)
}

/// Makes an API token; its secret is in this answer only.
pub async fn create_token(name: &str) -> Result<CreatedToken, ApiError> {
    exchange("POST", "/api/tokens", &CreateToken { name: name.to_owned() }).await
}

/// Ends an API token.
pub async fn remove_token(id: Uuid) -> Result<(), ApiError> {
    delete(&format!("/api/tokens/{id}")).await
}
