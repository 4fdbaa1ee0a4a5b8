//! The server's REST interface, typed: one function a route, one error for all that can go wrong on the way.

mod account;
mod actions;
mod admin;
mod arrivals;
mod comments;
mod connections;
mod customers;
mod history;
mod imports;
mod learning;
mod meetings;
mod notifications;
mod postmortems;
mod outside;
mod reviews;
mod search;
mod sharing;
mod teams;
mod templates;

pub use account::{
    change_password, connect_provider, create_token, disconnect_provider, edit_account, end_session, identities,
    instance, people, revoke_token, session, sessions, set_up, sign_in, sign_out, sign_out_everywhere, tokens,
};
pub use actions::{ActionsAsked, actions, answer_mitigation};
pub use admin::{
    AUDIT_EXPORT_PATH, AuditFilter, accounts, audit, create_team, invitations, invite, join_team, leave_team, overview,
    reinstate, remove_team, rename_team, reset_link, set_instance_role, sign_somebody_out, suspend,
    withdraw_invitation,
};
pub use arrivals::{enter_link, look_at_link, look_at_ticket, request_reset, use_ticket};
pub use comments::{
    accept_suggestion, create_thread, decline_suggestion, edit_comment, note_comments_read, react, readers,
    remove_comment, remove_thread, reply, resolve_thread, thread, threads,
};
pub use connections::{
    change_connection, connections, create_connection, make_ticket, remove_connection, resend_delivery,
    restore_connection, rotate_connection, test_connection, tickets,
};
pub use customers::{change_customers, customers};
pub use history::{
    difference, history, name_version, note_seen, past, postmortem, rename_version, restore_past, seen, unname_version,
};
pub use imports::{BringIn, bring_in};
pub use learning::{learning, used_names};
pub use meetings::{
    ask_for_facilitator, calendar_feed, calendar_path, cancel_meeting, facilitating, give_facilitation_back,
    make_calendar_feed, meeting, meetings_ahead, propose_meeting, revoke_calendar_feed, schedule_meeting,
    set_facilitating, stop_seeking, take_facilitation,
};
pub use notifications::{note_notifications_read, notification_settings, notifications, set_notification_settings};
pub use outside::{
    change_outside_policy, outside, outside_policy, preview_outside, publish_outside, restore_outside, withdraw_outside,
};
pub use postmortems::{
    create_postmortem, export_path, images_path, postmortems, remove_postmortem, removed_postmortems,
    restore_postmortem, title_of,
};
pub use reviews::{ask_review, change_policy, end_review, give_review, policy, publish, review, waiting_reviews};
pub use search::{anniversaries, remove_view, save_view, saved_views, search, search_path, similar};
pub use sharing::{
    access, create_link, edit_access, grant_person, grant_team, hand_over, revoke_link, revoke_person, revoke_team,
};
pub use teams::teams;
pub use templates::{create_template, edit_template, remove_template, template, templates};

use crate::server_clock;
use crate::texts::live as texts;
use debrief_shared::api::Problem;
use leptos::prelude::window;
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, Response};

/// An answer later than this counts as no answer, in milliseconds.
const PATIENCE_MS: u32 = 20_000;

/// Why a request has no result.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ApiError {
    /// No answer came: no network, or no server.
    #[error("no answer from the server")]
    Offline,
    /// The server said no, and how to go on.
    #[error("{}", .0.title)]
    Problem(Problem),
    /// The answer is none that this page knows.
    #[error("the server's answer is not understood: {0}")]
    Unreadable(String),
}

impl ApiError {
    /// What to show to a person: what is the matter and what to do.
    pub fn words(&self) -> String {
        match self {
            Self::Offline => texts::OFFLINE.to_owned(),
            Self::Problem(problem) if problem.detail.is_empty() => format!("{}.", problem.title.trim_end_matches('.')),
            Self::Problem(problem) => problem.detail.clone(),
            Self::Unreadable(_) => texts::NOT_UNDERSTOOD.to_owned(),
        }
    }

    /// Whether the server knows of no session, whatever else was asked. A wrong password is a 401 too, and no reason to leave.
    pub fn is_signed_out(&self) -> bool {
        matches!(self, Self::Problem(problem) if problem.status == 401 && problem.kind == "sign-in-first")
    }

    /// Whether the server cannot be asked at all right now.
    pub fn is_no_answer(&self) -> bool {
        *self == Self::Offline || self.status().is_some_and(|status| status >= 500)
    }

    /// Whether the same request may be answered otherwise later.
    pub fn may_pass(&self) -> bool {
        self.is_no_answer() || self.is_signed_out() || self.status().is_some_and(|status| matches!(status, 408 | 429))
    }

