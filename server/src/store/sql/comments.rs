//! Comment threads.

use std::collections::HashMap;

use async_trait::async_trait;
use debrief_shared::api::Anchor;
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::audit::commit;
use super::columns::{changed, person, timestamp, uuid};
use super::dialect::{SqlConnection, SqlRow, SqlStore, text};
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::comments::{CommentRow, CommentStore, NewComment, NewThread, ThreadRow};

#[async_trait]
impl CommentStore for SqlStore {
    async fn threads(&self, postmortem: Uuid) -> Result<Vec<ThreadRow>, StoreError> {
        select(self, postmortem, None).await
    }

    async fn thread(&self, postmortem: Uuid, id: Uuid) -> Result<ThreadRow, StoreError> {
        select(self, postmortem, Some(id)).await?.pop().ok_or(StoreError::NotFound)
    }

    async fn create_thread(&self, thread: &NewThread, most: u32) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "INSERT INTO threads (id, postmortem_id, text_path, anchor_start, anchor_end, quote, created_by, created_at)
             SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE (SELECT count(*) FROM threads WHERE postmortem_id = $2) < $9",
        )
        .bind(thread.id.to_string())
        .bind(thread.postmortem.to_string())
        .bind(text(&thread.anchor.text))
        .bind(thread.anchor.start.to_string())
        .bind(thread.anchor.end.to_string())
        .bind(text(&thread.quote))
        .bind(thread.first.author.to_string())
        .bind(thread.first.created_at.as_millisecond())
        .bind(i64::from(most))
        .execute(&mut *transaction)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::Conflict);
        }
        insert_comment(&mut transaction, thread.id, &thread.first, 1).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn add_comment(
        &self,
        postmortem: Uuid,
        thread: Uuid,
        comment: &NewComment,
        most: u32,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("SELECT 1 FROM threads WHERE id = $1 AND postmortem_id = $2")
            .bind(thread.to_string())
            .bind(postmortem.to_string())
            .fetch_one(&mut *transaction)
            .await?;
        insert_comment(&mut transaction, thread, comment, most).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn set_resolved(
        &self,
        postmortem: Uuid,
        thread: Uuid,
        resolved: Option<(Uuid, Timestamp)>,
    ) -> Result<(), StoreError> {
        let done =
            sqlx::query("UPDATE threads SET resolved_by = $1, resolved_at = $2 WHERE id = $3 AND postmortem_id = $4")
                .bind(resolved.map(|(by, _)| by.to_string()))
                .bind(resolved.map(|(_, at)| at.as_millisecond()))
                .bind(thread.to_string())
                .bind(postmortem.to_string())
                .execute(self.writer())
                .await?;
        changed(&done, StoreError::NotFound)
    }

    async fn delete_thread(&self, postmortem: Uuid, thread: Uuid, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("DELETE FROM threads WHERE id = $1 AND postmortem_id = $2")
            .bind(thread.to_string())
            .bind(postmortem.to_string())
            .execute(&mut *transaction)
            .await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }
}

async fn insert_comment(
    connection: &mut SqlConnection,
    thread: Uuid,
    comment: &NewComment,
    most: u32,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "INSERT INTO comments (id, thread_id, author_id, body, created_at)
         SELECT $1, $2, $3, $4, $5 WHERE (SELECT count(*) FROM comments WHERE thread_id = $2) < $6",
    )
    .bind(comment.id.to_string())
    .bind(thread.to_string())
    .bind(comment.author.to_string())
    .bind(text(&comment.body))
    .bind(comment.created_at.as_millisecond())
    .bind(i64::from(most))
    .execute(connection)
    .await?;
    changed(&done, StoreError::Conflict)
}

/// All threads of a postmortem, or one of them, with their comments.
async fn select(store: &SqlStore, postmortem: Uuid, thread: Option<Uuid>) -> Result<Vec<ThreadRow>, StoreError> {
    let thread = thread.map(|id| id.to_string());
    // Both statements see the same moment.
    let mut transaction = store.begin_reading().await?;
    let comments = sqlx::query(
        "SELECT c.thread_id, c.id, c.body, c.created_at, c.author_id, p.name, p.color, p.role = 'guest' AS guest
         FROM threads t JOIN comments c ON c.thread_id = t.id JOIN people p ON p.id = c.author_id
         WHERE t.postmortem_id = $1 AND ($2 IS NULL OR t.id = $2) ORDER BY c.created_at, c.id",
    )
    .bind(postmortem.to_string())
    .bind(&thread)
    .fetch_all(&mut *transaction)
    .await?;
    let mut by_thread: HashMap<String, Vec<CommentRow>> = HashMap::new();
    for row in &comments {
        by_thread.entry(row.try_get("thread_id")?).or_default().push(comment(row)?);
    }
    let threads = sqlx::query(
        "SELECT t.id, t.text_path, t.anchor_start, t.anchor_end, t.quote, t.created_by, t.resolved_at, t.resolved_by, p.name, p.color,
                p.role = 'guest' AS guest
         FROM threads t LEFT JOIN people p ON p.id = t.resolved_by
         WHERE t.postmortem_id = $1 AND ($2 IS NULL OR t.id = $2) ORDER BY t.created_at, t.id",
    )
    .bind(postmortem.to_string())
    .bind(&thread)
    .fetch_all(&mut *transaction)
    .await?;
    threads
        .iter()
        .map(|row| {
            let id: &str = row.try_get("id")?;
            let comments = by_thread.remove(id).unwrap_or_default();
            thread_row(row, uuid(id)?, comments)
        })
        .collect()
}

fn comment(row: &SqlRow) -> Result<CommentRow, StoreError> {
    Ok(CommentRow {
        id: uuid(row.try_get("id")?)?,
        author: person(row.try_get("author_id")?, row.try_get("name")?, row.try_get("color")?, row.try_get("guest")?)?,
        body: row.try_get("body")?,
        created_at: timestamp(row.try_get("created_at")?)?,
    })
}

fn thread_row(row: &SqlRow, id: Uuid, comments: Vec<CommentRow>) -> Result<ThreadRow, StoreError> {
    let json = |column: &str| -> Result<serde_json::Value, StoreError> {
        serde_json::from_str(row.try_get(column)?)
            .map_err(|error| StoreError::Unavailable(format!("anchor of a thread: {error}")))
    };
    let resolved_by: Option<&str> = row.try_get("resolved_by")?;
    let resolved_at: Option<i64> = row.try_get("resolved_at")?;
    let resolved = match (resolved_by, resolved_at) {
        (Some(by), Some(at)) => {
            Some((person(by, row.try_get("name")?, row.try_get("color")?, row.try_get("guest")?)?, timestamp(at)?))
        }
        _ => None,
    };
    Ok(ThreadRow {
        id,
        anchor: Anchor { text: row.try_get("text_path")?, start: json("anchor_start")?, end: json("anchor_end")? },
        quote: row.try_get("quote")?,
        author: uuid(row.try_get("created_by")?)?,
        comments,
        resolved,
    })
}
