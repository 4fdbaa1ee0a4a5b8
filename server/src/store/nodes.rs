//! What nodes over one database share beside documents: who of them runs, and secrets of the instance.

use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;

/// Rows about nodes. None of them is about a person or a document.
#[async_trait]
pub trait NodeStore: Send + Sync {
    /// Notes once more that a node runs. Returns all nodes that are noted, with the number of times: a number that has stopped to grow is
    /// that of a node that was killed.
    async fn beat(&self, node: Uuid) -> Result<Vec<(Uuid, i64)>, StoreError>;

    /// A node has ended with everything written, or what it may have lost has been given back. Forgets it.
    async fn forget_node(&self, node: Uuid) -> Result<(), StoreError>;

    /// The instance's secret of this name. The first one who asks makes it, out of `fresh`.
    async fn shared_secret(&self, name: &str, fresh: &[u8; 32]) -> Result<[u8; 32], StoreError>;

    /// Uses something up that is good once and until `until`. `false` when it was used before, on whichever node.
    async fn use_once(&self, hash: &[u8; 32], until: Timestamp, now: Timestamp) -> Result<bool, StoreError>;
}
