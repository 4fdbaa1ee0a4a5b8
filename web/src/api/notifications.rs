//! What one is told of.

use debrief_shared::api::{NoteNotificationsRead, NotificationList, NotificationSettings};

use super::{ApiError, exchange, get, tell};

/// What one is told of, newest first.
pub async fn notifications() -> Result<NotificationList, ApiError> {
    get("/api/notifications").await
}

/// Notes what was read.
pub async fn note_notifications_read(note: &NoteNotificationsRead) -> Result<(), ApiError> {
    tell("POST", "/api/notifications/read", note).await
}

/// What one wants to be told of.
pub async fn notification_settings() -> Result<NotificationSettings, ApiError> {
    get("/api/notifications/settings").await
}

/// Sets what one wants to be told of.
pub async fn set_notification_settings(settings: &NotificationSettings) -> Result<NotificationSettings, ApiError> {
    exchange("PUT", "/api/notifications/settings", settings).await
}
