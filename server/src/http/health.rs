//! For whoever runs the server: is it alive, can it serve, what does it do.

use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::PrometheusHandle;

use super::state::AppState;

/// Longest wait for the database.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: documents can be read and written; 503 with the reason otherwise.
pub(super) async fn ready(State(state): State<AppState>) -> Response {
    let reason = match tokio::time::timeout(PATIENCE, state.store.ping()).await {
        Err(_) => "the database does not answer",
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            "the database cannot be read"
        }
        Ok(Ok(())) if !state.documents.stats().storage_ok => "changes cannot be written to the database",
        Ok(Ok(())) => return "ready\n".into_response(),
    };
    (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")).into_response()
}

/// `GET /metrics`: Prometheus text.
pub(super) async fn metrics(State(state): State<AppState>) -> Response {
    let text = state.metrics.as_ref().map(PrometheusHandle::render).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
