//! Reminders of mitigations.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sqlx::Row;
use uuid::Uuid;

use super::columns::{number, uuid};
use super::dialect::{SqlRow, SqlStore, text};
use super::notifications::{add, clear};
use crate::store::StoreError;
use crate::store::notifications::NewNotification;
use crate::store::reminders::{DueAction, NewReminder, Reminded, ReminderStore};

#[async_trait]
impl ReminderStore for SqlStore {
    async fn due_actions(&self, from: Date, to: Date, limit: u32) -> Result<Vec<DueAction>, StoreError> {
        let rows = sqlx::query(
            "SELECT a.postmortem_id, a.action_id, a.owner_key, a.due_key, r.step, r.last_on, r.answered_at FROM actions a
             JOIN postmortems p ON p.id = a.postmortem_id
             LEFT JOIN reminders r ON r.postmortem_id = a.postmortem_id AND r.action_id = a.action_id
                  AND r.owner_key = a.owner_key AND r.due_key = a.due_key
             WHERE p.deleted_at IS NULL AND a.status IN ('open', 'in_progress') AND a.owner_key <> ''
             AND a.due_key >= $1 AND a.due_key <= $2 ORDER BY a.due_key, a.postmortem_id, a.action_id LIMIT $3",
        )
        .bind(from.to_string())
        .bind(to.to_string())
        .bind(i64::from(limit))
        .fetch_all(self.reader())
        .await?;
        rows.iter().map(due_action).collect()
    }

    async fn remind(
        &self,
        reminder: &NewReminder,
        news: &NewNotification,
        most: u32,
        since: Timestamp,
    ) -> Result<bool, StoreError> {
        let NewReminder { action, person, step, on } = reminder;
        let mut transaction = self.begin().await?;
        // Only one transaction gets in at a time: whoever comes second finds the step taken.
        let done = sqlx::query(
            "INSERT INTO reminders (postmortem_id, action_id, person_id, owner_key, due_key, step, last_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (postmortem_id, action_id) DO UPDATE SET
             person_id = excluded.person_id, owner_key = excluded.owner_key, due_key = excluded.due_key, step = excluded.step,
             last_on = excluded.last_on, answered_at = NULL
             WHERE reminders.owner_key <> excluded.owner_key OR reminders.due_key <> excluded.due_key
             OR (reminders.step < excluded.step AND reminders.answered_at IS NULL)",
        )
        .bind(action.postmortem.to_string())
        .bind(text(&action.action))
        .bind(person.to_string())
        .bind(text(&action.owner_key))
        .bind(action.due.to_string())
        .bind(i64::from(*step))
        .bind(on.to_string())
        .execute(&mut *transaction)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let id = add(&mut transaction, news).await?;
        if let Some(slot) = news.mail {
            super::mails::enter(&mut transaction, news, &id, slot).await?;
        }
        clear(&mut transaction, *person, most, since).await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn answer_reminder(
        &self,
        postmortem: Uuid,
        action: &str,
        person: Uuid,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        // Whoever answers before the first reminder gets none; the row stands for the owner and the date that it has now.
        sqlx::query(
            "INSERT INTO reminders (postmortem_id, action_id, person_id, owner_key, due_key, step, last_on, answered_at)
             SELECT postmortem_id, action_id, $1, owner_key, due_key, 0, $2, $3 FROM actions
             WHERE postmortem_id = $4 AND action_id = $5 AND owner_key <> '' AND due_key <> ''
             ON CONFLICT (postmortem_id, action_id) DO UPDATE SET
             owner_key = excluded.owner_key, due_key = excluded.due_key, answered_at = excluded.answered_at",
        )
        .bind(person.to_string())
        .bind(at.to_zoned(TimeZone::UTC).date().to_string())
        .bind(at.as_millisecond())
        .bind(postmortem.to_string())
        .bind(text(action))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn due_action(row: &SqlRow) -> Result<DueAction, StoreError> {
    let date = |column: &str| {
        let text: &str = row.try_get(column)?;
        text.parse::<Date>().map_err(|error| StoreError::Unavailable(error.to_string()))
    };
    let step: Option<i64> = row.try_get("step")?;
    let reminded = match step {
        None => None,
        Some(step) => Some(Reminded {
            step: number(step)?,
            on: date("last_on")?,
            answered: row.try_get::<Option<i64>, _>("answered_at")?.is_some(),
        }),
    };
    Ok(DueAction {
        postmortem: uuid(row.try_get("postmortem_id")?)?,
        action: row.try_get("action_id")?,
        owner_key: row.try_get("owner_key")?,
        due: date("due_key")?,
        reminded,
    })
}
