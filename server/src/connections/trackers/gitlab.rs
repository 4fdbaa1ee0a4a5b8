//! Issues of GitLab, its REST API of version 4 (<https://docs.gitlab.com/api/issues/>).

use axum::http::HeaderName;
use debrief_shared::api::TicketState;
use serde_json::{Value, json};

use super::{Call, Made, NewTicket, Standing, Target, Tracker, get, post, text};

pub(super) struct Gitlab(pub(super) Target);

impl Gitlab {
    fn headers(&self) -> Vec<(HeaderName, String)> {
        vec![(HeaderName::from_static("private-token"), self.0.token.clone())]
    }

    /// The project stands in one part of the path, with its slashes encoded.
    fn url(&self, more: &[&str]) -> url::Url {
        let parts = [&["api", "v4", "projects", self.0.project.as_str()], more].concat();
        self.0.url(&parts)
    }
}

impl Tracker for Gitlab {
    fn create(&self, ticket: &NewTicket) -> Call {
        post(self.url(&["issues"]), self.headers(), json!({"title": ticket.title, "description": ticket.text}))
    }

    fn created(&self, answer: &Value) -> Option<Made> {
        let key = answer["iid"].as_u64()?.to_string();
        Some(Made { key, url: text(&answer["web_url"])?, standing: self.standing(answer)? })
    }

    fn read(&self, key: &str) -> Call {
        get(self.url(&["issues", key]), self.headers())
    }

    fn standing(&self, answer: &Value) -> Option<Standing> {
        let word = text(&answer["state"])?;
        let state = if word == "closed" { TicketState::Done } else { TicketState::Open };
        Some(Standing { state, word })
    }

    fn look(&self) -> Call {
        get(self.url(&[]), self.headers())
    }

    fn refusal(&self, answer: &Value) -> Option<String> {
        // A text, or what is wrong by field.
        let told = [&answer["message"], &answer["error"]].into_iter().find(|told| !told.is_null())?;
        text(told).or_else(|| Some(told.to_string()))
    }
}
