//! A postmortem as a file to download.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use debrief_shared::api::Problem;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use yrs::Transact;

use super::errors::ApiError;
use super::extract::{Path, Query};
use super::identity::Caller;
use super::state::AppState;
use crate::access::Action;
use crate::export::{self, Format};
use crate::store::audit::AuditAction;

/// What a downloaded page may do when it is opened here after all: show itself.
const INERT: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox";

/// Query of an export.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// `md` (default), `json` or `html`
    #[serde(default = "markdown")]
    #[param(inline)]
    format: Format,
}

fn markdown() -> Format {
    Format::Md
}

/// The postmortem as a file.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/export", tag = "postmortems", operation_id = "export", params(("id" = Uuid, Path), Wanted),
    responses(
        (status = 200, description = "The file", body = String), (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn export(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(wanted): Query<Wanted>,
) -> Result<([(HeaderName, HeaderValue); 3], String), ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    state.store.note(&caller.audit(AuditAction::PostmortemExported).about(id)).await?;
    let format = wanted.format;
    let (extension, media_type) = match format {
        Format::Md => ("md", "text/markdown; charset=utf-8"),
        Format::Json => ("json", "application/json"),
        Format::Html => ("html", "text/html; charset=utf-8"),
    };
    let view = state.documents.read(id, |postmortem| postmortem.view(&postmortem.doc().transact())).await?;
    let name = export::file_stem(&view.title, id);
    // Markdown to HTML can take a while: not on the threads that serve everybody.
    let text = tokio::task::spawn_blocking(move || export::write(&view, format))
        .await
        .map_err(|error| ApiError::Internal(error.to_string()))?
        .map_err(|too_large| ApiError::Unprocessable(too_large.to_string()))?;
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}.{extension}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, disposition.expect("a file stem is plain ASCII")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(INERT)),
    ];
    Ok((headers, text))
}
