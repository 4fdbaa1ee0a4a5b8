//! The content of a database in a form that no database owns: tables, columns and rows, for backups. What is not listed here is not in
//! a backup; a test compares the lists with the schema, so that a migration cannot forget it.

use std::io;

use async_trait::async_trait;

use super::StoreError;

/// A column by its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Text.
    Text(&'static str),
    /// A whole number of 64 bits.
    Integer(&'static str),
    /// Yes or no.
    Flag(&'static str),
    /// Bytes.
    Bytes(&'static str),
}

impl Column {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text(name) | Self::Integer(name) | Self::Flag(name) | Self::Bytes(name) => name,
        }
    }
}

/// A table with all its columns.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The first ones order its rows; as many as [`Table::key`] says.
    pub columns: &'static [Column],
    /// How many columns make a row unique.
    pub key: usize,
    /// Whether the database counts the first column by itself.
    pub counted: bool,
}

mod tables;

pub use tables::TABLES;

/// What no backup holds. Sessions, one-time links and known browsers: whoever signed out, or used a link up, after the backup was made
/// would be in again. Mails and deliveries that were to go: they went, or are about what is long past; so are requests that may be sent
/// again. The rest belongs to one database and its runs.
/// The index of the search is made anew from the rest.
pub const LEFT_OUT: [&str; 38] = [
    "sessions",
    "tickets",
    "setup",
    "devices",
    "runs",
    "access_epoch",
    "publication_epoch",
    "nodes",
    "shared_secrets",
    "used_once",
    "mails",
    "mail_notifications",
    "meeting_mails",
    "idempotency_keys",
    "deliveries",
    "search_documents",
    "search_comments",
    "search_terms",
    // Tables of SQLite's full-text search, and those that it keeps them in.
    "search_titles",
    "search_titles_config",
    "search_titles_data",
    "search_titles_docsize",
    "search_titles_idx",
    "search_headings",
    "search_headings_config",
    "search_headings_data",
    "search_headings_docsize",
    "search_headings_idx",
    "search_words",
    "search_words_config",
    "search_words_data",
    "search_words_docsize",
    "search_words_idx",
    "search_comment_words",
    "search_comment_words_config",
    "search_comment_words_data",
    "search_comment_words_docsize",
    "search_comment_words_idx",
];

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// Of a [`Column::Text`].
    Text(String),
    /// Of a [`Column::Integer`].
    Integer(i64),
    /// Of a [`Column::Flag`].
    Flag(bool),
    /// Of a [`Column::Bytes`].
    Bytes(Vec<u8>),
}

/// Takes rows, table by table.
pub trait Sink: Send {
    /// The rows of a table follow.
    fn begin(&mut self, table: &'static Table) -> io::Result<()>;

    /// A row: a value for each column, in their order.
    fn row(&mut self, row: &[Value]) -> io::Result<()>;
}

/// Gives rows, table by table.
pub trait Source: Send {
    /// The next row of a table; tables are asked for one after the other.
    fn row(&mut self, table: &'static Table) -> io::Result<Option<Vec<Value>>>;
}

/// Why rows did not get from one side to the other.
#[derive(Debug, thiserror::Error)]
pub enum PortableError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The other side.
    #[error(transparent)]
    File(#[from] io::Error),
    /// Only an empty database is filled.
    #[error("the database is not empty: table {0} has rows; restore into a new data folder")]
    NotEmpty(&'static str),
    /// A text that this database does not hold.
    #[error(
        "row {key} of {table} has a zero character (U+0000) in {column}, which PostgreSQL does not hold; \
         `debrief reindex` on the old database replaces those in titles, facts, entries and searched texts, then back it up again"
    )]
    Zero {
        /// Whose row.
        table: &'static str,
        /// What makes the row unique.
        key: String,
        /// Where in it.
        column: &'static str,
    },
    /// Rows of another schema than the database's.
    #[error(
        "it was made with version {found} of the schema, and this database has version {here}; use the release that made it, then update"
    )]
    Schema {
        /// That of the rows.
        found: i64,
        /// That of the database.
        here: i64,
    },
}

impl From<sqlx::Error> for PortableError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A database that can be taken out and put in as a whole.
#[async_trait]
pub trait PortableStore: Send + Sync {
    /// The last migration that was run.
    async fn schema(&self) -> Result<i64, StoreError>;

    /// Gives every row of [`TABLES`] as they all were at one moment, whoever writes meanwhile. A row at a time is in memory.
    async fn dump(&self, sink: &mut dyn Sink) -> Result<(), PortableError>;

    /// Fills an empty database, all of it or nothing, with rows of this version of the schema. The next server takes it for one that was
    /// killed: pages may give back what they have beyond it.
    async fn fill(&self, schema: i64, source: &mut dyn Source) -> Result<(), PortableError>;
}
