//! Review rounds, publishing, and what the instance requires.

use debrief_shared::api::{AskReview, GiveReview, Policy, Publication, Publish, Review, WaitingReview, WaitingReviews};
use uuid::Uuid;

use super::{ApiError, NOTHING, exchange, get, parse, send};

/// Where a postmortem stands.
pub async fn review(id: Uuid) -> Result<Review, ApiError> {
    get(&format!("/api/postmortems/{id}/review")).await
}

/// Asks people to review it.
pub async fn ask_review(id: Uuid, ask: &AskReview) -> Result<Review, ApiError> {
    exchange("POST", &format!("/api/postmortems/{id}/review"), ask).await
}

/// Ends the round that is going on.
pub async fn end_review(id: Uuid) -> Result<Review, ApiError> {
    parse(&send("DELETE", &format!("/api/postmortems/{id}/review"), NOTHING).await?)
}

/// Says what one comes to.
pub async fn give_review(id: Uuid, give: &GiveReview) -> Result<Review, ApiError> {
    exchange("PUT", &format!("/api/postmortems/{id}/review/mine"), give).await
}

/// Publishes it inside.
pub async fn publish(id: Uuid, despite: &str) -> Result<Publication, ApiError> {
    let publish = Publish { despite: despite.trim().to_owned() };
    exchange("POST", &format!("/api/postmortems/{id}/publications"), &publish).await
}

/// Reviews that wait for oneself.
pub async fn waiting_reviews() -> Result<Vec<WaitingReview>, ApiError> {
    get::<WaitingReviews>("/api/reviews").await.map(|waiting| waiting.reviews)
}

/// What the instance requires.
pub async fn policy() -> Result<Policy, ApiError> {
    get("/api/policy").await
}

/// Changes what the instance requires.
pub async fn change_policy(policy: &Policy) -> Result<Policy, ApiError> {
    exchange("PUT", "/api/policy", policy).await
}
