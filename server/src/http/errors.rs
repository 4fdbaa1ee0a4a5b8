//! Every way in which a request fails, named by meaning, and its one outward form: problem details (RFC 9457).

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use debrief_shared::api::{Problem, TokenScope};

use crate::document::DocumentError;
use crate::people::PeopleError;
use crate::store::StoreError;

/// Media type of problem details.
pub(super) const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request was not answered with what it asked for. Texts go outward, except the cause of `Internal` and `Unavailable`, which is logged.
#[derive(Debug, thiserror::Error)]
pub(super) enum ApiError {
    /// 400: not in the form that was asked for.
    #[error("{0}")]
    BadRequest(String),
    /// 401: nobody is signed in.
    #[error("Sign in first, or send an API token as `Authorization: Bearer …`.")]
    SignInFirst,
    /// 401: wrong address, password, token or set-up link.
    #[error("{0}")]
    WrongCredentials(String),
    /// 403: known, and not allowed.
    #[error("You may not do this. Ask the owner of the postmortem or an admin.")]
    Forbidden,
    /// 403: allowed, but not with this API token.
    #[error("This API token is for less than that (`{}`). Make one with a wider scope under Account → API tokens.", .0.name())]
    ScopeTooNarrow(TokenScope),
    /// 403: the right password of an account that is suspended.
    #[error("This account is suspended. Ask an admin.")]
    Suspended,
    /// 403: a page of another site sent it.
    #[error("This request came from another site. If Debrief is behind a proxy, start it with --public-url.")]
    CrossOrigin,
    /// 404: not there, or not to be known of.
    #[error("There is nothing here, or it was removed.")]
    NotFound,
    /// 404: a share link that is wrong, was revoked, has ended, or leads to what was removed: which of them stays unsaid.
    #[error("This link does not work, or not any more. Ask whoever sent it for another one.")]
    LinkOver,
    /// 404: a one-time link that is good for nothing; why stays unsaid.
    #[error("This link is not valid any more. Ask for a new one.")]
    TicketOver,
    /// 409: what is there stands against it.
    #[error("{0}")]
    Conflict(String),
    /// 409: they own postmortems, and nobody was named to take them over. A name of its own, so that the page can ask.
    #[error("They own postmortems, in the bin perhaps. Say who is to own them from now on, and try again.")]
    NeedsNewOwner,
    /// 409: the text is not what a suggestion was made for. A name of its own, so that the page can show both.
    #[error("{0}")]
    SuggestionStale(String),
    /// 415: not JSON.
    #[error("Send JSON, with `Content-Type: application/json`.")]
    NotJson,
    /// 413: too much.
    #[error("The request is too large: 1 MiB at most, 128 KiB before signing in.")]
    TooLarge,
    /// 413: a picture that is too much.
    #[error("This picture is larger than 10 MB. Make it smaller and try again.")]
    PictureTooLarge,
    /// 415: not a picture that is taken.
    #[error("{0}")]
    NotAPicture(String),
    /// 422: the password so far is another one. A name of its own, so that the page can say it beside the right field.
    #[error("The current password is not right.")]
    WrongCurrent,
    /// 422: readable, and not acceptable.
    #[error("{0}")]
    Unprocessable(String),
    /// 429: too often.
    #[error("{text}")]
    TooMany {
        /// What to do.
        text: String,
        /// When to try again.
        wait: Duration,
    },
    /// 503: storage is away or there is too much to do.
    #[error("Debrief cannot do this right now. Nothing was changed; try again in a moment.")]
    Unavailable(String),
    /// 500: our fault.
    #[error("Something went wrong here. The server's log says more.")]
    Internal(String),
}

impl ApiError {
    fn kind(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::BadRequest(_) => (StatusCode::BAD_REQUEST, "bad-request", "The request cannot be read"),
            Self::SignInFirst => (StatusCode::UNAUTHORIZED, "sign-in-first", "Not signed in"),
            Self::WrongCredentials(_) => (StatusCode::UNAUTHORIZED, "wrong-credentials", "Not signed in"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden", "Not allowed"),
            Self::ScopeTooNarrow(_) => (StatusCode::FORBIDDEN, "scope-too-narrow", "Not with this token"),
            Self::Suspended => (StatusCode::FORBIDDEN, "suspended", "Suspended"),
            Self::CrossOrigin => (StatusCode::FORBIDDEN, "cross-origin", "Sent by another site"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found", "Not found"),
            Self::LinkOver => (StatusCode::NOT_FOUND, "link-over", "This link leads nowhere"),
            Self::TicketOver => (StatusCode::NOT_FOUND, "ticket-over", "This link is not valid any more"),
            Self::Conflict(_) => (StatusCode::CONFLICT, "conflict", "Does not fit what is there"),
            Self::NeedsNewOwner => (StatusCode::CONFLICT, "needs-new-owner", "Does not fit what is there"),
            Self::SuggestionStale(_) => (StatusCode::CONFLICT, "suggestion-stale", "Does not fit what is there"),
            Self::NotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json", "Not JSON"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "Too large"),
            Self::PictureTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "picture-too-large", "Too large"),
            Self::NotAPicture(_) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-a-picture", "Not a picture"),
            Self::WrongCurrent => {
                (StatusCode::UNPROCESSABLE_ENTITY, "wrong-current-password", "Cannot be taken like this")
            }
            Self::Unprocessable(_) => (StatusCode::UNPROCESSABLE_ENTITY, "unprocessable", "Cannot be taken like this"),
            Self::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, "too-many", "Too many attempts"),
            Self::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Not available right now"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong"),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Self::Unavailable(cause) | Self::Internal(cause) = &self {
            tracing::error!(cause, "a request could not be answered");
        }
        let (status, kind, title) = self.kind();
        let mut response = problem(status, kind, title, &self.to_string());
        let headers = response.headers_mut();
        match self {
            Self::SignInFirst | Self::WrongCredentials(_) => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"Debrief\""));
            }
            Self::TooMany { wait, .. } => retry_after(headers, wait),
            Self::Unavailable(_) => retry_after(headers, Duration::from_secs(1)),
            _ => {}
        }
        response
    }
}

