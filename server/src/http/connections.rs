//! Live connections, for admins: setting them up, trying them out, other secrets, and deliveries that were given up.

mod check;

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{
    ChangeConnection, Connection, ConnectionList, ConnectionSettings, FailedDelivery, InboundSource, MadeConnection,
    NewConnection, Problem, RotateSecret, TriedConnection,
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::{Path, Unread};
use super::identity::Caller;
use super::state::AppState;
use crate::access::{Action, Resource};
use crate::connections::{settings, sign};
use crate::people::secret;
use crate::random;
use crate::store::StoreError;
use crate::store::audit::AuditAction;
use crate::store::connections::{self, ConnectionChange, ConnectionRow, DeliveryRow};

/// Most connections of an instance.
const MAX_CONNECTIONS: u32 = 100;
/// Most deliveries that were given up and are listed.
const MAX_FAILED: u32 = 200;
/// How long a webhook is signed by the old secret, too: until its receiver knows the new one.
const OLD_SECRET: SignedDuration = SignedDuration::from_hours(24);

/// All connections, and the deliveries that were given up. Secrets are not among it.
#[utoipa::path(
    get, path = "/api/admin/connections", tag = "connections", operation_id = "connections_list",
    responses((status = 200, body = ConnectionList), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<ConnectionList>, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let rows = state.store.connections().await?;
    let connections = rows.into_iter().map(|row| shown(&state, row)).collect::<Result<_, ApiError>>()?;
    let failed = state.store.failed_deliveries(MAX_FAILED).await?.into_iter().map(failed).collect();
    let on = state.connections.outbound().reach().is_somewhere();
    Ok(axum::Json(ConnectionList { connections, failed, on }))
}

/// Sets a connection up. A secret that is made here is in this answer and nowhere else.
#[utoipa::path(
    post, path = "/api/admin/connections", tag = "connections", operation_id = "connections_create", request_body = NewConnection,
    responses(
        (status = 201, body = MadeConnection), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    body: Unread<NewConnection>,
) -> Result<(StatusCode, axum::Json<MadeConnection>), ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let NewConnection { name, settings, secret } = body.read().await?;
    let name = check::name(&name)?;
    check::settings(&state, &settings).await?;
    let waits = matches!(settings, ConnectionSettings::Inbound { source: InboundSource::Pagerduty, .. });
    // PagerDuty asks for the address before it shows its secret: until that is put in, nothing passes.
    let secret = secret.or_else(|| waits.then(secret::generate));
    let (secret, handed) = new_secret(&state, &settings, secret)?;
    let id = random::id(Timestamp::now());
    let audit = caller
        .audit(AuditAction::ConnectionCreated)
        .with("connection", id.to_string())
        .with("name", name.clone())
        .with("kind", settings.kind());
    let new = connections::NewConnection {
        id,
        name,
        kind: settings.kind().to_owned(),
        settings: json(&settings)?,
        events: json(&settings.events())?,
        secret,
        by: caller.id()?,
        at: audit.at,
    };
    state.store.create_connection(&new, MAX_CONNECTIONS, &audit).await.map_err(|error| match error {
        StoreError::Conflict => {
            ApiError::Conflict(format!("There are {MAX_CONNECTIONS} connections. Remove one first."))
        }
        other => other.into(),
    })?;
    Ok((StatusCode::CREATED, axum::Json(made(&state, id, handed).await?)))
}

/// Gives a connection another name or other settings, or switches it off and on. What it is stays; so does its secret, unless another one
/// is brought along.
#[utoipa::path(
    put, path = "/api/admin/connections/{connection}", tag = "connections", operation_id = "connections_change",
    params(("connection" = Uuid, Path)), request_body = ChangeConnection,
    responses(
        (status = 200, body = Connection), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn change(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<ChangeConnection>,
) -> Result<axum::Json<Connection>, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let ChangeConnection { name, settings, off, secret } = body.read().await?;
    let before = state.store.connection(id).await?;
    check::same_side(&before, &settings, secret.is_some())?;
    let name = check::name(&name)?;
    // Whoever switches off what does not work any more need not repair it first.
    if off != Some(true) || crate::connections::settings(&before)? != settings {
        check::settings(&state, &settings).await?;
    }
    let secret = secret.map(|secret| check::secret(&state, &settings, Some(secret))).transpose()?;
    let audit = caller
        .audit(AuditAction::ConnectionChanged)
        .with("connection", id.to_string())
        .with("name", name.clone())
        .with("kind", settings.kind());
    let audit = if secret.is_some() { audit.with("secret", "replaced") } else { audit };
    let audit = match off {
        Some(off) if off != before.off_at.is_some() => audit.with("switched", if off { "off" } else { "on" }),
        _ => audit,
    };
    let off_at = match off {
        None => before.off_at,
        Some(off) => off.then(|| before.off_at.unwrap_or(audit.at)),
    };
    let (settings, events) = (json(&settings)?, json(&settings.events())?);
    let change =
        ConnectionChange { name: &name, settings: &settings, events: &events, off_at, secret: secret.as_deref() };
    state.store.change_connection(id, change, &audit).await?;
    Ok(axum::Json(shown(&state, state.store.connection(id).await?)?))
}

