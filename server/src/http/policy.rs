//! What the instance requires of reviews, and when postmortems are due.

use axum::extract::State;
use debrief_shared::api::{MAX_BUSINESS_DAYS, MAX_HOLIDAYS, MAX_POLICY_RULES, MAX_REVIEWERS, Policy, Problem};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::errors::ApiError;
use super::extract::Unread;
use super::identity::Caller;
use super::state::AppState;
use crate::access::{Action, Resource};
use crate::policy;
use crate::store::audit::AuditAction;

/// Longest name of a severity, in characters.
const MAX_SEVERITY_CHARS: usize = 40;

/// What is required, and when it is due.
#[utoipa::path(
    get, path = "/api/policy", tag = "reviews", operation_id = "policy_show",
    responses((status = 200, body = Policy), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn show(State(state): State<AppState>, caller: Caller) -> Result<axum::Json<Policy>, ApiError> {
    caller.may(Action::Read, &Resource::Directory)?;
    Ok(axum::Json(read(&state).await?))
}

/// Changes what is required. Takes effect at once, for every postmortem.
#[utoipa::path(
    put, path = "/api/policy", tag = "reviews", operation_id = "policy_change", request_body = Policy,
    responses(
        (status = 200, body = Policy), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn change(
    State(state): State<AppState>,
    caller: Caller,
    body: Unread<Policy>,
) -> Result<axum::Json<Policy>, ApiError> {
    caller.may(Action::Administer, &Resource::Directory)?;
    let wanted = check(body.read().await?)?;
    let value = serde_json::to_value(&wanted).map_err(|error| ApiError::Internal(error.to_string()))?;
    let audit = caller.audit(AuditAction::PolicyChanged).with("policy", value.clone());
    state.store.set_setting(policy::NAME, &value.to_string(), &audit).await?;
    Ok(axum::Json(wanted))
}

/// The policy that holds.
pub(super) async fn read(state: &AppState) -> Result<Policy, ApiError> {
    Ok(policy::read(state.store.as_ref()).await?)
}

fn check(mut policy: Policy) -> Result<Policy, ApiError> {
    let refuse = |text: String| Err(ApiError::Unprocessable(text));
    if TimeZone::get(&policy.time_zone).is_err() {
        return refuse(format!("{:?} is no time zone. Write one like Europe/Berlin.", policy.time_zone));
    }
    policy.working_days.sort_unstable();
    policy.working_days.dedup();
    if policy.working_days.is_empty() || policy.working_days.iter().any(|day| !(1..=7).contains(day)) {
        return refuse("Say which days are worked: 1 for Monday to 7 for Sunday, at least one.".to_owned());
    }
    if policy.holidays.len() > MAX_HOLIDAYS {
        return refuse(format!("List at most {MAX_HOLIDAYS} holidays; those that have passed can go."));
    }
    for holiday in &mut policy.holidays {
        let Ok(day) = holiday.trim().parse::<Date>() else {
            return refuse(format!("{holiday:?} is no day. Write holidays like 2026-12-25."));
        };
        *holiday = day.to_string();
    }
    policy.holidays.sort();
    policy.holidays.dedup();
    if policy.rules.len() > MAX_POLICY_RULES {
        return refuse(format!("Make at most {MAX_POLICY_RULES} rules."));
    }
    for rule in &mut policy.rules {
        rule.severity = rule.severity.trim().to_owned();
        let length = rule.severity.chars().count();
        if !(1..=MAX_SEVERITY_CHARS).contains(&length) || !rule.severity.chars().any(char::is_alphanumeric) {
            return refuse(format!("Name each severity in 1 to {MAX_SEVERITY_CHARS} characters."));
        }
        if usize::from(rule.approvals) > MAX_REVIEWERS || rule.days.is_some_and(|days| days > MAX_BUSINESS_DAYS) {
            return refuse(format!(
                "Ask for at most {MAX_REVIEWERS} approvals, and {MAX_BUSINESS_DAYS} business days at most."
            ));
        }
    }
    Ok(policy)
}
