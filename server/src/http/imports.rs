//! Documents in: whole postmortems from files, and files into a timeline. Reading runs off the threads that serve everybody, few at a time.

pub(super) mod timeline;
mod only;

use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use debrief_shared::api::{ImportReport, Problem, Visibility};
use debrief_shared::import::{ImportError, MAX_DOCUMENT_BYTES};
use jiff::tz::TimeZone;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::Query;
use super::identity::Caller;
use super::state::AppState;
use crate::access::{Action, Resource};
use crate::import::{Brought, Importer, read};
use crate::store::audit::AuditAction;

/// Longest name of a file, in characters.
const MAX_NAME_CHARS: usize = 300;
/// When to come again where many bring something at once.
const CROWDED: Duration = Duration::from_secs(2);

/// Where a file that is brought in goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Postmortems,
    Timeline(Option<Uuid>),
}

/// Whether a request brings a file in: those may be larger, and take longer, than others.
pub(super) fn is_import(method: &Method, path: &str) -> bool {
    way(method, path).is_some()
}

fn way(method: &Method, path: &str) -> Option<Way> {
    if *method != Method::POST {
        return None;
    }
    if path == "/api/imports" {
        return Some(Way::Postmortems);
    }
    let id = path.strip_prefix("/api/postmortems/")?.strip_suffix("/timeline/imports")?;
    (!id.is_empty() && !id.contains('/')).then(|| Way::Timeline(id.parse().ok()))
}

/// Middleware before the body is waited for: who may not bring anything in, or does so too often, does not fill the memory.
pub(super) async fn admit(State(state): State<AppState>, caller: Caller, request: Request, next: Next) -> Response {
    let Some(way) = way(request.method(), request.uri().path()) else { return next.run(request).await };
    let admitted = async {
        match way {
            Way::Postmortems => caller.may(Action::Create, &Resource::Instance)?,
            Way::Timeline(id) => drop(caller.postmortem(&state, id.ok_or(ApiError::NotFound)?, Action::Edit).await?),
        }
        let person = caller.id()?;
        let text = "Many files are on their way in. Nothing was lost; try again in a moment.";
        let too_many = |wait| ApiError::TooMany { text: text.to_owned(), wait };
        state.limits.upload(person, Instant::now()).map_err(too_many)?;
        state.images.expect(person).map_err(|_| too_many(CROWDED))
    };
    match admitted.await {
        Ok(_coming) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// How to read what is brought.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct How {
    /// The file's name: its extension tells what it is, and it is the title where the file has none
    #[serde(default)]
    name: String,
    /// Zone of times that say none, by its IANA name; UTC otherwise
    #[serde(default)]
    time_zone: String,
    /// Say what would be made, and make nothing
    #[serde(default)]
    preview: bool,
    /// Make another one where the same file became one of yours before
    #[serde(default)]
    again: bool,
    /// Nobody else may open what is made, until they are added
    #[serde(default)]
    restricted: bool,
    /// Which of a ZIP file's postmortems to make, by their places in the preview, counted from 0: `0,2,5-7`; all of them otherwise
    only: Option<String>,
}

/// Makes postmortems of a file: Markdown, HTML, Word (.docx), JSON as it is exported, or a ZIP file of these with their pictures. The file itself is the
/// body, at most 32 MiB. What cannot be read within a ZIP file is told beside what was made.
#[utoipa::path(
    post, path = "/api/imports", tag = "imports", operation_id = "imports_create", params(How),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file."),
    responses(
        (status = 200, body = ImportReport, description = "What would be made (`preview`), or what is there already: nothing was made"),
        (status = 201, body = ImportReport), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 413, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)
    )
)]
pub(super) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Query(how): Query<How>,
    body: Body,
) -> Result<(StatusCode, axum::Json<ImportReport>), ApiError> {
    caller.may(Action::Create, &Resource::Instance)?;
    let (zone, zone_name) = zone(&how.time_zone)?;
    let name = file_name(&how.name)?;
    let bytes = whole(body).await?;
    let mut documents = read(&state.desk, Brought::File(name, bytes), zone, zone_name).await.map_err(refused)?;
    if let Some(unread) = documents.unread.first().filter(|_| documents.made.is_empty()) {
        return Err(ApiError::Unprocessable(told(&unread.file, &unread.problem)));
    }
    if let Some(only) = &how.only {
        documents.made = only::pick(documents.made, only)?;
    }
    let visibility = if how.restricted { Visibility::Restricted } else { Visibility::Workspace };
    let importer = Importer {
        store: state.store.as_ref(),
        images: &state.images,
        owner: caller.id()?,
        visibility,
        again: how.again,
    };
    if how.preview {
        return Ok((StatusCode::OK, axum::Json(importer.preview(documents).await?)));
    }
    let report = importer.make(documents, |id| caller.audit(AuditAction::PostmortemCreated).about(id)).await?;
    let made = report.postmortems.iter().any(|postmortem| postmortem.id.is_some());
    if let Some(problem) = report.problems.first().filter(|_| report.postmortems.is_empty()) {
        return Err(ApiError::Unprocessable(told(&problem.file, &problem.problem)));
    }
    Ok((if made { StatusCode::CREATED } else { StatusCode::OK }, axum::Json(report)))
}

async fn whole(body: Body) -> Result<Bytes, ApiError> {
    to_bytes(body, MAX_DOCUMENT_BYTES).await.map_err(|_| ApiError::FileTooLarge)
}

fn refused(error: ImportError) -> ApiError {
    ApiError::Unprocessable(error.to_string())
}

/// A problem with its file in front, once.
fn told(file: &str, problem: &str) -> String {
    if file.is_empty() || problem.starts_with(file) { problem.to_owned() } else { format!("{file}: {problem}") }
}

fn file_name(name: &str) -> Result<String, ApiError> {
    if name.chars().count() > MAX_NAME_CHARS || name.chars().any(char::is_control) {
        return Err(ApiError::Unprocessable(format!(
            "Keep `name` to one line of at most {MAX_NAME_CHARS} characters."
        )));
    }
    Ok(name.to_owned())
}

fn zone(name: &str) -> Result<(TimeZone, String), ApiError> {
    let name = if name.is_empty() { "UTC" } else { name };
    let zone = TimeZone::get(name).map_err(|_| {
        ApiError::Unprocessable("There is no such `time_zone`; write it like Europe/Copenhagen.".to_owned())
    })?;
    Ok((zone, name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_may_be_that_large() {
        assert_eq!(way(&Method::POST, "/api/imports"), Some(Way::Postmortems));
        assert_eq!(way(&Method::POST, "/api/postmortems/x/timeline/imports"), Some(Way::Timeline(None)));
        for (method, path) in [
            (Method::PUT, "/api/imports"),
            (Method::POST, "/api/imports/"),
            (Method::POST, "/api/postmortems//timeline/imports"),
            (Method::POST, "/api/postmortems/1/2/timeline/imports"),
        ] {
            assert!(!is_import(&method, path), "{method} {path}");
        }
    }
}
