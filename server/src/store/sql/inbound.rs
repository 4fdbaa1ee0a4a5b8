//! Which postmortem an incident of elsewhere goes into.

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::columns::{timestamp, uuid};
use super::dialect::{SqlStore, text};
use crate::store::StoreError;
use crate::store::inbound::InboundStore;

#[async_trait]
impl InboundStore for SqlStore {
    async fn incident(&self, connection: Uuid, name: &str) -> Result<Option<(Uuid, Option<Timestamp>)>, StoreError> {
        let sql = "SELECT postmortem_id, ended_at FROM inbound_incidents WHERE connection_id = $1 AND incident = $2";
        let row = sqlx::query(sql).bind(connection.to_string()).bind(name).fetch_optional(self.reader()).await?;
        let Some(row) = row else { return Ok(None) };
        let ended = row.try_get::<Option<i64>, _>("ended_at")?.map(timestamp).transpose()?;
        Ok(Some((uuid(row.try_get("postmortem_id")?)?, ended)))
    }

    async fn begin_incident(
        &self,
        connection: Uuid,
        name: &str,
        new: Uuid,
        anew: Timestamp,
    ) -> Result<Uuid, StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO inbound_incidents (connection_id, incident, postmortem_id) VALUES ($1, $2, $3)
             ON CONFLICT (connection_id, incident) DO UPDATE SET postmortem_id = excluded.postmortem_id, ended_at = NULL
             WHERE inbound_incidents.ended_at <= $4",
        )
        .bind(connection.to_string())
        .bind(name)
        .bind(new.to_string())
        .bind(anew.as_millisecond())
        .execute(&mut *transaction)
        .await?;
        let row = sqlx::query("SELECT postmortem_id FROM inbound_incidents WHERE connection_id = $1 AND incident = $2")
            .bind(connection.to_string())
            .bind(name)
            .fetch_one(&mut *transaction)
            .await?;
        let postmortem = uuid(row.try_get("postmortem_id")?)?;
        transaction.commit().await?;
        Ok(postmortem)
    }

    async fn move_incident(&self, connection: Uuid, name: &str, new: Uuid) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO inbound_incidents (connection_id, incident, postmortem_id) VALUES ($1, $2, $3)
             ON CONFLICT (connection_id, incident) DO UPDATE SET postmortem_id = excluded.postmortem_id, ended_at = NULL",
        )
        .bind(connection.to_string())
        .bind(name)
        .bind(new.to_string())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn end_incident(&self, connection: Uuid, name: &str, at: Option<Timestamp>) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE inbound_incidents SET ended_at = $1 WHERE connection_id = $2 AND incident = $3")
            .bind(at.map(Timestamp::as_millisecond))
            .bind(connection.to_string())
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn postmortem_of_incident(&self, incident: &str) -> Result<Option<Uuid>, StoreError> {
        let sql = "SELECT id FROM postmortems WHERE incident = $1 AND deleted_at IS NULL ORDER BY created_at DESC, id LIMIT 1";
        let row = sqlx::query(sql).bind(text(incident)).fetch_optional(self.reader()).await?;
        row.map(|row| uuid(row.try_get("id")?)).transpose()
    }
}
