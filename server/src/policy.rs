//! What the instance requires of reviews, as it is stored.

use debrief_shared::api::Policy;
use jiff::tz::TimeZone;

use crate::store::{Store, StoreError};

/// The name that the policy is stored by.
pub const NAME: &str = "policy";

/// The policy that holds. One that cannot be read, as after a downgrade, is the default.
pub async fn read(store: &dyn Store) -> Result<Policy, StoreError> {
    let Some(text) = store.setting(NAME).await? else { return Ok(Policy::default()) };
    Ok(serde_json::from_str(&text).unwrap_or_else(|error| {
        tracing::error!(%error, "the stored review policy cannot be read; the default holds");
        Policy::default()
    }))
}

/// The zone of the instance.
pub fn zone(policy: &Policy) -> TimeZone {
    TimeZone::get(&policy.time_zone).unwrap_or(TimeZone::UTC)
}
