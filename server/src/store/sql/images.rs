//! Pictures of postmortems.

use async_trait::async_trait;
use sqlx::Row;
use uuid::Uuid;

use super::columns::{changed, number, timestamp, uuid};
use super::dialect::{SqlRow, SqlStore};
use crate::store::StoreError;
use crate::store::images::{ImageRow, ImageStore, Room};

#[async_trait]
impl ImageStore for SqlStore {
    async fn add_image(&self, image: &ImageRow, room: Room) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "INSERT INTO images (id, postmortem_id, uploaded_by, created_at, media_type, width, height, bytes, sha256)
             SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
             WHERE (SELECT count(*) FROM images WHERE postmortem_id = $2) < $10
               AND (SELECT CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM images WHERE postmortem_id = $2) + $8 <= $11",
        )
        .bind(image.id.to_string())
        .bind(image.postmortem.to_string())
        .bind(image.uploaded_by.to_string())
        .bind(image.created_at.as_millisecond())
        .bind(&image.media_type)
        .bind(i64::from(image.width))
        .bind(i64::from(image.height))
        .bind(i64::try_from(image.bytes).unwrap_or(i64::MAX))
        .bind(&image.sha256)
        .bind(i64::from(room.images))
        .bind(i64::try_from(room.bytes).unwrap_or(i64::MAX))
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::Conflict)?;
        transaction.commit().await?;
        Ok(())
    }

    // Columns are named: a newer version may have added some, and PostgreSQL refuses a prepared statement whose row is another one.
    async fn image(&self, postmortem: Uuid, id: Uuid) -> Result<ImageRow, StoreError> {
        let row = sqlx::query(
            "SELECT id, postmortem_id, uploaded_by, created_at, media_type, width, height, bytes, sha256
             FROM images WHERE id = $1 AND postmortem_id = $2",
        )
        .bind(id.to_string())
        .bind(postmortem.to_string())
        .fetch_one(self.reader())
        .await?;
        image(&row)
    }

    async fn images(&self, postmortem: Uuid) -> Result<Vec<ImageRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, postmortem_id, uploaded_by, created_at, media_type, width, height, bytes, sha256
             FROM images WHERE postmortem_id = $1 ORDER BY created_at, id",
        )
        .bind(postmortem.to_string())
        .fetch_all(self.reader())
        .await?;
        rows.iter().map(image).collect()
    }
}

fn image(row: &SqlRow) -> Result<ImageRow, StoreError> {
    Ok(ImageRow {
        id: uuid(row.try_get("id")?)?,
        postmortem: uuid(row.try_get("postmortem_id")?)?,
        uploaded_by: uuid(row.try_get("uploaded_by")?)?,
        created_at: timestamp(row.try_get("created_at")?)?,
        media_type: row.try_get("media_type")?,
        width: number(row.try_get("width")?)?,
        height: number(row.try_get("height")?)?,
        bytes: number(row.try_get("bytes")?)?,
        sha256: row.try_get("sha256")?,
    })
}
