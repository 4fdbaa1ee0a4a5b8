//! Asking a provider over HTTP: over TLS (or within this machine), without following redirects, for a bounded time and a bounded answer.

use std::error::Error;
use std::time::Duration;

use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use axum::http::{HeaderValue, Method, Request, StatusCode};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use url::Url;

use super::config::is_trusted;

/// Longest that a request may take, with its answer.
const DEADLINE: Duration = Duration::from_secs(10);
/// Largest answer.
const MAX_ANSWER_BYTES: usize = 1024 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// No connection, or it broke.
    #[error("{0}")]
    Broken(String),
    /// Too slow.
    #[error("it took longer than {} s", DEADLINE.as_secs())]
    Late,
    /// Too much.
    #[error("the answer is larger than {} MiB", MAX_ANSWER_BYTES / (1024 * 1024))]
    TooLarge,
    /// The address is none that can be believed.
    #[error("{0} is not https")]
    NotTrusted(String),
}

/// An answer of whatever status.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its body.
    pub body: Bytes,
}

/// A client for asking providers; cheap to clone.
#[derive(Clone, Debug)]
pub struct Fetch(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Fetch {
    /// A client that trusts the system's certificate authorities.
    pub fn new() -> std::io::Result<Self> {
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?
            .https_or_http()
            .enable_http1()
            .build();
        // A request now and then: a kept connection would be a stale one.
        Ok(Self(Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector)))
    }

    /// Reads an address, with an access token where one is needed.
    pub async fn get(&self, url: &Url, bearer: Option<&str>) -> Result<Answer, FetchError> {
        let authorization = bearer.map(|token| format!("Bearer {token}"));
        self.send(Method::GET, url, authorization, None).await
    }

    /// Posts a form.
    pub async fn post(&self, url: &Url, authorization: Option<String>, form: String) -> Result<Answer, FetchError> {
        self.send(Method::POST, url, authorization, Some(form)).await
    }

    async fn send(
        &self,
        method: Method,
        url: &Url,
        authorization: Option<String>,
        form: Option<String>,
    ) -> Result<Answer, FetchError> {
        if !is_trusted(url) {
            return Err(FetchError::NotTrusted(url.to_string()));
        }
        let broken = |error: &dyn Error| FetchError::Broken(innermost(error));
        let mut request = Request::builder()
            .method(method)
            .uri(url.as_str())
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, concat!("debrief/", env!("CARGO_PKG_VERSION")));
        if let Some(authorization) = authorization {
            let mut value = HeaderValue::try_from(authorization).map_err(|error| broken(&error))?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        if form.is_some() {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let request = request.body(Full::from(form.unwrap_or_default())).map_err(|error| broken(&error))?;
        let exchange = async {
            let response = self.0.request(request).await.map_err(|error| broken(&error))?;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, MAX_ANSWER_BYTES).collect().await.map_err(|error| {
                if error.is::<LengthLimitError>() { FetchError::TooLarge } else { broken(error.as_ref()) }
            })?;
            Ok(Answer { status: parts.status, body: body.to_bytes() })
        };
        tokio::time::timeout(DEADLINE, exchange).await.unwrap_or(Err(FetchError::Late))
    }
}

/// What is at the bottom of an error: hyper's own words only say that it could not connect.
fn innermost(error: &dyn Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
