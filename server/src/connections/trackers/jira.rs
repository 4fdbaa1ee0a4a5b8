//! Issues of Jira: Cloud by version 3 of its REST API (<https://developer.atlassian.com/cloud/jira/platform/rest/v3/>), with an account's
//! API token; Data Center and Server by version 2, with a personal access token.

use axum::http::HeaderName;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use debrief_shared::api::TicketState;
use serde_json::{Value, json};

use super::{Call, Made, NewTicket, Standing, Target, Tracker, get, post, text};

pub(super) struct Jira {
    pub(super) target: Target,
    pub(super) cloud: bool,
}

impl Jira {
    fn headers(&self) -> Vec<(HeaderName, String)> {
        let Target { user, token, .. } = &self.target;
        let shown = if self.cloud {
            format!("Basic {}", STANDARD.encode(format!("{user}:{token}")))
        } else {
            format!("Bearer {token}")
        };
        vec![(AUTHORIZATION, shown)]
    }

    fn url(&self, more: &[&str]) -> url::Url {
        self.target.url(&[&["rest", "api", if self.cloud { "3" } else { "2" }], more].concat())
    }
}

impl Tracker for Jira {
    fn create(&self, ticket: &NewTicket) -> Call {
        let description = if self.cloud { document(&ticket.text) } else { json!(ticket.text) };
        let fields = json!({
            "project": {"key": self.target.project},
            "issuetype": {"name": self.target.issue_type},
            "summary": ticket.title,
            "description": description,
        });
        post(self.url(&["issue"]), self.headers(), json!({"fields": fields}))
    }

    fn created(&self, answer: &Value) -> Option<Made> {
        let key = text(&answer["key"])?;
        let url = self.target.url(&["browse", &key]).to_string();
        // It is not said how it stands; it is asked soon.
        Some(Made { key, url, standing: Standing { state: TicketState::Open, word: String::new() } })
    }

    fn read(&self, key: &str) -> Call {
        let mut url = self.url(&["issue", key]);
        url.set_query(Some("fields=status"));
        get(url, self.headers())
    }

    fn standing(&self, answer: &Value) -> Option<Standing> {
        let status = &answer["fields"]["status"];
        // Its categories are the same whatever the workflow: new, indeterminate, done.
        let done = status["statusCategory"]["key"] == "done";
        let state = if done { TicketState::Done } else { TicketState::Open };
        Some(Standing { state, word: text(&status["name"])? })
    }

    fn look(&self) -> Call {
        get(self.url(&["project", &self.target.project]), self.headers())
    }

    fn refusal(&self, answer: &Value) -> Option<String> {
        let general = answer["errorMessages"].as_array().into_iter().flatten().filter_map(text);
        let fields = answer["errors"].as_object().into_iter().flatten();
        let fields = fields.filter_map(|(field, words)| Some(format!("{field}: {}", words.as_str()?)));
        Some(general.chain(fields).collect::<Vec<_>>().join("; "))
    }
}

/// Text in the Atlassian Document Format, a paragraph a line.
fn document(text: &str) -> Value {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let paragraphs: Vec<Value> =
        lines.map(|line| json!({"type": "paragraph", "content": [{"type": "text", "text": line}]})).collect();
    json!({"type": "doc", "version": 1, "content": paragraphs})
}
