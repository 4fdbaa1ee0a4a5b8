//! Trackers: a ticket is made of a mitigation, and how it stands is read back. Each tracker says how to ask and how to read what is
//! answered; asking is the same for all.

mod github;
mod gitlab;
mod jira;
mod linear;

use std::time::Duration;

use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use debrief_shared::api::{ConnectionSettings, TrackerKind, TriedConnection};
use http_body_util::Full;
use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::{Connections, asked_pause, hidden, said, settings};
use crate::outbound::{Answer, OutboundError};
use crate::store::StoreError;
use crate::store::connections::ConnectionRow;
use crate::store::tracked::Standing;

/// How long a tracker is left alone that says that it was asked too much, and not until when.
const REST: Duration = Duration::from_mins(5);
/// Longest word of a tracker for how a ticket stands, in characters.
const MAX_WORD_CHARS: usize = 60;

/// A ticket to make.
#[derive(Clone, Debug)]
pub struct NewTicket {
    /// One line.
    pub title: String,
    /// Markdown.
    pub text: String,
}

/// A ticket that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What the tracker calls it, to ask for it by.
    pub key: String,
    /// Its address for people.
    pub url: String,
    /// How it stands.
    pub standing: Standing,
}

/// A request to a tracker.
#[derive(Debug)]
struct Call {
    method: Method,
    url: Url,
    headers: Vec<(HeaderName, String)>,
    body: Option<Value>,
}

/// Where a tracker is, and as whom it is asked.
#[derive(Clone)]
struct Target {
    base: Url,
    project: String,
    user: String,
    issue_type: String,
    token: String,
}

impl Target {
    /// An address below the base, of parts that stand in it as they are.
    fn url(&self, parts: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(parts);
        }
        url
    }
}

/// One kind of tracker: what it is asked, and what its answers say.
trait Tracker: Send + Sync {
    /// Makes a ticket.
    fn create(&self, ticket: &NewTicket) -> Call;
    /// What was made.
    fn created(&self, answer: &Value) -> Option<Made>;
    /// Asks how a ticket stands.
    fn read(&self, key: &str) -> Call;
    /// How it stands.
    fn standing(&self, answer: &Value) -> Option<Standing>;
    /// Asks for the project.
    fn look(&self) -> Call;
    /// Why a request was refused, in the tracker's words.
    fn refusal(&self, answer: &Value) -> Option<String>;
    /// Whether an answer says that it is refused, whatever its status.
    fn is_refused(&self, _answer: &Value) -> bool {
        false
    }
}

/// Why there is nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrackerError {
    /// It does not answer.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// It said no.
    #[error("{0}")]
    Refused(String),
    /// It was asked too much.
    #[error("it was asked too often, and wants to be left alone for {} s", .0.as_secs())]
    TooMuch(Duration),
    /// There is no such thing, or not for this token.
    #[error("there is nothing like that, or not for this token")]
    Gone,
    /// It answered something else.
    #[error("its answer cannot be read")]
    Unreadable,
}

impl Connections {
    /// Makes a ticket.
    pub async fn make_ticket(&self, row: &ConnectionRow, ticket: &NewTicket) -> Result<Made, TrackerError> {
        let tracker = open(row).map_err(|_| TrackerError::Unreadable)?.ok_or(TrackerError::Unreadable)?;
        let answer = self.ask(tracker.as_ref(), tracker.create(ticket)).await?;
        let mut made = tracker.created(&answer).ok_or(TrackerError::Unreadable)?;
        made.standing.word = made.standing.word.chars().take(MAX_WORD_CHARS).collect();
        let opens = made.url.starts_with("https://") || made.url.starts_with("http://");
        if opens { Ok(made) } else { Err(TrackerError::Unreadable) }
    }

    /// How a ticket stands.
    pub async fn standing_of(&self, row: &ConnectionRow, key: &str) -> Result<Standing, TrackerError> {
        let tracker = open(row).map_err(|_| TrackerError::Unreadable)?.ok_or(TrackerError::Unreadable)?;
        let answer = self.ask(tracker.as_ref(), tracker.read(key)).await?;
        let mut standing = tracker.standing(&answer).ok_or(TrackerError::Gone)?;
        standing.word = standing.word.chars().take(MAX_WORD_CHARS).collect();
        Ok(standing)
    }

