//! Mails that are to go.

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::columns::{number, uuid};
use super::dialect::{SqlConnection, SqlStore};
use super::notifications::{notification, select_notifications};
use crate::store::StoreError;
use crate::store::mails::{MailRow, MailStore, Slot};
use crate::store::notifications::{NewNotification, NotificationRow};

#[async_trait]
impl MailStore for SqlStore {
    async fn claim_mail(&self, now: Timestamp, until: Timestamp) -> Result<Option<MailRow>, StoreError> {
        // Asked every few seconds, mostly in vain: without keeping anybody from writing.
        let due = sqlx::query("SELECT 1 FROM mails WHERE due_at <= $1 LIMIT 1").bind(now.as_millisecond());
        if due.fetch_optional(self.reader()).await?.is_none() {
            return Ok(None);
        }
        // Another node may have been quicker; and nobody puts anything into it between here and the end.
        let mut transaction = self.begin().await?;
        let row = sqlx::query("SELECT id, person_id, tries FROM mails WHERE due_at <= $1 ORDER BY due_at, id LIMIT 1")
            .bind(now.as_millisecond())
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let mail = MailRow {
            id: uuid(row.try_get("id")?)?,
            person: uuid(row.try_get("person_id")?)?,
            tries: number(row.try_get("tries")?)?,
        };
        sqlx::query("UPDATE mails SET closed = TRUE, due_at = $1 WHERE id = $2")
            .bind(until.as_millisecond())
            .bind(mail.id.to_string())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Some(mail))
    }

    async fn mail_contents(&self, mail: Uuid) -> Result<Vec<NotificationRow>, StoreError> {
        let sql = select_notifications!(
            "JOIN mail_notifications m ON m.notification_id = n.id",
            "AND m.mail_id = $1 AND n.read_at IS NULL ORDER BY n.created_at, n.id"
        );
        let rows = sqlx::query(sql).bind(mail.to_string()).fetch_all(self.reader()).await?;
        rows.iter().filter_map(|row| notification(row).transpose()).collect()
    }

    async fn end_mail(&self, mail: Uuid) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM mails WHERE id = $1").bind(mail.to_string()).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn postpone_mail(&self, mail: Uuid, due: Timestamp, reopen: bool) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE mails SET due_at = $1, tries = tries + 1, closed = $2 WHERE id = $3")
            .bind(due.as_millisecond())
            .bind(!reopen)
            .bind(mail.to_string())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Puts a notification into the mail that waits for its person and place, or into a new one.
pub(super) async fn enter(
    connection: &mut SqlConnection,
    new: &NewNotification,
    notification: &str,
    slot: Slot,
) -> Result<(), StoreError> {
    let postmortem = (!slot.daily).then(|| new.postmortem.to_string());
    let waiting = sqlx::query(
        "SELECT id FROM mails WHERE person_id = $1 AND closed = FALSE
         AND (postmortem_id = $2 OR ($2 IS NULL AND postmortem_id IS NULL)) ORDER BY due_at LIMIT 1",
    )
    .bind(new.person.to_string())
    .bind(&postmortem)
    .fetch_optional(&mut *connection)
    .await?;
    let mail: String = if let Some(row) = waiting {
        row.try_get("id")?
    } else {
        sqlx::query("INSERT INTO mails (id, person_id, postmortem_id, due_at) VALUES ($1, $2, $3, $4)")
            .bind(slot.id.to_string())
            .bind(new.person.to_string())
            .bind(&postmortem)
            .bind(slot.due.as_millisecond())
            .execute(&mut *connection)
            .await?;
        slot.id.to_string()
    };
    sqlx::query("INSERT INTO mail_notifications (mail_id, notification_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(mail)
        .bind(notification)
        .execute(connection)
        .await?;
    Ok(())
}
