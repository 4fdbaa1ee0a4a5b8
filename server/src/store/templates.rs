//! Section templates: those that came with the product, and people's own.

use async_trait::async_trait;
use debrief_shared::api::TemplateSection;
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::audit::Audit;

/// A template's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateRow {
    /// `pushpay`, …, or a UUIDv7 as text.
    pub id: String,
    /// Shown name.
    pub name: String,
    /// When to choose it.
    pub summary: String,
    /// Whether it came with the product.
    pub built_in: bool,
    /// Who made it, if a person did.
    pub author: Option<Uuid>,
    /// Its sections, in order.
    pub sections: Vec<TemplateSection>,
}

/// Templates.
#[async_trait]
pub trait TemplateStore: Send + Sync {
    /// All templates: built-in ones first, then by name.
    async fn templates(&self) -> Result<Vec<TemplateRow>, StoreError>;

    /// One template.
    async fn template(&self, id: &str) -> Result<Option<TemplateRow>, StoreError>;

    /// Adds a template. `Conflict` when its id is taken.
    async fn create_template(&self, template: &TemplateRow, now: Timestamp, audit: &Audit) -> Result<(), StoreError>;

    /// Replaces name, summary and sections by a person's wish. `NotFound` when it is not there.
    async fn update_template(&self, template: &TemplateRow, now: Timestamp, audit: &Audit) -> Result<(), StoreError>;

    /// Removes a template. `NotFound` when it is not there.
    async fn delete_template(&self, id: &str, audit: &Audit) -> Result<(), StoreError>;

    /// Adds a template that comes with the product, or refreshes it unless a person has changed it.
    async fn refresh_built_in(&self, template: &TemplateRow, now: Timestamp) -> Result<(), StoreError>;
}
