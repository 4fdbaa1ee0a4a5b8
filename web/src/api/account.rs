//! Who is signed in, the first account, one's own account, and the people of the instance.

use debrief_shared::api::{
    ChangePassword, CreateToken, CreatedToken, DeviceSession, DeviceSessionList, Identity, IdentityList, InstanceInfo,
    PatchAccount, Person, SessionInfo, Setup, SignIn, TokenInfo,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{ApiError, NOTHING, delete, encoded, exchange, get, parse, send, tell};

/// What the instance says about itself to anybody.
pub async fn instance() -> Result<InstanceInfo, ApiError> {
    get("/api/instance").await
}

/// Who is signed in, if anybody is.
pub async fn session() -> Result<Option<SessionInfo>, ApiError> {
    match send("GET", "/api/session?if_any=true", NOTHING).await?.as_str() {
        "" => Ok(None),
        info => parse(info).map(Some),
    }
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

/// Changes one's name or colour.
pub async fn edit_account(patch: &PatchAccount) -> Result<SessionInfo, ApiError> {
    exchange("PATCH", "/api/account", patch).await
}

/// Changes or sets one's password. Every other session ends.
pub async fn change_password(change: &ChangePassword) -> Result<(), ApiError> {
    tell("PUT", "/api/account/password", change).await
}

/// Where one is signed in: this browser first, then the last used.
pub async fn sessions() -> Result<Vec<DeviceSession>, ApiError> {
    get::<DeviceSessionList>("/api/account/sessions").await.map(|list| list.sessions)
}

/// Ends one of one's sessions.
pub async fn end_session(id: Uuid) -> Result<(), ApiError> {
    delete(&format!("/api/account/sessions/{id}")).await
}

/// Ends all of one's sessions, this one too.
pub async fn sign_out_everywhere() -> Result<(), ApiError> {
    delete("/api/account/sessions").await
}

/// The providers that one's account is connected with.
pub async fn identities() -> Result<Vec<Identity>, ApiError> {
    get::<IdentityList>("/api/account/identities").await.map(|list| list.identities)
}

/// Begins to connect one's account with a provider; gives the address to go to.
pub async fn connect_provider(provider: &str) -> Result<String, ApiError> {
    #[derive(Deserialize)]
    struct Start {
        url: String,
    }
    exchange::<Start>("POST", &format!("/api/oidc/{}/connect", encoded(provider)), &()).await.map(|start| start.url)
}

/// Disconnects one's account from a provider.
pub async fn disconnect_provider(provider: &str) -> Result<(), ApiError> {
    delete(&format!("/api/account/identities/{}", encoded(provider))).await
}

/// One's API tokens, oldest first.
pub async fn tokens() -> Result<Vec<TokenInfo>, ApiError> {
    #[derive(Deserialize)]
    struct Tokens {
        tokens: Vec<TokenInfo>,
    }
    get::<Tokens>("/api/tokens").await.map(|list| list.tokens)
}

/// Makes an API token; the answer is the only one that holds its secret.
pub async fn create_token(create: &CreateToken) -> Result<CreatedToken, ApiError> {
    exchange("POST", "/api/tokens", create).await
}

/// Revokes an API token.
pub async fn revoke_token(id: Uuid) -> Result<(), ApiError> {
    delete(&format!("/api/tokens/{id}")).await
}
