//! Names of customers, which belong into no postmortem: members' pages get them for the lens, guests learn none.

use axum::extract::State;
use debrief_shared::api::{Customers, MAX_CUSTOMER_CHARS, MAX_CUSTOMERS, MIN_CUSTOMER_CHARS, Problem};

use super::errors::ApiError;
use super::extract::Unread;
use super::identity::Caller;
use super::state::AppState;
use crate::access::{Action, Resource};
use crate::store::audit::AuditAction;

/// The name that the list is stored by.
const NAME: &str = "customers";

/// Names of customers.
#[utoipa::path(
    get, path = "/api/customers", tag = "lens", operation_id = "customers_show",
    responses((status = 200, body = Customers), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn show(State(state): State<AppState>, caller: Caller) -> Result<axum::Json<Customers>, ApiError> {
    caller.may(Action::Read, &Resource::Directory)?;
    Ok(axum::Json(read(&state).await?))
}

/// The names that are kept.
pub(super) async fn read(state: &AppState) -> Result<Customers, ApiError> {
    let Some(text) = state.store.setting(NAME).await? else { return Ok(Customers::default()) };
    Ok(serde_json::from_str(&text).unwrap_or_else(|error| {
        tracing::error!(%error, "the stored names of customers cannot be read; there are none");
        Customers::default()
    }))
}

/// Puts other names in their place.
#[utoipa::path(
    put, path = "/api/customers", tag = "lens", operation_id = "customers_change", request_body = Customers,
    responses(
        (status = 200, body = Customers), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn change(
    State(state): State<AppState>,
    caller: Caller,
    body: Unread<Customers>,
) -> Result<axum::Json<Customers>, ApiError> {
    caller.may(Action::Administer, &Resource::Directory)?;
    let customers = check(body.read().await?)?;
    let value = serde_json::to_string(&customers).map_err(|error| ApiError::Internal(error.to_string()))?;
    // The log is kept for long, and names are taken out of the list for a reason.
    let audit = caller.audit(AuditAction::CustomersChanged).with("names", customers.names.len());
    state.store.set_setting(NAME, &value, &audit).await?;
    Ok(axum::Json(customers))
}

fn check(mut customers: Customers) -> Result<Customers, ApiError> {
    let refuse = |text: String| Err(ApiError::Unprocessable(text));
    for name in &mut customers.names {
        *name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    customers.names.retain(|name| !name.is_empty());
    customers.names.sort();
    customers.names.dedup();
    if customers.names.len() > MAX_CUSTOMERS {
        return refuse(format!("List at most {MAX_CUSTOMERS} names."));
    }
    let wrong = |name: &&String| !(MIN_CUSTOMER_CHARS..=MAX_CUSTOMER_CHARS).contains(&name.chars().count());
    match customers.names.iter().find(wrong) {
        Some(name) => {
            let begin: String = name.chars().take(MAX_CUSTOMER_CHARS).collect();
            refuse(format!(
                "Write names of {MIN_CUSTOMER_CHARS} to {MAX_CUSTOMER_CHARS} characters. This one is not: {begin}"
            ))
        }
        None => Ok(customers),
    }
}
