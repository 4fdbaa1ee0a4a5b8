//! Notifications and their settings.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use debrief_shared::api::{NotificationKind, NotificationSettings, SuggestionEnd};
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::columns::{json_list, number, person as read_person, timestamp, uuid};
use super::dialect::{SqlConnection, SqlRow, SqlStore, elements};
use crate::store::StoreError;
use crate::store::notifications::{NewNotification, NotificationRow, NotificationStore, Which};

/// Notifications with what is shown of them; what is given says which, and in which order.
macro_rules! select_notifications {
    ($which:literal) => {
        select_notifications!("", $which)
    };
    ($join:literal, $which:literal) => {
        concat!(
            "SELECT n.id, n.kind, n.postmortem_id, n.thread_id, n.comment_id, n.happened, n.created_at, n.read_at, d.title,
                    coalesce(c.body, CASE WHEN n.kind = 'review_asked' THEN r.note WHEN n.kind = 'facilitator_sought' THEN f.note
                         WHEN n.kind = 'mitigation_due' THEN (SELECT min(s.text) FROM standing_reminders s
                              WHERE s.postmortem_id = n.postmortem_id AND s.person_id = n.person_id) ELSE t.note END, '') AS body,
                    CASE WHEN n.kind = 'resolved' THEN g.accepted END AS accepted, th.created_by = n.person_id AS own,
                    n.actor_id, p.name, p.color, p.role = 'guest' AS guest
             FROM notifications n JOIN postmortems d ON d.id = n.postmortem_id JOIN people p ON p.id = n.actor_id
             LEFT JOIN comments c ON c.id = n.comment_id LEFT JOIN reviews r ON r.id = n.review_id
             LEFT JOIN threads th ON th.id = n.thread_id LEFT JOIN suggestions g ON g.thread_id = n.thread_id
             LEFT JOIN facilitator_requests f ON f.postmortem_id = n.postmortem_id
             LEFT JOIN review_parts t ON t.review_id = n.review_id AND t.person_id = n.actor_id ",
            $join,
            // What was answered, or has another owner or date now, is no reminder any more.
            " WHERE (n.kind <> 'mitigation_due' OR EXISTS (SELECT 1 FROM standing_reminders s
                    WHERE s.postmortem_id = n.postmortem_id AND s.person_id = n.person_id)) ",
            $which
        )
    };
}
pub(super) use select_notifications;

#[async_trait]
impl NotificationStore for SqlStore {
    async fn notify(&self, news: &[NewNotification], most: u32, since: Timestamp) -> Result<(), StoreError> {
        if news.is_empty() {
            return Ok(());
        }
        let mut transaction = self.begin().await?;
        for new in news {
            let id = add(&mut transaction, new).await?;
            if let Some(slot) = new.mail {
                super::mails::enter(&mut transaction, new, &id, slot).await?;
            }
        }
        let people: BTreeSet<Uuid> = news.iter().map(|new| new.person).collect();
        for person in people {
            clear(&mut transaction, person, most, since).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    async fn notifications(&self, person: Uuid) -> Result<Vec<NotificationRow>, StoreError> {
        let sql =
            select_notifications!("AND n.person_id = $1 AND n.shown = TRUE ORDER BY n.created_at DESC, n.id DESC");
        let rows = sqlx::query(sql).bind(person.to_string()).fetch_all(self.reader()).await?;
        // One of a kind that only a newer version knows is not shown.
        rows.iter().filter_map(|row| notification(row).transpose()).collect()
    }

    async fn note_notifications_read(&self, person: Uuid, which: Which, at: Timestamp) -> Result<(), StoreError> {
        let (one, thread, review, meeting) = match which {
            Which::All => (None, None, None, None),
            Which::One(id) => (Some(id.to_string()), None, None, None),
            Which::Thread(id) => (None, Some(id.to_string()), None, None),
            Which::Review(id) => (None, None, Some(id.to_string()), None),
            Which::Meeting(id) => (None, None, None, Some(id.to_string())),
        };
        sqlx::query(
            "UPDATE notifications SET read_at = $1 WHERE person_id = $2 AND read_at IS NULL
             AND ($3 IS NULL OR id = $3) AND ($4 IS NULL OR thread_id = $4)
             AND ($5 IS NULL OR (postmortem_id = $5 AND thread_id IS NULL AND kind NOT LIKE 'meeting%' AND kind NOT LIKE 'facilitator%'))
             AND ($6 IS NULL OR (postmortem_id = $6 AND (kind LIKE 'meeting%' OR kind LIKE 'facilitator%')))",
        )
        .bind(at.as_millisecond())
        .bind(person.to_string())
        .bind(one)
        .bind(thread)
        .bind(review)
        .bind(meeting)
        .execute(self.writer())
        .await?;
        Ok(())
    }

    async fn notification_settings(&self, people: &[Uuid]) -> Result<HashMap<Uuid, NotificationSettings>, StoreError> {
        let sql = concat!(
            "SELECT person_id, settings FROM notification_settings WHERE person_id IN (SELECT value ->> 0 FROM ",
            elements!("$1"),
            ")"
        );
        let list = json_list(people.iter().map(|id| (id,)));
        let mut all: HashMap<Uuid, NotificationSettings> =
            people.iter().map(|id| (*id, NotificationSettings::default())).collect();
        for row in sqlx::query(sql).bind(list).fetch_all(self.reader()).await? {
            // What a newer version has written and this one cannot read counts as the defaults.
            if let Ok(settings) = serde_json::from_str(row.try_get("settings")?) {
                all.insert(uuid(row.try_get("person_id")?)?, settings);
            }
        }
        Ok(all)
    }

    async fn set_notification_settings(&self, person: Uuid, settings: &NotificationSettings) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO notification_settings (person_id, settings) VALUES ($1, $2)
             ON CONFLICT (person_id) DO UPDATE SET settings = excluded.settings",
        )
        .bind(person.to_string())
        .bind(serde_json::to_string(settings).expect("plain data serialises"))
        .execute(self.writer())
        .await?;
        Ok(())
    }
}

