//! Requests that may be sent again: what was asked under a key, and the answer.

use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;

/// A request under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyedRequest {
    /// Who sends it: keys of different people have nothing to do with each other.
    pub person: Uuid,
    /// The key.
    pub key: String,
    /// SHA-256 of what is asked.
    pub request: [u8; 32],
    /// When it came.
    pub at: Timestamp,
}

/// An answer that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// HTTP status.
    pub status: u16,
    /// The `Location` header.
    pub location: Option<String>,
    /// JSON.
    pub body: Vec<u8>,
}

/// What is known of a key when a request comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Nothing: the request is to be done, and the key is its.
    New,
    /// The same was asked before, and has this answer.
    Answered(KeptAnswer),
    /// The same was asked before, and is still being done.
    GoesOn,
    /// Something else was asked before.
    Other,
}

/// Keys of requests.
#[async_trait]
pub trait IdempotencyStore: Send + Sync {
    /// Takes a key for a request. A key whose request began before `stale` and has no answer is free again, as is any that began before
    /// `forgotten`.
    async fn claim_key(
        &self,
        request: &KeyedRequest,
        stale: Timestamp,
        forgotten: Timestamp,
    ) -> Result<Claim, StoreError>;

    /// Keeps the answer of a request, if its key is still its.
    async fn keep_answer(&self, request: &KeyedRequest, answer: &KeptAnswer) -> Result<(), StoreError>;

    /// Lets go of the key of a request that did nothing.
    async fn release_key(&self, request: &KeyedRequest) -> Result<(), StoreError>;

    /// Forgets keys that began before a time.
    async fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError>;
}
