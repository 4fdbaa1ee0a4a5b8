//! How far somebody has read the comments of a postmortem.

use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::super::columns::{changed, timestamp, uuid};
use super::super::dialect::SqlStore;
use crate::store::StoreError;
use crate::store::comments::ReadRow;

pub(super) async fn read(store: &SqlStore, postmortem: Uuid, person: Uuid) -> Result<Option<ReadRow>, StoreError> {
    // Both statements see the same moment.
    let mut transaction = store.begin_reading().await?;
    let all: Option<(i64,)> =
        sqlx::query_as("SELECT at FROM comments_read WHERE postmortem_id = $1 AND person_id = $2")
            .bind(postmortem.to_string())
            .bind(person.to_string())
            .fetch_optional(&mut *transaction)
            .await?;
    let Some((all,)) = all else { return Ok(None) };
    let rows = sqlx::query(
        "SELECT r.thread_id, r.at FROM threads_read r JOIN threads t ON t.id = r.thread_id
         WHERE t.postmortem_id = $1 AND r.person_id = $2 ORDER BY r.thread_id",
    )
    .bind(postmortem.to_string())
    .bind(person.to_string())
    .fetch_all(&mut *transaction)
    .await?;
    let threads = rows
        .iter()
        .map(|row| Ok((uuid(row.try_get("thread_id")?)?, timestamp(row.try_get("at")?)?)))
        .collect::<Result<_, StoreError>>()?;
    Ok(Some(ReadRow { all: timestamp(all)?, threads }))
}

pub(super) async fn note_all(
    store: &SqlStore,
    postmortem: Uuid,
    person: Uuid,
    at: Timestamp,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let done = sqlx::query(
        "INSERT INTO comments_read (postmortem_id, person_id, at) SELECT id, $2, $3 FROM postmortems WHERE id = $1
         ON CONFLICT (postmortem_id, person_id) DO UPDATE SET at =
         CASE WHEN excluded.at > comments_read.at THEN excluded.at ELSE comments_read.at END",
    )
    .bind(postmortem.to_string())
    .bind(person.to_string())
    .bind(at.as_millisecond())
    .execute(&mut *transaction)
    .await?;
    changed(&done, StoreError::NotFound)?;
    // What says no more than the line above is not kept.
    sqlx::query(
        "DELETE FROM threads_read WHERE person_id = $1 AND at <= $2
         AND thread_id IN (SELECT id FROM threads WHERE postmortem_id = $3)",
    )
    .bind(person.to_string())
    .bind(at.as_millisecond())
    .bind(postmortem.to_string())
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

pub(super) async fn note_thread(
    store: &SqlStore,
    postmortem: Uuid,
    person: Uuid,
    thread: Uuid,
    at: Timestamp,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "INSERT INTO threads_read (thread_id, person_id, at) SELECT id, $2, $3 FROM threads WHERE id = $1 AND postmortem_id = $4
         ON CONFLICT (thread_id, person_id) DO UPDATE SET at =
         CASE WHEN excluded.at > threads_read.at THEN excluded.at ELSE threads_read.at END",
    )
    .bind(thread.to_string())
    .bind(person.to_string())
    .bind(at.as_millisecond())
    .bind(postmortem.to_string())
    .execute(store.writer())
    .await?;
    changed(&done, StoreError::NotFound)
}
