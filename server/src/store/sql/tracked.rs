//! Tickets that were made of mitigations.

use async_trait::async_trait;
use debrief_shared::api::TicketState;
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::audit::commit;
use super::columns::{changed, number, timestamp, uuid};
use super::dialect::{SqlRow, SqlStore, text};
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::tracked::{Standing, TicketOf, TrackedRow, TrackedStore};

/// Columns of `tracked`.
macro_rules! select_tracked {
    ($rest:literal) => {
        concat!(
            "SELECT t.postmortem_id, t.mitigation_id, t.connection_id, t.key, t.url, t.state, t.word, t.checked_at, t.tries \
             FROM tracked t JOIN connections c ON c.id = t.connection_id ",
            $rest
        )
    };
}

#[async_trait]
impl TrackedStore for SqlStore {
    async fn tracked(&self, postmortem: Uuid) -> Result<Vec<TrackedRow>, StoreError> {
        let sql = select_tracked!("WHERE t.postmortem_id = $1 ORDER BY t.mitigation_id");
        sqlx::query(sql).bind(postmortem.to_string()).fetch_all(self.reader()).await?.iter().map(tracked).collect()
    }

    async fn begin_ticket(
        &self,
        of: &TicketOf,
        connection: Uuid,
        forget: &str,
        at: Timestamp,
        stale: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "INSERT INTO tracked (postmortem_id, mitigation_id, connection_id, key, url, state, word, checked_at)
             VALUES ($1, $2, $3, '', '', 'open', '', $4)
             ON CONFLICT (postmortem_id, mitigation_id) DO UPDATE SET connection_id = excluded.connection_id, key = '', url = '',
                state = 'open', word = '', checked_at = excluded.checked_at, due_at = NULL, tries = 0
             WHERE (tracked.key = '' AND tracked.checked_at <= $5) OR (tracked.key <> '' AND tracked.key = $6)",
        )
        .bind(of.postmortem.to_string())
        .bind(text(&of.mitigation))
        .bind(connection.to_string())
        .bind(at.as_millisecond())
        .bind(stale.as_millisecond())
        .bind(text(forget))
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::Conflict)?;
        transaction.commit().await?;
        Ok(())
    }

    async fn note_ticket(&self, row: &TrackedRow, due: Timestamp, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "UPDATE tracked SET key = $1, url = $2, state = $3, word = $4, checked_at = $5, due_at = $6, tries = 0
             WHERE postmortem_id = $7 AND mitigation_id = $8 AND key = ''",
        )
        .bind(text(&row.key))
        .bind(text(&row.url))
        .bind(row.standing.state.as_str())
        .bind(text(&row.standing.word))
        .bind(row.checked_at.as_millisecond())
        .bind(due.as_millisecond())
        .bind(row.of.postmortem.to_string())
        .bind(text(&row.of.mitigation))
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }

    async fn drop_ticket(&self, of: &TicketOf) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM tracked WHERE postmortem_id = $1 AND mitigation_id = $2 AND key = ''")
            .bind(of.postmortem.to_string())
            .bind(text(&of.mitigation))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn claim_tracked(&self, now: Timestamp, until: Timestamp) -> Result<Option<TrackedRow>, StoreError> {
        let sql = select_tracked!(
            "WHERE c.removed_at IS NULL AND c.off_at IS NULL AND t.due_at <= $1 ORDER BY t.due_at, t.mitigation_id LIMIT 1"
        );
        // Asked all the time, mostly in vain: without keeping anybody from writing.
        if sqlx::query(sql).bind(now.as_millisecond()).fetch_optional(self.reader()).await?.is_none() {
            return Ok(None);
        }
        let mut transaction = self.begin().await?;
        let row = sqlx::query(sql).bind(now.as_millisecond()).fetch_optional(&mut *transaction).await?;
        let Some(row) = row else { return Ok(None) };
        let row = tracked(&row)?;
        sqlx::query("UPDATE tracked SET due_at = $1 WHERE postmortem_id = $2 AND mitigation_id = $3")
            .bind(until.as_millisecond())
            .bind(row.of.postmortem.to_string())
            .bind(&row.of.mitigation)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Some(row))
    }

    async fn note_standing(
        &self,
        of: &TicketOf,
        standing: &Standing,
        at: Timestamp,
        due: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "UPDATE tracked SET state = $1, word = $2, checked_at = $3, due_at = $4, tries = 0
             WHERE postmortem_id = $5 AND mitigation_id = $6 AND key <> ''",
        )
        .bind(standing.state.as_str())
        .bind(text(&standing.word))
        .bind(at.as_millisecond())
        .bind(due.as_millisecond())
        .bind(of.postmortem.to_string())
        .bind(text(&of.mitigation))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn postpone_tracked(&self, of: &TicketOf, due: Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "UPDATE tracked SET due_at = $1, tries = tries + 1 WHERE postmortem_id = $2 AND mitigation_id = $3 AND key <> ''",
        )
        .bind(due.as_millisecond())
        .bind(of.postmortem.to_string())
        .bind(text(&of.mitigation))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn tracked(row: &SqlRow) -> Result<TrackedRow, StoreError> {
    Ok(TrackedRow {
        of: TicketOf { postmortem: uuid(row.try_get("postmortem_id")?)?, mitigation: row.try_get("mitigation_id")? },
        connection: uuid(row.try_get("connection_id")?)?,
        key: row.try_get("key")?,
        url: row.try_get("url")?,
        standing: Standing {
            state: TicketState::parse(row.try_get("state")?).unwrap_or(TicketState::Open),
            word: row.try_get("word")?,
        },
        checked_at: timestamp(row.try_get("checked_at")?)?,
        tries: number(row.try_get("tries")?)?,
    })
}
