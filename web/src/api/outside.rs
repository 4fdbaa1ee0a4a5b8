//! The message for people outside: where it stands, how strangers would see it, publishing and withdrawing it.

use debrief_shared::api::{Outside, OutsideChoice, OutsidePolicy, OutsidePreview, PublishOutside};
use uuid::Uuid;

use super::{ApiError, NOTHING, exchange, get, parse, send};

/// Where it stands.
pub async fn outside(id: Uuid) -> Result<Outside, ApiError> {
    get(&path(id, "")).await
}

/// How strangers would see it.
pub async fn preview_outside(id: Uuid, choice: &OutsideChoice) -> Result<OutsidePreview, ApiError> {
    exchange("POST", &path(id, "/preview"), choice).await
}

/// Publishes it.
pub async fn publish_outside(id: Uuid, publish: &PublishOutside) -> Result<Outside, ApiError> {
    exchange("POST", &path(id, ""), publish).await
}

/// Withdraws it.
pub async fn withdraw_outside(id: Uuid) -> Result<Outside, ApiError> {
    parse(&send("DELETE", &path(id, ""), NOTHING).await?)
}

/// Takes back that it was withdrawn.
pub async fn restore_outside(id: Uuid) -> Result<Outside, ApiError> {
    parse(&send("POST", &path(id, "/restore"), NOTHING).await?)
}

/// What the instance has decided.
pub async fn outside_policy() -> Result<OutsidePolicy, ApiError> {
    get("/api/outside").await
}

/// Decides otherwise.
pub async fn change_outside_policy(policy: &OutsidePolicy) -> Result<OutsidePolicy, ApiError> {
    exchange("PUT", "/api/outside", policy).await
}

fn path(id: Uuid, rest: &str) -> String {
    format!("/api/postmortems/{id}/outside{rest}")
}
