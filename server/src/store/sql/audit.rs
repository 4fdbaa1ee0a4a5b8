//! The audit log.

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::{QueryBuilder, Row};
use uuid::Uuid;

use super::columns::{timestamp, uuid};
use super::connections::announce_audited;
use super::dialect::{Sql, SqlConnection, SqlRow, SqlStore, SqlTransaction};
use crate::store::StoreError;
use crate::store::audit::{Audit, AuditAction, AuditQuery, AuditRow, AuditStore};

#[async_trait]
impl AuditStore for SqlStore {
    async fn note(&self, audit: &Audit) -> Result<(), StoreError> {
        insert(&mut *self.writer().acquire().await?, audit).await
    }

    async fn audit(&self, query: AuditQuery) -> Result<Vec<AuditRow>, StoreError> {
        let mut sql = QueryBuilder::<Sql>::new(
            "SELECT a.id, a.at, a.action, a.actor_id, a.address, a.person_id, a.postmortem_id, a.detail,
                    p.title, p.deleted_at IS NOT NULL AS removed
             FROM audit a LEFT JOIN postmortems p ON p.id = a.postmortem_id WHERE TRUE",
        );
        if let Some(before) = query.before {
            sql.push(" AND a.id < ").push_bind(before);
        }
        if let Some(action) = query.action {
            let family = format!("{action}.");
            sql.push(" AND (a.action = ").push_bind(action);
            sql.push(" OR substr(a.action, 1, length(").push_bind(family.clone()).push(")) = ").push_bind(family);
            sql.push(")");
        }
        if let Some(person) = query.person.as_ref().map(Uuid::to_string) {
            sql.push(" AND (a.actor_id = ")
                .push_bind(person.clone())
                .push(" OR a.person_id = ")
                .push_bind(person)
                .push(")");
        }
        if let Some(postmortem) = query.postmortem {
            sql.push(" AND a.postmortem_id = ").push_bind(postmortem.to_string());
        }
        sql.push(" ORDER BY a.id DESC LIMIT ").push_bind(i64::from(query.limit));
        let rows = sql.build().persistent(false).fetch_all(self.reader()).await?;
        rows.iter().map(audit_row).collect()
    }

    async fn prune_refusals(&self, before: Timestamp) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM audit WHERE action IN ($1, $2, $3, $4) AND at < $5")
            .bind(AuditAction::SignInRefused.as_str())
            .bind(AuditAction::LinkRefused.as_str())
            .bind(AuditAction::RefusedOutside.as_str())
            .bind(AuditAction::InboundRefused.as_str())
            .bind(before.as_millisecond())
            .execute(self.writer())
            .await?;
        Ok(done.rows_affected())
    }
}

/// Writes the row of what a transaction did, makes the deliveries that tell of it, and ends it.
pub(super) async fn commit(mut transaction: SqlTransaction<'_>, audit: &Audit) -> Result<(), StoreError> {
    insert(&mut transaction, audit).await?;
    announce_audited(&mut transaction, audit).await?;
    transaction.commit().await?;
    Ok(())
}

async fn insert(connection: &mut SqlConnection, audit: &Audit) -> Result<(), StoreError> {
    let detail = serde_json::to_string(&audit.detail).map_err(|error| StoreError::Unavailable(error.to_string()))?;
    sqlx::query(
        "INSERT INTO audit (at, action, actor_id, address, person_id, postmortem_id, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(audit.at.as_millisecond())
    .bind(audit.action.as_str())
    .bind(audit.actor.map(|id| id.to_string()))
    .bind(audit.address.map(|address| address.to_string()).unwrap_or_default())
    .bind(audit.person.map(|id| id.to_string()))
    .bind(audit.postmortem.map(|id| id.to_string()))
    .bind(detail)
    .execute(connection)
    .await?;
    Ok(())
}

fn audit_row(row: &SqlRow) -> Result<AuditRow, StoreError> {
    let id = |column: &str| row.try_get::<Option<&str>, _>(column)?.map(uuid).transpose();
    Ok(AuditRow {
        id: row.try_get("id")?,
        at: timestamp(row.try_get("at")?)?,
        action: row.try_get("action")?,
        actor: id("actor_id")?,
        address: row.try_get("address")?,
        person: id("person_id")?,
        postmortem: id("postmortem_id")?,
        postmortem_title: row.try_get("title")?,
        postmortem_removed: row.try_get("removed")?,
        detail: serde_json::from_str(row.try_get("detail")?)
            .map_err(|error| StoreError::Unavailable(format!("detail of an audit row: {error}")))?,
    })
}
