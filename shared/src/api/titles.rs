//! Titles of the pages that links lead to.

use serde::{Deserialize, Serialize};

/// `POST /api/postmortems/{id}/titles`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskTitle {
    /// An `http` or `https` address.
    pub url: String,
}

/// What was found there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundTitle {
    /// The page's title on one line; absent if there is none that can be read.
    pub title: Option<String>,
}
