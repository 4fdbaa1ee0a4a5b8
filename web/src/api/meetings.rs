//! Meetings, who facilitates them, and calendars.

use debrief_shared::api::{
    CalendarAddress, CalendarFeed, Facilitating, MeetingAhead, MeetingInfo, MeetingsAhead, RequestFacilitator,
    ScheduleMeeting,
};
use uuid::Uuid;

use super::{ApiError, NOTHING, delete, exchange, get, parse, send};

/// The meeting of a postmortem, and what helps to schedule it.
pub async fn meeting(id: Uuid) -> Result<MeetingInfo, ApiError> {
    get(&format!("/api/postmortems/{id}/meeting")).await
}

/// The same, with those who should be there.
pub async fn propose_meeting(id: Uuid) -> Result<MeetingInfo, ApiError> {
    get(&format!("/api/postmortems/{id}/meeting?propose=true")).await
}

/// Schedules it, or changes it.
pub async fn schedule_meeting(id: Uuid, plan: &ScheduleMeeting) -> Result<MeetingInfo, ApiError> {
    exchange("PUT", &format!("/api/postmortems/{id}/meeting"), plan).await
}

/// Cancels it.
pub async fn cancel_meeting(id: Uuid) -> Result<MeetingInfo, ApiError> {
    parse(&send("DELETE", &format!("/api/postmortems/{id}/meeting"), NOTHING).await?)
}

/// Where it is as a file for calendars.
pub fn calendar_path(id: Uuid) -> String {
    format!("/api/postmortems/{id}/meeting.ics")
}

/// Looks for a facilitator.
pub async fn ask_for_facilitator(id: Uuid, note: &str) -> Result<MeetingInfo, ApiError> {
    let request = RequestFacilitator { note: note.trim().to_owned() };
    exchange("POST", &format!("/api/postmortems/{id}/facilitator"), &request).await
}

/// Looks for none any more.
pub async fn stop_seeking(id: Uuid) -> Result<MeetingInfo, ApiError> {
    parse(&send("DELETE", &format!("/api/postmortems/{id}/facilitator"), NOTHING).await?)
}

/// Facilitates it.
pub async fn take_facilitation(id: Uuid) -> Result<MeetingInfo, ApiError> {
    parse(&send("PUT", &format!("/api/postmortems/{id}/facilitator/mine"), NOTHING).await?)
}

/// Cannot after all.
pub async fn give_facilitation_back(id: Uuid) -> Result<MeetingInfo, ApiError> {
    parse(&send("DELETE", &format!("/api/postmortems/{id}/facilitator/mine"), NOTHING).await?)
}

/// Meetings that are still to come.
pub async fn meetings_ahead() -> Result<Vec<MeetingAhead>, ApiError> {
    get::<MeetingsAhead>("/api/meetings").await.map(|ahead| ahead.meetings)
}

/// Whether one likes to facilitate.
pub async fn facilitating() -> Result<bool, ApiError> {
    get::<Facilitating>("/api/account/facilitating").await.map(|known| known.willing)
}

/// Says whether one likes to facilitate.
pub async fn set_facilitating(willing: bool) -> Result<bool, ApiError> {
    exchange::<Facilitating>("PUT", "/api/account/facilitating", &Facilitating { willing })
        .await
        .map(|known| known.willing)
}

/// Whether one has a calendar address.
pub async fn calendar_feed() -> Result<CalendarFeed, ApiError> {
    get("/api/account/calendar").await
}

/// Makes a calendar address; the answer is the only one that holds it.
pub async fn make_calendar_feed() -> Result<CalendarAddress, ApiError> {
    parse(&send("POST", "/api/account/calendar", NOTHING).await?)
}

/// Takes the calendar address away.
pub async fn revoke_calendar_feed() -> Result<(), ApiError> {
    delete("/api/account/calendar").await
}
