//! `incidents.json` of a status page (<https://www.atlassian.com/software/statuspage>, `/api/v2/incidents.json`): each update that was published.

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
    Page {
        #[serde(default)]
        page: Page,
        incidents: Vec<Incident>,
    },
    One {
        incident: Box<Incident>,
    },
    Incident(Box<Incident>),
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Page {
    #[serde(deserialize_with = "text_or_null")]
    name: String,
}

#[derive(Deserialize)]
struct Incident {
    #[serde(default, deserialize_with = "text_or_null")]
    name: String,
    #[serde(default, deserialize_with = "text_or_null")]
    shortlink: String,
    #[serde(rename = "incident_updates")]
    updates: Vec<Update>,
}

#[derive(Deserialize)]
struct Update {
    #[serde(default)]
    id: String,
    #[serde(default, deserialize_with = "text_or_null")]
    status: String,
    #[serde(default, deserialize_with = "text_or_null")]
    body: String,
    #[serde(default)]
    created_at: Stamp,
    #[serde(default)]
    display_at: Stamp,
}

pub(super) fn parse(text: &str) -> Result<Lines, ImportError> {
    let mut lines = Lines::default();
    json::each(text, |given: Given, _| match given {
        Given::Page { page, incidents } => {
            incidents.into_iter().try_for_each(|incident| take(incident, &page.name, &mut lines))
        }
        Given::One { incident } | Given::Incident(incident) => take(*incident, "", &mut lines),
    })?;
    Ok(lines)
}

fn take(incident: Incident, page: &str, lines: &mut Lines) -> Result<(), ImportError> {
    let channel: std::sync::Arc<str> = text::one_line(&incident.name).into();
    for (index, update) in incident.updates.into_iter().enumerate() {
        // What readers were shown goes before when it was typed.
        let when = update.display_at.0.or(update.created_at.0).ok_or_else(|| json::timeless(index + 1, "Update"))?;
        let mut status = update.status.replace('_', " ");
        if let Some(first) = status.get(..1).map(str::to_uppercase) {
            status.replace_range(..1, &first);
        }
        let body = super::html::to_markdown(&update.body.replace("\r\n", "\n").replace('\n', "<br>"));
        let said = [status, body].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ");
        let author = if page.is_empty() { "Status page".to_owned() } else { format!("{page} status page") };
        let mut line = Line::new(when, author, said);
        (line.person, line.id, line.number) = (false, update.id, index + 1);
        line.told_kind = Some(EntryKind::Communication);
        line.channel = std::sync::Arc::clone(&channel);
        line.link(&incident.shortlink, &incident.name);
        lines.push(line)?;
    }
    Ok(())
}
