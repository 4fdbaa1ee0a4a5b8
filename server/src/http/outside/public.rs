//! What strangers see: the message at its address, its pictures, the feed. No account, no script, nothing but what was published.

use axum::body::{Body, to_bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use debrief_shared::outside::{self, Entry, Feed};
use jiff::Timestamp;
use uuid::Uuid;

use super::super::extract::client_address;
use super::super::state::AppState;
use super::super::{cookies, errors::ApiError};
use super::{picture_name, policy};
use crate::config::Origin;
use crate::images::{self, ImageError};
use crate::people::outside::{OutsideRefusal, PASS_LIFE, is_pass, pass};
use crate::store::StoreError;
use crate::store::audit::{Audit, AuditAction};
use crate::store::outside::ShownOutside;

/// What these pages may do: show themselves, and send the password back.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// What a picture may do when it is opened by itself: nothing.
const INERT: &str = "sandbox; default-src 'none'";
/// Asked for anew each time, so that what is withdrawn is gone; the answer is mostly that nothing has changed.
const FRESH: &str = "public, no-cache";
/// What is behind a password stays nowhere.
const SECRET: &str = "private, no-store";
/// Most entries of the feed.
const MAX_ENTRIES: u32 = 50;
/// Largest form with a password, in bytes.
const MAX_FORM_BYTES: usize = 4 * 1024;
/// Who speaks in a feed of which nothing else is known.
const NAME: &str = "Debrief";
/// Name of the cookie with a browser's pass; of one message alone, by its path.
const PASS: &str = "debrief-outside";
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// The parts of an address. What is no text was never there.
type Parts<T> = Result<Path<T>, PathRejection>;

/// `GET /outside/{slug}`.
pub(in crate::http) async fn show(State(state): State<AppState>, slug: Parts<String>, headers: HeaderMap) -> Response {
    let Ok(Path(slug)) = slug else { return refused(StoreError::NotFound) };
    let shown = match state.store.outside_page(&slug).await {
        Ok(shown) => shown,
        Err(error) => return refused(error),
    };
    if !may_see(&shown, &headers) {
        return html(StatusCode::OK, outside::password_page(&shown.slug, None), SECRET);
    }
    let feed = shown.password_hash.is_none() && policy::read(&state).await.is_ok_and(|policy| policy.feed);
    let cached = if shown.password_hash.is_none() { FRESH } else { SECRET };
    let page = outside::page(&outside::Page {
        title: &shown.title,
        body: &shown.body,
        pictures: &format!("/outside/{}/", shown.slug),
        number: shown.number,
        first: shown.first,
        at: shown.at,
        feed,
    });
    let tag = images::hash(page.as_bytes());
    unless_known(&headers, &tag, html(StatusCode::OK, page, cached))
}

/// `POST /outside/{slug}`: the form with the password.
pub(in crate::http) async fn enter(State(state): State<AppState>, slug: Parts<String>, request: Request) -> Response {
    let Ok(Path(slug)) = slug else { return refused(StoreError::NotFound) };
    let (parts, body) = request.into_parts();
    let shown = match state.store.outside_page(&slug).await {
        Ok(shown) => shown,
        Err(error) => return refused(error),
    };
    let there = [(header::LOCATION, format!("/outside/{}", shown.slug))];
    let Some(hash) = &shown.password_hash else { return (StatusCode::SEE_OTHER, there).into_response() };
    let again = |status, trouble: &str| html(status, outside::password_page(&shown.slug, Some(trouble)), SECRET);
    if !cookies::is_same_site(&parts.headers, &state.site) {
        return again(StatusCode::FORBIDDEN, "Write the password here.");
    }
    let Ok(form) = to_bytes(body, MAX_FORM_BYTES).await else {
        return again(StatusCode::PAYLOAD_TOO_LARGE, "This is too long to be the password.");
    };
    let password = url::form_urlencoded::parse(&form).find(|(name, _)| name == "password");
    let password = password.map_or_else(String::new, |(_, password)| password.into_owned());
    let from = client_address(&parts, &state.site);
    match state.people.check_outside_password(&shown.slug, hash, password, from).await {
        Ok(()) => {
            let secure = if state.site.is_https() { "; Secure" } else { "" };
            let cookie = format!(
                "{}={}; Path=/outside/{}; Max-Age={}; HttpOnly; SameSite=Lax{secure}",
                PASS,
                pass(&shown.slug, hash, Timestamp::now()),
                shown.slug,
                PASS_LIFE.as_secs()
            );
            let headers = [(header::SET_COOKIE, cookie), (header::CACHE_CONTROL, SECRET.to_owned())];
            (StatusCode::SEE_OTHER, there, headers).into_response()
        }
        Err(OutsideRefusal::Wrong) => {
            let audit = Audit::by(None, from, AuditAction::RefusedOutside, Timestamp::now());
            if let Err(error) = state.store.note(&audit.about(shown.postmortem).with("slug", &*shown.slug)).await {
                return refused(error);
            }
            again(StatusCode::FORBIDDEN, &OutsideRefusal::Wrong.to_string())
        }
        Err(OutsideRefusal::TooMany(wait)) => {
            let mut response = again(StatusCode::TOO_MANY_REQUESTS, &OutsideRefusal::TooMany(wait).to_string());
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
            response
        }
    }
}

/// `GET /outside/{slug}/{picture}`.
pub(in crate::http) async fn picture(
    State(state): State<AppState>,
    parts: Parts<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Ok(Path((slug, name))) = parts else { return refused(StoreError::NotFound) };
    match found_picture(&state, &slug, &name, &headers).await {
        Ok((cached, response)) => unless_known(&headers, &name, with(response, header::CACHE_CONTROL, cached)),
        Err(error) => refused(error),
    }
}

async fn found_picture(
    state: &AppState,
    slug: &str,
    name: &str,
    headers: &HeaderMap,
) -> Result<(&'static str, Response), StoreError> {
    let shown = state.store.outside_page(slug).await?;
    let id: Option<Uuid> = shown.images.iter().copied().find(|id| picture_name(*id) == name);
    let id = id.filter(|_| may_see(&shown, headers)).ok_or(StoreError::NotFound)?;
    let row = state.store.image(shown.postmortem, id).await?;
    let bytes = state.images.stream(shown.postmortem, id).await.map_err(|error| match error {
        ImageError::Missing => StoreError::NotFound,
        other => StoreError::Unavailable(other.to_string()),
    })?;
    let media_type = HeaderValue::try_from(&row.media_type).map_err(|_| StoreError::NotFound)?;
    let mut response = Body::from_stream(bytes).into_response();
    let answered = response.headers_mut();
    answered.insert(header::CONTENT_TYPE, media_type);
    answered.insert(header::CONTENT_LENGTH, HeaderValue::from(row.bytes));
    answered.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(INERT));
    answered.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    answered.insert(ROBOTS, HeaderValue::from_static("noindex"));
    Ok((if shown.password_hash.is_none() { FRESH } else { SECRET }, response))
}