    /// Whether it is a problem of this name.
    pub fn is(&self, kind: &str) -> bool {
        matches!(self, Self::Problem(problem) if problem.kind == kind)
    }

    /// The HTTP status, if the server answered with a problem.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.status),
            _ => None,
        }
    }
}

/// A request body of nothing.
const NOTHING: Option<&()> = None;

async fn get<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    parse(&send("GET", path, NOTHING).await?)
}

/// Sends `body` and reads the answer.
async fn exchange<T: DeserializeOwned>(method: &str, path: &str, body: &impl Serialize) -> Result<T, ApiError> {
    parse(&send(method, path, Some(body)).await?)
}

/// Sends `body`; the answer has nothing to read.
async fn tell(method: &str, path: &str, body: &impl Serialize) -> Result<(), ApiError> {
    send(method, path, Some(body)).await.map(drop)
}

async fn delete(path: &str) -> Result<(), ApiError> {
    send("DELETE", path, NOTHING).await.map(drop)
}

fn parse<T: DeserializeOwned>(body: &str) -> Result<T, ApiError> {
    serde_json::from_str(body).map_err(|error| ApiError::Unreadable(error.to_string()))
}

/// The one door to the network: the body of a 2xx answer, else the error.
async fn send(method: &str, path: &str, body: Option<&impl Serialize>) -> Result<String, ApiError> {
    let json = body.map(serde_json::to_string).transpose();
    let json = json.map_err(|error| ApiError::Unreadable(error.to_string()))?;
    let body = json.map(|json| ("application/json", JsValue::from_str(&json)));
    send_within(PATIENCE_MS, method, path, body).await
}

/// The same for any body with its media type, and an answer that may take its time, in milliseconds.
async fn send_within(
    patience_ms: u32,
    method: &str,
    path: &str,
    body: Option<(&str, JsValue)>,
) -> Result<String, ApiError> {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(patience_ms)));
    let headers = js_sys::Object::new();
    set(&headers, "accept", "application/json, application/problem+json");
    if let Some((media_type, body)) = &body {
        set(&headers, "content-type", media_type);
        init.set_body(body);
    }
    init.set_headers(&headers);
    let asked = js_sys::Date::now();
    let answer = JsFuture::from(window().fetch_with_str_and_init(path, &init)).await.map_err(|_| ApiError::Offline)?;
    let response: Response = answer.dyn_into().map_err(|_| ApiError::Unreadable("no response".to_owned()))?;
    if let Ok(Some(date)) = response.headers().get("date") {
        server_clock::note(&date, asked);
    }
    let reading = response.text().map_err(|_| ApiError::Offline)?;
    let text = JsFuture::from(reading).await.map_err(|_| ApiError::Offline)?.as_string().unwrap_or_default();
    if response.ok() { Ok(text) } else { Err(refusal(response.status(), &text)) }
}

fn set(headers: &js_sys::Object, name: &str, value: &str) {
    // A plain object takes any property.
    let _ = js_sys::Reflect::set(headers, &name.into(), &value.into());
}

/// Reads a problem document; a proxy in between may have written something else.
fn refusal(status: u16, text: &str) -> ApiError {
    if let Ok(problem) = serde_json::from_str(text) {
        return ApiError::Problem(problem);
    }
    match status {
        502..=504 => ApiError::Offline,
        _ => ApiError::Unreadable(format!("status {status}")),
    }
}

/// A value as one piece of a query.
fn encoded(value: &str) -> String {
    String::from(js_sys::encode_uri_component(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_shown_by_its_detail_else_its_title() {
        let with = |detail: &str| {
            refusal(403, &format!(r#"{{"type":"forbidden","title":"Not allowed","status":403,"detail":"{detail}"}}"#))
        };
        assert_eq!(with("Ask the owner.").words(), "Ask the owner.");
        assert_eq!(with("").words(), "Not allowed.");
        assert_eq!(with("").status(), Some(403));
    }

    #[test]
    fn only_a_missing_session_means_signed_out() {
        let of_kind =
            |kind: &str| refusal(401, &format!(r#"{{"type":"{kind}","title":"Not signed in","status":401}}"#));
        assert!(of_kind("sign-in-first").is_signed_out());
        assert!(!of_kind("wrong-credentials").is_signed_out());
    }

    #[test]
    fn a_gateway_without_a_server_is_no_answer() {
        assert_eq!(refusal(502, "<html>"), ApiError::Offline);
        assert_eq!(refusal(500, "<html>"), ApiError::Unreadable("status 500".to_owned()));
    }
}
