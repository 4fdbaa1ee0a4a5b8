//! A version that was published inside, as a page of its own: without a script, to be read and printed. Whoever may read the postmortem may read
//! every published version of it.

use std::fmt::Write as _;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use debrief_shared::render::{self, Shown};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::errors::{ApiError, PROBLEM_JSON};
use super::extract::Path;
use super::identity::Caller;
use super::state::AppState;
use crate::access::Action;
use crate::store::reviews::PublicationRow;

/// `GET /p/{id}/v/{number}`.
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, number)): Path<(Uuid, u32)>,
) -> Result<Response, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    let publications = state.store.publications(id).await?;
    let newest = publications.first().map_or(0, |publication| publication.number);
    let publication =
        publications.into_iter().find(|publication| publication.number == number).ok_or(ApiError::NotFound)?;
    let view = state.documents.past(id, publication.seq).await?.view();
    let changed = state.store.log_end(id).await? > publication.seq;
    // Replaying may have taken a while.
    caller.postmortem(&state, id, Action::Read).await?;
    let before = banner(id, &publication, newest, changed);
    let picture = move |image: Uuid| Shown::Here(format!("/api/postmortems/{id}/images/{image}"));
    let rendering = tokio::task::spawn_blocking(move || render::page_with(&view, &picture, &before));
    let html = rendering.await.map_err(|error| ApiError::Internal(error.to_string()))?;
    let html = html.map_err(|too_large| ApiError::Unprocessable(too_large.to_string()))?;
    Ok(page(StatusCode::OK, html))
}

/// Middleware: what is refused at these addresses is read by people in a browser.
pub(super) async fn speak_html(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let is_problem = response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value == PROBLEM_JSON);
    let Some(id) = path.strip_prefix("/p/").and_then(|rest| rest.split('/').next()).filter(|_| is_problem) else {
        return response;
    };
    let (title, text) = match response.status() {
        StatusCode::UNAUTHORIZED => ("Sign in first", "Whoever may read this postmortem may read this version of it."),
        StatusCode::NOT_FOUND => {
            ("There is nothing here", "It may be an address with a slip in it, or of something that was removed.")
        }
        StatusCode::UNPROCESSABLE_ENTITY => {
            ("This version is too large for a page", "The history of the postmortem has it as a file.")
        }
        _ => ("This cannot be shown right now", "Nothing is lost; try again in a moment."),
    };
    // An id holds nothing that would have to be escaped.
    let link = id.parse::<Uuid>().map_or_else(
        |_| "<a href=\"/\">All postmortems</a>".to_owned(),
        |id| format!("<a href=\"/p/{id}\">Open the postmortem</a>"),
    );
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{text}</p>\n<p>{link}</p>\n</main>\n</body>\n</html>\n",
        render::PAGE_STYLE
    );
    page(response.status(), html)
}

/// Which version it is, and whether there is something newer.
fn banner(id: Uuid, publication: &PublicationRow, newest: u32, changed: bool) -> String {
    let at = publication.at.strftime("%Y-%m-%d %H:%M UTC");
    let by =
        publication.by.as_ref().map_or_else(String::new, |by| format!(" by {}", html_escape::encode_text(&by.name)));
    let number = publication.number;
    let mut out = format!("<p class=\"version\"><strong>Version {number}</strong>, published {at}{by}.");
    if newest > number {
        let _ = write!(out, " <a href=\"/p/{id}/v/{newest}\">Version {newest} is newer.</a>");
    } else if changed {
        let _ = write!(out, " The postmortem has changed since version {number}.");
    }
    let _ = writeln!(out, " <a href=\"/p/{id}\">Open the postmortem</a></p>");
    out
}

/// With a policy that lets through the one style sheet in it, and nothing else of that kind.
pub(super) fn page(status: StatusCode, html: String) -> Response {
    let styles = html.split("<style>").skip(1).filter_map(|rest| rest.split("</style>").next());
    let hashes = styles.fold(String::new(), |mut hashes, style| {
        let _ = write!(hashes, " 'sha256-{}'", STANDARD.encode(Sha256::digest(style)));
        hashes
    });
    let policy = format!(
        "default-src 'none'; style-src{hashes}; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let mut response = (status, html).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
