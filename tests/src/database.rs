//! The stored bytes, looked at and damaged from outside while the server is stopped.

use std::path::Path;

use anyhow::{Result, ensure};
use sqlx::{AnyConnection, Connection as _, Row as _};
use uuid::Uuid;

use crate::postgres;
use crate::server::database_file;

/// A connection to the database of a data folder.
#[derive(Debug)]
pub struct Database(AnyConnection);

impl Database {
    /// Opens it.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn open(data: &Path) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let file = format!("sqlite://{}", database_file(data).display());
        Ok(Self(AnyConnection::connect(&postgres::address_of(data)?.unwrap_or(file)).await?))
    }

    /// Number of log rows of a postmortem.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count_updates(&mut self, postmortem: Uuid) -> Result<i64> {
        let row = sqlx::query("SELECT count(*) FROM updates WHERE postmortem_id = $1")
            .bind(postmortem.to_string())
            .fetch_one(&mut self.0)
            .await?;
        Ok(row.try_get(0)?)
    }

    /// Author of each log row of a postmortem, in order.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn authors(&mut self, postmortem: Uuid) -> Result<Vec<Option<String>>> {
        let rows = sqlx::query("SELECT author_id FROM updates WHERE postmortem_id = $1 ORDER BY seq")
            .bind(postmortem.to_string())
            .fetch_all(&mut self.0)
            .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// Whose replica a client id is: `None` when nobody has written with it, an empty one when it is the server's.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn writer(&mut self, postmortem: Uuid, client_id: u64) -> Result<Option<String>> {
        let row =
            sqlx::query("SELECT coalesce(person_id, '') FROM writers WHERE postmortem_id = $1 AND client_id = $2")
                .bind(postmortem.to_string())
                .bind(i64::try_from(client_id)?)
                .fetch_optional(&mut self.0)
                .await?;
        row.map(|row| Ok(row.try_get(0)?)).transpose()
    }

    /// Whether a postmortem has a snapshot.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn has_snapshot(&mut self, postmortem: Uuid) -> Result<bool> {
        let found = sqlx::query("SELECT 1 FROM snapshots WHERE postmortem_id = $1")
            .bind(postmortem.to_string())
            .fetch_optional(&mut self.0)
            .await?;
        Ok(found.is_some())
    }

    /// Overwrites every log row of a postmortem, and its snapshot if it has one, with `bytes`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn damage(&mut self, postmortem: Uuid, bytes: &[u8]) -> Result<()> {
        for statement in [
            "UPDATE updates SET data = $1 WHERE postmortem_id = $2",
            "UPDATE snapshots SET state = $1 WHERE postmortem_id = $2",
        ] {
            sqlx::query(statement).bind(bytes).bind(postmortem.to_string()).execute(&mut self.0).await?;
        }
        Ok(())
    }

    /// Overwrites the snapshot of a postmortem with `bytes`; gives whether it has one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn damage_snapshot(&mut self, postmortem: Uuid, bytes: &[u8]) -> Result<bool> {
        let done = sqlx::query("UPDATE snapshots SET state = $1 WHERE postmortem_id = $2")
            .bind(bytes)
            .bind(postmortem.to_string())
            .execute(&mut self.0)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Overwrites the snapshot of a postmortem, and the hash by which that would be noticed.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn bless_snapshot(&mut self, postmortem: Uuid, bytes: &[u8]) -> Result<()> {
        sqlx::query("UPDATE snapshots SET state = $1, hash = $2 WHERE postmortem_id = $3")
            .bind(bytes)
            .bind(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().to_vec())
            .bind(postmortem.to_string())
            .execute(&mut self.0)
            .await?;
        Ok(())
    }

    /// Overwrites the title that lists show of a postmortem.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_title(&mut self, postmortem: Uuid, title: &str) -> Result<()> {
        let done =
            sqlx::query("UPDATE postmortems SET title = $1 WHERE id = $2").bind(title).bind(postmortem.to_string());
        ensure!(done.execute(&mut self.0).await?.rows_affected() == 1, "there is no such postmortem");
        Ok(())
    }

    /// All stored bytes of a postmortem's content: its log in order, then its snapshot.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn content(&mut self, postmortem: Uuid) -> Result<Vec<Vec<u8>>> {
        let rows = sqlx::query(
            "SELECT data FROM (SELECT seq, data FROM updates WHERE postmortem_id = $1 \
             UNION ALL SELECT 9223372036854775807, state FROM snapshots WHERE postmortem_id = $1) AS rows ORDER BY seq",
        )
        .bind(postmortem.to_string())
        .fetch_all(&mut self.0)
        .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// Lets a share link end so much later from now.
    ///
    /// # Errors
    /// When there is none, or the database does not answer.
    pub async fn end_link_in(&mut self, link: Uuid, later: std::time::Duration) -> Result<()> {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
        let done = sqlx::query("UPDATE links SET expires_at = $1 WHERE id = $2")
            .bind(i64::try_from((now + later).as_millis())?)
            .bind(link.to_string())
            .execute(&mut self.0)
            .await?;
        ensure!(done.rows_affected() == 1, "there is no such link");
        Ok(())
    }

    /// Suspends an account, as a command beside the server does.
    ///
    /// # Errors
    /// When there is none, or the database does not answer.
    pub async fn suspend(&mut self, person: Uuid) -> Result<()> {
        let done = sqlx::query("UPDATE people SET suspended_at = 1 WHERE id = $1").bind(person.to_string());
        ensure!(done.execute(&mut self.0).await?.rows_affected() == 1, "there is no such account");
        Ok(())
    }

    /// Takes a person's role in a postmortem away, as another node would.
    ///
    /// # Errors
    /// When there is none, or the database does not answer.
    pub async fn revoke(&mut self, postmortem: Uuid, person: Uuid) -> Result<()> {
        let done = sqlx::query("DELETE FROM person_grants WHERE postmortem_id = $1 AND person_id = $2")
            .bind(postmortem.to_string())
            .bind(person.to_string());
        ensure!(done.execute(&mut self.0).await?.rows_affected() == 1, "there is no such role");
        Ok(())
    }

    /// Takes the right to write, so that nobody else can, until [`Database::close`].
    ///
    /// # Errors
    /// When somebody else is writing.
    pub async fn lock(&mut self) -> Result<()> {
        // The words of either database: neither knows the other's.
        if self.0.backend_name() == "PostgreSQL" {
            sqlx::query("BEGIN").execute(&mut self.0).await?;
            sqlx::query("LOCK TABLE updates IN EXCLUSIVE MODE").execute(&mut self.0).await?;
        } else {
            sqlx::query("BEGIN IMMEDIATE").execute(&mut self.0).await?;
        }
        Ok(())
    }

    /// Closes the connection.
    ///
    /// # Errors
    /// When closing fails.
    pub async fn close(self) -> Result<()> {
        Ok(self.0.close().await?)
    }
}
