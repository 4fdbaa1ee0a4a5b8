//! What comes in: whether it is from whom it says, which incident it is about, and what it adds to a timeline. Pure: what is done with it
//! is `http/inbound`.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use debrief_shared::api::InboundSource;
use debrief_shared::document::{EntryKind, Evidence, NewEntry};
use debrief_shared::import::{self, Answers, Choice, Format, Input, Parsed};
use debrief_shared::time::Moment;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use subtle::ConstantTimeEq as _;

use super::sign;

/// Most entries of one generic webhook.
const MAX_ENTRIES: usize = 100;
/// Longest text of one, in characters.
pub const MAX_TEXT_CHARS: usize = 10_000;
/// Longest name, title or severity, in characters; more is cut.
const MAX_LINE_CHARS: usize = 200;

/// Where an incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It has begun: whoever does not know it opens a draft.
    Begins,
    /// Something happened in it.
    GoesOn,
    /// It is over.
    Ends,
}

/// The incident that something is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// What it is called there.
    pub key: String,
    /// What people call it; empty where that is nothing to read.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its severity, as said there.
    pub severity: String,
    /// Where it is.
    pub stage: Stage,
    /// Whether another incident may be called the same later.
    pub recurs: bool,
}

/// Something that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// About which incident.
    pub incident: Incident,
    /// What it adds to the timeline. Each says where it is from, by which it is known again.
    pub entries: Vec<NewEntry>,
}

/// Why something is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not signed by whom it says it is from, or too old.
    #[error("The signature is missing, wrong or too old. Check the secret on both sides.")]
    NotSigned,
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(String),
}

