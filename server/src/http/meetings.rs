//! The meeting of a postmortem: when it is, who comes, who facilitates, and what calendars are told.

pub(super) mod calendar;
pub(super) mod facilitator;
mod notify;
mod plan;
mod propose;

use axum::extract::State;
use debrief_shared::api::{
    Attendee, FacilitatorRequest, Meeting, MeetingAhead, MeetingInfo, MeetingsAhead, Problem, ScheduleMeeting,
};
use debrief_shared::protocol::ServerEvent;
use debrief_shared::review;
use debrief_shared::time::Moment;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::{Path, Query, Unread};
use super::identity::{Caller, Found};
use super::state::AppState;
use crate::access::{Action, Facts, Resource, Verdict, may};
use crate::policy;
use crate::random;
use crate::store::StoreError;
use crate::store::audit::AuditAction;
use crate::store::meetings::{MeetingRow, NewMeeting};

/// Most meetings that are looked at for one answer.
const MAX_LOOKED_AT: u32 = 1_000;
/// Most meetings of one answer.
const MAX_AHEAD: usize = 50;

/// Query of a meeting.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ShowMeeting {
    /// Whether to say who should be there, too: that reads the whole postmortem
    #[serde(default)]
    propose: bool,
}

/// The meeting of a postmortem, and what helps to schedule it.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/meeting", tag = "meetings", operation_id = "meetings_show", params(("id" = Uuid, Path), ShowMeeting),
    responses(
        (status = 200, body = MeetingInfo), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem)
    )
)]
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(asked): Query<ShowMeeting>,
) -> Result<axum::Json<MeetingInfo>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    let mut info = info(&state, &caller, &found).await?;
    if asked.propose {
        info.proposed = propose::people_for(&state, &caller, &found).await?;
    }
    Ok(axum::Json(info))
}

/// Schedules the meeting, or changes it. Those who are asked, or not any more, are told, by mail with a part for their calendars, too. Once
/// it is over, the next one is another meeting.
#[utoipa::path(
    put, path = "/api/postmortems/{id}/meeting", tag = "meetings", operation_id = "meetings_schedule", params(("id" = Uuid, Path)),
    request_body = ScheduleMeeting,
    responses(
        (status = 200, body = MeetingInfo), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn schedule(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<ScheduleMeeting>,
) -> Result<axum::Json<MeetingInfo>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Edit).await?;
    let wanted = body.read().await?;
    let now = Timestamp::now();
    let before = state.store.meeting(id).await?;
    if before.as_ref().map(|before| before.sequence) != wanted.seen {
        return Err(changed_meanwhile());
    }
    let plan = plan::check(&wanted, before.as_ref(), now)?;
    let readers = propose::readers(&state, id).await?;
    if plan.people.iter().any(|(person, _)| !readers.iter().any(|reader| reader.id == *person)) {
        return Err(ApiError::Unprocessable(
            "Somebody you ask cannot open this postmortem. Share it with them first.".to_owned(),
        ));
    }
    if before.as_ref().is_some_and(|before| before.is_ahead(now) && plan.is_as(before)) {
        return Ok(axum::Json(info(&state, &caller, &found).await?));
    }
    put(&state, &caller, id, plan, before.as_ref(), now).await?;
    told(&state, &caller, id).await
}

/// Cancels the meeting. Those who were asked are told.
#[utoipa::path(
    delete, path = "/api/postmortems/{id}/meeting", tag = "meetings", operation_id = "meetings_cancel", params(("id" = Uuid, Path)),
    responses((status = 200, body = MeetingInfo), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn cancel(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<MeetingInfo>, ApiError> {
    caller.postmortem(&state, id, Action::Edit).await?;
    let (now, me) = (Timestamp::now(), caller.id()?);
    let audit = caller.audit(AuditAction::MeetingCancelled).about(id);
    state.store.cancel_meeting(id, me, now, state.notifier.invitations_due(now), &audit).await?;
    if let Some(meeting) = state.store.meeting(id).await? {
        notify::cancelled(&state, &meeting, me).await;
    }
    told(&state, &caller, id).await
}

/// Meetings that are still to come or going on, as far as the one who asks may open their postmortems.
#[utoipa::path(
    get, path = "/api/meetings", tag = "meetings", operation_id = "meetings_ahead",
    responses((status = 200, body = MeetingsAhead), (status = 401, body = Problem))
)]
pub(super) async fn ahead(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<MeetingsAhead>, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let (now, me) = (Timestamp::now(), caller.id()?);
    let rows = state.store.meetings_after(now, MAX_LOOKED_AT).await?;
    let places: Vec<(Uuid, Uuid)> = rows.iter().map(|row| (row.postmortem, me)).collect();
    let standings = state.store.standings(&places, now).await?;
    let may_read = |postmortem: Uuid| {
        standings.get(&(postmortem, me)).is_some_and(|standing| {
            let postmortem = Resource::Postmortem(Facts::from(standing));
            may(&caller.actor(), Action::Read, &postmortem) == Verdict::Allow
        })
    };
    let meetings =
        rows.into_iter().filter(|row| may_read(row.postmortem)).take(MAX_AHEAD).map(|row| one_ahead(row, me));
    Ok(axum::Json(MeetingsAhead { meetings: meetings.collect() }))
}

