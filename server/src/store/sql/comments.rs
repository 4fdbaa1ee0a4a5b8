//! Comment threads.

pub(super) mod deciding;
mod read_marks;
mod reading;

use async_trait::async_trait;
use debrief_shared::api::Reaction;
use jiff::Timestamp;
use uuid::Uuid;

use super::audit::commit;
use super::columns::changed;
use super::dialect::{SqlConnection, SqlStore, text};
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::comments::{CommentKey, CommentStore, Decision, Left, NewComment, NewThread, ReadRow, ThreadRow};
use deciding::{Decided, decide};
use reading::select;

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
             SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE (SELECT count(*) FROM threads WHERE postmortem_id = $2) < $9
             ON CONFLICT (id) DO NOTHING",
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
        if let Some(suggestion) = &thread.suggestion {
            sqlx::query("INSERT INTO suggestions (thread_id, text) VALUES ($1, $2)")
                .bind(thread.id.to_string())
                .bind(text(suggestion))
                .execute(&mut *transaction)
                .await?;
        }
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

    async fn comments_read(&self, postmortem: Uuid, person: Uuid) -> Result<Option<ReadRow>, StoreError> {
        read_marks::read(self, postmortem, person).await
    }

    async fn note_read(
        &self,
        postmortem: Uuid,
        person: Uuid,
        thread: Option<Uuid>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        match thread {
            Some(thread) => read_marks::note_thread(self, postmortem, person, thread, at).await,
            None => read_marks::note_all(self, postmortem, person, at).await,
        }
    }

    async fn edit_comment(&self, key: CommentKey, body: &str, at: Timestamp) -> Result<(), StoreError> {
        let done = sqlx::query(
            "UPDATE comments SET body = $1, edited_at = $2 WHERE id = $3 AND removed_at IS NULL
             AND thread_id = (SELECT id FROM threads WHERE id = $4 AND postmortem_id = $5)",
        )
        .bind(text(body))
        .bind(at.as_millisecond())
        .bind(key.comment.to_string())
        .bind(key.thread.to_string())
        .bind(key.postmortem.to_string())
        .execute(self.writer())
        .await?;
        changed(&done, StoreError::NotFound)
    }

    async fn remove_comment(&self, key: CommentKey, at: Timestamp, audit: &Audit) -> Result<Left, StoreError> {
        let mut transaction = self.begin().await?;
        let rows: Vec<(String, Option<i64>)> = sqlx::query_as(
            "SELECT c.id, c.removed_at FROM comments c JOIN threads t ON t.id = c.thread_id
             WHERE t.id = $1 AND t.postmortem_id = $2 ORDER BY c.created_at, c.id",
        )
        .bind(key.thread.to_string())
        .bind(key.postmortem.to_string())
        .fetch_all(&mut *transaction)
        .await?;
        let id = key.comment.to_string();
        let there: Vec<&str> =
            rows.iter().filter(|(_, removed)| removed.is_none()).map(|(id, _)| id.as_str()).collect();
        if !there.contains(&id.as_str()) {
            return Err(StoreError::NotFound);
        }
        let is_first = rows.first().is_some_and(|(first, _)| *first == id);
        let left = if there.len() == 1 { Left::Nothing } else { Left::Thread };
        match left {
            Left::Nothing => {
                let sql = "DELETE FROM threads WHERE id = $1";
                sqlx::query(sql).bind(key.thread.to_string()).execute(&mut *transaction).await?;
            }
            Left::Thread if is_first => {
                let sql = "UPDATE comments SET body = '', edited_at = NULL, removed_at = $1 WHERE id = $2";
                sqlx::query(sql).bind(at.as_millisecond()).bind(&id).execute(&mut *transaction).await?;
                let sql = "DELETE FROM reactions WHERE comment_id = $1";
                sqlx::query(sql).bind(&id).execute(&mut *transaction).await?;
            }
            Left::Thread => {
                sqlx::query("DELETE FROM comments WHERE id = $1").bind(&id).execute(&mut *transaction).await?;
            }
        }
        commit(transaction, audit).await?;
        Ok(left)
    }

    async fn react(
        &self,
        key: CommentKey,
        person: Uuid,
        reaction: Reaction,
        at: Timestamp,
        most: u32,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        find_comment(&mut transaction, key).await?;
        let mine = sqlx::query("SELECT 1 FROM reactions WHERE comment_id = $1 AND person_id = $2 AND reaction = $3")
            .bind(key.comment.to_string())
            .bind(person.to_string())
            .bind(reaction.as_str())
            .fetch_optional(&mut *transaction)
            .await?;
        if mine.is_some() {
            return Ok(());
        }
        let done = sqlx::query(
            "INSERT INTO reactions (comment_id, person_id, reaction, created_at)
             SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM reactions WHERE comment_id = $1) < $5",
        )
        .bind(key.comment.to_string())
        .bind(person.to_string())
        .bind(reaction.as_str())
        .bind(at.as_millisecond())
        .bind(i64::from(most))
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::Conflict)?;
        transaction.commit().await?;
        Ok(())
    }

    async fn unreact(&self, key: CommentKey, person: Uuid, reaction: Reaction) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        find_comment(&mut transaction, key).await?;
        sqlx::query("DELETE FROM reactions WHERE comment_id = $1 AND person_id = $2 AND reaction = $3")
            .bind(key.comment.to_string())
            .bind(person.to_string())
            .bind(reaction.as_str())
            .execute(&mut *transaction)
            .await?;
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

    async fn decide_suggestion(&self, postmortem: Uuid, decision: &Decision, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        match decide(&mut transaction, postmortem, decision).await? {
            Decided::Now => commit(transaction, audit).await,
            Decided::Before => Ok(()),
        }
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

/// `NotFound` unless the comment is there, under its thread and postmortem, and was not removed.
async fn find_comment(connection: &mut SqlConnection, key: CommentKey) -> Result<(), StoreError> {
    sqlx::query(
        "SELECT 1 FROM comments c JOIN threads t ON t.id = c.thread_id
         WHERE c.id = $1 AND t.id = $2 AND t.postmortem_id = $3 AND c.removed_at IS NULL",
    )
    .bind(key.comment.to_string())
    .bind(key.thread.to_string())
    .bind(key.postmortem.to_string())
    .fetch_one(connection)
    .await?;
    Ok(())
}
