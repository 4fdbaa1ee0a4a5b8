//! Meetings, who is asked to them, and the mails that tell calendars.

use std::collections::HashMap;

use async_trait::async_trait;
use debrief_shared::api::MeetingPart;
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::audit::commit;
use super::columns::{changed, number, timestamp, uuid};
use super::dialect::{SqlConnection, SqlRow, SqlStore, text};
use super::reviews::prefixed;
use crate::random;
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::meetings::{AttendeeRow, MeetingMail, MeetingRow, MeetingStore, NewMeeting};

/// Meetings `m` with what is shown of them; what is given says which, and in which order.
macro_rules! select_meetings {
    ($which:literal) => {
        concat!(
            "SELECT m.id, m.postmortem_id, m.sequence, m.starts_at, m.ends_at, m.time_zone, m.place, m.changed_at, m.scheduled_at,
                    m.cancelled_at IS NOT NULL AS cancelled, d.title,
                    c.id AS changer_id, c.name AS changer_name, c.color AS changer_color, c.role = 'guest' AS changer_guest
             FROM meetings m JOIN postmortems d ON d.id = m.postmortem_id JOIN people c ON c.id = m.changed_by ",
            $which
        )
    };
}

/// Those who are or were asked to meetings `m`, by name.
macro_rules! select_people {
    ($which:literal) => {
        concat!(
            "SELECT a.meeting_id, a.part, a.told, p.id AS person_id, p.name AS person_name, p.color AS person_color,
                    p.role = 'guest' AS person_guest
             FROM meeting_people a JOIN meetings m ON m.id = a.meeting_id JOIN people p ON p.id = a.person_id ",
            $which,
            " ORDER BY lower(p.name), p.id"
        )
    };
}

#[async_trait]
impl MeetingStore for SqlStore {
    async fn meeting(&self, postmortem: Uuid) -> Result<Option<MeetingRow>, StoreError> {
        let mut transaction = self.begin_reading().await?;
        let postmortem = postmortem.to_string();
        let rows = sqlx::query(select_meetings!("WHERE m.postmortem_id = $1 ORDER BY m.number DESC LIMIT 1"))
            .bind(&postmortem)
            .fetch_all(&mut *transaction)
            .await?;
        let people = sqlx::query(select_people!("WHERE m.postmortem_id = $1"))
            .bind(&postmortem)
            .fetch_all(&mut *transaction)
            .await?;
        Ok(read(&rows, &people)?.pop())
    }

    async fn meeting_by_id(&self, id: Uuid) -> Result<Option<MeetingRow>, StoreError> {
        let mut transaction = self.begin_reading().await?;
        let id = id.to_string();
        let rows = sqlx::query(select_meetings!("WHERE m.id = $1")).bind(&id).fetch_all(&mut *transaction).await?;
        let people = sqlx::query(select_people!("WHERE m.id = $1")).bind(&id).fetch_all(&mut *transaction).await?;
        Ok(read(&rows, &people)?.pop())
    }

    async fn meetings_after(&self, since: Timestamp, limit: u32) -> Result<Vec<MeetingRow>, StoreError> {
        let mut transaction = self.begin_reading().await?;
        let rows = sqlx::query(select_meetings!(
            "WHERE m.ends_at > $1 AND m.cancelled_at IS NULL AND d.deleted_at IS NULL ORDER BY m.starts_at, m.id LIMIT $2"
        ))
        .bind(since.as_millisecond())
        .bind(i64::from(limit))
        .fetch_all(&mut *transaction)
        .await?;
        let people = sqlx::query(select_people!("WHERE m.ends_at > $1 AND m.cancelled_at IS NULL"))
            .bind(since.as_millisecond())
            .fetch_all(&mut *transaction)
            .await?;
        read(&rows, &people)
    }

    async fn schedule_meeting(&self, meeting: &NewMeeting, seen: Option<u32>, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let newest = newest(&mut transaction, meeting.postmortem).await?;
        if newest.as_ref().map(|newest| newest.sequence) != seen.map(i64::from) {
            return Err(StoreError::Conflict);
        }
        let id = match newest {
            Some(newest) if newest.ends_at > meeting.at.as_millisecond() => {
                change(&mut transaction, meeting, &newest).await?;
                newest.id
            }
            other => {
                let (number, sequence) = other.map_or((1, 0), |last| (last.number + 1, last.sequence + 1));
                insert(&mut transaction, meeting, number, sequence).await?;
                meeting.id.to_string()
            }
        };
        sqlx::query("UPDATE meeting_people SET part = 'removed' WHERE meeting_id = $1")
            .bind(&id)
            .execute(&mut *transaction)
            .await?;
        for (person, part) in &meeting.people {
            sqlx::query(
                "INSERT INTO meeting_people (meeting_id, person_id, part) VALUES ($1, $2, $3)
                 ON CONFLICT (meeting_id, person_id) DO UPDATE SET part = excluded.part",
            )
            .bind(&id)
            .bind(person.to_string())
            .bind(part_text(*part))
            .execute(&mut *transaction)
            .await?;
        }
        queue_mails(&mut transaction, &id, meeting.at, meeting.mails).await?;
        commit(transaction, audit).await
    }

