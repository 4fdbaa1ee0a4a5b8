//! Opsgenie: webhooks (`action` and `alert`), and alerts as the API lists them under `data`.

use serde::Deserialize;

use super::{
    ImportError, Line,
    json::{self, Stamp, text_or_null},
    line::Lines,
    text,
};
use crate::document::EntryKind;

#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Webhook { action: String, alert: Box<Alert> },
    Page { data: Vec<Alert> },
    One { data: Box<Alert> },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Alert {
    #[serde(rename = "alertId", alias = "id", default)]
    id: String,
    #[serde(default, deserialize_with = "text_or_null")]
    message: String,
    #[serde(default, deserialize_with = "text_or_null")]
    username: String,
    #[serde(default, deserialize_with = "text_or_null")]
    note: String,
    #[serde(default, deserialize_with = "text_or_null")]
    status: String,
    #[serde(default)]
    created_at: Stamp,
    #[serde(default)]
    updated_at: Stamp,
}

pub(super) fn parse(text: &str) -> Result<Lines, ImportError> {
    let mut lines = Lines::default();
    json::each(text, |given: Given, number| match given {
        Given::Webhook { action, alert } => lines.push(webhook(&action, *alert, number)?),
        Given::One { data } => lines.push(listed(*data, number)?),
        Given::Page { data } => {
            data.into_iter().enumerate().try_for_each(|(index, alert)| lines.push(listed(alert, index + 1)?))
        }
    })?;
    Ok(lines)
}

fn webhook(action: &str, alert: Alert, number: usize) -> Result<Line, ImportError> {
    // Whatever is done to an alert later carries the alert's first time as well.
    let when = if action == "Create" { alert.created_at.0 } else { alert.updated_at.0.or(alert.created_at.0) };
    let when = when.ok_or_else(|| json::timeless(number, "Alert"))?;
    let (kind, word) = match action {
        "Create" => (Some(EntryKind::Detection), "Alert"),
        "Acknowledge" => (Some(EntryKind::Action), "Acknowledged"),
        "Close" => (Some(EntryKind::Status), "Closed"),
        "AddNote" => (None, "Note"),
        "Escalate" | "EscalateNext" => (Some(EntryKind::Communication), "Escalated"),
        other => (None, other),
    };
    let note = if alert.note.is_empty() { String::new() } else { format!(" – {}", alert.note) };
    let mut line = line(when, &alert, &format!("{word}: {}{note}", alert.message), number);
    line.told_kind = kind;
    line.id = format!("{} {action} {}", alert.id, when.order().map(|at| at.to_string()).unwrap_or_default());
    Ok(line)
}

fn listed(alert: Alert, number: usize) -> Result<Line, ImportError> {
    let when = alert.created_at.0.ok_or_else(|| json::timeless(number, "Alert"))?;
    let state = if alert.status.is_empty() { String::new() } else { format!(" ({})", alert.status) };
    let mut line = line(when, &alert, &format!("Alert: {}{state}", alert.message), number);
    line.told_kind = Some(EntryKind::Detection);
    line.id = alert.id;
    Ok(line)
}

fn line(when: super::When, alert: &Alert, said: &str, number: usize) -> Line {
    let person = !alert.username.is_empty() && alert.username != "System" && alert.username != "Alert API";
    let author = if alert.username.is_empty() { "Opsgenie" } else { &alert.username };
    let mut line = Line::new(when, author, text::to_markdown(said));
    (line.person, line.number) = (person, number);
    line
}
