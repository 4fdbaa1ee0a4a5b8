//! PagerDuty: log entries of the API (`/log_entries`, `/incidents/{id}/log_entries`) and webhooks of version 3
//! (<https://developer.pagerduty.com/docs/webhooks-overview>).

use serde::Deserialize;

use super::{
    ImportError, Line,
    json::{self, Stamp},
    line::Lines,
    text,
};
use crate::document::EntryKind;

#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Page { log_entries: Vec<Entry> },
    One { log_entry: Box<Entry> },
    Webhook { event: Box<Event> },
    Entry(Box<Entry>),
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    created_at: Stamp,
    #[serde(default)]
    html_url: Option<String>,
    #[serde(default)]
    agent: Option<Reference>,
    #[serde(default)]
    channel: Option<Channel>,
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    incident: Option<Reference>,
    #[serde(default)]
    contexts: Option<Vec<Context>>,
}

#[derive(Deserialize)]
struct Reference {
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    html_url: Option<String>,
}

#[derive(Deserialize)]
struct Channel {
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Deserialize)]
struct Context {
    #[serde(default)]
    href: Option<String>,
    #[serde(default)]
    text: Option<String>,
}

#[derive(Deserialize)]
struct Event {
    #[serde(default)]
    id: String,
    #[serde(rename = "event_type")]
    what: String,
    #[serde(default)]
    occurred_at: Stamp,
    #[serde(default)]
    agent: Option<Reference>,
    #[serde(default)]
    data: Option<Data>,
}

#[derive(Deserialize)]
struct Data {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    html_url: Option<String>,
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    incident: Option<Reference>,
}

pub(super) fn parse(text: &str) -> Result<Lines, ImportError> {
    let mut lines = Lines::default();
    json::each(text, |given: Given, number| match given {
        Given::Page { log_entries } => {
            log_entries.into_iter().enumerate().try_for_each(|(index, read)| lines.push(entry(read, index + 1)?))
        }
        Given::One { log_entry: read } | Given::Entry(read) => lines.push(entry(*read, number)?),
        Given::Webhook { event: read } => lines.push(event(*read, number)?),
    })?;
    Ok(lines)
}

fn entry(entry: Entry, number: usize) -> Result<Line, ImportError> {
    let when = entry.created_at.0.ok_or_else(|| json::timeless(number, "Log entry"))?;
    let what = entry.kind.trim_end_matches("_log_entry").trim_end_matches("_reference");
    let said =
        entry.summary.or_else(|| entry.channel.as_ref()?.summary.clone()).unwrap_or_else(|| what.replace('_', " "));
    let note =
        entry.note.or_else(|| entry.channel?.note).filter(|note| !note.is_empty() && !said.contains(note.as_str()));
    let said = note.map_or_else(|| said.clone(), |note| format!("{said}: {note}"));
    let mut line = line(when, entry.agent, &said, what);
    line.number = number;
    line.id = entry.id;
    line.channel = entry
        .incident
        .as_ref()
        .and_then(|incident| incident.summary.clone())
        .map(|name| text::one_line(&name))
        .unwrap_or_default()
        .into();
    line.link(entry.html_url.as_deref().unwrap_or_default(), "PagerDuty");
    for context in entry.contexts.into_iter().flatten() {
        line.link(context.href.as_deref().unwrap_or_default(), context.text.as_deref().unwrap_or_default());
    }
    Ok(line)
}

fn event(event: Event, number: usize) -> Result<Line, ImportError> {
    let when = event.occurred_at.0.ok_or_else(|| json::timeless(number, "Event"))?;
    let what = event.what.rsplit('.').next().unwrap_or_default().to_owned();
    let data = event.data;
    let about = data.as_ref().and_then(|data| {
        let own = data.content.clone().or_else(|| data.message.clone()).or_else(|| data.title.clone());
        own.or_else(|| data.summary.clone()).or_else(|| data.incident.as_ref()?.title.clone())
    });
    let verb = event.what.replace(['.', '_'], " ");
    let said = format!("{verb}{}", about.map(|about| format!(": {about}")).unwrap_or_default());
    let mut line = line(when, event.agent, &said, &what);
    line.number = number;
    line.id = event.id;
    if let Some(data) = data {
        let incident = data.incident.and_then(|incident| incident.html_url);
        line.link(data.html_url.or(incident).as_deref().unwrap_or_default(), "PagerDuty");
    }
    Ok(line)
}

fn line(when: super::When, agent: Option<Reference>, said: &str, what: &str) -> Line {
    let person = agent.as_ref().is_some_and(|agent| agent.kind.as_deref().is_some_and(|kind| kind.starts_with("user")));
    let author = agent.and_then(|agent| agent.summary).unwrap_or_else(|| "PagerDuty".to_owned());
    let mut line = Line::new(when, author, text::to_markdown(said));
    line.person = person;
    line.told_kind = match what {
        "trigger" | "triggered" => Some(EntryKind::Detection),
        "acknowledge" | "acknowledged" => Some(EntryKind::Action),
        "resolve" | "resolved" => Some(EntryKind::Status),
        "notify" | "notified" | "assign" | "escalate" | "escalated" | "status_update_published" => {
            Some(EntryKind::Communication)
        }
        // Notes and what is done by hand: the words tell.
        _ => None,
    };
    line
}
