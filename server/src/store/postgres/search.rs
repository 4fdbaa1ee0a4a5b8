//! The index of words by PostgreSQL's text search. Words come folded, and are entered and asked for as they are: no configuration of the
//! database has a say.

use std::fmt::Write as _;

use debrief_shared::search::Wants;
use sqlx::QueryBuilder;

use super::dialect::{Sql, SqlConnection};
use crate::store::StoreError;
use crate::store::search::Tier;
use crate::store::search::index::Entry;

/// What a transaction is told before it looks for words. The database does not count what it takes to unpack a text's words, and would go
/// through all of them, ten times as long, where a few thousand texts hold a word.
pub(in crate::store) const BY_INDEX: Option<&str> = Some("SET LOCAL enable_seqscan = off");

/// Puts a postmortem's entry in the place of what is there.
pub(in crate::store) async fn put_document(
    connection: &mut SqlConnection,
    id: &str,
    entry: &Entry,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO search_documents \
         (postmortem_id, happened, severity, services, parts, titles, headings, words, tags, factors, moment) \
         SELECT $1, $2, $3, $4, $5, $6::tsvector, $7::tsvector, $8::tsvector, $9, $10, coalesce($2, created_at) \
         FROM postmortems WHERE id = $1 \
         ON CONFLICT (postmortem_id) DO UPDATE SET happened = excluded.happened, severity = excluded.severity, \
         services = excluded.services, parts = excluded.parts, titles = excluded.titles, headings = excluded.headings, \
         words = excluded.words, tags = excluded.tags, factors = excluded.factors, \
         moment = excluded.moment",
    )
    .bind(id)
    .bind(entry.happened)
    .bind(&entry.severity)
    .bind(&entry.services)
    .bind(&entry.parts)
    .bind(vector(entry.words_in(Tier::Title)))
    .bind(vector(entry.words_in(Tier::Headings)))
    .bind(vector(entry.words_in(Tier::Text)))
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
    .bind(vector(words))
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether postmortem `s` of the index holds every word that is wanted in what a tier looks at.
pub(in crate::store) fn push_holds(sql: &mut QueryBuilder<Sql>, wants: &Wants, tier: Tier) {
    sql.push(match tier {
        Tier::Title => "s.titles",
        Tier::Headings => "s.headings",
        Tier::Text | Tier::Comment => "s.words",
    });
    sql.push(" @@ ").push_bind(query(wants)).push("::tsquery");
}

/// Whether comment `c` of the index holds every word that is wanted.
pub(in crate::store) fn push_comment_holds(sql: &mut QueryBuilder<Sql>, wants: &Wants) {
    sql.push("c.words @@ ").push_bind(query(wants)).push("::tsquery");
}

/// Words as the database writes a vector.
fn vector<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for word in words {
        // A String takes everything.
        let _ = write!(text, "'{word}' ");
    }
    text
}

/// All words as the database writes a query.
fn query(wants: &Wants) -> String {
    let word =
        |wanted: &debrief_shared::search::Wanted| format!("'{}'{}", wanted.word, if wanted.whole { "" } else { ":*" });
    wants.all().iter().map(word).collect::<Vec<_>>().join(" & ")
}
