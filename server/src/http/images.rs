//! Pictures of a postmortem: in by whoever may edit, out to whoever may read, asked anew each time.

use std::time::Instant;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use debrief_shared::api::{Image, Problem};
use jiff::Timestamp;
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::Path;
use super::identity::Caller;
use super::state::AppState;
use crate::access::Action;
use crate::export::listed;
use crate::images::{ImageError, MAX_UPLOAD_BYTES, PictureError, ROOM, Refusal};
use crate::store::StoreError;

/// What a picture may do when it is opened by itself: nothing.
const INERT: &str = "sandbox; default-src 'none'";
/// A picture never changes under its id. It is for whoever asked, and forgotten after a day.
const CACHED: &str = "private, max-age=86400, immutable";
/// Somebody else who signs in on this browser does not get what was kept for the one before.
const VARIES: &str = "Cookie, Authorization";

/// Whether a request brings a picture: those may be larger, and take longer, than others.
pub(super) fn is_upload(method: &Method, path: &str) -> bool {
    *method == Method::POST && postmortem_in(path).is_some()
}

/// The id in the path of an upload, whatever it is.
fn postmortem_in(path: &str) -> Option<&str> {
    let id = path.strip_prefix("/api/postmortems/")?.strip_suffix("/images")?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

/// Middleware before the body is waited for: who may not add a picture, or has sent too many, does not fill the memory with one.
pub(super) async fn admit(State(state): State<AppState>, caller: Caller, request: Request, next: Next) -> Response {
    if !is_upload(request.method(), request.uri().path()) {
        return next.run(request).await;
    }
    let id = postmortem_in(request.uri().path()).and_then(|id| id.parse().ok());
    let admitted = async {
        caller.postmortem(&state, id.ok_or(ApiError::NotFound)?, Action::Edit).await?;
        let person = caller.id()?;
        let text = "That was a lot of pictures at once. Nothing was lost; try again in a moment.";
        let too_many = |wait| ApiError::TooMany { text: text.to_owned(), wait };
        state.limits.upload(person, Instant::now()).map_err(too_many)?;
        state.images.expect(person).map_err(|_| too_many(std::time::Duration::from_secs(2)))
    };
    match admitted.await {
        Ok(_coming) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// Adds a picture: the file itself as the body, at most 10 MiB of PNG, JPEG, WebP or GIF, told by its content.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/images", tag = "images", operation_id = "images_create", params(("id" = Uuid, Path)),
    request_body(content = Vec<u8>, content_type = "image/*", description = "The file. It is made anew: turned the right way up, without metadata, of a GIF the first frame."),
    responses(
        (status = 201, body = Image), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem),
        (status = 429, body = Problem)
    )
)]
pub(super) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Body,
) -> Result<(StatusCode, axum::Json<Image>), ApiError> {
    caller.postmortem(&state, id, Action::Edit).await?;
    let bytes = to_bytes(body, MAX_UPLOAD_BYTES).await.map_err(|_| ApiError::PictureTooLarge)?;
    let picture = state.images.remake(bytes).await?;
    let row = state.images.keep(id, caller.id()?, picture, Timestamp::now()).await?;
    if let Err(error) = state.store.add_image(&row, ROOM).await {
        state.images.forget(id, row.id).await;
        return Err(match error {
            StoreError::Conflict => ApiError::Conflict(format!(
                "This postmortem has no room for another picture: {} pictures or {} MB at most.",
                ROOM.images,
                ROOM.bytes / (1024 * 1024)
            )),
            other => other.into(),
        });
    }
    let url = format!("/api/postmortems/{id}/images/{}", row.id);
    Ok((StatusCode::CREATED, axum::Json(listed(&row, url))))
}

/// A picture.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/images/{image}", tag = "images", operation_id = "images_show",
    params(("id" = Uuid, Path), ("image" = Uuid, Path)),
    responses(
        (status = 200, description = "The picture", body = Vec<u8>, content_type = "image/*"), (status = 401, body = Problem),
        (status = 404, body = Problem)
    )
)]
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, image)): Path<(Uuid, Uuid)>,
) -> Result<Response, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    let row = state.store.image(id, image).await?;
    let bytes = state.images.stream(id, image).await?;
    let mut response = Body::from_stream(bytes).into_response();
    let headers = response.headers_mut();
    let media_type = HeaderValue::try_from(&row.media_type);
    headers.insert(header::CONTENT_TYPE, media_type.map_err(|error| ApiError::Internal(error.to_string()))?);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(row.bytes));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(INERT));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHED));
    headers.insert(header::VARY, HeaderValue::from_static(VARIES));
    Ok(response)
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Picture(error @ PictureError::OtherFormat) => Self::NotAPicture(error.to_string()),
            Refusal::Picture(error) => Self::Unprocessable(error.to_string()),
            Refusal::Crowded => Self::Unavailable("too many pictures wait to be made anew".to_owned()),
        }
    }
}

impl From<ImageError> for ApiError {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Unavailable(cause) => Self::Unavailable(format!("pictures: {cause}")),
            ImageError::Missing | ImageError::Damaged => Self::Internal(format!("a picture: {error}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_may_be_that_large() {
        assert!(is_upload(&Method::POST, "/api/postmortems/1/images"));
        for (method, path) in [
            (Method::PUT, "/api/postmortems/1/images"),
            (Method::POST, "/api/postmortems//images"),
            (Method::POST, "/api/postmortems/1/2/images"),
            (Method::POST, "/api/postmortems/1/images/"),
            (Method::POST, "/api/tokens"),
        ] {
            assert!(!is_upload(&method, path), "{method} {path}");
        }
    }
}
