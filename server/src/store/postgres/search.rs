//! The index of words by PostgreSQL's text search. Words come folded, and are entered and asked for as they are: no configuration of the
//! database has a say.

use std::fmt::Write as _;

use debrief_shared::search::Wants;
use sqlx::QueryBuilder;

use super::dialect::{Sql, SqlConnection};
use crate::store::StoreError;
use crate::store::search::Tier;
use crate::store::search::index::{Entry, FIELDS};

/// Puts a postmortem's entry in the place of what is there.
pub(in crate::store) async fn put_document(
    connection: &mut SqlConnection,
    id: &str,
    entry: &Entry,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO search_documents (postmortem_id, happened, severity, services, parts, words, tags, factors) \
         VALUES ($1, $2, $3, $4, $5, $6::tsvector, $7, $8) \
         ON CONFLICT (postmortem_id) DO UPDATE SET happened = excluded.happened, severity = excluded.severity, \
         services = excluded.services, parts = excluded.parts, words = excluded.words, \
         tags = excluded.tags, factors = excluded.factors",
    )
    .bind(id)
    .bind(entry.happened)
    .bind(&entry.severity)
    .bind(&entry.services)
    .bind(&entry.parts)
    .bind(vector(entry.words.iter().map(|(word, fields)| (word.as_str(), *fields))))
    .bind(&entry.tags)
    .bind(&entry.factors)
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
    sqlx::query(
        "INSERT INTO search_comments (comment_id, postmortem_id, words) VALUES ($1, $2, $3::tsvector) \
         ON CONFLICT (comment_id) DO UPDATE SET words = excluded.words",
    )
    .bind(comment)
    .bind(postmortem)
    .bind(vector(words.map(|word| (word, 1))))
    .execute(connection)
    .await?;
    Ok(())
}

/// A query for `postmortem_id` and `tier` of all that hold what is wanted; a postmortem may be in it several times.
pub(in crate::store) fn push_hits(sql: &mut QueryBuilder<Sql>, wants: &Wants) {
    sql.push("SELECT d.postmortem_id, CASE WHEN d.words @@ ").push_bind(query(wants, "A"));
    sql.push(format!("::tsquery THEN {} WHEN d.words @@ ", Tier::Title as i64)).push_bind(query(wants, "AB"));
    sql.push(format!("::tsquery THEN {} ELSE {} END AS tier", Tier::Headings as i64, Tier::Text as i64));
    sql.push(" FROM search_documents d WHERE d.words @@ ").push_bind(query(wants, "")).push("::tsquery UNION ALL ");
    sql.push(format!("SELECT c.postmortem_id, {} AS tier FROM search_comments c WHERE ", Tier::Comment as i64));
    push_comment_holds(sql, wants);
}

/// Whether comment `c` of the index holds every word that is wanted.
pub(in crate::store) fn push_comment_holds(sql: &mut QueryBuilder<Sql>, wants: &Wants) {
    sql.push("c.words @@ ").push_bind(query(wants, "")).push("::tsquery");
}

/// Words as the database writes a vector: fields are weights, and weights need places.
fn vector<'a>(words: impl Iterator<Item = (&'a str, u8)>) -> String {
    let mut text = String::new();
    for (word, fields) in words {
        let places = (0..FIELDS).filter(|field| fields & 1 << field != 0);
        let places: Vec<String> = places.map(|field| format!("{}{}", field + 1, ["A", "B", "C", "D"][field])).collect();
        // A String takes everything.
        let _ = write!(text, "'{word}':{} ", places.join(","));
    }
    text
}

/// All words as the database writes a query, in fields of these weights.
fn query(wants: &Wants, weights: &str) -> String {
    let word = |wanted: &debrief_shared::search::Wanted| {
        let how = format!("{}{weights}", if wanted.whole { "" } else { "*" });
        format!("'{}'{}{how}", wanted.word, if how.is_empty() { "" } else { ":" })
    };
    wants.all().iter().map(word).collect::<Vec<_>>().join(" & ")
}