/// Reads what came in. `None` for what is right and about no incident, as a test is. `token` is the secret out of the address, which only
/// what cannot sign may show.
pub fn read(
    source: InboundSource,
    secret: &str,
    headers: &HeaderMap,
    token: Option<&str>,
    body: &[u8],
    now: Timestamp,
) -> Result<Option<Incoming>, Refusal> {
    match source {
        InboundSource::Pagerduty => {
            let header = headers.get("x-pagerduty-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
            let signatures = header.split(',').filter_map(|one| one.trim().strip_prefix("v1="));
            if !sign::is_hex_signed(secret, body, signatures) {
                return Err(Refusal::NotSigned);
            }
            pagerduty(body)
        }
        InboundSource::Alertmanager => {
            let shown = [token.map(ToOwned::to_owned), shown_by(headers)];
            let fits = |shown: &String| bool::from(shown.as_bytes().ct_eq(secret.as_bytes()));
            if !shown.iter().flatten().any(fits) {
                return Err(Refusal::NotSigned);
            }
            alertmanager(body).map(Some)
        }
        // Read by `commands`: whoever asks wants an answer in words.
        InboundSource::SlackCommands => Err(Refusal::NotSigned),
        InboundSource::Generic => {
            let id = sign::verified(secret, headers, body, now).ok_or(Refusal::NotSigned)?;
            generic(id, body, now).map(Some)
        }
    }
}

/// The secret that stands in `Authorization`: a bearer's, or a password.
fn shown_by(headers: &HeaderMap) -> Option<String> {
    let (scheme, rest) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    let decoded = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    scheme.eq_ignore_ascii_case("basic").then(|| decoded.split_once(':').map(|(_, password)| password.to_owned()))?
}

fn pagerduty(body: &[u8]) -> Result<Option<Incoming>, Refusal> {
    let read = json(body)?;
    let event = &read["event"];
    let Some(what) = event["event_type"].as_str().and_then(|kind| kind.strip_prefix("incident.")) else {
        return Ok(None);
    };
    let data = &event["data"];
    let incident = if data["type"] == "incident" { data } else { &data["incident"] };
    let Some(key) = incident["id"].as_str().filter(|key| !key.is_empty()) else { return Ok(None) };
    let stage = match what {
        "triggered" | "reopened" => Stage::Begins,
        "resolved" => Stage::Ends,
        _ => Stage::GoesOn,
    };
    let severity = [&incident["priority"]["summary"], &incident["priority"]["name"], &incident["urgency"]];
    let severity = severity.into_iter().find_map(Value::as_str).unwrap_or_default();
    let title = incident["title"].as_str().or(incident["summary"].as_str()).unwrap_or_default();
    let incident = Incident {
        key: key.to_owned(),
        name: line(key),
        title: line(title),
        severity: line(severity),
        stage,
        recurs: false,
    };
    Ok(Some(Incoming { incident, entries: lines(body, Format::PagerDuty)? }))
}

fn alertmanager(body: &[u8]) -> Result<Incoming, Refusal> {
    let read = json(body)?;
    let key = read["groupKey"].as_str().filter(|key| !key.is_empty());
    let key =
        key.ok_or_else(|| Refusal::Unreadable("Send a webhook of Alertmanager: it has a groupKey.".to_owned()))?;
    let first = &read["alerts"][0];
    let label = |name: &str| {
        let places = [&read["commonLabels"][name], &read["groupLabels"][name], &first["labels"][name]];
        places.into_iter().find_map(Value::as_str).unwrap_or_default().to_owned()
    };
    let title = read["commonAnnotations"]["summary"].as_str().map_or_else(|| label("alertname"), ToOwned::to_owned);
    let incident = Incident {
        key: key.to_owned(),
        name: String::new(),
        title: line(&title),
        severity: line(&label("severity")),
        stage: if read["status"] == "resolved" { Stage::Ends } else { Stage::Begins },
        recurs: true,
    };
    Ok(Incoming { incident, entries: lines(body, Format::Alertmanager)? })
}

#[derive(Deserialize)]
struct Generic {
    incident: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    severity: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    entries: Vec<GenericEntry>,
}

#[derive(Deserialize)]
struct GenericEntry {
    #[serde(default)]
    at: Option<String>,
    text: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    title: String,
}

fn generic(id: &str, body: &[u8], now: Timestamp) -> Result<Incoming, Refusal> {
    let unreadable = |text: String| Refusal::Unreadable(text);
    let read: Generic = serde_json::from_slice(body)
        .map_err(|error| unreadable(format!("Send JSON as docs/CONNECTIONS.md says: {error}.")))?;
    if read.incident.trim().is_empty() || read.entries.len() > MAX_ENTRIES {
        return Err(unreadable(format!("Name the incident, and send at most {MAX_ENTRIES} entries at once.")));
    }
    let stage = match read.status.as_str() {
        "" | "update" => Stage::GoesOn,
        "open" => Stage::Begins,
        "resolved" => Stage::Ends,
        other => return Err(unreadable(format!("The status is open, update or resolved, not “{}”.", line(other)))),
    };
    let entry = |(index, entry): (usize, GenericEntry)| {
        let at = entry.at.unwrap_or_else(|| now.to_string());
        let moment = Moment::parse(&at);
        let at = moment.ok_or_else(|| unreadable(format!("“{}” is not a time as 2026-11-28T10:00:00Z.", line(&at))))?;
        if entry.text.trim().is_empty() || entry.text.chars().count() > MAX_TEXT_CHARS {
            return Err(unreadable(format!("Write a text of at most {MAX_TEXT_CHARS} characters into each entry.")));
        }
        let opens = entry.url.starts_with("https://") || entry.url.starts_with("http://");
        let evidence = opens.then(|| Evidence { url: entry.url, title: line(&entry.title) });
        Ok(NewEntry {
            at: at.to_string(),
            kind: EntryKind::parse(&entry.kind).unwrap_or(EntryKind::Note),
            text: entry.text.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect(),
            evidence: evidence.into_iter().collect(),
            source: format!("Webhook, {}, {}", line(id), index + 1),
        })
    };
    let entries = read.entries.into_iter().enumerate().map(entry).collect::<Result<_, Refusal>>()?;
    let incident = Incident {
        key: read.incident.trim().to_owned(),
        name: line(&read.incident),
        title: line(&read.title),
        severity: line(&read.severity),
        stage,
        recurs: false,
    };
    Ok(Incoming { incident, entries })
}

/// Lines of a format that the importer reads, too.
fn lines(body: &[u8], format: Format) -> Result<Vec<NewEntry>, Refusal> {
    let parsed = import::parse(Input { name: "", bytes: body }, format);
    let parsed: Parsed = parsed.map_err(|error| Refusal::Unreadable(error.to_string()))?;
    let choices: Vec<Choice> =
        parsed.lines.iter().enumerate().map(|(line, read)| Choice { line, kind: read.kind() }).collect();
    // Both say their offset: nothing has to be asked.
    let answers = Answers { day: None, zone: &|_| None };
    import::entries(&parsed, &choices, &answers, None).map_err(|refused| Refusal::Unreadable(refused.to_string()))
}

fn json(body: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::Unreadable("Send JSON.".to_owned()))
}

