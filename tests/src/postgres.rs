//! PostgreSQL in place of SQLite: with `DEBRIEF_TEST_STORE=postgres` every server of the harness keeps its data in a database of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, Result};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use url::Url;

use crate::random;

/// Which store servers have: `postgres`, or else SQLite.
const STORE: &str = "DEBRIEF_TEST_STORE";
/// Where PostgreSQL is.
const SERVER: &str = "DEBRIEF_TEST_POSTGRES";

/// A database of one server. Dropping it removes it.
#[derive(Debug)]
pub(crate) struct Place {
    name: String,
}

impl Place {
    /// Makes a database for a data folder and notes its address there, if servers have PostgreSQL at all.
    pub(crate) async fn for_data(data: &Path) -> Result<Option<Self>> {
        if std::env::var(STORE).as_deref() != Ok("postgres") {
            return Ok(None);
        }
        let place = Self { name: format!("debrief_test_{}", random::id().simple()) };
        execute(format!("CREATE DATABASE {}", place.name)).await?;
        let mut address = server()?;
        address.set_path(&place.name);
        fs::write(note(data), address.as_str())?;
        Ok(Some(place))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let dropping = thread::spawn(move || -> Result<()> {
            tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(execute(drop))
        });
        if !matches!(dropping.join(), Ok(Ok(()))) {
            eprintln!("the database {} is left behind", self.name);
        }
    }
}

/// The address of the database that belongs to a data folder; `None`: it is in the folder.
pub(crate) fn address_of(data: &Path) -> Result<Option<String>> {
    let note = note(data);
    Ok(if note.is_file() { Some(fs::read_to_string(note)?) } else { None })
}

fn note(data: &Path) -> PathBuf {
    data.join("database.url")
}

fn server() -> Result<Url> {
    let address = std::env::var(SERVER).with_context(|| {
        format!("there is no PostgreSQL: run `cargo xtask test`, which starts one, or set {SERVER} to postgres://…")
    })?;
    Ok(address.parse()?)
}

async fn execute(sql: String) -> Result<()> {
    let mut connection = PgConnection::connect(server()?.as_str()).await.context(SERVER)?;
    sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await?;
    Ok(connection.close().await?)
}