/// `GET /outside/feed.atom`: what anybody may see without a password, where an admin has decided so.
pub(in crate::http) async fn feed(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let entries = async {
        if !policy::read(&state).await?.feed {
            return Err(ApiError::NotFound);
        }
        Ok(state.store.outside_feed(MAX_ENTRIES).await?)
    };
    let shown = match entries.await {
        Ok(shown) => shown,
        Err(ApiError::NotFound) => return refused(StoreError::NotFound),
        Err(error) => return refused(StoreError::Unavailable(error.to_string())),
    };
    let entry = |shown: ShownOutside| Entry {
        id: name_for_good(&format!("message {}", shown.postmortem)),
        slug: shown.slug,
        title: shown.title,
        body: shown.body,
        first: shown.first,
        at: shown.at,
    };
    let entries: Vec<Entry> = shown.into_iter().map(entry).collect();
    let site = state.site.address("");
    let name = state.site.public_url.as_ref().map_or(NAME, Origin::authority);
    let feed =
        outside::feed(&Feed { site: &site, id: &name_for_good(&format!("feed {site}")), name, entries: &entries });
    let tag = images::hash(feed.as_bytes());
    let mut response = Body::from(feed).into_response();
    let answered = response.headers_mut();
    answered.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/atom+xml; charset=utf-8"));
    answered.insert(header::CACHE_CONTROL, HeaderValue::from_static(FRESH));
    answered.insert(ROBOTS, HeaderValue::from_static("noindex"));
    unless_known(&headers, &tag, response)
}

/// `GET /outside/style.css`.
pub(in crate::http) async fn style(headers: HeaderMap) -> Response {
    let mut response = Body::from(outside::STYLE).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(FRESH));
    unless_known(&headers, &images::hash(outside::STYLE.as_bytes()), response)
}

/// An IRI that stays when addresses change (RFC 4287, section 4.2.6). It tells nothing of what it was made from.
fn name_for_good(of: &str) -> String {
    let hash = images::hash(format!("outside {of}").as_bytes());
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(hash.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(&String::from_utf8_lossy(pair), 16).unwrap_or_default();
    }
    format!("urn:uuid:{}", uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Whether a browser may see a message: it asks for no password, or the browser has shown it.
fn may_see(shown: &ShownOutside, headers: &HeaderMap) -> bool {
    let Some(hash) = &shown.password_hash else { return true };
    let given = cookies::value(headers, PASS);
    given.is_some_and(|given| is_pass(given, &shown.slug, hash, Timestamp::now()))
}

fn html(status: StatusCode, page: String, cached: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static(cached)),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (header::VARY, HeaderValue::from_static("Cookie")),
        (ROBOTS, HeaderValue::from_static("noindex, nofollow")),
    ];
    (status, headers, page).into_response()
}

/// Never there, withdrawn, in the bin: all the same.
fn refused(error: StoreError) -> Response {
    if let StoreError::Unavailable(cause) = &error {
        tracing::error!(cause, "a message for people outside could not be shown");
        return ApiError::Unavailable(cause.clone()).into_response();
    }
    html(StatusCode::NOT_FOUND, outside::no_page(), SECRET)
}

fn with(mut response: Response, name: HeaderName, value: &'static str) -> Response {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    response
}

/// The answer with its tag, or that it has not changed (RFC 9110, section 13.1.2).
fn unless_known(headers: &HeaderMap, tag: &str, mut response: Response) -> Response {
    let tag = format!("\"{}\"", &tag[..tag.len().min(32)]);
    let Ok(value) = HeaderValue::try_from(&tag) else { return response };
    response.headers_mut().insert(header::ETAG, value);
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        let mut tags = value.split(',').map(|one| one.trim().trim_start_matches("W/"));
        value.trim() == "*" || tags.any(|one| one == tag)
    });
    if known {
        response.headers_mut().remove(header::CONTENT_LENGTH);
        response.headers_mut().remove(header::CONTENT_TYPE);
        *response.body_mut() = Body::empty();
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    response
}
