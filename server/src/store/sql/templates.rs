//! Section templates.

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::audit::commit;
use super::columns::{changed, uuid};
use super::dialect::{SqlRow, SqlStore};
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::templates::{TemplateRow, TemplateStore};

#[async_trait]
impl TemplateStore for SqlStore {
    async fn templates(&self) -> Result<Vec<TemplateRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, name, summary, built_in, author_id, sections FROM templates
             ORDER BY built_in DESC, lower(name), id",
        )
        .fetch_all(self.reader())
        .await?;
        rows.iter().map(template).collect()
    }

    async fn template(&self, id: &str) -> Result<Option<TemplateRow>, StoreError> {
        let row = sqlx::query("SELECT id, name, summary, built_in, author_id, sections FROM templates WHERE id = $1")
            .bind(id)
            .fetch_optional(self.reader())
            .await?;
        row.as_ref().map(template).transpose()
    }

    async fn create_template(&self, template: &TemplateRow, now: Timestamp, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO templates (id, name, summary, built_in, author_id, sections, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        )
        .bind(&template.id)
        .bind(&template.name)
        .bind(&template.summary)
        .bind(template.built_in)
        .bind(template.author.as_ref().map(Uuid::to_string))
        .bind(sections(template)?)
        .bind(now.as_millisecond())
        .execute(&mut *transaction)
        .await?;
        commit(transaction, audit).await
    }

    async fn update_template(&self, template: &TemplateRow, now: Timestamp, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "UPDATE templates SET name = $1, summary = $2, sections = $3, edited = TRUE, updated_at = $4 WHERE id = $5",
        )
        .bind(&template.name)
        .bind(&template.summary)
        .bind(sections(template)?)
        .bind(now.as_millisecond())
        .bind(&template.id)
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }

    async fn delete_template(&self, id: &str, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("DELETE FROM templates WHERE id = $1").bind(id).execute(&mut *transaction).await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }

    async fn refresh_built_in(&self, template: &TemplateRow, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO templates (id, name, summary, built_in, sections, created_at, updated_at)
             VALUES ($1, $2, $3, TRUE, $4, $5, $5)
             ON CONFLICT (id) DO UPDATE SET name = $2, summary = $3, sections = $4, updated_at = $5
             WHERE NOT templates.edited AND (templates.name <> $2 OR templates.summary <> $3 OR templates.sections <> $4)",
        )
        .bind(&template.id)
        .bind(&template.name)
        .bind(&template.summary)
        .bind(sections(template)?)
        .bind(now.as_millisecond())
        .execute(self.writer())
        .await?;
        Ok(())
    }
}

fn sections(template: &TemplateRow) -> Result<String, StoreError> {
    serde_json::to_string(&template.sections).map_err(|error| StoreError::Unavailable(error.to_string()))
}

fn template(row: &SqlRow) -> Result<TemplateRow, StoreError> {
    let author: Option<&str> = row.try_get("author_id")?;
    let sections: &str = row.try_get("sections")?;
    Ok(TemplateRow {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        summary: row.try_get("summary")?,
        built_in: row.try_get("built_in")?,
        author: author.map(uuid).transpose()?,
        sections: serde_json::from_str(sections)
            .map_err(|error| StoreError::Unavailable(format!("sections of a template: {error}")))?,
    })
}