/// Stores what was planned, and tells whom it concerns.
async fn put(
    state: &AppState,
    caller: &Caller,
    id: Uuid,
    plan: plan::Plan,
    before: Option<&MeetingRow>,
    now: Timestamp,
) -> Result<(), ApiError> {
    let me = caller.id()?;
    let is_change = before.is_some_and(|before| before.is_ahead(now));
    let action = if is_change { AuditAction::MeetingChanged } else { AuditAction::MeetingScheduled };
    let audit = caller
        .audit(action)
        .about(id)
        .with("starts_at", plan.starts_at.to_string())
        .with("time_zone", plan.time_zone.clone())
        .with("people", plan.people.len());
    let meeting = NewMeeting {
        id: random::id(now),
        postmortem: id,
        starts_at: plan.starts_at,
        ends_at: plan.ends_at,
        time_zone: plan.time_zone,
        place: plan.place,
        people: plan.people,
        by: me,
        at: now,
        mails: state.notifier.invitations_due(now),
    };
    let stored = state.store.schedule_meeting(&meeting, before.map(|before| before.sequence), &audit).await;
    stored.map_err(|error| if error == StoreError::Conflict { changed_meanwhile() } else { error.into() })?;
    if let Some(after) = state.store.meeting(id).await? {
        notify::scheduled(state, before.filter(|before| before.is_ahead(now)), &after, me).await;
    }
    Ok(())
}

fn changed_meanwhile() -> ApiError {
    ApiError::Conflict(
        "Somebody changed the meeting meanwhile. Look at it as it is now, and change it again.".to_owned(),
    )
}

/// Tells the pages that have the postmortem open, and answers with how it stands now.
async fn told(state: &AppState, caller: &Caller, id: Uuid) -> Result<axum::Json<MeetingInfo>, ApiError> {
    state.documents.announce(id, ServerEvent::Meeting);
    let found = caller.postmortem(state, id, Action::Read).await?;
    Ok(axum::Json(info(state, caller, &found).await?))
}

async fn info(state: &AppState, caller: &Caller, found: &Found) -> Result<MeetingInfo, ApiError> {
    let (id, me) = (found.row.id, caller.id()?);
    let policy = policy::read(state.store.as_ref()).await?;
    let rule = review::rule(&policy, &found.row.projection.severity);
    let resolved = found.row.projection.resolved.as_deref().and_then(Moment::parse).map(Moment::instant);
    let begin = resolved.unwrap_or(found.row.created_at).to_zoned(policy::zone(&policy)).date();
    let due = rule.and_then(|rule| rule.days).and_then(|days| review::due(begin, days, &policy));
    let request = state.store.facilitator_request(id).await?;
    Ok(MeetingInfo {
        meeting: state.store.meeting(id).await?.map(meeting),
        request: request.map(|row| FacilitatorRequest {
            asked_by: row.asked_by,
            asked_at: row.asked_at.to_string(),
            note: row.note,
            taken_by: row.taken_by,
        }),
        willing: state.store.willing_facilitators().await?.iter().any(|person| person.id == me),
        due: due.map(|day| day.to_string()),
        time_zone: policy.time_zone,
        proposed: Vec::new(),
        mails: state.mail.is_some(),
    })
}

fn meeting(row: MeetingRow) -> Meeting {
    let attendees = row.attendees().into_iter().map(|(person, part)| Attendee { person: person.clone(), part });
    let minutes = (row.ends_at.as_second() - row.starts_at.as_second()) / 60;
    Meeting {
        id: row.id,
        sequence: row.sequence,
        starts_at: row.starts_at.to_string(),
        ends_at: row.ends_at.to_string(),
        minutes: u16::try_from(minutes).unwrap_or_default(),
        attendees: attendees.collect(),
        changed_at: row.changed_at.to_string(),
        cancelled: row.cancelled,
        time_zone: row.time_zone,
        place: row.place,
        changed_by: row.changed_by,
    }
}

fn one_ahead(row: MeetingRow, me: Uuid) -> MeetingAhead {
    MeetingAhead {
        postmortem: row.postmortem,
        starts_at: row.starts_at.to_string(),
        ends_at: row.ends_at.to_string(),
        facilitator: row.facilitator().cloned(),
        part: row.part_of(me),
        title: row.title,
        time_zone: row.time_zone,
        place: row.place,
    }
}
