//! Headers that every response carries, and the page's content security policy.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::state::AppState;
use crate::random;

/// What a response may do when nothing else is said: nothing.
const CLOSED: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The service worker fetches the page's files, and runs nothing but itself.
pub(super) const WORKER_POLICY: &str =
    "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A fresh nonce for one page.
pub(super) fn nonce() -> String {
    STANDARD.encode(random::bytes::<16>())
}

/// Once a browser has come by TLS it does so for a year (RFC 6797).
const ONLY_TLS: &str = "max-age=31536000";

/// The page's policy. The nonce lets the text editor add its style sheet, and nothing else; `data:` pictures are in that sheet. The socket is
/// of our own origin, so `connect-src 'self'` covers it (CSP level 3).
pub(super) fn page_policy(nonce: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; connect-src 'self'; \
         img-src 'self' data:; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).expect("a nonce is base64")
}

/// Middleware: adds what a handler did not say otherwise.
pub(super) async fn harden(State(state): State<AppState>, request: Request, next: Next) -> Response {
    const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
    const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
    const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

    let path = request.uri().path();
    let is_for_one = path.starts_with("/api") || path == "/metrics";
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut or_else = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    or_else(header::CONTENT_SECURITY_POLICY, CLOSED);
    or_else(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    or_else(header::REFERRER_POLICY, "same-origin");
    or_else(OPENER_POLICY, "same-origin");
    or_else(RESOURCE_POLICY, "same-origin");
    or_else(PERMISSIONS_POLICY, "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    if is_for_one {
        or_else(header::CACHE_CONTROL, "no-store");
    }
    if state.site.is_https() {
        or_else(header::STRICT_TRANSPORT_SECURITY, ONLY_TLS);
    }
    response
}
