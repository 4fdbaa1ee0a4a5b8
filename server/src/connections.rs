//! Live connections: what happens here goes out as webhooks and into chats, what happens elsewhere comes in, and trackers have tickets of
//! mitigations. Setting them up is `http/connections`; rows are kept by `store/connections`.

pub mod sign;
pub mod inbound;
pub mod commands;
pub mod trackers;
mod courier;
mod payload;
mod readers;
mod slack;

pub use readers::SOON;

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use debrief_shared::api::{ConnectionSettings, TriedConnection};
use http_body_util::Full;
use jiff::Timestamp;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::document::Documents;
use crate::http::Site;
use crate::outbound::{Answer, Outbound, OutboundError};
use crate::random;
use crate::store::connections::ConnectionRow;
use crate::store::{Store, StoreError};

/// Longest beginning of an answer that is kept, in characters.
const MAX_ANSWER_CHARS: usize = 400;
/// What is shorter is no secret: a word that stands in an answer anyway.
const MIN_SECRET_BYTES: usize = 6;
/// Longest pause that another side may ask for.
const LONGEST_ASKED: Duration = Duration::from_hours(24);

/// Whatever goes out; cheap to clone.
#[derive(Clone)]
pub struct Connections {
    store: Arc<dyn Store>,
    documents: Documents,
    outbound: Outbound,
    site: Arc<Site>,
    /// What was begun for a request and may outlast it.
    begun: TaskTracker,
}

impl Connections {
    /// Over a store; asks where `outbound` may.
    pub fn new(store: Arc<dyn Store>, documents: Documents, outbound: Outbound, site: Arc<Site>) -> Self {
        Self { store, documents, outbound, site, begun: TaskTracker::new() }
    }

    /// Who asks others.
    pub fn outbound(&self) -> &Outbound {
        &self.outbound
    }

    /// Does something to its end, also when nobody waits for it any more.
    pub fn begin<T: Send + 'static>(&self, doing: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.begun.spawn(doing)
    }

    /// Waits for what was begun.
    pub async fn finish(&self) {
        self.begun.close();
        self.begun.wait().await;
    }

    /// Sends deliveries and reads tickets back, until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        if self.outbound.reach().is_somewhere() {
            tokio::join!(self.deliver_all(&stop), self.read_all(&stop));
        }
    }

    /// Sends something that says that it is a test, now and once; asks a tracker for the project.
    pub async fn test(&self, row: &ConnectionRow) -> Result<TriedConnection, StoreError> {
        let now = Timestamp::now();
        let tried = match settings(row)? {
            ConnectionSettings::Webhook { url, .. } => {
                let body = payload::test(now);
                self.post_signed(row, &url, &format!("msg_{}", random::id(now)), now, body).await
            }
            ConnectionSettings::Slack { .. } => self.post_to_chat(row, slack::test()).await,
            ConnectionSettings::Tracker { .. } => return self.look(row).await,
            ConnectionSettings::Inbound { .. } => {
                let answer = "Nothing goes out by this connection: the other side sends.".to_owned();
                return Ok(TriedConnection { ok: false, answer });
            }
        };
        Ok(match tried {
            Ok(answer) => TriedConnection { ok: answer.status.is_success(), answer: said(&answer) },
            Err(error) => TriedConnection { ok: false, answer: error.to_string() },
        })
    }

    /// Posts JSON, signed by the connection's secrets.
    async fn post_signed(
        &self,
        row: &ConnectionRow,
        url: &str,
        id: &str,
        now: Timestamp,
        body: String,
    ) -> Result<Answer, OutboundError> {
        let old = row.old_secret.iter().filter(|(_, until)| now < *until).map(|(secret, _)| secret.as_str());
        let secrets: Vec<&str> = std::iter::once(row.secret.as_str()).chain(old).collect();
        let headers = sign::headers(&secrets, id, now, body.as_bytes()).ok_or(OutboundError::NotAllowed)?;
        self.post(url, headers, body).await
    }

    /// Answers a command of a chat after it gave up waiting, where it says; a place that may not be asked gets nothing.
    ///
    /// # Errors
    /// When nobody took it.
    pub async fn answer_later(&self, url: &str, answer: &serde_json::Value) -> Result<(), OutboundError> {
        let answered = self.post(url, HeaderMap::new(), answer.to_string()).await?;
        if answered.status.is_success() { Ok(()) } else { Err(OutboundError::Broken(answered.status.to_string())) }
    }

    /// Whether a later answer may go there.
    pub fn may_answer(&self, url: &str) -> bool {
        let secure = |url: &Url| url.scheme() == "https" || self.outbound.reach().names_networks();
        url.parse().is_ok_and(|url| secure(&url) && self.outbound.may_ask(&url))
    }

    /// Posts a message into a chat. Its address is its secret: an answer that repeats it is not kept like that.
    async fn post_to_chat(&self, row: &ConnectionRow, body: String) -> Result<Answer, OutboundError> {
        let answer = self.post(&row.secret, HeaderMap::new(), body).await?;
        let url: Option<Url> = row.secret.parse().ok();
        let path = url.as_ref().map_or("", |url| url.path());
        let secrets = [row.secret.as_str(), path, path.rsplit('/').next().unwrap_or_default()];
        Ok(Answer { body: hidden(&String::from_utf8_lossy(&answer.body), &secrets).into(), ..answer })
    }

    async fn post(&self, url: &str, mut headers: HeaderMap, body: String) -> Result<Answer, OutboundError> {
        let url: Url = url.parse().map_err(|_| OutboundError::NotAllowed)?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut request = Request::new(Full::from(body));
        *request.method_mut() = axum::http::Method::POST;
        *request.headers_mut() = headers;
        self.outbound.exchange(&url, request).await
    }
}

/// What a connection does. A newer version may have written what this one does not read.
pub fn settings(row: &ConnectionRow) -> Result<ConnectionSettings, StoreError> {
    serde_json::from_str(&row.settings)
        .map_err(|error| StoreError::Unavailable(format!("settings of a connection: {error}")))
}

/// What another side has said, without secrets that it was told: error pages like to repeat what they were asked.
fn hidden(text: &str, secrets: &[&str]) -> String {
    let long = secrets.iter().filter(|secret| secret.len() >= MIN_SECRET_BYTES);
    long.fold(text.to_owned(), |text, secret| text.replace(secret, "…"))
}

/// An answer in a line, for admins.
fn said(answer: &Answer) -> String {
    let text = String::from_utf8_lossy(&answer.body);
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = if answer.status.is_redirection() {
        "it leads on to another address, which is not followed".to_owned()
    } else {
        line.chars().filter(|letter| !letter.is_control()).take(MAX_ANSWER_CHARS).collect()
    };
    format!("{}{}{line}", answer.status, if line.is_empty() { "" } else { ": " })
}

/// How long the other side asks to be left alone, when it is overloaded: seconds, or a date of HTTP.
fn asked_pause(status: StatusCode, headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    if !matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE | StatusCode::FORBIDDEN) {
        return None;
    }
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let pause = if let Ok(seconds) = value.parse() {
        Duration::from_secs(seconds)
    } else {
        let until = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
        Duration::try_from(until - now).unwrap_or_default()
    };
    Some(pause.min(LONGEST_ASKED))
}

#[cfg(test)]
mod tests;
