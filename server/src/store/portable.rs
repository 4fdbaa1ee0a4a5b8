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

use Column::{Bytes, Flag, Integer, Text};

const fn table(name: &'static str, key: usize, columns: &'static [Column]) -> Table {
    Table { name, columns, key, counted: false }
}

/// What a backup holds, in an order in which no row refers to a later one.
pub const TABLES: [Table; 29] = [
    table(
        "people",
        1,
        &[
            Text("id"),
            Text("email"),
            Text("name"),
            Integer("color"),
            Text("role"),
            Text("password_hash"),
            Integer("created_at"),
            Integer("suspended_at"),
            Integer("last_seen_at"),
            Text("link_id"),
        ],
    ),
    table("teams", 1, &[Text("id"), Text("name"), Integer("created_at")]),
    table("team_members", 2, &[Text("team_id"), Text("person_id")]),
    table(
        "postmortems",
        1,
        &[
            Text("id"),
            Text("owner_id"),
            Integer("created_at"),
            Integer("updated_at"),
            Integer("deleted_at"),
            Text("deleted_by"),
            Text("title"),
            Text("incident"),
            Text("severity"),
            Text("services"),
            Text("impact_started"),
            Text("resolved"),
            Integer("entries"),
            Integer("actions"),
            Integer("actions_done"),
            Text("search"),
            Integer("projected_seq"),
            Text("visibility"),
            Text("workspace_role"),
            Integer("log_base"),
            Integer("projection_form"),
        ],
    ),
    Table {
        name: "updates",
        columns: &[Integer("seq"), Text("postmortem_id"), Text("author_id"), Integer("created_at"), Bytes("data")],
        key: 1,
        counted: true,
    },
    table(
        "snapshots",
        1,
        &[Text("postmortem_id"), Integer("through_seq"), Bytes("state"), Bytes("hash"), Integer("created_at")],
    ),
    table("states", 2, &[Text("postmortem_id"), Integer("seq"), Bytes("state"), Bytes("hash"), Integer("created_at")]),
    table(
        "versions",
        1,
        &[Text("id"), Text("postmortem_id"), Integer("seq"), Text("name"), Text("created_by"), Integer("created_at")],
    ),
    table("seen", 2, &[Text("postmortem_id"), Text("person_id"), Integer("seq"), Integer("at")]),
    table(
        "entries",
        2,
        &[
            Text("postmortem_id"),
            Text("entry_id"),
            Text("at"),
            Integer("at_ms"),
            Text("kind"),
            Text("text"),
            Integer("removed"),
        ],
    ),
    table(
        "actions",
        2,
        &[
            Text("postmortem_id"),
            Text("action_id"),
            Integer("place"),
            Text("text"),
            Text("category"),
            Text("approach"),
            Text("owner"),
            Text("owner_key"),
            Text("due"),
            Text("due_key"),
            Text("priority"),
            Text("ticket"),
            Text("status"),
            Text("search"),
            Text("reason"),
        ],
    ),
    table("search_texts", 1, &[Text("postmortem_id"), Text("text")]),
    table("writers", 2, &[Text("postmortem_id"), Integer("client_id"), Text("person_id")]),
    table(
        "templates",
        1,
        &[
            Text("id"),
            Text("name"),
            Text("summary"),
            Flag("built_in"),
            Text("author_id"),
            Text("sections"),
            Flag("edited"),
            Integer("created_at"),
            Integer("updated_at"),
        ],
    ),
    table(
        "threads",
        1,
        &[
            Text("id"),
            Text("postmortem_id"),
            Text("text_path"),
            Text("anchor_start"),
            Text("anchor_end"),
            Text("quote"),
            Text("created_by"),
            Integer("created_at"),
            Text("resolved_by"),
            Integer("resolved_at"),
        ],
    ),
    table(
        "comments",
        1,
        &[
            Text("id"),
            Text("thread_id"),
            Text("author_id"),
            Text("body"),
            Integer("created_at"),
            Integer("edited_at"),
            Integer("removed_at"),
        ],
    ),
    table("comments_read", 2, &[Text("postmortem_id"), Text("person_id"), Integer("at")]),
    table("threads_read", 2, &[Text("thread_id"), Text("person_id"), Integer("at")]),
    table(
        "notifications",
        1,
        &[
            Text("id"),
            Text("person_id"),
            Text("postmortem_id"),
            Text("thread_id"),
            Text("comment_id"),
            Text("kind"),
            Text("actor_id"),
            Integer("happened"),
            Integer("created_at"),
            Integer("read_at"),
        ],
    ),
    table("notification_settings", 1, &[Text("person_id"), Text("settings")]),
    table("reactions", 3, &[Text("comment_id"), Text("person_id"), Text("reaction"), Integer("created_at")]),
    table(
        "images",
        1,
        &[
            Text("id"),
            Text("postmortem_id"),
            Text("uploaded_by"),
            Integer("created_at"),
            Text("media_type"),
            Integer("width"),
            Integer("height"),
            Integer("bytes"),
            Text("sha256"),
        ],
    ),
    table("person_grants", 2, &[Text("postmortem_id"), Text("person_id"), Text("role")]),
    table("team_grants", 2, &[Text("postmortem_id"), Text("team_id"), Text("role")]),
    table(
        "links",
        1,
        &[
            Text("id"),
            Text("postmortem_id"),
            Text("role"),
            Bytes("hash"),
            Text("password_hash"),
            Text("created_by"),
            Integer("created_at"),
            Integer("expires_at"),
        ],
    ),
    table("link_visitors", 2, &[Text("link_id"), Text("person_id"), Integer("came_at")]),
    table(
        "tokens",
        1,
        &[Text("id"), Text("person_id"), Bytes("hash"), Text("name"), Integer("created_at"), Integer("last_used_at")],
    ),
    table(
        "identities",
        2,
        &[
            Text("issuer"),
            Text("subject"),
            Text("person_id"),
            Text("email"),
            Integer("created_at"),
            Integer("last_used_at"),
        ],
    ),
    Table {
        name: "audit",
        columns: &[
            Integer("id"),
            Integer("at"),
            Text("action"),
            Text("actor_id"),
            Text("address"),
            Text("person_id"),
            Text("postmortem_id"),
            Text("detail"),
        ],
        key: 1,
        counted: true,
    },
];

/// What no backup holds. Sessions, one-time links and known browsers: whoever signed out, or used a link up, after the backup was made
/// would be in again. The rest belongs to one database and its runs.
pub const LEFT_OUT: [&str; 9] =
    ["sessions", "tickets", "setup", "devices", "runs", "access_epoch", "nodes", "shared_secrets", "used_once"];

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
