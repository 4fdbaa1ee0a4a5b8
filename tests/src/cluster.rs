//! Several nodes over one PostgreSQL and one NATS, each with wires of its own to both.

use std::env;

use anyhow::{Context as _, Result};
use debrief_shared::api::PostmortemSummary;
use debrief_shared::document::View;
use sqlx::{Connection as _, PgConnection};
use url::Url;
use uuid::Uuid;

use crate::cli::{Account, succeed};
use crate::nats::Nats;
use crate::proxy::{Proxy, Wire};
use crate::{Client, Options, Replica, Server, random};

/// The address of a role that may make databases.
const POSTGRES: &str = "DEBRIEF_TEST_POSTGRES";

/// One node and its wires.
#[derive(Debug)]
pub struct Node {
    /// The process.
    pub server: Server,
    /// Its way to the database.
    pub to_postgres: Proxy,
    /// Its way to NATS.
    pub to_nats: Proxy,
}

/// All of it. Dropping it ends what it started; the database goes with it.
#[derive(Debug)]
pub struct Cluster {
    /// The bus.
    pub nats: Nats,
    /// The nodes.
    pub nodes: Vec<Node>,
    database: TestDatabase,
    /// Further flags of every node.
    flags: Vec<String>,
}

impl Cluster {
    /// Starts so many nodes over an empty database.
    ///
    /// # Errors
    /// When something does not get ready.
    pub async fn start(count: usize) -> Result<Self> {
        Self::start_with(count, &[]).await
    }

    /// The same, each with further flags.
    ///
    /// # Errors
    /// When something does not get ready.
    pub async fn start_with(count: usize, flags: &[String]) -> Result<Self> {
        let database = TestDatabase::make().await?;
        let mut cluster = Self { nats: Nats::start().await?, nodes: Vec::new(), database, flags: flags.to_vec() };
        for _ in 0..count {
            cluster.add().await?;
        }
        Ok(cluster)
    }

    /// Starts one more node and gives its place.
    ///
    /// # Errors
    /// When it does not get ready.
    pub async fn add(&mut self) -> Result<usize> {
        let to_postgres = Proxy::start(self.database.port()).await?;
        let to_nats = Proxy::start(self.nats.port()).await?;
        let database = self.database.url_by(to_postgres.port())?;
        let flags = ["--database", &database, "--nats", &format!("nats://127.0.0.1:{}", to_nats.port())];
        let flags = flags.into_iter().map(str::to_owned).chain(self.flags.iter().cloned()).collect();
        let server = Server::start(Options { flags, ..Options::default() }).await?;
        self.nodes.push(Node { server, to_postgres, to_nats });
        Ok(self.nodes.len() - 1)
    }

    /// Makes an account and gives its API token, which is good on every node.
    ///
    /// # Errors
    /// When a command fails.
    pub async fn person(&self, name: &str, role: &str) -> Result<String> {
        let account = Account::named(name);
        let add = ["user", "add", &account.email, "--name", name, "--role", role, "--password-stdin"];
        self.command(&add, &format!("{}\n", account.password)).await?;
        self.command(&["token", "create", "--user", &account.email, "--name", "tests"], "").await
    }

    /// Runs a command beside the nodes. Aside: whoever waits for it here holds up the wires, and with them what it waits for.
    async fn command(&self, words: &[&str], input: &str) -> Result<String> {
        let words = words.iter().copied().chain(["--database", self.database.url.as_str()]);
        let (words, input): (Vec<String>, _) = (words.map(str::to_owned).collect(), input.to_owned());
        tokio::task::spawn_blocking(move || succeed(words, &input)).await?
    }

    /// Somebody at a node.
    ///
    /// # Errors
    /// Not in practice.
    pub fn client(&self, node: usize, token: &str) -> Result<Client> {
        Client::with_token(&self.nodes[node].server, token)
    }

    /// Somebody's page at a node.
    ///
    /// # Errors
    /// When the socket is refused.
    pub async fn replica(&self, node: usize, token: &str, postmortem: &PostmortemSummary) -> Result<Replica> {
        Replica::open(&self.nodes[node].server, &self.client(node, token)?, postmortem.id).await
    }

    /// Every node's wire to PostgreSQL.
    pub fn postgres(&self, wire: Wire) {
        self.nodes.iter().for_each(|node| node.to_postgres.set(wire));
    }

    /// Runs statements on the database, past the nodes.
    ///
    /// # Errors
    /// When one fails.
    pub async fn run(&self, statements: &'static str) -> Result<()> {
        let mut connection = PgConnection::connect(self.database.url.as_str()).await?;
        sqlx::raw_sql(statements).execute(&mut connection).await?;
        connection.close().await?;
        Ok(())
    }

    /// The document as the log has it, read by a process of its own.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn logged(&self, postmortem: Uuid) -> Result<View> {
        let json = self.command(&["export", &postmortem.to_string(), "--format", "json"], "").await?;
        Ok(serde_json::from_str(&json)?)
    }
}

/// A database of a test's own in the PostgreSQL that the environment names. Dropping it removes it.
#[derive(Debug)]
pub struct TestDatabase {
    server: Url,
    url: Url,
    name: String,
}

impl TestDatabase {
    /// Makes an empty one.
    ///
    /// # Errors
    /// When the environment names none, or it does not answer.
    pub async fn make() -> Result<Self> {
        let named = env::var(POSTGRES).context("no DEBRIEF_TEST_POSTGRES; `cargo xtask test` starts one")?;
        let server: Url = named.parse()?;
        let name = format!("debrief_nodes_{}", random::id().simple());
        let mut connection = PgConnection::connect(server.as_str()).await?;
        let statement = format!("CREATE DATABASE {name}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await?;
        connection.close().await?;
        let mut url = server.clone();
        url.set_path(&name);
        Ok(Self { server, url, name })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    fn port(&self) -> u16 {
        self.url.port().unwrap_or(5432)
    }

    /// The same database over another port of this machine.
    fn url_by(&self, port: u16) -> Result<String> {
        let mut url = self.url.clone();
        url.set_host(Some("127.0.0.1"))?;
        url.set_port(Some(port)).ok().context("an address with a port")?;
        Ok(url.into())
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let server = self.server.clone();
        // A runtime of its own: this one may be ending. What fails here goes with the PostgreSQL of the tests.
        let cleaning = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut connection = PgConnection::connect(server.as_str()).await?;
                sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await?;
                anyhow::Ok(())
            })
        });
        let _ = cleaning.join();
    }
}
