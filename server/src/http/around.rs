//! What goes around every request: a deadline, one outward form for errors, counting, and a net for panics.

use std::any::Any;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::errors::{ApiError, PROBLEM_JSON, problem_of};
use super::{MAX_BODY_BYTES, images, imports};
use crate::images::MAX_UPLOAD_BYTES;
use debrief_shared::import::MAX_DOCUMENT_BYTES;

/// Longest that a request may take. A socket's upgrade is a short request; the socket lives on.
const DEADLINE: Duration = Duration::from_secs(30);
/// Longest for one that brings a picture or a file, over a slow line: less than a connection may go without an answer.
const UPLOAD_DEADLINE: Duration = Duration::from_secs(70);

/// Middleware: answers 504 when a request takes too long.
pub(super) async fn limit_time(request: Request, next: Next) -> Response {
    let (method, path) = (request.method(), request.uri().path());
    let brings_file = images::is_upload(method, path) || imports::is_import(method, path);
    within(if brings_file { UPLOAD_DEADLINE } else { DEADLINE }, request, next).await
}

/// Answers 504 when a request takes longer.
pub(super) async fn within(deadline: Duration, request: Request, next: Next) -> Response {
    match tokio::time::timeout(deadline, next.run(request)).await {
        Ok(response) => response,
        Err(_) => problem_of(StatusCode::GATEWAY_TIMEOUT),
    }
}

/// Middleware: a body that is announced as too large is refused before any of it comes. The rest is counted while it is read.
pub(super) async fn limit_length(request: Request, next: Next) -> Response {
    let brings_picture = images::is_upload(request.method(), request.uri().path());
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if brings_picture && announced.is_some_and(|length| length > MAX_UPLOAD_BYTES) {
        return ApiError::PictureTooLarge.into_response();
    }
    let brings_file = imports::is_import(request.method(), request.uri().path());
    if brings_file && announced.is_some_and(|length| length > MAX_DOCUMENT_BYTES) {
        return ApiError::FileTooLarge.into_response();
    }
    if !brings_picture && !brings_file && announced.is_some_and(|length: usize| length > MAX_BODY_BYTES) {
        return problem_of(StatusCode::PAYLOAD_TOO_LARGE);
    }
    next.run(request).await
}

/// Middleware: errors below `/api` that did not come from a handler get the same form as those that did.
pub(super) async fn speak_problems(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api");
    let response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let is_problem = response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value == PROBLEM_JSON);
    if !is_api || !is_error || is_problem {
        return response;
    }
    let mut outward = problem_of(status);
    for name in [header::ALLOW, header::UPGRADE, header::CONNECTION] {
        if let Some(value) = response.headers().get(&name) {
            outward.headers_mut().insert(name, value.clone());
        }
    }
    outward
}

/// Middleware: counts requests by route, never by address: addresses hold ids and tokens.
pub(super) async fn observe(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("page", MatchedPath::as_str).to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let (seconds, status) = (started.elapsed().as_secs_f64(), response.status().as_u16());
    tracing::debug!(%method, route, status, seconds, "answered a request");
    let labels = [("method", method.to_string()), ("route", route), ("status", status.to_string())];
    ::metrics::counter!("debrief_http_requests_total", &labels).increment(1);
    ::metrics::histogram!("debrief_http_request_seconds", &labels[..2]).record(seconds);
    response
}

/// What is answered when a handler panics.
pub(super) fn caught(panic: Box<dyn Any + Send>) -> Response {
    let cause = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(cause, "a handler panicked");
    problem_of(StatusCode::INTERNAL_SERVER_ERROR)
}
