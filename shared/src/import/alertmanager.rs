//! Webhooks of Alertmanager, version 4 (<https://prometheus.io/docs/alerting/latest/configuration/#webhook_config>): when each alert began, and ended.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    ImportError, Line,
    json::{self, Stamp},
    line::Lines,
    text,
};
use crate::document::EntryKind;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Webhook {
    #[serde(default)]
    receiver: String,
    alerts: Vec<Alert>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Alert {
    #[serde(default)]
    status: String,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
    #[serde(default)]
    starts_at: Stamp,
    #[serde(default)]
    ends_at: Stamp,
    #[serde(rename = "generatorURL", default)]
    generator_url: String,
    #[serde(default)]
    fingerprint: String,
}

pub(super) fn parse(text: &str) -> Result<Lines, ImportError> {
    let mut lines = Lines::default();
    let mut seen = std::collections::HashSet::new();
    json::each(text, |webhook: Webhook, number| {
        for alert in webhook.alerts {
            let began = alert.starts_at.0.ok_or_else(|| json::timeless(number, "The alert of webhook"))?;
            let ended = alert.ends_at.0.filter(|_| alert.status == "resolved");
            let name = alert.labels.get("alertname").map_or("alert", String::as_str);
            let key = if alert.fingerprint.is_empty() { name } else { &alert.fingerprint };
            let order = began.order().map(|at| at.to_string()).unwrap_or_default();
            for (when, word, kind) in
                [(Some(began), "firing", EntryKind::Detection), (ended, "resolved", EntryKind::Status)]
            {
                let id = format!("{key} {word} {order}");
                // The same alert is in many webhooks.
                if let Some(when) = when
                    && seen.insert(id.clone())
                {
                    let mut line = Line::new(when, "Alertmanager", words(&alert, name, word));
                    (line.person, line.told_kind, line.number, line.id) = (false, Some(kind), number, id);
                    line.channel = text::one_line(&webhook.receiver).into();
                    line.link(&alert.generator_url, name);
                    line.link(alert.annotations.get("runbook_url").map_or("", String::as_str), "Runbook");
                    lines.push(line)?;
                }
            }
        }
        Ok(())
    })?;
    Ok(lines)
}

fn words(alert: &Alert, name: &str, word: &str) -> String {
    let about = ["summary", "description", "message"].into_iter().find_map(|key| alert.annotations.get(key));
    let labels: Vec<String> = alert
        .labels
        .iter()
        .filter(|(key, _)| *key != "alertname")
        .map(|(key, value)| format!("{}={}", text::one_line(key), text::one_line(value)))
        .collect();
    let about = about.map(|about| format!(": {}", about.trim())).unwrap_or_default();
    let labels = if labels.is_empty() { String::new() } else { format!(" ({})", labels.join(", ")) };
    text::to_markdown(&format!("{name} {word}{about}{labels}"))
}
