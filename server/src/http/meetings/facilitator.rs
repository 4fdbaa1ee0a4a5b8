//! Looking for a facilitator: whoever writes asks, those who like to do it are told, and the first who takes it has it.

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{
    Facilitating, MAX_FACILITATOR_NOTE_CHARS, MeetingInfo, MeetingPart, Problem, RequestFacilitator,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::super::errors::ApiError;
use super::super::extract::{Path, Unread};
use super::super::identity::Caller;
use super::super::state::AppState;
use super::plan::Plan;
use super::{notify, put, told};
use crate::access::{Action, Resource};
use crate::store::StoreError;
use crate::store::audit::AuditAction;

/// Tries to put who facilitates into a meeting that others change at the same time.
const MAX_TRIES: u32 = 3;

/// Looks for a facilitator: those who like to facilitate and may read the postmortem are told.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/facilitator", tag = "meetings", operation_id = "facilitator_seek", params(("id" = Uuid, Path)),
    request_body = RequestFacilitator,
    responses(
        (status = 201, body = MeetingInfo), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(in crate::http) async fn seek(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<RequestFacilitator>,
) -> Result<(StatusCode, axum::Json<MeetingInfo>), ApiError> {
    caller.postmortem(&state, id, Action::Edit).await?;
    let note = body.read().await?.note.trim().to_owned();
    if note.chars().count() > MAX_FACILITATOR_NOTE_CHARS {
        return Err(ApiError::Unprocessable(format!(
            "Write at most {MAX_FACILITATOR_NOTE_CHARS} characters to those who facilitate."
        )));
    }
    let me = caller.id()?;
    let audit = caller.audit(AuditAction::FacilitatorSought).about(id);
    state.store.seek_facilitator(id, me, Timestamp::now(), &note, &audit).await?;
    let willing = state.store.willing_facilitators().await?;
    notify::sought(&state, id, me, willing.iter().map(|person| person.id)).await;
    Ok((StatusCode::CREATED, told(&state, &caller, id).await?))
}

/// Looks for none any more.
#[utoipa::path(
    delete, path = "/api/postmortems/{id}/facilitator", tag = "meetings", operation_id = "facilitator_stop", params(("id" = Uuid, Path)),
    responses((status = 200, body = MeetingInfo), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(in crate::http) async fn stop(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<MeetingInfo>, ApiError> {
    caller.postmortem(&state, id, Action::Edit).await?;
    state.store.stop_seeking(id, &caller.audit(AuditAction::FacilitatorUnsought).about(id)).await?;
    told(&state, &caller, id).await
}

/// The one who asks facilitates: the first has it. Whoever has said that they like to facilitate may.
#[utoipa::path(
    put, path = "/api/postmortems/{id}/facilitator/mine", tag = "meetings", operation_id = "facilitator_take", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = MeetingInfo), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
pub(in crate::http) async fn take(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<MeetingInfo>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    let me = caller.id()?;
    let willing = state.store.willing_facilitators().await?.iter().any(|person| person.id == me);
    caller.may(Action::Comment, &Resource::Facilitation { facts: found.facts, willing })?;
    let audit = caller.audit(AuditAction::FacilitatorFound).about(id).to(me);
    match state.store.take_facilitation(id, me, Timestamp::now(), &audit).await {
        Err(StoreError::Conflict) => {
            let request = state.store.facilitator_request(id).await?;
            let by = request.and_then(|request| request.taken_by);
            if by.as_ref().is_some_and(|by| by.id == me) {
                return told(&state, &caller, id).await;
            }
            let name = by.map_or_else(|| "Somebody".to_owned(), |by| by.named());
            return Err(ApiError::Conflict(format!(
                "{name} was a moment quicker and facilitates it. Thank you for offering."
            )));
        }
        other => other?,
    }
    assign(&state, &caller, id, Some(me)).await?;
    let asked_by = state.store.facilitator_request(id).await?.map(|request| request.asked_by.id);
    notify::found(&state, id, me, asked_by.into_iter().chain(found.row.owner)).await;
    told(&state, &caller, id).await
}

/// Whoever has taken it cannot after all: it is looked for again.
#[utoipa::path(
    delete, path = "/api/postmortems/{id}/facilitator/mine", tag = "meetings", operation_id = "facilitator_give_back", params(("id" = Uuid, Path)),
    responses((status = 200, body = MeetingInfo), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(in crate::http) async fn give_back(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<MeetingInfo>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    let me = caller.id()?;
    state.store.give_facilitation_back(id, me, &caller.audit(AuditAction::FacilitatorLost).about(id).to(me)).await?;
    assign(&state, &caller, id, None).await?;
    let willing = state.store.willing_facilitators().await?;
    // Whoever looks for somebody has to know that it goes on.
    let waiting = willing.iter().map(|person| person.id).chain(found.row.owner);
    notify::sought(&state, id, me, waiting).await;
    told(&state, &caller, id).await
}

/// Whether the one who asks likes to facilitate.
#[utoipa::path(
    get, path = "/api/account/facilitating", tag = "account", operation_id = "account_facilitating",
    responses((status = 200, body = Facilitating), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(in crate::http) async fn willing(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<Facilitating>, ApiError> {
    let me = own(&caller)?;
    let willing = state.store.willing_facilitators().await?.iter().any(|person| person.id == me);
    Ok(axum::Json(Facilitating { willing }))
}

/// Notes whether the one who asks likes to facilitate.
#[utoipa::path(
    put, path = "/api/account/facilitating", tag = "account", operation_id = "account_set_facilitating",
    request_body = Facilitating,
    responses((status = 200, body = Facilitating), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub(in crate::http) async fn set_willing(
    State(state): State<AppState>,
    caller: Caller,
    body: Unread<Facilitating>,
) -> Result<axum::Json<Facilitating>, ApiError> {
    let me = own(&caller)?;
    let wanted = body.read().await?;
    state.store.set_willing(me, wanted.willing.then(Timestamp::now)).await?;
    Ok(axum::Json(wanted))
}

/// Puts who facilitates into the meeting that is ahead, if one is: whoever did it so far is asked to be there still.
async fn assign(state: &AppState, caller: &Caller, id: Uuid, facilitator: Option<Uuid>) -> Result<(), ApiError> {
    let me = caller.id()?;
    let mut result = Ok(());
    for _ in 0..MAX_TRIES {
        let now = Timestamp::now();
        let Some(before) = state.store.meeting(id).await?.filter(|before| before.is_ahead(now)) else { return Ok(()) };
        let mut plan = Plan::of(&before);
        let demoted = facilitator.is_some() || before.part_of(me) == Some(MeetingPart::Facilitator);
        for (_, part) in plan.people.iter_mut().filter(|(_, part)| demoted && *part == MeetingPart::Facilitator) {
            *part = MeetingPart::Required;
        }
        plan.people.retain(|(person, _)| Some(*person) != facilitator);
        plan.people.extend(facilitator.map(|person| (person, MeetingPart::Facilitator)));
        if plan.is_as(&before) {
            return Ok(());
        }
        result = put(state, caller, id, plan, Some(&before), now).await;
        if !matches!(result, Err(ApiError::Conflict(_))) {
            break;
        }
    }
    result
}

fn own(caller: &Caller) -> Result<Uuid, ApiError> {
    let by_link = caller.account().is_ok_and(|account| account.link.is_some());
    caller.may(Action::Administer, &Resource::Account { by_link })?;
    caller.id()
}
