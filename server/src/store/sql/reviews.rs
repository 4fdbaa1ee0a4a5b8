//! Review rounds, what was published, and what the instance has decided.

use std::collections::HashMap;

use async_trait::async_trait;
use debrief_shared::api::{Person, ReviewVerdict};
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::audit::commit;
use super::columns::{changed, number, person, timestamp, uuid};
use super::dialect::{SqlConnection, SqlRow, SqlStore, text};
use super::history::insert_state;
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::reviews::{
    Had, NewPublication, NewReview, PartRow, PartSaid, PublicationRow, PublishedRow, ReviewRow, ReviewStore, WaitingRow,
};

#[async_trait]
impl ReviewStore for SqlStore {
    async fn reviews(&self, postmortem: Uuid) -> Result<Vec<ReviewRow>, StoreError> {
        // Both statements see the same moment.
        let mut transaction = self.begin_reading().await?;
        let parts = sqlx::query(
            "SELECT t.review_id, t.team, t.points, t.verdict, t.note, t.at, t.seq, t.text, p.id AS person_id, p.name AS person_name,
                    p.color AS person_color, p.role = 'guest' AS person_guest
             FROM reviews r JOIN review_parts t ON t.review_id = r.id JOIN people p ON p.id = t.person_id
             WHERE r.postmortem_id = $1 ORDER BY p.name, p.id",
        )
        .bind(postmortem.to_string())
        .fetch_all(&mut *transaction)
        .await?;
        let mut by_review: HashMap<String, Vec<PartRow>> = HashMap::new();
        for row in &parts {
            by_review.entry(row.try_get("review_id")?).or_default().push(part_row(row)?);
        }
        let rows = sqlx::query(
            "SELECT r.id, r.number, r.asked_at, r.seq, r.due, r.note, r.ended_at, p.id AS person_id, p.name AS person_name,
                    p.color AS person_color, p.role = 'guest' AS person_guest,
                    e.id AS ender_id, e.name AS ender_name, e.color AS ender_color, e.role = 'guest' AS ender_guest
             FROM reviews r JOIN people p ON p.id = r.asked_by LEFT JOIN people e ON e.id = r.ended_by
             WHERE r.postmortem_id = $1 ORDER BY r.number DESC",
        )
        .bind(postmortem.to_string())
        .fetch_all(&mut *transaction)
        .await?;
        rows.iter()
            .map(|row| {
                let id: &str = row.try_get("id")?;
                let parts = by_review.remove(id).unwrap_or_default();
                review_row(row, uuid(id)?, parts)
            })
            .collect()
    }

