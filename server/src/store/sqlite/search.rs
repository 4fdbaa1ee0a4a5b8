//! The index of words by SQLite's FTS5. Words come folded and unlike any operator; its tokenizer only has to part them at spaces.

use debrief_shared::search::Wants;
use sqlx::{QueryBuilder, Row};

use super::dialect::{Sql, SqlConnection};
use crate::store::StoreError;
use crate::store::search::Tier;
use crate::store::search::index::{BODIES, Entry, HEADINGS, ITEMS, TITLE, joined};

/// Puts a postmortem's entry in the place of what is there.
pub(in crate::store) async fn put_document(
    connection: &mut SqlConnection,
    id: &str,
    entry: &Entry,
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "INSERT INTO search_documents (postmortem_id, happened, severity, services, parts, tags, factors) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (postmortem_id) DO UPDATE SET happened = excluded.happened, severity = excluded.severity, \
         services = excluded.services, parts = excluded.parts, tags = excluded.tags, factors = excluded.factors RETURNING number",
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
    sqlx::query("DELETE FROM search_words WHERE rowid = $1").bind(number).execute(&mut *connection).await?;
    let field = |field: usize| {
        joined(entry.words.iter().filter(|(_, fields)| **fields & 1 << field != 0).map(|(word, _)| word.as_str()))
    };
    sqlx::query("INSERT INTO search_words (rowid, title, headings, items, bodies) VALUES ($1, $2, $3, $4, $5)")
        .bind(number)
        .bind(field(TITLE))
        .bind(field(HEADINGS))
        .bind(field(ITEMS))
        .bind(field(BODIES))
        .execute(connection)
        .await?;
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

/// A query for `postmortem_id` and `tier` of all that hold what is wanted; a postmortem may be in it several times.
pub(in crate::store) fn push_hits(sql: &mut QueryBuilder<Sql>, wants: &Wants) {
    let all = phrase(wants);
    sql.push("SELECT d.postmortem_id, t.tier FROM (SELECT number, min(tier) AS tier FROM (");
    for (tier, filter) in [(Tier::Title, "{title} : "), (Tier::Headings, "{title headings} : "), (Tier::Text, "")] {
        sql.push(format!(
            "SELECT rowid AS number, {} AS tier FROM search_words WHERE search_words MATCH ",
            tier as i64
        ));
        sql.push_bind(format!("{filter}({all})"));
        sql.push(if tier == Tier::Text { "" } else { " UNION ALL " });
    }
    sql.push(") GROUP BY number) t JOIN search_documents d ON d.number = t.number UNION ALL ");
    sql.push(format!("SELECT c.postmortem_id, {} AS tier FROM search_comments c WHERE ", Tier::Comment as i64));
    push_comment_holds(sql, wants);
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
