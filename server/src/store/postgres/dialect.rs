//! PostgreSQL's names for what `sql` is written in.

pub(in crate::store) use sqlx::Postgres as Sql;
pub(in crate::store) use sqlx::postgres::{
    PgConnection as SqlConnection, PgPool as SqlPool, PgQueryResult as SqlResult, PgRow as SqlRow,
};

pub(in crate::store) use super::PostgresStore as SqlStore;
pub(in crate::store) use super::search as fulltext;
use crate::store::documents::TAIL_PAGE_BYTES;
pub(in crate::store) use crate::store::plain::text;

/// A transaction.
pub(in crate::store) type SqlTransaction<'connection> = sqlx::Transaction<'connection, Sql>;

/// The function that finds a text in another, from 1; 0 when it is not there.
pub(in crate::store) const POSITION: &str = "strpos";

/// Whether a text may hold zero characters.
pub(in crate::store) const HOLDS_ZERO: bool = false;

/// A page of a log: document, place after which it begins, most rows. PostgreSQL sends all rows of an answer, so it has to know how many
/// bytes are enough.
pub(in crate::store) const TAIL: &str = "SELECT seq, author_id, created_at, data FROM (
        SELECT seq, author_id, created_at, data, sum(octet_length(data)) OVER (ORDER BY seq) - octet_length(data) AS before FROM (
            SELECT seq, author_id, created_at, data FROM updates WHERE postmortem_id = $1 AND seq > $2 ORDER BY seq LIMIT $3
        ) AS rows
    ) AS page WHERE before < 4194304 ORDER BY seq";
const _: () = assert!(TAIL_PAGE_BYTES == 4_194_304, "the statement above says the same");

/// The elements of a JSON list, one row each, in a column `value`.
macro_rules! elements {
    ($list:literal) => {
        concat!("json_array_elements(", $list, "::json)")
    };
}
pub(in crate::store) use elements;

/// What an INSERT needs to be allowed to say a number that the database would count itself.
pub(in crate::store) const OWN_NUMBERS: &str = "OVERRIDING SYSTEM VALUE";

/// The statement by which a table goes on counting behind its rows.
#[allow(clippy::unnecessary_wraps, reason = "the other database needs none")]
pub(in crate::store) fn recount(table: &str, column: &str) -> Option<String> {
    Some(format!(
        "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), \
         (SELECT coalesce(max({column}), 0) + 1 FROM {table}), false)"
    ))
}
