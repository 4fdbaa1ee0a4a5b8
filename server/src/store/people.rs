//! Accounts, sessions and tokens.

use async_trait::async_trait;

/// Accounts, sessions and tokens.
#[async_trait]
pub trait PeopleStore: Send + Sync {}
