//! Names of customers, for the lens.

use debrief_shared::api::Customers;

use super::{ApiError, exchange, get};

/// The names.
pub async fn customers() -> Result<Customers, ApiError> {
    get("/api/customers").await
}

/// Puts others in their place.
pub async fn change_customers(customers: &Customers) -> Result<Customers, ApiError> {
    exchange("PUT", "/api/customers", customers).await
}
