//! Who likes to facilitate, who is looked for, and calendar addresses.

use async_trait::async_trait;
use debrief_shared::api::Person;
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::audit::commit;
use super::columns::{changed, person, timestamp};
use super::dialect::{SqlRow, SqlStore, text};
use super::people::accounts::{account, account_columns};
use super::reviews::prefixed;
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::facilitators::{FacilitatorStore, RequestRow};
use crate::store::people::{Account, SecretHash};

#[async_trait]
impl FacilitatorStore for SqlStore {
    async fn facilitator_request(&self, postmortem: Uuid) -> Result<Option<RequestRow>, StoreError> {
        let row = sqlx::query(
            "SELECT r.asked_at, r.note, a.id AS asker_id, a.name AS asker_name, a.color AS asker_color, a.role = 'guest' AS asker_guest,
                    t.id AS taker_id, t.name AS taker_name, t.color AS taker_color, t.role = 'guest' AS taker_guest
             FROM facilitator_requests r JOIN people a ON a.id = r.asked_by LEFT JOIN people t ON t.id = r.taken_by
             WHERE r.postmortem_id = $1",
        )
        .bind(postmortem.to_string())
        .fetch_optional(self.reader())
        .await?;
        let read = |row: &SqlRow| {
            Ok(RequestRow {
                asked_by: prefixed(row, "asker")?.ok_or(StoreError::NotFound)?,
                asked_at: timestamp(row.try_get("asked_at")?)?,
                note: row.try_get("note")?,
                taken_by: prefixed(row, "taker")?,
            })
        };
        row.as_ref().map(read).transpose()
    }

    async fn seek_facilitator(
        &self,
        postmortem: Uuid,
        by: Uuid,
        at: Timestamp,
        note: &str,
        audit: &Audit,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO facilitator_requests (postmortem_id, asked_by, asked_at, note) VALUES ($1, $2, $3, $4)
             ON CONFLICT (postmortem_id) DO UPDATE SET asked_by = excluded.asked_by, asked_at = excluded.asked_at,
                note = excluded.note, taken_by = NULL, taken_at = NULL",
        )
        .bind(postmortem.to_string())
        .bind(by.to_string())
        .bind(at.as_millisecond())
        .bind(text(note))
        .execute(&mut *transaction)
        .await?;
        commit(transaction, audit).await
    }

    async fn stop_seeking(&self, postmortem: Uuid, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("DELETE FROM facilitator_requests WHERE postmortem_id = $1 AND taken_by IS NULL")
            .bind(postmortem.to_string())
            .execute(&mut *transaction)
            .await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }

    async fn take_facilitation(
        &self,
        postmortem: Uuid,
        person: Uuid,
        at: Timestamp,
        audit: &Audit,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let there = sqlx::query("SELECT 1 FROM facilitator_requests WHERE postmortem_id = $1")
            .bind(postmortem.to_string())
            .fetch_optional(&mut *transaction)
            .await?;
        there.ok_or(StoreError::NotFound)?;
        let done = sqlx::query(
            "UPDATE facilitator_requests SET taken_by = $1, taken_at = $2 WHERE postmortem_id = $3 AND taken_by IS NULL",
        )
        .bind(person.to_string())
        .bind(at.as_millisecond())
        .bind(postmortem.to_string())
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::Conflict)?;
        commit(transaction, audit).await
    }

    async fn give_facilitation_back(&self, postmortem: Uuid, person: Uuid, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "UPDATE facilitator_requests SET taken_by = NULL, taken_at = NULL WHERE postmortem_id = $1 AND taken_by = $2",
        )
        .bind(postmortem.to_string())
        .bind(person.to_string())
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }

    async fn willing_facilitators(&self) -> Result<Vec<Person>, StoreError> {
        let rows = sqlx::query(
            "SELECT p.id, p.name, p.color, p.role = 'guest' AS guest FROM facilitators f JOIN people p ON p.id = f.person_id
             WHERE p.suspended_at IS NULL ORDER BY lower(p.name), p.id",
        )
        .fetch_all(self.reader())
        .await?;
        let read = |row: &SqlRow| {
            person(row.try_get("id")?, row.try_get("name")?, row.try_get("color")?, row.try_get("guest")?)
        };
        rows.iter().map(read).collect()
    }

    async fn set_willing(&self, person: Uuid, since: Option<Timestamp>) -> Result<(), StoreError> {
        let statement = match since {
            Some(at) => {
                sqlx::query("INSERT INTO facilitators (person_id, since) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                    .bind(person.to_string())
                    .bind(at.as_millisecond())
            }
            None => sqlx::query("DELETE FROM facilitators WHERE person_id = $1").bind(person.to_string()),
        };
        statement.execute(self.writer()).await?;
        Ok(())
    }

    async fn calendar_feed(&self, person: Uuid) -> Result<Option<Timestamp>, StoreError> {
        let row = sqlx::query("SELECT created_at FROM calendar_feeds WHERE person_id = $1")
            .bind(person.to_string())
            .fetch_optional(self.reader())
            .await?;
        row.map(|row| timestamp(row.try_get("created_at")?)).transpose()
    }

    async fn make_calendar_feed(
        &self,
        person: Uuid,
        secret: &SecretHash,
        at: Timestamp,
        audit: &Audit,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "INSERT INTO calendar_feeds (person_id, hash, created_at) SELECT $1, $2, $3
             WHERE EXISTS (SELECT 1 FROM people WHERE id = $1 AND suspended_at IS NULL)
             ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, created_at = excluded.created_at",
        )
        .bind(person.to_string())
        .bind(secret.as_slice())
        .bind(at.as_millisecond())
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }

    async fn revoke_calendar_feed(&self, person: Uuid, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("DELETE FROM calendar_feeds WHERE person_id = $1")
            .bind(person.to_string())
            .execute(&mut *transaction)
            .await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }

    async fn calendar_reader(&self, secret: &SecretHash) -> Result<Option<Account>, StoreError> {
        let row = sqlx::query(concat!(
            "SELECT ",
            account_columns!(),
            " FROM calendar_feeds f JOIN people p ON p.id = f.person_id WHERE f.hash = $1 AND p.suspended_at IS NULL"
        ))
        .bind(secret.as_slice())
        .fetch_optional(self.reader())
        .await?;
        row.as_ref().map(account).transpose()
    }
}
