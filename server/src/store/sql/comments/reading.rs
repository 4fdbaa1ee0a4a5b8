//! Comment threads as they are read back.

use std::collections::HashMap;

use debrief_shared::api::{Anchor, Person, Reacted, Reaction};
use sqlx::Row;
use uuid::Uuid;

use super::super::columns::{person, timestamp, uuid};
use super::super::dialect::{SqlConnection, SqlRow, SqlStore};
use crate::store::StoreError;
use crate::store::comments::{CommentRow, SuggestionRow, ThreadRow};

/// All threads of a postmortem, or one of them, with their comments.
pub(super) async fn select(
    store: &SqlStore,
    postmortem: Uuid,
    thread: Option<Uuid>,
) -> Result<Vec<ThreadRow>, StoreError> {
    let thread = thread.map(|id| id.to_string());
    // All statements see the same moment.
    let mut transaction = store.begin_reading().await?;
    let mut reactions = reactions(&mut transaction, postmortem, thread.as_deref()).await?;
    let comments = sqlx::query(
        "SELECT c.thread_id, c.id, c.body, c.created_at, c.edited_at, c.removed_at, c.author_id, p.name, p.color, p.role = 'guest' AS guest
         FROM threads t JOIN comments c ON c.thread_id = t.id JOIN people p ON p.id = c.author_id
         WHERE t.postmortem_id = $1 AND ($2 IS NULL OR t.id = $2) ORDER BY c.created_at, c.id",
    )
    .bind(postmortem.to_string())
    .bind(&thread)
    .fetch_all(&mut *transaction)
    .await?;
    let mut by_thread: HashMap<String, Vec<CommentRow>> = HashMap::new();
    for row in &comments {
        by_thread.entry(row.try_get("thread_id")?).or_default().push(comment(row, &mut reactions)?);
    }
    let threads = sqlx::query(
        "SELECT t.id, t.text_path, t.anchor_start, t.anchor_end, t.quote, t.created_by, t.resolved_at, t.resolved_by, p.name, p.color,
                p.role = 'guest' AS guest, s.text AS suggested, s.accepted, s.decided_at,
                d.id AS decider, d.name AS decider_name, d.color AS decider_color, d.role = 'guest' AS decider_guest
         FROM threads t LEFT JOIN people p ON p.id = t.resolved_by
         LEFT JOIN suggestions s ON s.thread_id = t.id LEFT JOIN people d ON d.id = s.decided_by
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

/// Who reacted how, by comment.
async fn reactions(
    connection: &mut SqlConnection,
    postmortem: Uuid,
    thread: Option<&str>,
) -> Result<HashMap<String, Vec<Reacted>>, StoreError> {
    let rows = sqlx::query(
        "SELECT r.comment_id, r.reaction, r.person_id, p.name, p.color, p.role = 'guest' AS guest
         FROM threads t JOIN comments c ON c.thread_id = t.id JOIN reactions r ON r.comment_id = c.id JOIN people p ON p.id = r.person_id
         WHERE t.postmortem_id = $1 AND ($2 IS NULL OR t.id = $2) ORDER BY r.created_at, r.person_id",
    )
    .bind(postmortem.to_string())
    .bind(thread)
    .fetch_all(connection)
    .await?;
    let mut by_comment: HashMap<String, Vec<Reacted>> = HashMap::new();
    for row in &rows {
        // One that a newer version has written and this one does not know is not shown.
        let Some(reaction) = Reaction::parse(row.try_get("reaction")?) else { continue };
        let who: Person =
            person(row.try_get("person_id")?, row.try_get("name")?, row.try_get("color")?, row.try_get("guest")?)?;
        let all = by_comment.entry(row.try_get("comment_id")?).or_default();
        match all.iter_mut().find(|known| known.reaction == reaction) {
            Some(known) => known.people.push(who),
            None => all.push(Reacted { reaction, people: vec![who] }),
        }
    }
    for all in by_comment.values_mut() {
        all.sort_by_key(|known| known.reaction);
    }
    Ok(by_comment)
}

fn comment(row: &SqlRow, reactions: &mut HashMap<String, Vec<Reacted>>) -> Result<CommentRow, StoreError> {
    let id: &str = row.try_get("id")?;
    let edited_at: Option<i64> = row.try_get("edited_at")?;
    let removed_at: Option<i64> = row.try_get("removed_at")?;
    Ok(CommentRow {
        id: uuid(id)?,
        edited_at: edited_at.map(timestamp).transpose()?,
        removed: removed_at.is_some(),
        reactions: reactions.remove(id).unwrap_or_default(),
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
        suggestion: suggestion(row)?,
    })
}

fn suggestion(row: &SqlRow) -> Result<Option<SuggestionRow>, StoreError> {
    let Some(text) = row.try_get("suggested")? else { return Ok(None) };
    let (accepted, at): (Option<bool>, Option<i64>) = (row.try_get("accepted")?, row.try_get("decided_at")?);
    let decided = match (accepted, row.try_get::<Option<&str>, _>("decider")?, at) {
        (Some(accepted), Some(by), Some(at)) => {
            let (name, color) = (row.try_get("decider_name")?, row.try_get("decider_color")?);
            Some((accepted, person(by, name, color, row.try_get("decider_guest")?)?, timestamp(at)?))
        }
        _ => None,
    };
    Ok(Some(SuggestionRow { text, decided }))
}
