//! Comment threads.

use async_trait::async_trait;

/// Comment threads.
#[async_trait]
pub trait CommentStore: Send + Sync {}
