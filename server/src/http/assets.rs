//! The page: its built files, embedded in the binary, and index.html for every address that the page itself routes.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::errors::problem_of;
use super::headers;

/// What `cargo xtask` builds out of `web/`; a debug build reads it from disk.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../web/dist"]
struct Page;

/// Names under `/assets` carry a hash of the content.
const FOREVER: &str = "public, max-age=31536000, immutable";
const NONCE_PLACEHOLDER: &str = "__CSP_NONCE__";
const NOT_BUILT: &str = "<!doctype html><title>Debrief</title><p>This server was built without its page. Run <code>cargo xtask run</code>, which builds both.</p>\n";

/// `GET /assets/{*path}`.
pub(super) async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let path = format!("assets/{path}");
    if matches!(extension(&path), Some("br" | "gz")) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let smaller = ["br", "gzip"].into_iter().filter(|coding| accepts(accepted, coding)).find_map(|coding| {
        let suffix = if coding == "gzip" { "gz" } else { coding };
        Some((Page::get(&format!("{path}.{suffix}"))?, Some(coding)))
    });
    match smaller.or_else(|| Some((Page::get(&path)?, None))) {
        Some((file, coding)) => respond(&path, file, coding, &headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /sw.js`: the service worker, at the root so that it may serve every page. Browsers ask for it anew each time.
pub(super) async fn worker() -> Response {
    let Some(file) = Page::get("sw.js") else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (header::CONTENT_TYPE, media_type("sw.js")),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, headers::WORKER_POLICY),
    ];
    (headers, file.data).into_response()
}

fn respond(path: &str, file: EmbeddedFile, coding: Option<&'static str>, request: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&file.metadata.sha256_hash()[..15]));
    let etag = HeaderValue::try_from(tag).expect("base64url is a valid header");
    let known = request.get(header::IF_NONE_MATCH) == Some(&etag);
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        axum::body::Body::from(file.data).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, etag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(FOREVER));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if !known {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
        if let Some(coding) = coding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
    }
    response
}

/// Every address that nothing else answers: the page routes itself; below `/api` there is nothing more.
pub(super) async fn page(method: Method, uri: Uri) -> Response {
    if uri.path().starts_with("/api") {
        return problem_of(StatusCode::NOT_FOUND);
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let Some(file) = Page::get("index.html") else {
        return (StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response();
    };
    let nonce = headers::nonce();
    let html = String::from_utf8_lossy(&file.data).replace(NONCE_PLACEHOLDER, &nonce);
    let mut response = Html(html).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, headers::page_policy(&nonce));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Whether an `Accept-Encoding` header takes a coding (RFC 9110, 12.5.3).
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|choice| {
        let mut parts = choice.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = parts.any(|weight| {
            weight.strip_prefix("q=").is_some_and(|weight| weight.parse::<f32>().is_ok_and(|weight| weight <= 0.0))
        });
        named && !refused
    })
}

fn extension(path: &str) -> Option<&str> {
    path.rsplit_once('.').map(|(_, extension)| extension)
}

fn media_type(path: &str) -> &'static str {
    match extension(path) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("webmanifest") => "application/manifest+json",
        Some("json" | "map") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::accepts;

    #[test]
    fn encodings_are_chosen_as_the_browser_says() {
        assert!(accepts("gzip, deflate, br, zstd", "br"));
        assert!(accepts("GZIP;q=0.5", "gzip"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("", "gzip") && !accepts("brotli", "br"));
    }
}
