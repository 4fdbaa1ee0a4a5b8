//! What is connected, and deliveries that are to go.

use async_trait::async_trait;
use debrief_shared::api::WebhookEvent;
use jiff::Timestamp;
use serde_json::{Map, Value};
use sqlx::{QueryBuilder, Row};
use uuid::Uuid;

use super::audit::commit;
use super::columns::{changed, number, person, timestamp, uuid};
use super::dialect::{POSITION, Sql, SqlConnection, SqlRow, SqlStore, text};
use crate::random;
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::connections::{ConnectionChange, ConnectionRow, ConnectionStore, DeliveryRow, NewConnection};

/// Facts of an audit row that deliveries tell, too.
const TOLD: [&str; 3] = ["slug", "version", "verdict"];

/// Begins a query for connections that were not removed.
const CONNECTIONS: &str =
    "SELECT c.id, c.name, c.kind, c.settings, c.secret, c.old_secret, c.old_until, c.created_at, c.delivered_at, c.off_at,
        p.id AS person_id, p.name AS person_name, p.color AS person_color, p.role = 'guest' AS person_guest,
        (SELECT count(*) FROM deliveries d WHERE d.connection_id = c.id AND d.due_at IS NOT NULL) AS waiting,
        (SELECT count(*) FROM deliveries d WHERE d.connection_id = c.id AND d.due_at IS NULL) AS failed
    FROM connections c LEFT JOIN people p ON p.id = c.created_by WHERE c.removed_at IS NULL";

/// Begins a query for deliveries.
const DELIVERIES: &str =
    "SELECT d.id, d.connection_id, d.postmortem_id, d.event, d.detail, d.happened_at, d.tries, d.answer
    FROM deliveries d JOIN connections c ON c.id = d.connection_id WHERE c.removed_at IS NULL";

#[async_trait]
impl ConnectionStore for SqlStore {
    async fn connections(&self) -> Result<Vec<ConnectionRow>, StoreError> {
        let mut sql = QueryBuilder::<Sql>::new(CONNECTIONS);
        sql.push(" ORDER BY c.name, c.id");
        sql.build().fetch_all(self.reader()).await?.iter().map(connection).collect()
    }

    async fn connection(&self, id: Uuid) -> Result<ConnectionRow, StoreError> {
        let mut sql = QueryBuilder::<Sql>::new(CONNECTIONS);
        sql.push(" AND c.id = ").push_bind(id.to_string());
        connection(&sql.build().fetch_one(self.reader()).await?)
    }

    async fn create_connection(&self, new: &NewConnection, most: u32, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "INSERT INTO connections (id, kind, name, settings, events, secret, created_by, created_at)
             SELECT $1, $2, $3, $4, $5, $6, $7, $8 FROM (SELECT count(*) AS number FROM connections WHERE removed_at IS NULL) n
             WHERE n.number < $9",
        )
        .bind(new.id.to_string())
        .bind(&new.kind)
        .bind(text(&new.name))
        .bind(text(&new.settings))
        .bind(&new.events)
        .bind(text(&new.secret))
        .bind(new.by.to_string())
        .bind(new.at.as_millisecond())
        .bind(i64::from(most))
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::Conflict)?;
        commit(transaction, audit).await
    }

    async fn change_connection(&self, id: Uuid, change: ConnectionChange<'_>, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "UPDATE connections SET name = $1, settings = $2, events = $3, off_at = $4, secret = coalesce($5, secret),
                old_secret = CASE WHEN $5 IS NULL THEN old_secret END, old_until = CASE WHEN $5 IS NULL THEN old_until END
             WHERE id = $6 AND removed_at IS NULL",
        )
        .bind(text(change.name))
        .bind(text(change.settings))
        .bind(change.events)
        .bind(change.off_at.map(Timestamp::as_millisecond))
        .bind(change.secret.map(text))
        .bind(id.to_string())
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }

    async fn set_connection_secret(
        &self,
        id: Uuid,
        secret: &str,
        old_until: Option<Timestamp>,
        audit: &Audit,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "UPDATE connections SET old_secret = CASE WHEN $2 THEN secret ELSE NULL END, old_until = $3, secret = $1
             WHERE id = $4 AND removed_at IS NULL",
        )
        .bind(text(secret))
        .bind(old_until.is_some())
        .bind(old_until.map(Timestamp::as_millisecond))
        .bind(id.to_string())
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }

    async fn remove_connection(&self, id: Uuid, at: Timestamp, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("UPDATE connections SET removed_at = $1 WHERE id = $2 AND removed_at IS NULL")
            .bind(at.as_millisecond())
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }

    async fn restore_connection(&self, id: Uuid, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("UPDATE connections SET removed_at = NULL WHERE id = $1 AND removed_at IS NOT NULL")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }

    async fn claim_delivery(
        &self,
        now: Timestamp,
        until: Timestamp,
        busy: &[Uuid],
    ) -> Result<Option<DeliveryRow>, StoreError> {
        // Asked every few seconds, mostly in vain: without keeping anybody from writing.
        if due(now, busy).build().fetch_optional(self.reader()).await?.is_none() {
            return Ok(None);
        }
        // Another node may have been quicker.
        let mut transaction = self.begin().await?;
        let row = due(now, busy).build().fetch_optional(&mut *transaction).await?;
        let Some(row) = row else { return Ok(None) };
        let delivery = delivery(&row)?;
        sqlx::query("UPDATE deliveries SET due_at = $1 WHERE id = $2")
            .bind(until.as_millisecond())
            .bind(delivery.id.to_string())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Some(delivery))
    }

    async fn end_delivery(&self, delivery: Uuid, at: Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "UPDATE connections SET delivered_at = $1 WHERE id = (SELECT connection_id FROM deliveries WHERE id = $2)",
        )
        .bind(at.as_millisecond())
        .bind(delivery.to_string())
        .execute(&mut *transaction)
        .await?;
        sqlx::query("DELETE FROM deliveries WHERE id = $1")
            .bind(delivery.to_string())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn postpone_delivery(&self, delivery: Uuid, due: Option<Timestamp>, answer: &str) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE deliveries SET due_at = $1, tries = tries + 1, answer = $2 WHERE id = $3")
            .bind(due.map(Timestamp::as_millisecond))
            .bind(text(answer))
            .bind(delivery.to_string())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn failed_deliveries(&self, limit: u32) -> Result<Vec<DeliveryRow>, StoreError> {
        let mut sql = QueryBuilder::<Sql>::new(DELIVERIES);
        sql.push(" AND d.due_at IS NULL ORDER BY d.happened_at DESC, d.id DESC LIMIT ").push_bind(i64::from(limit));
        sql.build().fetch_all(self.reader()).await?.iter().map(delivery).collect()
    }

    async fn resend_delivery(&self, delivery: Uuid, at: Timestamp, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("UPDATE deliveries SET due_at = $1, tries = 0 WHERE id = $2 AND due_at IS NULL")
            .bind(at.as_millisecond())
            .bind(delivery.to_string())
            .execute(&mut *transaction)
            .await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }
}