    async fn begin_review(&self, review: &NewReview, most: u32, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        end(&mut transaction, review.postmortem, review.by, review.at).await?;
        let done = sqlx::query(
            "INSERT INTO reviews (id, postmortem_id, number, asked_by, asked_at, seq, due, note)
             SELECT $1, $2, n.number, $3, $4, $5, $6, $7
             FROM (SELECT coalesce(max(number), 0) + 1 AS number FROM reviews WHERE postmortem_id = $2) n WHERE n.number <= $8",
        )
        .bind(review.id.to_string())
        .bind(review.postmortem.to_string())
        .bind(review.by.to_string())
        .bind(review.at.as_millisecond())
        .bind(review.seq)
        .bind(&review.due)
        .bind(text(&review.note))
        .bind(i64::from(most))
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::Conflict)?;
        for (person, team) in &review.reviewers {
            sqlx::query(
                "INSERT INTO review_parts (review_id, person_id, team, points, note) VALUES ($1, $2, $3, '[]', '')",
            )
            .bind(review.id.to_string())
            .bind(person.to_string())
            .bind(team.as_deref().map(text))
            .execute(&mut *transaction)
            .await?;
        }
        commit(transaction, audit).await
    }

    async fn end_review(&self, postmortem: Uuid, by: Uuid, at: Timestamp, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        if !end(&mut transaction, postmortem, by, at).await? {
            return Err(StoreError::NotFound);
        }
        commit(transaction, audit).await
    }

    async fn save_part(
        &self,
        postmortem: Uuid,
        review: Uuid,
        person: Uuid,
        said: &PartSaid,
        had: &Had,
        noted: Option<&Audit>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let points = serde_json::to_string(&said.points).map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let done = sqlx::query(
            "UPDATE review_parts SET points = $1, verdict = $2, note = $3, at = $4, seq = $5, text = $9 WHERE review_id = $6 AND person_id = $7
             AND EXISTS (SELECT 1 FROM reviews WHERE id = $6 AND postmortem_id = $8 AND ended_at IS NULL)",
        )
        .bind(text(&points))
        .bind(said.verdict.map(verdict_text))
        .bind(text(&said.note))
        .bind(had.at.as_millisecond())
        .bind(had.seq)
        .bind(review.to_string())
        .bind(person.to_string())
        .bind(postmortem.to_string())
        .bind(&had.text)
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::NotFound)?;
        match noted {
            Some(audit) => commit(transaction, audit).await,
            None => Ok(transaction.commit().await?),
        }
    }

    async fn waiting_reviews(&self, person: Uuid, limit: u32) -> Result<Vec<WaitingRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT r.postmortem_id, r.asked_at, r.due, m.title, p.id AS person_id, p.name AS person_name, p.color AS person_color,
                    p.role = 'guest' AS person_guest
             FROM review_parts t JOIN reviews r ON r.id = t.review_id JOIN postmortems m ON m.id = r.postmortem_id
             JOIN people p ON p.id = r.asked_by
             WHERE t.person_id = $1 AND t.verdict IS NULL AND r.ended_at IS NULL AND m.deleted_at IS NULL
             ORDER BY r.due IS NULL, r.due, r.asked_at, r.id LIMIT $2",
        )
        .bind(person.to_string())
        .bind(i64::from(limit))
        .fetch_all(self.reader())
        .await?;
        let read = |row: &SqlRow| {
            Ok(WaitingRow {
                postmortem: uuid(row.try_get("postmortem_id")?)?,
                title: row.try_get("title")?,
                by: prefixed(row, "person")?.ok_or(StoreError::NotFound)?,
                at: timestamp(row.try_get("asked_at")?)?,
                due: row.try_get("due")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn review_turns(&self, team: Uuid) -> Result<Vec<Uuid>, StoreError> {
        let rows = sqlx::query(
            "SELECT p.id FROM team_members m JOIN people p ON p.id = m.person_id
             LEFT JOIN review_parts t ON t.person_id = p.id LEFT JOIN reviews r ON r.id = t.review_id
             WHERE m.team_id = $1 AND p.suspended_at IS NULL
             GROUP BY p.id, p.name ORDER BY coalesce(max(r.asked_at), 0), p.name, p.id",
        )
        .bind(team.to_string())
        .fetch_all(self.reader())
        .await?;
        rows.iter().map(|row| uuid(row.try_get("id")?)).collect()
    }

    async fn publications(&self, postmortem: Uuid) -> Result<Vec<PublicationRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT u.number, u.seq, u.published_at, u.despite, p.id AS person_id, p.name AS person_name, p.color AS person_color,
                    p.role = 'guest' AS person_guest
             FROM publications u LEFT JOIN people p ON p.id = u.published_by WHERE u.postmortem_id = $1 ORDER BY u.number DESC",
        )
        .bind(postmortem.to_string())
        .fetch_all(self.reader())
        .await?;
        rows.iter().map(publication).collect()
    }

    async fn published(&self, after: Option<Uuid>, limit: u32) -> Result<Vec<PublishedRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT m.id, m.created_at, u.number, u.seq, u.published_at, u.despite, p.id AS person_id, p.name AS person_name,
                    p.color AS person_color, p.role = 'guest' AS person_guest
             FROM postmortems m JOIN publications u ON u.postmortem_id = m.id
                  AND u.number = (SELECT max(number) FROM publications WHERE postmortem_id = m.id)
             LEFT JOIN people p ON p.id = u.published_by
             WHERE m.deleted_at IS NULL AND m.visibility = 'workspace' AND m.id > $1 ORDER BY m.id LIMIT $2",
        )
        .bind(after.map_or_else(String::new, |after| after.to_string()))
        .bind(i64::from(limit))
        .fetch_all(self.reader())
        .await?;
        let read = |row: &SqlRow| {
            Ok(PublishedRow {
                postmortem: uuid(row.try_get("id")?)?,
                created_at: timestamp(row.try_get("created_at")?)?,
                publication: publication(row)?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn publication_epoch(&self) -> Result<i64, StoreError> {
        let (epoch,): (i64,) = sqlx::query_as("SELECT epoch FROM publication_epoch").fetch_one(self.reader()).await?;
        Ok(epoch)
    }

    async fn publish(&self, publication: &NewPublication, most: u32, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        insert_state(&mut transaction, publication.postmortem, &publication.state, publication.at).await?;
        let done = sqlx::query(
            "INSERT INTO publications (postmortem_id, number, seq, published_by, published_at, despite)
             SELECT $1, n.number, $2, $3, $4, $5
             FROM (SELECT coalesce(max(number), 0) + 1 AS number FROM publications WHERE postmortem_id = $1) n WHERE n.number <= $6",
        )
        .bind(publication.postmortem.to_string())
        .bind(publication.state.through)
        .bind(publication.by.to_string())
        .bind(publication.at.as_millisecond())
        .bind(text(&publication.despite))
        .bind(i64::from(most))
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::Conflict)?;
        // What they were asked for is done.
        end(&mut transaction, publication.postmortem, publication.by, publication.at).await?;
        commit(transaction, audit).await
    }

    async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let row =
            sqlx::query("SELECT value FROM settings WHERE name = $1").bind(name).fetch_optional(self.reader()).await?;
        Ok(row.map(|row| row.try_get("value")).transpose()?)
    }

    async fn set_setting(&self, name: &str, value: &str, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
            .bind(name)
            .bind(text(value))
            .execute(&mut *transaction)
            .await?;
        commit(transaction, audit).await
    }
}

