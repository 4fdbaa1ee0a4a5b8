//! A postmortem as a file to download, whichever state of it.

use axum::http::{HeaderName, HeaderValue, header};
use debrief_shared::document::View;
use uuid::Uuid;

use super::errors::ApiError;
use super::state::AppState;
use crate::export::{self, Format, Pictures};

/// What a downloaded page may do when it is opened here after all: show itself.
const INERT: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox";

/// A file as an answer.
pub(super) type File = ([(HeaderName, HeaderValue); 3], String);

/// Writes the file; `mark`, plain ASCII, is put behind its name.
pub(super) async fn file(state: &AppState, view: View, id: Uuid, format: Format, mark: &str) -> Result<File, ApiError> {
    let site = state.site.address("");
    let pictures = Pictures::of(state.store.as_ref(), &state.images, &site, id, &view, format).await?;
    let (extension, media_type) = match format {
        Format::Md => ("md", "text/markdown; charset=utf-8"),
        Format::Json => ("json", "application/json"),
        Format::Html => ("html", "text/html; charset=utf-8"),
    };
    let name = export::file_stem(&view.title, id);
    // Markdown to HTML can take a while: not on the threads that serve everybody.
    let text = tokio::task::spawn_blocking(move || export::write(&view, format, &pictures))
        .await
        .map_err(|error| ApiError::Internal(error.to_string()))?
        .map_err(|too_large| ApiError::Unprocessable(too_large.to_string()))?;
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}{mark}.{extension}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, disposition.expect("a file stem is plain ASCII")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(INERT)),
    ];
    Ok((headers, text))
}
