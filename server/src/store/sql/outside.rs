//! Messages for people outside.

use async_trait::async_trait;
use debrief_shared::api::Person;
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::audit::commit;
use super::columns::{changed, number, person, timestamp, uuid};
use super::dialect::{SqlRow, SqlStore, text};
use crate::store::StoreError;
use crate::store::audit::{Audit, AuditAction};
use crate::store::outside::{NewOutside, NewPassword, OutsideRow, OutsideStore, ShownOutside};

#[async_trait]
impl OutsideStore for SqlStore {
    async fn outside(&self, postmortem: Uuid) -> Result<Option<OutsideRow>, StoreError> {
        // All statements see the same moment.
        let mut transaction = self.begin_reading().await?;
        let page = sqlx::query(
            "SELECT o.slug, o.password_hash IS NOT NULL AS has_password, o.withdrawn_at, v.seq, v.choice, p.id AS person_id,
                    p.name AS person_name, p.color AS person_color, p.role = 'guest' AS person_guest
             FROM outside_pages o JOIN outside_versions v ON v.postmortem_id = o.postmortem_id
             LEFT JOIN people p ON p.id = o.withdrawn_by
             WHERE o.postmortem_id = $1 ORDER BY v.number DESC LIMIT 1",
        )
        .bind(postmortem.to_string())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(page) = page else { return Ok(None) };
        let versions = sqlx::query(
            "SELECT v.number, v.published_at, p.id AS person_id, p.name AS person_name, p.color AS person_color,
                    p.role = 'guest' AS person_guest
             FROM outside_versions v LEFT JOIN people p ON p.id = v.published_by
             WHERE v.postmortem_id = $1 ORDER BY v.number DESC",
        )
        .bind(postmortem.to_string())
        .fetch_all(&mut *transaction)
        .await?;
        let version = |row: &SqlRow| {
            Ok((number(row.try_get("number")?)?, somebody(row)?, timestamp(row.try_get("published_at")?)?))
        };
        let withdrawn: Option<i64> = page.try_get("withdrawn_at")?;
        Ok(Some(OutsideRow {
            slug: page.try_get("slug")?,
            has_password: page.try_get("has_password")?,
            withdrawn: match withdrawn {
                Some(at) => Some((somebody(&page)?, timestamp(at)?)),
                None => None,
            },
            seq: page.try_get("seq")?,
            choice: page.try_get("choice")?,
            versions: versions.iter().map(version).collect::<Result<_, StoreError>>()?,
        }))
    }

    async fn outside_page(&self, slug: &str) -> Result<ShownOutside, StoreError> {
        let row = sqlx::query(
            "SELECT o.postmortem_id, o.slug, o.password_hash, o.first_at, v.number, v.published_at, v.title, v.body, v.images
             FROM outside_pages o JOIN outside_versions v ON v.postmortem_id = o.postmortem_id
             JOIN postmortems m ON m.id = o.postmortem_id
             WHERE o.slug = $1 AND o.withdrawn_at IS NULL AND m.deleted_at IS NULL ORDER BY v.number DESC LIMIT 1",
        )
        .bind(text(slug))
        .fetch_one(self.reader())
        .await?;
        shown(&row)
    }

