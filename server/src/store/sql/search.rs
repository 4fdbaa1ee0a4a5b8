//! Finding again: the index's rows, what they are asked for, and searches that are kept. What differs between the databases, the words
//! themselves, is in the dialect's `fulltext`.

mod found;
mod shares;

use std::collections::HashMap;

use async_trait::async_trait;
use debrief_shared::api::{Role, SavedView};
use jiff::Timestamp;
use sqlx::{QueryBuilder, Row};
use uuid::Uuid;

use super::columns::{changed, number, uuid};
use super::dialect::{Sql, SqlConnection, SqlStore, fulltext, text};
use super::documents::rows::{document_columns, document_row, push_given, push_scope, strongest};
use crate::store::StoreError;
use crate::store::documents::DocumentRow;
use crate::store::search::index::{Entry, comment_words};
use crate::store::search::{Asker, FoundPostmortem, NewView, SearchQuery, SearchStore, Shares};

#[async_trait]
impl SearchStore for SqlStore {
    async fn search(&self, query: SearchQuery) -> Result<Vec<FoundPostmortem>, StoreError> {
        found::search(self, query).await
    }

    async fn shares(&self, id: Uuid, asker: Asker) -> Result<Shares, StoreError> {
        shares::shares(self, id, asker).await
    }

    async fn happened(
        &self,
        from: Timestamp,
        to: Timestamp,
        asker: Asker,
        limit: u32,
    ) -> Result<Vec<(DocumentRow, Option<Role>)>, StoreError> {
        let mut sql = QueryBuilder::<Sql>::new("");
        push_given(&mut sql, asker.person, asker.now);
        sql.push(concat!(" SELECT ", document_columns!(), ", strength FROM search_documents s"));
        sql.push(" JOIN postmortems p ON p.id = s.postmortem_id LEFT JOIN given ON given.postmortem_id = p.id");
        sql.push(" WHERE p.deleted_at IS NULL AND s.happened >= ").push_bind(from.as_millisecond());
        sql.push(" AND s.happened < ").push_bind(to.as_millisecond());
        push_scope(&mut sql, asker.scope, asker.person);
        sql.push(" ORDER BY s.happened, p.id LIMIT ").push_bind(i64::from(limit));
        let rows = sql.build().persistent(false).fetch_all(self.reader()).await?;
        rows.iter().map(|row| Ok((document_row(row)?, row.try_get("strength").map(strongest)?))).collect()
    }

    async fn incidents(&self, query: SearchQuery) -> Result<Vec<(DocumentRow, Option<Role>)>, StoreError> {
        found::incidents(self.reader(), query).await
    }

    async fn index_comments(&self, limit: u32) -> Result<u32, StoreError> {
        let mut transaction = self.begin().await?;
        let rows = sqlx::query(
            "SELECT c.id, c.body, t.postmortem_id FROM comments c JOIN threads t ON t.id = c.thread_id \
             WHERE c.removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM search_comments s WHERE s.comment_id = c.id) \
             ORDER BY c.id LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(&mut *transaction)
        .await?;
        for row in &rows {
            let (id, body): (&str, &str) = (row.try_get("id")?, row.try_get("body")?);
            put_comment(&mut transaction, id, row.try_get("postmortem_id")?, body).await?;
        }
        transaction.commit().await?;
        Ok(u32::try_from(rows.len()).unwrap_or(limit))
    }

    async fn views(&self, person: Uuid) -> Result<Vec<SavedView>, StoreError> {
        let rows = sqlx::query("SELECT id, name, query FROM saved_views WHERE person_id = $1 ORDER BY lower(name), id")
            .bind(person.to_string())
            .fetch_all(self.reader())
            .await?;
        let view = |row: &super::dialect::SqlRow| {
            Ok(SavedView { id: uuid(row.try_get("id")?)?, name: row.try_get("name")?, query: row.try_get("query")? })
        };
        rows.iter().map(view).collect()
    }

    async fn save_view(&self, view: &NewView, most: u32) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "INSERT INTO saved_views (id, person_id, name, query, created_at)
             SELECT $1, $2, $3, $4, $5 WHERE (SELECT count(*) FROM saved_views WHERE person_id = $2) < $6",
        )
        .bind(view.id.to_string())
        .bind(view.person.to_string())
        .bind(text(&view.name))
        .bind(text(&view.query))
        .bind(view.created_at.as_millisecond())
        .bind(i64::from(most))
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::Conflict)?;
        transaction.commit().await?;
        Ok(())
    }

    async fn remove_view(&self, person: Uuid, id: Uuid) -> Result<(), StoreError> {
        let done = sqlx::query("DELETE FROM saved_views WHERE id = $1 AND person_id = $2")
            .bind(id.to_string())
            .bind(person.to_string())
            .execute(self.writer())
            .await?;
        changed(&done, StoreError::NotFound)
    }
}

/// Puts a postmortem's entry into the index, unless it is there already.
pub(super) async fn save(connection: &mut SqlConnection, id: &str, entry: &Entry) -> Result<(), StoreError> {
    let stored = sqlx::query(
        "SELECT happened, severity, services, tags, factors, parts FROM search_documents WHERE postmortem_id = $1",
    )
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    if let Some(row) = stored
        && row.try_get::<Option<i64>, _>("happened")? == entry.happened
        && row.try_get::<&str, _>("severity")? == entry.severity
        && row.try_get::<&str, _>("services")? == entry.services
        && row.try_get::<&str, _>("tags")? == entry.tags
        && row.try_get::<&str, _>("factors")? == entry.factors
        && row.try_get::<&str, _>("parts")? == entry.parts
    {
        return Ok(());
    }
    fulltext::put_document(connection, id, entry).await?;
    save_terms(connection, id, entry).await
}

async fn save_terms(connection: &mut SqlConnection, id: &str, entry: &Entry) -> Result<(), StoreError> {
    let rows = sqlx::query("SELECT term, shown, weight FROM search_terms WHERE postmortem_id = $1")
        .bind(id)
        .fetch_all(&mut *connection)
        .await?;
    let mut old: HashMap<String, (String, u32)> = HashMap::new();
    for row in &rows {
        old.insert(row.try_get("term")?, (row.try_get("shown")?, number(row.try_get("weight")?)?));
    }
    for term in &entry.terms {
        if old.remove(&term.term).is_some_and(|(shown, weight)| shown == term.shown && weight == term.weight) {
            continue;
        }
        sqlx::query(
            "INSERT INTO search_terms (postmortem_id, term, shown, weight) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (postmortem_id, term) DO UPDATE SET shown = excluded.shown, weight = excluded.weight",
        )
        .bind(id)
        .bind(&term.term)
        .bind(text(&term.shown))
        .bind(i64::from(term.weight))
        .execute(&mut *connection)
        .await?;
    }
    for gone in old.into_keys() {
        let sql = "DELETE FROM search_terms WHERE postmortem_id = $1 AND term = $2";
        sqlx::query(sql).bind(id).bind(gone).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Puts a comment into the index, in the transaction that writes it.
pub(super) async fn put_comment(
    connection: &mut SqlConnection,
    comment: &str,
    postmortem: &str,
    body: &str,
) -> Result<(), StoreError> {
    let words = comment_words(body);
    fulltext::put_comment(connection, comment, postmortem, words.iter().map(String::as_str)).await
}

/// Takes a comment out of the index that stays as a place without words.
pub(super) async fn drop_comment(connection: &mut SqlConnection, comment: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM search_comments WHERE comment_id = $1").bind(comment).execute(connection).await?;
    Ok(())
}
