//! Issues of GitHub, its REST API of 2022-11-28 (<https://docs.github.com/en/rest/issues/issues>).

use axum::http::HeaderName;
use axum::http::header::{ACCEPT, AUTHORIZATION};
use debrief_shared::api::TicketState;
use serde_json::{Value, json};

use super::{Call, Made, NewTicket, Standing, Target, Tracker, get, post, text};

pub(super) struct Github(pub(super) Target);

impl Github {
    fn headers(&self) -> Vec<(HeaderName, String)> {
        vec![
            (AUTHORIZATION, format!("Bearer {}", self.0.token)),
            (ACCEPT, "application/vnd.github+json".to_owned()),
            (HeaderName::from_static("x-github-api-version"), "2022-11-28".to_owned()),
        ]
    }

    fn url(&self, more: &[&str]) -> url::Url {
        let mut parts = vec!["repos"];
        parts.extend(self.0.project.split('/').filter(|part| !part.is_empty()));
        parts.extend(more);
        self.0.url(&parts)
    }
}

impl Tracker for Github {
    fn create(&self, ticket: &NewTicket) -> Call {
        post(self.url(&["issues"]), self.headers(), json!({"title": ticket.title, "body": ticket.text}))
    }

    fn created(&self, answer: &Value) -> Option<Made> {
        let key = answer["number"].as_u64()?.to_string();
        Some(Made { key, url: text(&answer["html_url"])?, standing: self.standing(answer)? })
    }

    fn read(&self, key: &str) -> Call {
        get(self.url(&["issues", key]), self.headers())
    }

    fn standing(&self, answer: &Value) -> Option<Standing> {
        let state = answer["state"].as_str()?;
        let word = match answer["state_reason"].as_str() {
            Some(reason) if state == "closed" => format!("closed: {}", reason.replace('_', " ")),
            _ => state.to_owned(),
        };
        let state = if state == "closed" { TicketState::Done } else { TicketState::Open };
        Some(Standing { state, word })
    }

    fn look(&self) -> Call {
        get(self.url(&[]), self.headers())
    }

    fn refusal(&self, answer: &Value) -> Option<String> {
        text(&answer["message"])
    }
}
