//! For whoever runs the server: is it alive, can it serve, what does it do.

use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::PrometheusHandle;

use super::errors::ApiError;
use super::identity::Caller;
use super::state::AppState;
use crate::access::{Action, Resource};

/// Longest wait for the database.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`: the process answers; 503 when a document is stuck and only a new process helps.
pub(super) async fn alive(State(state): State<AppState>) -> Response {
    if state.documents.stats().hopeless {
        return (StatusCode::SERVICE_UNAVAILABLE, "a document is stuck; start the server anew\n").into_response();
    }
    "ok\n".into_response()
}

/// `GET /readyz`: documents can be read and written; 503 otherwise, with the reason in the log.
pub(super) async fn ready(State(state): State<AppState>) -> Response {
    let reason = match tokio::time::timeout(PATIENCE, state.store.ping()).await {
        Err(_) => "the database does not answer".to_owned(),
        Ok(Err(error)) => error.to_string(),
        Ok(Ok(())) if !state.documents.stats().storage_ok => "changes cannot be written to the database".to_owned(),
        Ok(Ok(())) => return "ready\n".into_response(),
    };
    tracing::warn!(reason, "not ready");
    (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
}

/// `GET /metrics`: Prometheus text, for admins.
pub(super) async fn metrics(State(state): State<AppState>, caller: Caller) -> Result<Response, ApiError> {
    caller.may(Action::Administer, &Resource::Instance)?;
    let text = state.metrics.as_ref().map(PrometheusHandle::render).unwrap_or_default();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}
