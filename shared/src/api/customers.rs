//! Names of customers, which belong into no postmortem, on the wire.

use serde::{Deserialize, Serialize};

/// Most names.
pub const MAX_CUSTOMERS: usize = 1_000;
/// Shortest name, in characters: the lens would find shorter ones everywhere.
pub const MIN_CUSTOMER_CHARS: usize = 3;
/// Longest name, in characters.
pub const MAX_CUSTOMER_CHARS: usize = 100;

/// `GET` and `PUT /api/customers`: names that the lens points at. For members only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Customers {
    /// In alphabetical order.
    pub names: Vec<String>,
}