/// Gives a connection another secret. A webhook is signed by the old one, too, for a day; what comes in is held to the new one at once.
#[utoipa::path(
    post, path = "/api/admin/connections/{connection}/secret", tag = "connections", operation_id = "connections_rotate",
    params(("connection" = Uuid, Path)), request_body = RotateSecret,
    responses(
        (status = 200, body = MadeConnection), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn rotate(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<RotateSecret>,
) -> Result<axum::Json<MadeConnection>, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let RotateSecret { secret } = body.read().await?;
    let row = state.store.connection(id).await?;
    let settings = settings(&row)?;
    let (secret, handed) = new_secret(&state, &settings, secret)?;
    let audit = caller
        .audit(AuditAction::ConnectionRotated)
        .with("connection", id.to_string())
        .with("name", row.name)
        .with("kind", row.kind);
    let old_until = matches!(settings, ConnectionSettings::Webhook { .. }).then(|| audit.at + OLD_SECRET);
    state.store.set_connection_secret(id, &secret, old_until, &audit).await?;
    made(&state, id, handed).await.map(axum::Json)
}

/// Tries a connection out: a webhook and a chat are sent a test, a tracker is asked for the project.
#[utoipa::path(
    post, path = "/api/admin/connections/{connection}/test", tag = "connections", operation_id = "connections_test",
    params(("connection" = Uuid, Path)),
    responses(
        (status = 200, body = TriedConnection), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)
    )
)]
pub(super) async fn test(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<TriedConnection>, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let row = state.store.connection(id).await?;
    Ok(axum::Json(state.connections.test(&row).await?))
}

/// Removes a connection: nothing goes out by it and nothing comes in any more. For a day it can be brought back.
#[utoipa::path(
    delete, path = "/api/admin/connections/{connection}", tag = "connections", operation_id = "connections_remove",
    params(("connection" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let row = state.store.connection(id).await?;
    let audit = caller
        .audit(AuditAction::ConnectionRemoved)
        .with("connection", id.to_string())
        .with("name", row.name)
        .with("kind", row.kind);
    state.store.remove_connection(id, audit.at, &audit).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a removed connection back, with its secret and what waited.
#[utoipa::path(
    post, path = "/api/admin/connections/{connection}/restore", tag = "connections", operation_id = "connections_restore",
    params(("connection" = Uuid, Path)),
    responses(
        (status = 200, body = Connection), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)
    )
)]
pub(super) async fn restore(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<Connection>, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let audit = caller.audit(AuditAction::ConnectionRestored).with("connection", id.to_string());
    state.store.restore_connection(id, &audit).await?;
    Ok(axum::Json(shown(&state, state.store.connection(id).await?)?))
}

/// Sends a delivery that was given up again, by its old name, as often as any other.
#[utoipa::path(
    post, path = "/api/admin/deliveries/{delivery}/resend", tag = "connections", operation_id = "deliveries_resend",
    params(("delivery" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn resend(
    State(state): State<AppState>,
    caller: Caller,
    Path(delivery): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let audit = caller.audit(AuditAction::DeliveryResent).with("delivery", delivery.to_string());
    state.store.resend_delivery(delivery, audit.at, &audit).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The secret to keep, and what of it is shown once: one that was brought along is known already.
fn new_secret(
    state: &AppState,
    settings: &ConnectionSettings,
    brought: Option<String>,
) -> Result<(String, Option<String>), ApiError> {
    if !settings.makes_secret() {
        return Ok((check::secret(state, settings, brought)?, None));
    }
    let secret = match settings {
        ConnectionSettings::Inbound { source: InboundSource::Alertmanager, .. } => secret::generate(),
        _ => sign::generate(),
    };
    Ok((secret.clone(), Some(secret)))
}

async fn made(state: &AppState, id: Uuid, secret: Option<String>) -> Result<MadeConnection, ApiError> {
    Ok(MadeConnection { connection: shown(state, state.store.connection(id).await?)?, secret })
}

fn shown(state: &AppState, row: ConnectionRow) -> Result<Connection, ApiError> {
    let settings = settings(&row)?;
    let address = match settings {
        ConnectionSettings::Inbound { .. } => Some(state.site.address(&format!("/api/inbound/{}", row.id))),
        _ => None,
    };
    Ok(Connection {
        id: row.id,
        name: row.name,
        settings,
        address,
        created_by: row.created_by,
        created_at: row.created_at.to_string(),
        delivered_at: row.delivered_at.map(|at| at.to_string()),
        off: row.off_at.is_some(),
        waiting: row.waiting,
        failed: row.failed,
    })
}

fn failed(row: DeliveryRow) -> FailedDelivery {
    FailedDelivery {
        id: row.id,
        connection: row.connection,
        event: row.event,
        postmortem: row.postmortem,
        happened_at: row.happened_at.to_string(),
        tries: row.tries,
        answer: row.answer,
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, ApiError> {
    serde_json::to_string(value).map_err(|error| ApiError::Internal(error.to_string()))
}