    /// Asks for the project.
    pub(super) async fn look(&self, row: &ConnectionRow) -> Result<TriedConnection, StoreError> {
        let Some(tracker) = open(row)? else { return Err(StoreError::NotFound) };
        Ok(match self.ask(tracker.as_ref(), tracker.look()).await {
            Ok(_) => TriedConnection { ok: true, answer: "200 OK".to_owned() },
            Err(error) => TriedConnection { ok: false, answer: error.to_string() },
        })
    }

    async fn ask(&self, tracker: &dyn Tracker, call: Call) -> Result<Value, TrackerError> {
        let mut request = Request::new(Full::from(call.body.as_ref().map(Value::to_string).unwrap_or_default()));
        *request.method_mut() = call.method;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if call.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let mut secrets = Vec::new();
        for (name, value) in call.headers {
            secrets.extend(value.split_whitespace().last().map(ToOwned::to_owned));
            let mut value = HeaderValue::try_from(value).map_err(|_| TrackerError::Unreadable)?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        let answer = self.outbound.exchange(&call.url, request).await?;
        let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
        judge(tracker, &answer, Timestamp::now()).map_err(|error| match error {
            TrackerError::Refused(words) => TrackerError::Refused(hidden(&words, &secrets)),
            other => other,
        })
    }
}

fn judge(tracker: &dyn Tracker, answer: &Answer, now: Timestamp) -> Result<Value, TrackerError> {
    let read: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if let Some(pause) = rest(answer, &read, now) {
        return Err(TrackerError::TooMuch(pause));
    }
    if answer.status.is_success() && !tracker.is_refused(&read) {
        return if read.is_null() { Err(TrackerError::Unreadable) } else { Ok(read) };
    }
    if matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::GONE) {
        return Err(TrackerError::Gone);
    }
    let words = tracker.refusal(&read).filter(|words| !words.is_empty());
    Err(TrackerError::Refused(words.map_or_else(|| said(answer), |words| format!("{}: {words}", answer.status))))
}

/// How long to leave a tracker alone, if it says that it was asked too much.
fn rest(answer: &Answer, read: &Value, now: Timestamp) -> Option<Duration> {
    let number = |name: &str| answer.headers.get(name)?.to_str().ok()?.parse::<i64>().ok();
    // GitHub: 403 or 429, and when the hour is over.
    let spent = matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS)
        && number("x-ratelimit-remaining") == Some(0);
    // Linear: 400, and says so in the body.
    let linear = read["errors"][0]["extensions"]["code"] == "RATELIMITED";
    let asked = asked_pause(answer.status, &answer.headers, now);
    if asked.is_none() && !spent && !linear && answer.status != StatusCode::TOO_MANY_REQUESTS {
        return None;
    }
    let reset = number("x-ratelimit-reset").filter(|_| spent).and_then(|at| Timestamp::from_second(at).ok());
    let until = reset.and_then(|at| Duration::try_from(at - now).ok());
    Some(asked.or(until).unwrap_or(REST).min(super::LONGEST_ASKED))
}

/// The tracker of a connection; `None` if it is none.
fn open(row: &ConnectionRow) -> Result<Option<Box<dyn Tracker>>, StoreError> {
    let ConnectionSettings::Tracker { tracker, url, project, user, issue_type } = settings(row)? else {
        return Ok(None);
    };
    let base: Url = url.parse().map_err(|_| StoreError::Unavailable("the address of a tracker".to_owned()))?;
    let issue_type = if issue_type.trim().is_empty() { "Task".to_owned() } else { issue_type };
    let target = Target { base, project, user, issue_type, token: row.secret.clone() };
    Ok(Some(match tracker {
        TrackerKind::Github => Box::new(github::Github(target)),
        TrackerKind::Gitlab => Box::new(gitlab::Gitlab(target)),
        TrackerKind::Jira => Box::new(jira::Jira { target, cloud: true }),
        TrackerKind::JiraServer => Box::new(jira::Jira { target, cloud: false }),
        TrackerKind::Linear => Box::new(linear::Linear(target)),
    }))
}

fn get(url: Url, headers: Vec<(HeaderName, String)>) -> Call {
    Call { method: Method::GET, url, headers, body: None }
}

fn post(url: Url, headers: Vec<(HeaderName, String)>, body: Value) -> Call {
    Call { method: Method::POST, url, headers, body: Some(body) }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests;