    async fn cancel_meeting(
        &self,
        postmortem: Uuid,
        by: Uuid,
        at: Timestamp,
        mails: Option<Timestamp>,
        audit: &Audit,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let newest = newest(&mut transaction, postmortem).await?.ok_or(StoreError::NotFound)?;
        let done = sqlx::query(
            "UPDATE meetings SET cancelled_at = $1, sequence = sequence + 1, changed_by = $2, changed_at = $1
             WHERE id = $3 AND cancelled_at IS NULL AND ends_at > $1",
        )
        .bind(at.as_millisecond())
        .bind(by.to_string())
        .bind(&newest.id)
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::NotFound)?;
        queue_mails(&mut transaction, &newest.id, at, mails).await?;
        commit(transaction, audit).await
    }

    async fn retell_meeting(&self, postmortem: Uuid, at: Timestamp, due: Option<Timestamp>) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let Some(newest) = newest(&mut transaction, postmortem).await? else { return Ok(()) };
        // Calendars take what comes later for later by its number.
        let done = sqlx::query(
            "UPDATE meetings SET sequence = sequence + 1 WHERE id = $1 AND cancelled_at IS NULL AND ends_at > $2",
        )
        .bind(&newest.id)
        .bind(at.as_millisecond())
        .execute(&mut *transaction)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(());
        }
        queue_mails(&mut transaction, &newest.id, at, due).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn claim_meeting_mail(&self, now: Timestamp, until: Timestamp) -> Result<Option<MeetingMail>, StoreError> {
        // Asked every few seconds, mostly in vain: without keeping anybody from writing.
        let due = sqlx::query("SELECT 1 FROM meeting_mails WHERE due_at <= $1 LIMIT 1").bind(now.as_millisecond());
        if due.fetch_optional(self.reader()).await?.is_none() {
            return Ok(None);
        }
        let mut transaction = self.begin().await?;
        let row = sqlx::query(
            "SELECT id, meeting_id, person_id, tries FROM meeting_mails WHERE due_at <= $1 ORDER BY due_at, id LIMIT 1",
        )
        .bind(now.as_millisecond())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let mail = MeetingMail {
            id: uuid(row.try_get("id")?)?,
            meeting: uuid(row.try_get("meeting_id")?)?,
            person: uuid(row.try_get("person_id")?)?,
            tries: number(row.try_get("tries")?)?,
        };
        sqlx::query("UPDATE meeting_mails SET closed = TRUE, due_at = $1 WHERE id = $2")
            .bind(until.as_millisecond())
            .bind(mail.id.to_string())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Some(mail))
    }

    async fn end_meeting_mail(&self, mail: &MeetingMail, told: Option<&str>) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM meeting_mails WHERE id = $1")
            .bind(mail.id.to_string())
            .execute(&mut *transaction)
            .await?;
        if let Some(told) = told {
            sqlx::query("UPDATE meeting_people SET told = $1 WHERE meeting_id = $2 AND person_id = $3")
                .bind(text(told))
                .bind(mail.meeting.to_string())
                .bind(mail.person.to_string())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    async fn postpone_meeting_mail(&self, mail: Uuid, due: Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE meeting_mails SET due_at = $1, tries = tries + 1 WHERE id = $2")
            .bind(due.as_millisecond())
            .bind(mail.to_string())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// What the newest meeting of a postmortem is changed by.
struct Newest {
    id: String,
    number: i64,
    sequence: i64,
    ends_at: i64,
}

async fn newest(connection: &mut SqlConnection, postmortem: Uuid) -> Result<Option<Newest>, StoreError> {
    let row = sqlx::query(
        "SELECT id, number, sequence, ends_at FROM meetings WHERE postmortem_id = $1 ORDER BY number DESC LIMIT 1",
    )
    .bind(postmortem.to_string())
    .fetch_optional(connection)
    .await?;
    let read = |row: &SqlRow| {
        Ok(Newest {
            id: row.try_get("id")?,
            number: row.try_get("number")?,
            sequence: row.try_get("sequence")?,
            ends_at: row.try_get("ends_at")?,
        })
    };
    row.as_ref().map(read).transpose()
}

async fn insert(
    connection: &mut SqlConnection,
    meeting: &NewMeeting,
    number: i64,
    sequence: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO meetings (id, postmortem_id, number, sequence, starts_at, ends_at, time_zone, place,
                               scheduled_by, scheduled_at, changed_by, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9, $10)",
    )
    .bind(meeting.id.to_string())
    .bind(meeting.postmortem.to_string())
    .bind(number)
    .bind(sequence)
    .bind(meeting.starts_at.as_millisecond())
    .bind(meeting.ends_at.as_millisecond())
    .bind(&meeting.time_zone)
    .bind(text(&meeting.place))
    .bind(meeting.by.to_string())
    .bind(meeting.at.as_millisecond())
    .execute(connection)
    .await?;
    Ok(())
}

async fn change(connection: &mut SqlConnection, meeting: &NewMeeting, newest: &Newest) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE meetings SET sequence = sequence + 1, starts_at = $1, ends_at = $2, time_zone = $3, place = $4,
                changed_by = $5, changed_at = $6, cancelled_at = NULL WHERE id = $7",
    )
    .bind(meeting.starts_at.as_millisecond())
    .bind(meeting.ends_at.as_millisecond())
    .bind(&meeting.time_zone)
    .bind(text(&meeting.place))
    .bind(meeting.by.to_string())
    .bind(meeting.at.as_millisecond())
    .bind(&newest.id)
    .execute(connection)
    .await?;
    Ok(())
}

