//! What a backup says of itself.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The form of the folder; grows when an older release could not read it.
pub(super) const FORMAT: u32 = 2;

/// The manifest of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The form of the folder.
    pub format: u32,
    /// The release that made it.
    pub release: String,
    /// The last migration of the database that it was made of.
    pub schema: i64,
    /// When it was begun.
    pub made_at: Timestamp,
    /// Every table, in the order in which it has to be restored.
    pub tables: Vec<Listed>,
    /// SHA-256 over the names and hashes of all tables: the same content has the same, in whatever database.
    pub content: String,
    /// Pictures whose bytes were missing or damaged already, by their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<Uuid>,
}

/// A table in a backup; its rows are in the file of its name with `.jsonl` behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Number of rows.
    pub rows: u64,
    /// SHA-256 of its file.
    pub sha256: String,
}

impl Manifest {
    pub(super) fn new(schema: i64, made_at: Timestamp, tables: Vec<Listed>, lost: Vec<Uuid>) -> Self {
        let (release, content) = (env!("CARGO_PKG_VERSION").to_owned(), content_of(&tables));
        Self { format: FORMAT, release, schema, made_at, tables, content, lost }
    }

    /// Rows of a table.
    pub fn rows_of(&self, table: &str) -> u64 {
        self.tables.iter().find(|listed| listed.name == table).map_or(0, |listed| listed.rows)
    }
}

/// The hash over all tables.
pub(super) fn content_of(tables: &[Listed]) -> String {
    let mut hash = Sha256::new();
    for listed in tables {
        hash.update(format!("{} {}\n", listed.name, listed.sha256));
    }
    hex(&hash.finalize())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
