//! What a chat in Slack is told: Block Kit with a little mrkdwn (<https://docs.slack.dev/messaging/formatting-message-text>).

use debrief_shared::api::WebhookEvent;
use serde_json::{Value, json};

use super::payload::{More, News};
use crate::calendar::one_line;

/// Longest title in a message, in characters.
const MAX_TITLE_CHARS: usize = 200;

/// A message, as an incoming webhook takes it.
pub(super) fn body(news: &News) -> String {
    let what = words(&news.event);
    let Some(more) = &news.more else {
        return message(what, &format!("*{what}*"), &[]);
    };
    let title = if more.row.projection.title.is_empty() { "Untitled" } else { &more.row.projection.title };
    let title = escaped(&one_line(title).chars().take(MAX_TITLE_CHARS).collect::<String>());
    let named = if more.url.starts_with("http") { format!("<{}|{title}>", more.url) } else { format!("*{title}*") };
    message(&format!("{what}: {title}"), &format!("{what}: {named}"), &context(more))
}

/// What says that it is a test.
pub(super) fn test() -> String {
    message("Debrief reaches this channel.", "Debrief reaches this channel.", &[])
}

fn context(more: &More) -> Vec<String> {
    let projection = &more.row.projection;
    let mitigation = more.detail.get("mitigation").and_then(|it| it.get("text")).and_then(Value::as_str);
    let outside = more.detail.get("outside_url").and_then(Value::as_str).filter(|url| url.starts_with("http"));
    let parts = [
        mitigation.map(escaped),
        (!projection.severity.is_empty()).then(|| escaped(&projection.severity)),
        (!projection.services.is_empty()).then(|| escaped(&projection.services.join(", "))),
        more.by.as_ref().map(|(_, name)| format!("by {}", escaped(name))),
        outside.map(|url| format!("<{url}|read it>")),
    ];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect()
}

fn message(plain: &str, text: &str, context: &[String]) -> String {
    let mut blocks = vec![json!({"type": "section", "text": {"type": "mrkdwn", "text": text}})];
    if !context.is_empty() {
        let text = context.join("  ·  ");
        blocks.push(json!({"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}));
    }
    json!({"text": plain, "blocks": blocks}).to_string()
}

fn words(event: &str) -> &'static str {
    match WebhookEvent::parse(event) {
        Some(WebhookEvent::Created) => "New postmortem",
        Some(WebhookEvent::Published) => "Postmortem published",
        Some(WebhookEvent::Removed) => "Postmortem moved to the bin",
        Some(WebhookEvent::Restored) => "Postmortem brought back",
        Some(WebhookEvent::ReviewAsked) => "Review asked for",
        Some(WebhookEvent::ReviewGiven) => "Review given",
        Some(WebhookEvent::PublishedOutside) => "Message published outside",
        Some(WebhookEvent::WithdrawnOutside) => "Message outside withdrawn",
        Some(WebhookEvent::RestoredOutside) => "Message outside is back",
        Some(WebhookEvent::Committed) => "Mitigation committed to",
        Some(WebhookEvent::Done) => "Mitigation done",
        Some(WebhookEvent::MitigationChanged) => "Mitigation changed",
        Some(WebhookEvent::MeetingScheduled) => "Meeting scheduled",
        Some(WebhookEvent::MeetingChanged) => "Meeting changed",
        Some(WebhookEvent::MeetingCancelled) => "Meeting cancelled",
        None => "Something happened",
    }
}

/// What Slack takes for marks, taken as letters.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_people_are_never_marks() {
        assert_eq!(escaped("<!channel> & <http://x|y>"), "&lt;!channel&gt; &amp; &lt;http://x|y&gt;");
        let sent: Value = serde_json::from_str(&message("a", "b", &["c".to_owned(), "d".to_owned()])).expect("JSON");
        assert_eq!(sent["blocks"][1]["elements"][0]["text"], "c  ·  d");
    }
}