/// A mail for everybody who is asked or was, unless one waits already. Whether there is anything to say is found out when it goes.
async fn queue_mails(
    connection: &mut SqlConnection,
    meeting: &str,
    at: Timestamp,
    due: Option<Timestamp>,
) -> Result<(), StoreError> {
    let Some(due) = due else { return Ok(()) };
    let rows = sqlx::query(
        "SELECT person_id FROM meeting_people a WHERE meeting_id = $1 AND NOT EXISTS (
             SELECT 1 FROM meeting_mails w WHERE w.meeting_id = a.meeting_id AND w.person_id = a.person_id AND w.closed = FALSE)",
    )
    .bind(meeting)
    .fetch_all(&mut *connection)
    .await?;
    for row in rows {
        sqlx::query("INSERT INTO meeting_mails (id, meeting_id, person_id, due_at) VALUES ($1, $2, $3, $4)")
            .bind(random::id(at).to_string())
            .bind(meeting)
            .bind(row.try_get::<String, _>("person_id")?)
            .bind(due.as_millisecond())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

fn part_text(part: MeetingPart) -> &'static str {
    match part {
        MeetingPart::Facilitator => "facilitator",
        MeetingPart::Required => "required",
        MeetingPart::Optional => "optional",
    }
}

/// Puts meetings and those who are asked to them together, in the order of the meetings.
fn read(rows: &[SqlRow], people: &[SqlRow]) -> Result<Vec<MeetingRow>, StoreError> {
    let mut by_meeting: HashMap<&str, Vec<AttendeeRow>> = HashMap::new();
    for row in people {
        let part = match row.try_get("part")? {
            "facilitator" => Some(MeetingPart::Facilitator),
            "required" => Some(MeetingPart::Required),
            "optional" => Some(MeetingPart::Optional),
            _ => None,
        };
        let person = prefixed(row, "person")?.ok_or(StoreError::NotFound)?;
        let attendee = AttendeeRow { person, part, told: row.try_get("told")? };
        by_meeting.entry(row.try_get("meeting_id")?).or_default().push(attendee);
    }
    let meeting = |row: &SqlRow| {
        let id: &str = row.try_get("id")?;
        Ok(MeetingRow {
            id: uuid(id)?,
            postmortem: uuid(row.try_get("postmortem_id")?)?,
            title: row.try_get("title")?,
            sequence: number(row.try_get("sequence")?)?,
            starts_at: timestamp(row.try_get("starts_at")?)?,
            ends_at: timestamp(row.try_get("ends_at")?)?,
            time_zone: row.try_get("time_zone")?,
            place: row.try_get("place")?,
            changed_by: prefixed(row, "changer")?.ok_or(StoreError::NotFound)?,
            changed_at: timestamp(row.try_get("changed_at")?)?,
            scheduled_at: timestamp(row.try_get("scheduled_at")?)?,
            cancelled: row.try_get("cancelled")?,
            people: by_meeting.remove(id).unwrap_or_default(),
        })
    };
    rows.iter().map(meeting).collect()
}