/// Adds one, or puts it into the unread one of its thread or of its kind. Returns the id of the one it is in.
pub(super) async fn add(connection: &mut SqlConnection, new: &NewNotification) -> Result<String, StoreError> {
    let (thread, comment, review) = new.about.parts();
    let [thread, comment, review] = [thread, comment, review].map(|id| id.map(|id| id.to_string()));
    let there = sqlx::query(
        "UPDATE notifications SET happened = happened + 1, actor_id = $1, created_at = $2,
                comment_id = CASE WHEN kind = 'mentioned' AND $3 <> 'mentioned' THEN comment_id ELSE $4 END,
                kind = CASE WHEN kind = 'mentioned' THEN kind ELSE $3 END, review_id = $8,
                shown = (shown OR $9)
         WHERE person_id = $5 AND read_at IS NULL
         AND (thread_id = $6 OR ($6 IS NULL AND thread_id IS NULL AND postmortem_id = $7 AND kind = $3)) RETURNING id",
    )
    .bind(new.actor.to_string())
    .bind(new.at.as_millisecond())
    .bind(new.kind.as_str())
    .bind(&comment)
    .bind(new.person.to_string())
    .bind(&thread)
    .bind(new.postmortem.to_string())
    .bind(&review)
    .bind(new.shown)
    .fetch_all(&mut *connection)
    .await?;
    if let Some(there) = there.first() {
        return Ok(there.try_get("id")?);
    }
    sqlx::query(
        "INSERT INTO notifications (id, person_id, postmortem_id, thread_id, comment_id, kind, actor_id, happened, created_at, review_id, shown)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10)",
    )
    .bind(new.id.to_string())
    .bind(new.person.to_string())
    .bind(new.postmortem.to_string())
    .bind(thread)
    .bind(comment)
    .bind(new.kind.as_str())
    .bind(new.actor.to_string())
    .bind(new.at.as_millisecond())
    .bind(review)
    .bind(new.shown)
    .execute(connection)
    .await?;
    Ok(new.id.to_string())
}

/// Clears away what is old, and what is too much.
pub(super) async fn clear(
    connection: &mut SqlConnection,
    person: Uuid,
    most: u32,
    since: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM notifications WHERE person_id = $1 AND (created_at < $2 OR id NOT IN
         (SELECT id FROM notifications WHERE person_id = $1 ORDER BY created_at DESC, id DESC LIMIT $3))",
    )
    .bind(person.to_string())
    .bind(since.as_millisecond())
    .bind(i64::from(most))
    .execute(connection)
    .await?;
    Ok(())
}

/// Reads a row of [`select_notifications`]; `None` for one of a kind that only a newer version knows.
pub(super) fn notification(row: &SqlRow) -> Result<Option<NotificationRow>, StoreError> {
    let Some(kind) = NotificationKind::parse(row.try_get("kind")?) else { return Ok(None) };
    let (thread, comment): (Option<&str>, Option<&str>) = (row.try_get("thread_id")?, row.try_get("comment_id")?);
    let read_at: Option<i64> = row.try_get("read_at")?;
    let (accepted, own): (Option<bool>, Option<bool>) = (row.try_get("accepted")?, row.try_get("own")?);
    Ok(Some(NotificationRow {
        id: uuid(row.try_get("id")?)?,
        kind,
        actor: read_person(
            row.try_get("actor_id")?,
            row.try_get("name")?,
            row.try_get("color")?,
            row.try_get("guest")?,
        )?,
        postmortem: uuid(row.try_get("postmortem_id")?)?,
        title: row.try_get("title")?,
        thread: thread.map(uuid).transpose()?,
        comment: comment.map(uuid).transpose()?,
        body: row.try_get("body")?,
        suggestion: accepted.map(|accepted| SuggestionEnd { accepted, own: own.unwrap_or_default() }),
        happened: number(row.try_get("happened")?)?,
        created_at: timestamp(row.try_get("created_at")?)?,
        read: read_at.is_some(),
    }))
}
