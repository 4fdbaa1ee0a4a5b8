//! The index of words by SQLite's FTS5. Words come folded and unlike any operator; its tokenizer only has to part them at spaces.

use debrief_shared::search::Wants;
use sqlx::{AssertSqlSafe, QueryBuilder, Row};

use super::dialect::{Sql, SqlConnection};
use crate::store::StoreError;
use crate::store::search::Tier;
use crate::store::search::index::{Entry, joined};

/// What a transaction is told before it looks for words: nothing, here they are found by the index or not at all.
pub(in crate::store) const BY_INDEX: Option<&str> = None;

/// Which table holds the words that a tier looks at. Each is asked by itself: those of titles are few, and mostly fill a page of results.
const TABLES: [(Tier, &str); 3] =
    [(Tier::Title, "search_titles"), (Tier::Headings, "search_headings"), (Tier::Text, "search_words")];

/// Puts a postmortem's entry in the place of what is there.
pub(in crate::store) async fn put_document(
    connection: &mut SqlConnection,
    id: &str,
    entry: &Entry,
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "INSERT INTO search_documents (postmortem_id, happened, severity, services, parts, tags, factors, moment) \
         SELECT $1, $2, $3, $4, $5, $6, $7, coalesce($2, created_at) FROM postmortems WHERE id = $1 \
         ON CONFLICT (postmortem_id) DO UPDATE SET happened = excluded.happened, severity = excluded.severity, \
         services = excluded.services, parts = excluded.parts, tags = excluded.tags, factors = excluded.factors, \
         moment = excluded.moment RETURNING number",
    )
    .bind(id)
    .bind(entry.happened)
    .bind(&entry.severity)
    .bind(&entry.services)
    .bind(&entry.parts)
    .bind(&entry.tags)
    .bind(&entry.factors)
    .fetch_one(&mut *connection)
    .await?;
    let number: i64 = row.try_get(0)?;
    for (tier, table) in TABLES {
        let delete = AssertSqlSafe(format!("DELETE FROM {table} WHERE rowid = $1"));
        sqlx::query(delete).bind(number).execute(&mut *connection).await?;
        let insert = AssertSqlSafe(format!("INSERT INTO {table} (rowid, words) VALUES ($1, $2)"));
        sqlx::query(insert).bind(number).bind(joined(entry.words_in(tier))).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Puts a comment's words in the place of what is there.
pub(in crate::store) async fn put_comment(
    connection: &mut SqlConnection,
    comment: &str,
    postmortem: &str,
    words: impl Iterator<Item = &str> + Send,
) -> Result<(), StoreError> {
    let words = joined(words);
    sqlx::query("DELETE FROM search_comments WHERE comment_id = $1").bind(comment).execute(&mut *connection).await?;
    let row = sqlx::query("INSERT INTO search_comments (comment_id, postmortem_id) VALUES ($1, $2) RETURNING number")
        .bind(comment)
        .bind(postmortem)
        .fetch_one(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO search_comment_words (rowid, words) VALUES ($1, $2)")
        .bind(row.try_get::<i64, _>(0)?)
        .bind(words)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether postmortem `s` of the index holds every word that is wanted in what a tier looks at.
pub(in crate::store) fn push_holds(sql: &mut QueryBuilder<Sql>, wants: &Wants, tier: Tier) {
    // Words of comments are not in these; the last one is the text.
    let table = TABLES.iter().find(|(of, _)| *of == tier).map_or("search_words", |(_, table)| table);
    sql.push(format!("s.number IN (SELECT rowid FROM {table} WHERE {table} MATCH "));
    sql.push_bind(phrase(wants)).push(")");
}

/// Whether comment `c` of the index holds every word that is wanted.
pub(in crate::store) fn push_comment_holds(sql: &mut QueryBuilder<Sql>, wants: &Wants) {
    sql.push("c.number IN (SELECT rowid FROM search_comment_words WHERE search_comment_words MATCH ");
    sql.push_bind(phrase(wants)).push(")");
}

/// All words, in the language of FTS5: in quotes nothing is an operator, and words have none within them.
fn phrase(wants: &Wants) -> String {
    let words = wants.all().iter().map(|wanted| format!("\"{}\"{}", wanted.word, if wanted.whole { "" } else { "*" }));
    words.collect::<Vec<_>>().join(" AND ")
}
