//! Tickets of mitigations at trackers: how they stand, and making one.

use std::fmt::Write as _;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{MakeTicket, Problem, TicketList, TrackedTicket, Tracker};
use debrief_shared::document::{Field, List, MitigationView};
use debrief_shared::protocol::ServerEvent;
use debrief_shared::said::to_plain;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use yrs::Transact;

use super::errors::ApiError;
use super::extract::{Path, Unread};
use super::identity::Caller;
use super::state::AppState;
use crate::access::Action;
use crate::connections::SOON;
use crate::connections::trackers::{Made, NewTicket, TrackerError};
use crate::store::StoreError;
use crate::store::audit::AuditAction;
use crate::store::connections::ConnectionRow;
use crate::store::tracked::{TicketOf, TrackedRow};

/// Longest title of a ticket, in characters.
const MAX_TITLE_CHARS: usize = 200;
/// After so long, whoever was making a ticket has been ended.
const STALE: SignedDuration = SignedDuration::from_mins(2);

/// How the tickets of a postmortem stand, and where more can be made by those who may write.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/tickets", tag = "connections", operation_id = "tickets_list", params(("id" = Uuid, Path)),
    responses((status = 200, body = TicketList), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<TicketList>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    let rows = state.store.tracked(id).await?.into_iter().filter(|row| !row.key.is_empty());
    let mut trackers = Vec::new();
    if found.role.writes() && state.connections.outbound().reach().is_somewhere() {
        let rows = state.store.connections().await?.into_iter().filter(is_tracker);
        trackers.extend(rows.map(|row| Tracker { id: row.id, name: row.name }));
    }
    Ok(axum::Json(TicketList { tickets: rows.map(shown).collect(), trackers }))
}

/// Makes a ticket of a mitigation, and puts its address into the mitigation.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/mitigations/{mitigation}/ticket", tag = "connections", operation_id = "tickets_create",
    params(("id" = Uuid, Path), ("mitigation" = String, Path)), request_body = MakeTicket,
    responses(
        (status = 201, body = TrackedTicket), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)
    )
)]
pub(super) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, mitigation)): Path<(Uuid, String)>,
    body: Unread<MakeTicket>,
) -> Result<(StatusCode, axum::Json<TrackedTicket>), ApiError> {
    caller.postmortem(&state, id, Action::Edit).await?;
    let MakeTicket { tracker } = body.read().await?;
    let connection = state.store.connection(tracker).await;
    let connection = connection.ok().filter(is_tracker);
    let connection =
        connection.ok_or_else(|| ApiError::Unprocessable("This tracker is not connected any more.".to_owned()))?;
    // First the row, then the document: whoever makes one writes them the other way round.
    let rows = state.store.tracked(id).await?;
    let wanted = mitigation.clone();
    let found = state.documents.read(id, move |postmortem| {
        let view = postmortem.outline(&postmortem.doc().transact());
        view.live_mitigations().find(|one| one.id == wanted).cloned()
    });
    let view = found.await?.ok_or(ApiError::NotFound)?;
    if !view.ticket.is_empty() {
        return Err(ApiError::Conflict("This mitigation has a ticket already.".to_owned()));
    }
    let of = TicketOf { postmortem: id, mitigation };
    let ticket = ticket(&view, &state.site.address(&format!("/p/{id}")))?;
    let forget = rows.iter().find(|row| row.of == of).map_or("", |row| row.key.as_str());
    let now = Timestamp::now();
    state.store.begin_ticket(&of, connection.id, forget, now, now - STALE).await.map_err(|error| match error {
        StoreError::Conflict => ApiError::Conflict("Somebody is making a ticket of it right now.".to_owned()),
        other => other.into(),
    })?;
    // Whoever leaves in the middle leaves no ticket without its link: the rest is done all the same.
    let by = caller.id()?;
    let audit = caller.audit(AuditAction::TicketCreated).about(id).with("tracker", connection.name.clone());
    let making = tokio::spawn(async move {
        let made = match state.connections.make_ticket(&connection, &ticket).await {
            Ok(made) => made,
            Err(error) => {
                state.store.drop_ticket(&of).await?;
                return Err(refused(&connection, error));
            }
        };
        let (url, key) = (made.url.clone(), of.mitigation.clone());
        let linked = state.documents.edit(id, by, move |postmortem, txn| {
            // Removed meanwhile: the row knows the ticket, should it be brought back.
            let _ = postmortem.set_field(txn, List::Mitigations, &key, Field::Ticket, &url);
        });
        linked.await?;
        let row = row(of, connection.id, made);
        state.store.note_ticket(&row, row.checked_at + SOON, &audit.with("url", row.url.clone())).await?;
        state.documents.announce(id, ServerEvent::Tickets);
        Ok(shown(row))
    });
    let made = making.await.map_err(|error| ApiError::Internal(error.to_string()))??;
    Ok((StatusCode::CREATED, axum::Json(made)))
}

fn is_tracker(row: &ConnectionRow) -> bool {
    row.kind == "tracker" && row.off_at.is_none()
}

fn row(of: TicketOf, connection: Uuid, made: Made) -> TrackedRow {
    let Made { key, url, standing } = made;
    TrackedRow { of, connection, key, url, standing, checked_at: Timestamp::now(), tries: 0 }
}

/// What the ticket says: the mitigation, and where it is from.
fn ticket(view: &MitigationView, address: &str) -> Result<NewTicket, ApiError> {
    let plain = to_plain(&view.text).0;
    let line = plain.lines().map(str::trim).find(|line| !line.is_empty());
    let line = line.ok_or_else(|| ApiError::Unprocessable("Write what is to be different first.".to_owned()))?;
    let title: String = line.chars().filter(|letter| !letter.is_control()).take(MAX_TITLE_CHARS).collect();
    let mut text = plain.trim().to_owned();
    for (word, value) in [("Owner", &view.owner), ("Due", &view.due), ("Priority", &view.priority)] {
        if !value.is_empty() {
            let _ = write!(text, "\n\n{word}: {value}");
        }
    }
    if address.starts_with("http") {
        let _ = write!(text, "\n\nFrom a postmortem: {address}");
    }
    Ok(NewTicket { title, text })
}

fn refused(connection: &ConnectionRow, error: TrackerError) -> ApiError {
    let name = &connection.name;
    match error {
        TrackerError::TooMuch(wait) => ApiError::TooMany {
            text: format!("{name} was asked too often. Try again in {} min.", wait.as_secs().div_ceil(60)),
            wait: wait.max(Duration::from_secs(1)),
        },
        error => {
            ApiError::Unprocessable(format!("{name} made no ticket: {error}. An admin can try the connection out."))
        }
    }
}

fn shown(row: TrackedRow) -> TrackedTicket {
    TrackedTicket {
        mitigation: row.of.mitigation,
        url: row.url,
        state: row.standing.state,
        word: row.standing.word,
        checked_at: row.checked_at.to_string(),
    }
}
