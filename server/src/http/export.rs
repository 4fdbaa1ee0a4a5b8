//! A postmortem as a file to download.

use axum::extract::State;
use debrief_shared::api::Problem;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use yrs::Transact;

use super::errors::ApiError;
use super::extract::{Path, Query};
use super::file::{File, file};
use super::identity::Caller;
use super::state::AppState;
use crate::access::Action;
use crate::export::Format;
use crate::store::audit::AuditAction;

/// Query of an export.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
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
        (
            status = 200, description = "The file",
            content((Object = "application/json"), (String = "text/markdown"), (String = "text/html"))
        ),
        (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn export(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(wanted): Query<Wanted>,
) -> Result<File, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    caller.note_opening(&state, &found).await?;
    state.store.note(&caller.audit(AuditAction::PostmortemExported).about(id)).await?;
    let view = state.documents.read(id, |postmortem| postmortem.view(&postmortem.doc().transact())).await?;
    file(&state, view, id, wanted.format, "").await
}