/// Ends the round that is going on; says whether there was one.
fn publication(row: &SqlRow) -> Result<PublicationRow, StoreError> {
    Ok(PublicationRow {
        number: number(row.try_get("number")?)?,
        seq: row.try_get("seq")?,
        by: prefixed(row, "person")?,
        at: timestamp(row.try_get("published_at")?)?,
        despite: row.try_get("despite")?,
    })
}

async fn end(connection: &mut SqlConnection, postmortem: Uuid, by: Uuid, at: Timestamp) -> Result<bool, StoreError> {
    let done =
        sqlx::query("UPDATE reviews SET ended_by = $2, ended_at = $3 WHERE postmortem_id = $1 AND ended_at IS NULL")
            .bind(postmortem.to_string())
            .bind(by.to_string())
            .bind(at.as_millisecond())
            .execute(connection)
            .await?;
    Ok(done.rows_affected() > 0)
}

/// Somebody whose columns begin with `prefix`, if there is anybody.
pub(super) fn prefixed(row: &SqlRow, prefix: &str) -> Result<Option<Person>, StoreError> {
    let column = |name: &str| format!("{prefix}_{name}");
    let id: Option<&str> = row.try_get(column("id").as_str())?;
    let Some(id) = id else { return Ok(None) };
    let (name, color) = (row.try_get(column("name").as_str())?, row.try_get(column("color").as_str())?);
    person(id, name, color, row.try_get(column("guest").as_str())?).map(Some)
}

fn verdict_text(verdict: ReviewVerdict) -> &'static str {
    match verdict {
        ReviewVerdict::Approved => "approved",
        ReviewVerdict::SentBack => "sent_back",
    }
}

fn part_row(row: &SqlRow) -> Result<PartRow, StoreError> {
    let verdict = match row.try_get::<Option<&str>, _>("verdict")? {
        None => None,
        Some("approved") => Some(ReviewVerdict::Approved),
        Some("sent_back") => Some(ReviewVerdict::SentBack),
        Some(other) => return Err(StoreError::Unavailable(format!("unknown verdict: {other:?}"))),
    };
    let points = serde_json::from_str(row.try_get("points")?)
        .map_err(|error| StoreError::Unavailable(format!("points of a review: {error}")))?;
    let at: Option<i64> = row.try_get("at")?;
    let seq: Option<i64> = row.try_get("seq")?;
    Ok(PartRow {
        person: prefixed(row, "person")?.ok_or(StoreError::NotFound)?,
        team: row.try_get("team")?,
        said: PartSaid { points, verdict, note: row.try_get("note")? },
        at: match at.zip(seq) {
            Some((at, seq)) => Some((timestamp(at)?, seq)),
            None => None,
        },
        text: row.try_get("text")?,
    })
}

fn review_row(row: &SqlRow, id: Uuid, parts: Vec<PartRow>) -> Result<ReviewRow, StoreError> {
    let ended_at: Option<i64> = row.try_get("ended_at")?;
    let ended = match prefixed(row, "ender")?.zip(ended_at) {
        Some((by, at)) => Some((by, timestamp(at)?)),
        None => None,
    };
    Ok(ReviewRow {
        id,
        number: number(row.try_get("number")?)?,
        by: prefixed(row, "person")?.ok_or(StoreError::NotFound)?,
        at: timestamp(row.try_get("asked_at")?)?,
        seq: row.try_get("seq")?,
        due: row.try_get("due")?,
        note: row.try_get("note")?,
        ended,
        parts,
    })
}
