//! What somebody is told of. Whether they may still read it is asked each time that they look.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{NoteNotificationsRead, Notification, NotificationList, NotificationSettings, Problem};
use jiff::Timestamp;
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::Unread;
use super::identity::Caller;
use super::state::AppState;
use crate::access::{Action, Facts, Resource, Verdict, may};
use crate::notify::excerpt;
use crate::store::notifications::{NotificationRow, Which};

/// Most notifications of one answer.
const MAX_LISTED: usize = 50;

/// What the one who asks is told of, newest first.
#[utoipa::path(
    get, path = "/api/notifications", tag = "notifications", operation_id = "notifications_list",
    responses((status = 200, body = NotificationList), (status = 401, body = Problem))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<NotificationList>, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let me = caller.id()?;
    let mut rows = state.store.notifications(me).await?;
    let places: BTreeSet<(Uuid, Uuid)> = rows.iter().map(|row| (row.postmortem, me)).collect();
    let places: Vec<(Uuid, Uuid)> = places.into_iter().collect();
    let standings = state.store.standings(&places, Timestamp::now()).await?;
    rows.retain(|row| {
        standings.get(&(row.postmortem, me)).is_some_and(|standing| {
            let postmortem = Resource::Postmortem(Facts::from(standing));
            may(&caller.actor(), Action::Read, &postmortem) == Verdict::Allow
        })
    });
    let unread = rows.iter().filter(|row| !row.read).count();
    rows.truncate(MAX_LISTED);
    let notifications = rows.into_iter().map(notification).collect();
    Ok(axum::Json(NotificationList { notifications, unread: u32::try_from(unread).unwrap_or(u32::MAX) }))
}

/// Notes what was read: one, those of a thread, those about a review or a meeting, or all.
#[utoipa::path(
    post, path = "/api/notifications/read", tag = "notifications", operation_id = "notifications_read",
    request_body = NoteNotificationsRead,
    responses((status = 204), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn note(
    State(state): State<AppState>,
    caller: Caller,
    body: Unread<NoteNotificationsRead>,
) -> Result<StatusCode, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let NoteNotificationsRead { id, thread, review, meeting } = body.read().await?;
    let which = match (id, thread, review, meeting) {
        (None, None, None, None) => Which::All,
        (Some(id), None, None, None) => Which::One(id),
        (None, Some(thread), None, None) => Which::Thread(thread),
        (None, None, Some(postmortem), None) => Which::Review(postmortem),
        (None, None, None, Some(postmortem)) => Which::Meeting(postmortem),
        _ => {
            let text =
                "Name a notification, a thread, or the postmortem of a review or a meeting, and one of them only.";
            return Err(ApiError::Unprocessable(text.to_owned()));
        }
    };
    state.store.note_notifications_read(caller.id()?, which, Timestamp::now()).await?;
    // Their other pages count less, too.
    state.bells.ring(&[caller.id()?]);
    Ok(StatusCode::NO_CONTENT)
}

/// What the one who asks wants to be told of.
#[utoipa::path(
    get, path = "/api/notifications/settings", tag = "notifications", operation_id = "notifications_settings",
    responses((status = 200, body = NotificationSettings), (status = 401, body = Problem))
)]
pub(super) async fn settings(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<NotificationSettings>, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let me = caller.id()?;
    let settings = state.store.notification_settings(&[me]).await?.remove(&me);
    Ok(axum::Json(settings.unwrap_or_default()))
}

/// Sets what the one who asks wants to be told of; what is absent goes back to its default.
#[utoipa::path(
    put, path = "/api/notifications/settings", tag = "notifications", operation_id = "notifications_set",
    request_body = NotificationSettings,
    responses((status = 200, body = NotificationSettings), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn set(
    State(state): State<AppState>,
    caller: Caller,
    body: Unread<NotificationSettings>,
) -> Result<axum::Json<NotificationSettings>, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let settings = body.read().await?;
    state.store.set_notification_settings(caller.id()?, &settings).await?;
    Ok(axum::Json(settings))
}

fn notification(row: NotificationRow) -> Notification {
    Notification {
        id: row.id,
        kind: row.kind,
        actor: row.actor,
        postmortem: row.postmortem,
        title: row.title,
        thread: row.thread,
        comment: row.comment,
        excerpt: excerpt(&row.body),
        suggestion: row.suggestion,
        happened: row.happened,
        created_at: row.created_at.to_string(),
        read: row.read,
    }
}
