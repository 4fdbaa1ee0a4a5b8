//! Section templates.

use async_trait::async_trait;

use super::SqliteStore;
use crate::store::TemplateStore;

#[async_trait]
impl TemplateStore for SqliteStore {}
