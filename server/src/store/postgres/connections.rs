//! Connections to PostgreSQL: how many, how they are set up, and how long anything may take.

use std::time::Duration;

use sqlx::postgres::{PgConnection, PgPool, PgPoolOptions};
use sqlx::{Connection, Executor};

use super::Address;
use crate::store::StoreError;

/// Connections for changes of people and access. They come one at a time; the second is for when the first hangs.
pub(super) const CHANGES: u32 = 2;
/// Connections for the log, snapshots, projections and small notes.
pub(super) const WRITERS: u32 = 4;
/// Connections that only read.
pub(super) const READERS: u32 = 8;

/// How long a connection is waited for, a new one included.
const ACQUIRE: Duration = Duration::from_secs(5);
/// How long appending may take in all: longer than [`SESSION`] lets any of its statements wait.
pub(super) const ANSWER: Duration = Duration::from_secs(45);
/// After so long without use a connection is ended.
const IDLE: Duration = Duration::from_mins(5);

/// What holds in every session, whatever the server's settings are: a commit is acknowledged when it is on disk (or, where the server
/// asks for more, on its replicas, too), nothing waits for ever, and the server notices when a node has vanished.
const SESSION: &str = "
    SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')
        WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false);
    SET statement_timeout = '30s';
    SET lock_timeout = '10s';
    SET idle_in_transaction_session_timeout = '30s';
    SET tcp_keepalives_idle = 30;
    SET tcp_keepalives_interval = 10;
    SET tcp_keepalives_count = 3;
    SET TIME ZONE 'UTC';
";

/// A pool that connects when somebody needs a connection.
pub(super) fn pool(address: &Address, most: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(ACQUIRE)
        .idle_timeout(IDLE)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute(SESSION).await?;
                Ok(())
            })
        })
        .connect_lazy_with(address.options().clone())
}

/// The first connection, for migrations. What is wrong with the address or the role is said at once, not after the time that a busy pool may
/// take. It has no limits: a migration may take a while, here or on another node that is waited for.
pub(super) async fn first(address: &Address) -> Result<PgPool, StoreError> {
    let connecting = tokio::time::timeout(ACQUIRE, PgConnection::connect_with(address.options()));
    let mut connection = connecting.await.map_err(|_| StoreError::Unavailable("it does not answer".to_owned()))??;
    let (fsync,): (String,) = sqlx::query_as("SHOW fsync").fetch_one(&mut connection).await?;
    if fsync != "on" {
        tracing::warn!("PostgreSQL runs with fsync={fsync}: what is acknowledged may be gone after a power cut");
    }
    connection.close().await?;
    Ok(PgPoolOptions::new().max_connections(1).acquire_timeout(ACQUIRE).connect_lazy_with(address.options().clone()))
}
