//! Where everything is kept, as somebody says it, and how it is opened.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::postgres::{Address, PostgresStore};
use super::sqlite::SqliteStore;
use super::{Store, StoreError};

/// One of the two databases. Neither `Debug` nor `Display` shows a password.
#[derive(Clone, Debug)]
pub enum Database {
    /// A SQLite file, of one server alone.
    Sqlite(PathBuf),
    /// A PostgreSQL database, which several nodes share.
    Postgres(Address),
}

impl Database {
    /// Opens it and brings its schema up to date. A missing SQLite file is made, a missing PostgreSQL database is not.
    pub fn open(&self) -> BoxFuture<'_, Result<Arc<dyn Store>, StoreError>> {
        Box::pin(async move {
            let store: Arc<dyn Store> = match self {
                Self::Sqlite(file) => Arc::new(SqliteStore::open(file).await?),
                Self::Postgres(address) => Arc::new(PostgresStore::open(address).await?),
            };
            Ok(store)
        })
    }

    /// The SQLite file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(file) => Some(file),
            Self::Postgres(_) => None,
        }
    }
}

impl fmt::Display for Database {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => file.display().fmt(formatter),
            Self::Postgres(address) => address.fmt(formatter),
        }
    }
}