    async fn outside_feed(&self, limit: u32) -> Result<Vec<ShownOutside>, StoreError> {
        let rows = sqlx::query(
            "SELECT o.postmortem_id, o.slug, o.password_hash, o.first_at, v.number, v.published_at, v.title, v.body, v.images
             FROM outside_pages o JOIN outside_versions v ON v.postmortem_id = o.postmortem_id
             JOIN postmortems m ON m.id = o.postmortem_id
             WHERE o.password_hash IS NULL AND o.withdrawn_at IS NULL AND m.deleted_at IS NULL
               AND v.number = (SELECT max(number) FROM outside_versions WHERE postmortem_id = o.postmortem_id)
             ORDER BY v.published_at DESC, o.slug LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(self.reader())
        .await?;
        rows.iter().map(shown).collect()
    }

    async fn publish_outside(&self, new: &NewOutside, most: u32, audit: &Audit) -> Result<(), StoreError> {
        let (keeps, hash) = match &new.password {
            NewPassword::Kept => (true, None),
            NewPassword::None => (false, None),
            NewPassword::Hash(hash) => (false, Some(hash)),
        };
        let mut transaction = self.begin().await?;
        // An old link shows nothing rather than the message of others. What had an address before is in the audit log alone.
        let had = format!("%\"slug\":\"{}\"%", text(&new.slug));
        let others = sqlx::query(
            "SELECT id FROM audit WHERE action = $1 AND coalesce(postmortem_id, '') <> $2 AND detail LIKE $3 LIMIT 1",
        )
        .bind(AuditAction::PublishedOutside.as_str())
        .bind(new.postmortem.to_string())
        .bind(had)
        .fetch_optional(&mut *transaction)
        .await?;
        if others.is_some() {
            return Err(StoreError::Conflict);
        }
        sqlx::query(
            "INSERT INTO outside_pages (postmortem_id, slug, password_hash, first_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (postmortem_id) DO UPDATE SET slug = excluded.slug, withdrawn_at = NULL, withdrawn_by = NULL,
                password_hash = CASE WHEN $5 THEN outside_pages.password_hash ELSE excluded.password_hash END",
        )
        .bind(new.postmortem.to_string())
        .bind(text(&new.slug))
        .bind(hash)
        .bind(new.at.as_millisecond())
        .bind(keeps)
        .execute(&mut *transaction)
        .await?;
        let images = serde_json::to_string(&new.images).map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let done = sqlx::query(
            "INSERT INTO outside_versions (postmortem_id, number, seq, published_by, published_at, title, body, images, choice)
             SELECT $1, n.number, $2, $3, $4, $5, $6, $7, $8
             FROM (SELECT coalesce(max(number), 0) + 1 AS number FROM outside_versions WHERE postmortem_id = $1) n
             WHERE n.number <= $9",
        )
        .bind(new.postmortem.to_string())
        .bind(new.seq)
        .bind(new.by.to_string())
        .bind(new.at.as_millisecond())
        .bind(text(&new.title))
        .bind(text(&new.body))
        .bind(images)
        .bind(text(&new.choice))
        .bind(i64::from(most))
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::Conflict)?;
        commit(transaction, audit).await
    }

    async fn withdraw_outside(
        &self,
        postmortem: Uuid,
        by: Uuid,
        at: Timestamp,
        audit: &Audit,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "UPDATE outside_pages SET withdrawn_at = $2, withdrawn_by = $3 WHERE postmortem_id = $1 AND withdrawn_at IS NULL",
        )
        .bind(postmortem.to_string())
        .bind(at.as_millisecond())
        .bind(by.to_string())
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }

    async fn restore_outside(&self, postmortem: Uuid, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "UPDATE outside_pages SET withdrawn_at = NULL, withdrawn_by = NULL WHERE postmortem_id = $1 AND withdrawn_at IS NOT NULL",
        )
        .bind(postmortem.to_string())
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }
}

/// Whoever did it, if they are still known.
fn somebody(row: &SqlRow) -> Result<Option<Person>, StoreError> {
    let Some(id) = row.try_get::<Option<&str>, _>("person_id")? else { return Ok(None) };
    person(id, row.try_get("person_name")?, row.try_get("person_color")?, row.try_get("person_guest")?).map(Some)
}

fn shown(row: &SqlRow) -> Result<ShownOutside, StoreError> {
    let images = serde_json::from_str(row.try_get("images")?)
        .map_err(|error| StoreError::Unavailable(format!("pictures of a message: {error}")))?;
    Ok(ShownOutside {
        postmortem: uuid(row.try_get("postmortem_id")?)?,
        slug: row.try_get("slug")?,
        password_hash: row.try_get("password_hash")?,
        number: number(row.try_get("number")?)?,
        first: timestamp(row.try_get("first_at")?)?,
        at: timestamp(row.try_get("published_at")?)?,
        title: row.try_get("title")?,
        body: row.try_get("body")?,
        images,
    })
}
