//! Nodes in SQL.

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::columns::uuid;
use super::dialect::SqlStore;
use crate::store::StoreError;
use crate::store::nodes::NodeStore;

#[async_trait]
impl NodeStore for SqlStore {
    async fn beat(&self, node: Uuid) -> Result<Vec<(Uuid, i64)>, StoreError> {
        sqlx::query(
            "INSERT INTO nodes (id, beats) VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET beats = nodes.beats + 1",
        )
        .bind(node.to_string())
        .execute(self.writer())
        .await?;
        let rows = sqlx::query("SELECT id, beats FROM nodes ORDER BY id").fetch_all(self.reader()).await?;
        rows.iter().map(|row| Ok((uuid(row.try_get(0)?)?, row.try_get(1)?))).collect()
    }

    async fn forget_node(&self, node: Uuid) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM nodes WHERE id = $1").bind(node.to_string()).execute(self.writer()).await?;
        Ok(())
    }

    async fn shared_secret(&self, name: &str, fresh: &[u8; 32]) -> Result<[u8; 32], StoreError> {
        sqlx::query("INSERT INTO shared_secrets (name, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(fresh.as_slice())
            .execute(self.writer())
            .await?;
        let row = sqlx::query("SELECT secret FROM shared_secrets WHERE name = $1")
            .bind(name)
            .fetch_one(self.reader())
            .await?;
        let secret: &[u8] = row.try_get(0)?;
        secret.try_into().map_err(|_| StoreError::Unavailable(format!("the shared secret {name} has no 32 bytes")))
    }

    async fn use_once(&self, hash: &[u8; 32], until: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        sqlx::query("DELETE FROM used_once WHERE until < $1").bind(now.as_millisecond()).execute(self.writer()).await?;
        let done = sqlx::query("INSERT INTO used_once (hash, until) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(hash.as_slice())
            .bind(until.as_millisecond())
            .execute(self.writer())
            .await?;
        Ok(done.rows_affected() == 1)
    }
}
