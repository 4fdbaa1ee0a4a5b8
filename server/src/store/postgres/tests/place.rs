//! A database for one test, made as a copy of one with the schema, and gone when the test is over.

use std::thread;

use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};
use uuid::Uuid;

use super::super::{Address, LOCKS, MIGRATIONS, PostgresStore};

/// Where tests find PostgreSQL.
const VARIABLE: &str = "DEBRIEF_TEST_POSTGRES";
/// The second number of the lock of whoever makes the database that is copied.
const MAKING: i32 = -2;

/// A database of one test.
pub(crate) struct Place {
    name: String,
}

impl Place {
    /// Makes it, with the schema.
    pub(crate) async fn new() -> Self {
        let mut server = server().await;
        let template = template(&mut server).await;
        let name = format!("debrief_test_{}", Uuid::from_bytes(crate::random::bytes()).simple());
        execute(&mut server, format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        server.close().await.expect("closes");
        Self { name }
    }

    /// Makes it, with nothing in it.
    pub(crate) async fn empty() -> Self {
        let name = format!("debrief_test_{}", Uuid::from_bytes(crate::random::bytes()).simple());
        let mut server = server().await;
        execute(&mut server, format!("CREATE DATABASE {name}")).await;
        server.close().await.expect("closes");
        Self { name }
    }

    /// Where it is.
    pub(crate) fn address(&self) -> Address {
        address_of(&self.name)
    }

    /// Where it is, as text.
    pub(crate) fn url(&self) -> String {
        url_of(&self.name)
    }

    /// A connection of somebody else.
    pub(crate) async fn connect(&self) -> PgConnection {
        PgConnection::connect_with(self.address().options()).await.expect("connects")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let name = self.name.clone();
        let dropping = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                execute(&mut server().await, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
            });
        });
        if dropping.join().is_err() {
            eprintln!("the database {} is left behind", self.name);
        }
    }
}

/// The database that is copied, made by the first test that needs it. Its name has the migrations in it: another version has another.
async fn template(server: &mut PgConnection) -> String {
    let mut hash = Sha256::new();
    for (_, _, sql) in MIGRATIONS {
        hash.update(sql);
    }
    let digest = hash.finalize();
    let name = format!("debrief_template_{:02x}{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2], digest[3]);
    sqlx::query("SELECT pg_advisory_lock($1, $2)").bind(LOCKS).bind(MAKING).execute(&mut *server).await.expect("locks");
    let known = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1").bind(&name);
    if known.fetch_optional(&mut *server).await.expect("answers").is_none() {
        // Under another name until it is whole.
        execute(server, format!("DROP DATABASE IF EXISTS {name}_new WITH (FORCE)")).await;
        execute(server, format!("CREATE DATABASE {name}_new")).await;
        let store = PostgresStore::open(&address_of(&format!("{name}_new"))).await.expect("migrates");
        store.close_all().await;
        execute(server, format!("ALTER DATABASE {name}_new RENAME TO {name}")).await;
    }
    sqlx::query("SELECT pg_advisory_unlock($1, $2)").bind(LOCKS).bind(MAKING).execute(server).await.expect("unlocks");
    name
}

fn address_of(database: &str) -> Address {
    Address::parse(&url_of(database)).expect("DEBRIEF_TEST_POSTGRES is the address of a PostgreSQL database")
}

fn url_of(database: &str) -> String {
    let mut url: url::Url = variable().parse().expect("DEBRIEF_TEST_POSTGRES is an address");
    url.set_path(database);
    url.into()
}

fn variable() -> String {
    std::env::var(VARIABLE).unwrap_or_else(|_| {
        panic!("there is no PostgreSQL: run `cargo xtask test`, which starts one, or set {VARIABLE} to postgres://…")
    })
}

async fn server() -> PgConnection {
    let address = Address::parse(&variable()).expect("DEBRIEF_TEST_POSTGRES is the address of a PostgreSQL database");
    PgConnection::connect_with(address.options()).await.expect("connects to DEBRIEF_TEST_POSTGRES")
}

async fn execute(connection: &mut PgConnection, sql: String) {
    let shown = sql.clone();
    sqlx::query(AssertSqlSafe(sql)).execute(connection).await.expect(&shown);
}
