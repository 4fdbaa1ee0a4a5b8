//! Section templates.

use async_trait::async_trait;

/// Section templates.
#[async_trait]
pub trait TemplateStore: Send + Sync {}
