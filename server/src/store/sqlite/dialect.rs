//! SQLite's names for what `sql` is written in.

pub(in crate::store) use sqlx::Sqlite as Sql;
pub(in crate::store) use sqlx::sqlite::{
    SqliteConnection as SqlConnection, SqlitePool as SqlPool, SqliteQueryResult as SqlResult, SqliteRow as SqlRow,
    SqliteTransaction as SqlTransaction,
};

pub(in crate::store) use super::SqliteStore as SqlStore;
pub(in crate::store) use super::search as fulltext;
pub(in crate::store) use crate::store::plain::text;

/// The function that finds a text in another, from 1; 0 when it is not there.
pub(in crate::store) const POSITION: &str = "instr";

/// Whether a text may hold zero characters: older releases wrote some.
pub(in crate::store) const HOLDS_ZERO: bool = true;

/// A page of a log: document, place after which it begins, most rows. Rows come one by one: whoever has enough bytes stops reading.
pub(in crate::store) const TAIL: &str = "SELECT seq, author_id, created_at, data FROM updates
    WHERE postmortem_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";

/// The elements of a JSON list, one row each, in a column `value`.
macro_rules! elements {
    ($list:literal) => {
        concat!("json_each(", $list, ")")
    };
}
pub(in crate::store) use elements;

/// What an INSERT needs to be allowed to say a number that the database would count itself.
pub(in crate::store) const OWN_NUMBERS: &str = "";

/// The statement by which a table goes on counting behind its rows: SQLite looks at them by itself.
pub(in crate::store) fn recount(_table: &str, _column: &str) -> Option<String> {
    None
}