fn retry_after(headers: &mut axum::http::HeaderMap, wait: Duration) {
    const RETRY_AFTER: HeaderName = header::RETRY_AFTER;
    headers.insert(RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
}

/// A response with problem details.
pub(super) fn problem(status: StatusCode, kind: &str, title: &str, detail: &str) -> Response {
    let body =
        Problem { kind: kind.to_owned(), title: title.to_owned(), status: status.as_u16(), detail: detail.to_owned() };
    let body = serde_json::to_vec(&body).expect("plain data serialises");
    (status, [(header::CONTENT_TYPE, PROBLEM_JSON)], body).into_response()
}

/// Problem details for a status that something below the handlers answered with.
pub(super) fn problem_of(status: StatusCode) -> Response {
    let (kind, detail) = match status {
        StatusCode::NOT_FOUND => ("not-found", "There is no such address here."),
        StatusCode::METHOD_NOT_ALLOWED => {
            ("method-not-allowed", "This address does not take that method; see /api/openapi.json.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("too-large", "The request is larger than 1 MiB."),
        StatusCode::GATEWAY_TIMEOUT => {
            ("timeout", "It took too long. Nothing tells whether it was done; look before trying again.")
        }
        _ if status.is_server_error() => ("internal", "The server's log says more."),
        _ => ("bad-request", "The request cannot be read; see /api/openapi.json."),
    };
    problem(status, kind, status.canonical_reason().unwrap_or("Error"), detail)
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Conflict => Self::Conflict("Somebody else changed it at the same time. Look again.".to_owned()),
            StoreError::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}

impl From<PeopleError> for ApiError {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::Invalid(text) => Self::Unprocessable(text),
            PeopleError::TooMany(wait) => Self::TooMany { text: error.to_string(), wait },
            PeopleError::WrongCredentials | PeopleError::SetupOver => Self::WrongCredentials(error.to_string()),
            PeopleError::Suspended => Self::Suspended,
            PeopleError::WrongCurrent => Self::WrongCurrent,
            PeopleError::TicketOver => Self::TicketOver,
            PeopleError::Taken => Self::Conflict(error.to_string()),
            PeopleError::Store(error) => error.into(),
        }
    }
}

impl From<DocumentError> for ApiError {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::NotFound | DocumentError::Deleted => Self::NotFound,
            DocumentError::Refused(text) => Self::Unprocessable(text),
            DocumentError::Overloaded => Self::Unavailable("a document has too much to do".to_owned()),
            DocumentError::Unavailable(cause) => Self::Unavailable(cause),
            DocumentError::Broken(cause) => Self::Internal(format!("a stored document cannot be opened: {cause}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(error: ApiError) -> (axum::http::response::Parts, Problem) {
        let (parts, body) = error.into_response().into_parts();
        let bytes = axum::body::to_bytes(body, 10_000).await.expect("a body");
        (parts, serde_json::from_slice(&bytes).expect("problem details"))
    }

    #[tokio::test]
    async fn problems_have_the_shape_of_the_standard() {
        let (parts, problem) = read(ApiError::Unprocessable("Write a name.".to_owned())).await;
        assert_eq!(parts.headers[header::CONTENT_TYPE], PROBLEM_JSON);
        assert_eq!((parts.status.as_u16(), problem.status), (422, 422));
        assert_eq!((problem.kind.as_str(), problem.detail.as_str()), ("unprocessable", "Write a name."));
    }

    #[tokio::test]
    async fn causes_stay_inside() {
        let (parts, problem) = read(StoreError::Unavailable("disk I/O error at /secret".to_owned()).into()).await;
        assert_eq!(parts.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(!problem.detail.contains("secret") && parts.headers.contains_key(header::RETRY_AFTER));
        let (parts, problem) = read(DocumentError::Broken("bad update 17".to_owned()).into()).await;
        assert_eq!(parts.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!problem.detail.contains("17"));
    }

    #[tokio::test]
    async fn who_is_not_signed_in_is_told_how() {
        let (parts, _) = read(ApiError::SignInFirst).await;
        assert_eq!(parts.status, StatusCode::UNAUTHORIZED);
        assert!(parts.headers.contains_key(header::WWW_AUTHENTICATE));
    }
}