fn due(now: Timestamp, busy: &[Uuid]) -> QueryBuilder<Sql> {
    let mut sql = QueryBuilder::<Sql>::new(DELIVERIES);
    sql.push(" AND c.off_at IS NULL AND d.due_at <= ").push_bind(now.as_millisecond());
    for connection in busy {
        sql.push(" AND d.connection_id <> ").push_bind(connection.to_string());
    }
    sql.push(" ORDER BY d.due_at, d.id LIMIT 1");
    sql
}

/// Makes a delivery of what an audit row tells, for every connection that is told of such things.
pub(super) async fn announce_audited(connection: &mut SqlConnection, audit: &Audit) -> Result<(), StoreError> {
    let (Some(event), Some(postmortem)) = (WebhookEvent::parse(audit.action.as_str()), audit.postmortem) else {
        return Ok(());
    };
    let mut detail: Map<String, Value> =
        TOLD.into_iter().filter_map(|key| audit.detail.get(key).map(|value| (key.to_owned(), value.clone()))).collect();
    if let Some(actor) = audit.actor {
        detail.insert("by".to_owned(), actor.to_string().into());
    }
    announce(connection, event, &postmortem.to_string(), audit.at, &detail).await
}

/// Makes a delivery for every connection that is told of such things, in the transaction of what it tells of.
pub(super) async fn announce(
    connection: &mut SqlConnection,
    event: WebhookEvent,
    postmortem: &str,
    at: Timestamp,
    detail: &Map<String, Value>,
) -> Result<(), StoreError> {
    let mut sql =
        QueryBuilder::<Sql>::new("SELECT id FROM connections WHERE removed_at IS NULL AND off_at IS NULL AND ");
    sql.push(POSITION).push("(events, ").push_bind(format!("\"{}\"", event.as_str())).push(") > 0 ORDER BY id");
    let detail = serde_json::to_string(detail).map_err(|error| StoreError::Unavailable(error.to_string()))?;
    for row in sql.build().fetch_all(&mut *connection).await? {
        sqlx::query(
            "INSERT INTO deliveries (id, connection_id, postmortem_id, event, detail, happened_at, due_at)
             VALUES ($1, $2, $3, $4, $5, $6, $6)",
        )
        .bind(random::id(at).to_string())
        .bind(row.try_get::<&str, _>("id")?)
        .bind(postmortem)
        .bind(event.as_str())
        .bind(text(&detail))
        .bind(at.as_millisecond())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

fn connection(row: &SqlRow) -> Result<ConnectionRow, StoreError> {
    let time = |column: &str| row.try_get::<Option<i64>, _>(column)?.map(timestamp).transpose();
    let created_by = match row.try_get::<Option<&str>, _>("person_id")? {
        Some(id) => {
            Some(person(id, row.try_get("person_name")?, row.try_get("person_color")?, row.try_get("person_guest")?)?)
        }
        None => None,
    };
    Ok(ConnectionRow {
        id: uuid(row.try_get("id")?)?,
        name: row.try_get("name")?,
        kind: row.try_get("kind")?,
        settings: row.try_get("settings")?,
        secret: row.try_get("secret")?,
        old_secret: row.try_get::<Option<String>, _>("old_secret")?.zip(time("old_until")?),
        created_by,
        created_at: timestamp(row.try_get("created_at")?)?,
        delivered_at: time("delivered_at")?,
        off_at: time("off_at")?,
        waiting: number(row.try_get("waiting")?)?,
        failed: number(row.try_get("failed")?)?,
    })
}

fn delivery(row: &SqlRow) -> Result<DeliveryRow, StoreError> {
    Ok(DeliveryRow {
        id: uuid(row.try_get("id")?)?,
        connection: uuid(row.try_get("connection_id")?)?,
        postmortem: uuid(row.try_get("postmortem_id")?)?,
        event: row.try_get("event")?,
        detail: serde_json::from_str(row.try_get("detail")?)
            .map_err(|error| StoreError::Unavailable(format!("detail of a delivery: {error}")))?,
        happened_at: timestamp(row.try_get("happened_at")?)?,
        tries: number(row.try_get("tries")?)?,
        answer: row.try_get("answer")?,
    })
}
