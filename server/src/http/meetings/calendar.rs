//! Meetings for calendars: one as a file, all of them at an address that only its owner knows.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use debrief_shared::api::{CalendarAddress, CalendarFeed, Problem, Visibility};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::super::errors::ApiError;
use super::super::extract::Path;
use super::super::identity::Caller;
use super::super::state::AppState;
use super::MAX_LOOKED_AT;
use crate::access::{Action, Resource};
use crate::calendar::{self, Invitation, Method};
use crate::notify::may_read;
use crate::people::secret;
use crate::store::audit::AuditAction;

/// How long a meeting that is over stays at the address.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);
/// What the address of a calendar ends in.
const ENDING: &str = ".ics";

/// A file for calendars.
type File = ([(HeaderName, HeaderValue); 2], String);

/// The meeting as a file for calendars; one that was cancelled takes itself out of them.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/meeting.ics", tag = "meetings", operation_id = "meetings_file", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = String, content_type = "text/calendar"), (status = 401, body = Problem), (status = 404, body = Problem)
    )
)]
pub(in crate::http) async fn file(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<File, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    let meeting = state.store.meeting(id).await?.ok_or(ApiError::NotFound)?;
    let account = caller.account()?;
    let (link, from) = (state.site.address(&format!("/p/{id}")), from(&state));
    let comes = meeting.part_of(account.person.id).is_some();
    let invitation = Invitation {
        meeting: &meeting,
        link: &link,
        from: from.as_deref(),
        reader: account.email.as_deref().filter(|_| comes).map(|email| (&account.person, email)),
        hides: false,
        bare: false,
    };
    let method = if meeting.cancelled { Method::Cancel } else { Method::Request };
    let media_type = format!("text/calendar; charset=utf-8; method={}", method.as_str());
    Ok(answer(&media_type, "attachment; filename=\"meeting.ics\"", calendar::message(method, &invitation)))
}

/// All meetings that whoever has this address may know of, at the moment of asking. The address is `…/api/calendar/{feed}`, where `feed` is
/// the secret with `.ics` behind it.
#[utoipa::path(
    get, path = "/api/calendar/{feed}", tag = "meetings", operation_id = "calendar_feed", params(("feed" = String, Path)),
    security(()),
    responses((status = 200, body = String, content_type = "text/calendar"), (status = 404, body = Problem))
)]
pub(in crate::http) async fn feed(State(state): State<AppState>, Path(feed): Path<String>) -> Result<File, ApiError> {
    let secret = feed.strip_suffix(ENDING).filter(|secret| secret::is_one(secret)).ok_or(ApiError::NotFound)?;
    let hash = secret::hash(secret).ok_or(ApiError::NotFound)?;
    let reader = state.store.calendar_reader(&hash).await?.ok_or(ApiError::NotFound)?.person;
    let now = Timestamp::now();
    let mut meetings = state.store.meetings_after(now - KEPT_FOR, MAX_LOOKED_AT).await?;
    let places: Vec<(Uuid, Uuid)> = meetings.iter().map(|meeting| (meeting.postmortem, reader.id)).collect();
    let standings = state.store.standings(&places, now).await?;
    let standing = |postmortem: Uuid| standings.get(&(postmortem, reader.id));
    meetings
        .retain(|meeting| standing(meeting.postmortem).is_some_and(|found| may_read(reader.id, reader.guest, found)));
    let links: Vec<String> =
        meetings.iter().map(|meeting| state.site.address(&format!("/p/{}", meeting.postmortem))).collect();
    let from = from(&state);
    let invitations = meetings.iter().zip(&links).map(|(meeting, link)| Invitation {
        meeting,
        link,
        from: from.as_deref(),
        reader: None,
        // Calendars pass it on to whoever reads them.
        hides: standing(meeting.postmortem).is_none_or(|found| found.row.visibility == Visibility::Restricted),
        bare: false,
    });
    Ok(answer("text/calendar; charset=utf-8", "inline; filename=\"meetings.ics\"", calendar::feed(invitations)))
}

/// Whether the one who asks has a calendar address.
#[utoipa::path(
    get, path = "/api/account/calendar", tag = "account", operation_id = "account_calendar",
    responses((status = 200, body = CalendarFeed), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(in crate::http) async fn show(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<CalendarFeed>, ApiError> {
    let created_at = state.store.calendar_feed(own(&caller)?).await?;
    Ok(axum::Json(CalendarFeed { created_at: created_at.map(|at| at.to_string()) }))
}

/// Makes a calendar address; it is in this answer only. The one so far does not work any more.
#[utoipa::path(
    post, path = "/api/account/calendar", tag = "account", operation_id = "account_make_calendar",
    responses((status = 201, body = CalendarAddress), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(in crate::http) async fn make(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<(StatusCode, axum::Json<CalendarAddress>), ApiError> {
    let (me, now, secret) = (own(&caller)?, Timestamp::now(), secret::generate());
    let hash = secret::hash(&secret).ok_or(ApiError::NotFound)?;
    let audit = caller.audit(AuditAction::CalendarCreated).to(me);
    state.store.make_calendar_feed(me, &hash, now, &audit).await?;
    // As it is stored: the same wherever it is asked for.
    let created_at = state.store.calendar_feed(me).await?.unwrap_or(now);
    let url = state.site.address(&format!("/api/calendar/{secret}{ENDING}"));
    Ok((StatusCode::CREATED, axum::Json(CalendarAddress { url, created_at: created_at.to_string() })))
}

/// Takes the calendar address away: calendars find nothing there any more.
#[utoipa::path(
    delete, path = "/api/account/calendar", tag = "account", operation_id = "account_revoke_calendar",
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(in crate::http) async fn revoke(State(state): State<AppState>, caller: Caller) -> Result<StatusCode, ApiError> {
    let me = own(&caller)?;
    state.store.revoke_calendar_feed(me, &caller.audit(AuditAction::CalendarRevoked).to(me)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn answer(media_type: &str, disposition: &'static str, text: String) -> File {
    let media_type = HeaderValue::try_from(media_type).expect("one of ours");
    ([(header::CONTENT_TYPE, media_type), (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition))], text)
}

fn from(state: &AppState) -> Option<String> {
    state.mail.as_ref().map(crate::mail::Mail::from)
}

fn own(caller: &Caller) -> Result<Uuid, ApiError> {
    let by_link = caller.account().is_ok_and(|account| account.link.is_some());
    caller.may(Action::Administer, &Resource::Account { by_link })?;
    caller.id()
}
