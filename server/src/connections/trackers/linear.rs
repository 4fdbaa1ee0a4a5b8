//! Issues of Linear, its GraphQL API (<https://linear.app/developers/graphql>), with a personal API key.

use axum::http::HeaderName;
use axum::http::header::AUTHORIZATION;
use debrief_shared::api::TicketState;
use serde_json::{Value, json};

use super::{Call, Made, NewTicket, Standing, Target, Tracker, post, text};

const CREATE: &str = "mutation($input: IssueCreateInput!) { issueCreate(input: $input) { success issue { id url state { name type } } } }";
const READ: &str = "query($id: String!) { issue(id: $id) { id url state { name type } } }";
const LOOK: &str = "query($id: String!) { team(id: $id) { id name } }";

pub(super) struct Linear(pub(super) Target);

impl Linear {
    fn ask(&self, query: &str, variables: &Value) -> Call {
        let headers: Vec<(HeaderName, String)> = vec![(AUTHORIZATION, self.0.token.clone())];
        post(self.0.url(&["graphql"]), headers, json!({"query": query, "variables": variables}))
    }
}

impl Tracker for Linear {
    fn create(&self, ticket: &NewTicket) -> Call {
        let input = json!({"teamId": self.0.project, "title": ticket.title, "description": ticket.text});
        self.ask(CREATE, &json!({"input": input}))
    }

    fn created(&self, answer: &Value) -> Option<Made> {
        let issue = &answer["data"]["issueCreate"]["issue"];
        Some(Made { key: text(&issue["id"])?, url: text(&issue["url"])?, standing: standing(issue)? })
    }

    fn read(&self, key: &str) -> Call {
        self.ask(READ, &json!({"id": key}))
    }

    fn standing(&self, answer: &Value) -> Option<Standing> {
        standing(&answer["data"]["issue"])
    }

    fn look(&self) -> Call {
        self.ask(LOOK, &json!({"id": self.0.project}))
    }

    fn refusal(&self, answer: &Value) -> Option<String> {
        let error = &answer["errors"][0];
        text(&error["extensions"]["userPresentableMessage"]).or_else(|| text(&error["message"]))
    }

    /// Errors come with any status, 200 among them.
    fn is_refused(&self, answer: &Value) -> bool {
        answer["errors"].as_array().is_some_and(|errors| !errors.is_empty())
    }
}

fn standing(issue: &Value) -> Option<Standing> {
    let state = &issue["state"];
    let over = matches!(state["type"].as_str()?, "completed" | "canceled" | "duplicate");
    let kind = if over { TicketState::Done } else { TicketState::Open };
    Some(Standing { state: kind, word: text(&state["name"])? })
}