/// A line of bounded length, without anything that is not shown.
pub(super) fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|letter| !letter.is_control()).take(MAX_LINE_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-28T10:00:00Z".parse().expect("a time")
    }

    #[test]
    fn what_cannot_sign_shows_its_secret_in_three_ways() {
        let body = include_bytes!("../../../shared/src/import/samples/alertmanager.json");
        let one: Vec<u8> =
            serde_json::from_slice::<Value>(body).map_or_else(|_| body.to_vec(), |read| read.to_string().into());
        let with = |header: Option<&str>, token: Option<&str>| {
            let header = header.map(|value| (AUTHORIZATION, value.parse().expect("a value")));
            read(InboundSource::Alertmanager, "secret", &header.into_iter().collect(), token, &one, now())
        };
        let basic = format!("Basic {}", STANDARD.encode("debrief:secret"));
        for (header, token) in [(Some("Bearer secret"), None), (Some(basic.as_str()), None), (None, Some("secret"))] {
            assert_ne!(with(header, token), Err(Refusal::NotSigned), "{header:?} {token:?}");
        }
        for (header, token) in
            [(None, None), (Some("Bearer other"), None), (None, Some("secre")), (Some("secret"), None)]
        {
            assert_eq!(with(header, token), Err(Refusal::NotSigned), "{header:?} {token:?}");
        }
    }

    #[test]
    fn a_generic_one_is_read_strictly() {
        let secret = sign::generate();
        let send = |body: &str| {
            let headers = sign::headers(&[&secret], "msg_1", now(), body.as_bytes()).expect("headers");
            read(InboundSource::Generic, &secret, &headers, None, body.as_bytes(), now())
        };
        let right = r#"{"incident": "INC-7", "title": "Checkout", "severity": "Sev-1", "status": "open",
            "entries": [{"at": "2026-11-28T09:58:00+01:00", "text": "Errors at 20 %", "kind": "detection", "url": "https://g/1"}]}"#;
        let taken = send(right).expect("read").expect("an incident");
        assert_eq!((taken.incident.key.as_str(), taken.incident.stage), ("INC-7", Stage::Begins));
        assert_eq!(
            (taken.entries[0].source.as_str(), taken.entries[0].kind),
            ("Webhook, msg_1, 1", EntryKind::Detection)
        );
        assert_eq!(taken.entries[0].evidence[0].url, "https://g/1");
        for wrong in [
            "[]",
            "{",
            r#"{"incident": " "}"#,
            r#"{"incident": "a", "status": "broken"}"#,
            r#"{"incident": "a", "entries": [{"text": ""}]}"#,
            r#"{"incident": "a", "entries": [{"text": "x", "at": "yesterday"}]}"#,
        ] {
            assert!(matches!(send(wrong), Err(Refusal::Unreadable(_))), "{wrong}");
        }
        let headers = sign::headers(&[&sign::generate()], "msg_1", now(), right.as_bytes()).expect("headers");
        let other = read(InboundSource::Generic, &secret, &headers, Some(&secret), right.as_bytes(), now());
        assert_eq!(other, Err(Refusal::NotSigned), "no secret in an address helps who can sign");
    }
}
