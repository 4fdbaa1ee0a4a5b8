//! The past of postmortems.

use async_trait::async_trait;
use debrief_shared::api::Person;
use futures_util::TryStreamExt;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::Row;
use uuid::Uuid;

use super::audit::commit;
use super::columns::{changed, json_list, person, timestamp, uuid};
use super::dialect::{SqlConnection, SqlPool, SqlRow, SqlStore, elements, text};
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::documents::{Seq, Snapshot};
use crate::store::history::{HistoryStore, LogRow, NewVersion, SeenRow, VersionRow};

const VERSIONS: &str = "SELECT v.id, v.name, v.seq, v.created_at, p.id AS person_id, p.name AS person_name, p.color, \
                        p.role = 'guest' AS guest FROM versions v LEFT JOIN people p ON p.id = v.created_by WHERE v.postmortem_id = $1";

#[async_trait]
impl HistoryStore for SqlStore {
    async fn log_rows(&self, id: Uuid, before: Option<Seq>, limit: u32) -> Result<Vec<LogRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT seq, author_id, created_at, CAST(length(data) AS BIGINT) AS bytes FROM updates \
             WHERE postmortem_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3",
        )
        .bind(id.to_string())
        .bind(before.unwrap_or(Seq::MAX))
        .bind(i64::from(limit))
        .fetch_all(self.reader())
        .await?;
        let read = |row: &SqlRow| {
            Ok(LogRow {
                seq: row.try_get("seq")?,
                author: row.try_get::<Option<&str>, _>("author_id")?.map(uuid).transpose()?,
                at: timestamp(row.try_get("created_at")?)?,
                bytes: row.try_get::<i64, _>("bytes")?.unsigned_abs(),
            })
        };
        rows.iter().map(read).collect()
    }

    async fn people_named(&self, ids: &[Uuid]) -> Result<Vec<Person>, StoreError> {
        let list = json_list(ids.iter().map(|id| (id,)));
        let sql = concat!(
            "SELECT id, name, color, role = 'guest' AS guest FROM people WHERE id IN (SELECT value ->> 0 FROM ",
            elements!("$1"),
            ") ORDER BY id"
        );
        let rows = sqlx::query(sql).bind(list).fetch_all(self.reader()).await?;
        let read = |row: &SqlRow| {
            person(row.try_get("id")?, row.try_get("name")?, row.try_get("color")?, row.try_get("guest")?)
        };
        rows.iter().map(read).collect()
    }

    async fn versions(&self, id: Uuid) -> Result<Vec<VersionRow>, StoreError> {
        let sql = format!("{VERSIONS} ORDER BY v.seq DESC, v.created_at DESC, v.id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_all(self.reader()).await?;
        rows.iter().map(version_row).collect()
    }

    async fn version(&self, id: Uuid, version: Uuid) -> Result<VersionRow, StoreError> {
        let sql = format!("{VERSIONS} AND v.id = $2");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).bind(version.to_string());
        version_row(&query.fetch_one(self.reader()).await?)
    }

    async fn create_version(&self, version: &NewVersion, most: u32) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        insert_state(&mut transaction, version.postmortem, &version.state, version.created_at).await?;
        let done = sqlx::query(
            "INSERT INTO versions (id, postmortem_id, seq, name, created_by, created_at) \
             SELECT $1, $2, $3, $4, $5, $6 WHERE (SELECT count(*) FROM versions WHERE postmortem_id = $2) < $7",
        )
        .bind(version.id.to_string())
        .bind(version.postmortem.to_string())
        .bind(version.state.through)
        .bind(text(&version.name))
        .bind(version.created_by.to_string())
        .bind(version.created_at.as_millisecond())
        .bind(i64::from(most))
        .execute(&mut *transaction)
        .await?;
        changed(&done, StoreError::Conflict)?;
        transaction.commit().await?;
        Ok(())
    }

    async fn rename_version(&self, id: Uuid, version: Uuid, name: &str) -> Result<(), StoreError> {
        let done = sqlx::query("UPDATE versions SET name = $1 WHERE id = $2 AND postmortem_id = $3")
            .bind(text(name))
            .bind(version.to_string())
            .bind(id.to_string())
            .execute(self.writer())
            .await?;
        changed(&done, StoreError::NotFound)
    }

    async fn seen(&self, id: Uuid, person: Uuid) -> Result<Option<SeenRow>, StoreError> {
        let row = sqlx::query("SELECT seq, at FROM seen WHERE postmortem_id = $1 AND person_id = $2")
            .bind(id.to_string())
            .bind(person.to_string())
            .fetch_optional(self.reader())
            .await?;
        let read = |row: SqlRow| Ok(SeenRow { seq: row.try_get("seq")?, at: timestamp(row.try_get("at")?)? });
        row.map(read).transpose()
    }

    async fn note_seen(&self, id: Uuid, person: Uuid, through: Seq, at: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO seen (postmortem_id, person_id, seq, at) SELECT id, $2, coalesce( \
             (SELECT max(seq) FROM updates WHERE postmortem_id = $1 AND seq <= $3), log_base), $4 FROM postmortems WHERE id = $1 \
             ON CONFLICT (postmortem_id, person_id) DO UPDATE SET seq = excluded.seq, at = excluded.at WHERE seen.seq <= excluded.seq",
        )
        .bind(id.to_string())
        .bind(person.to_string())
        .bind(through)
        .bind(at.as_millisecond())
        .execute(self.writer())
        .await?;
        Ok(())
    }

    async fn authors_after(&self, id: Uuid, seq: Seq) -> Result<Vec<Uuid>, StoreError> {
        let sql = "SELECT DISTINCT author_id FROM updates WHERE postmortem_id = $1 AND seq > $2 AND author_id IS NOT NULL \
                   ORDER BY author_id";
        let rows = sqlx::query(sql).bind(id.to_string()).bind(seq).fetch_all(self.reader()).await?;
        rows.iter().map(|row| uuid(row.try_get("author_id")?)).collect()
    }

    async fn delete_version(&self, id: Uuid, version: Uuid, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("DELETE FROM versions WHERE id = $1 AND postmortem_id = $2")
            .bind(version.to_string())
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        changed(&done, StoreError::NotFound)?;
        delete_unneeded_states(&mut transaction, id).await?;
        commit(transaction, audit).await
    }
}

/// The newest intact state that reaches no further than `through`.
pub(super) async fn state_before(pool: &SqlPool, id: Uuid, through: Seq) -> Result<Option<Snapshot>, StoreError> {
    let sql = "SELECT seq, state, hash FROM states WHERE postmortem_id = $1 AND seq <= $2 ORDER BY seq DESC";
    let mut rows = sqlx::query(sql).bind(id.to_string()).bind(through).fetch(pool);
    while let Some(row) = rows.try_next().await? {
        let state: Vec<u8> = row.try_get("state")?;
        if Sha256::digest(&state).as_slice() == row.try_get::<&[u8], _>("hash")? {
            return Ok(Some(Snapshot { through: row.try_get("seq")?, state }));
        }
        tracing::error!(document = %id, "a state of the past is not what was written");
    }
    Ok(None)
}

/// Keeps an exact state, unless it is there.
pub(super) async fn insert_state(
    connection: &mut SqlConnection,
    id: Uuid,
    state: &Snapshot,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO states (postmortem_id, seq, state, hash, created_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (postmortem_id, seq) DO NOTHING",
    )
    .bind(id.to_string())
    .bind(state.through)
    .bind(&state.state)
    .bind(Sha256::digest(&state.state).to_vec())
    .bind(at.as_millisecond())
    .execute(connection)
    .await?;
    Ok(())
}

/// Lets the log begin after `base`, whose state stands for what was before; in one transaction, so that it is always whole.
pub(super) async fn trim(store: &SqlStore, id: Uuid, base: &Snapshot, at: Timestamp) -> Result<u64, StoreError> {
    let mut transaction = store.begin().await?;
    insert_state(&mut transaction, id, base, at).await?;
    // Whoever opens the document begins at its snapshot: nothing after that may be missing.
    let done = sqlx::query(
        "UPDATE postmortems SET log_base = $2 WHERE id = $1 AND log_base < $2 \
         AND EXISTS (SELECT 1 FROM snapshots WHERE postmortem_id = $1 AND through_seq >= $2)",
    )
    .bind(id.to_string())
    .bind(base.through)
    .execute(&mut *transaction)
    .await?;
    changed(&done, StoreError::Conflict)?;
    let done = sqlx::query("DELETE FROM updates WHERE postmortem_id = $1 AND seq <= $2")
        .bind(id.to_string())
        .bind(base.through)
        .execute(&mut *transaction)
        .await?;
    delete_unneeded_states(&mut transaction, id).await?;
    transaction.commit().await?;
    Ok(done.rows_affected())
}

/// Removes states that no version, no publication and no beginning of a log needs.
async fn delete_unneeded_states(connection: &mut SqlConnection, id: Uuid) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM states WHERE postmortem_id = $1 \
         AND seq NOT IN (SELECT seq FROM versions WHERE postmortem_id = $1) \
         AND seq NOT IN (SELECT seq FROM publications WHERE postmortem_id = $1) \
         AND seq NOT IN (SELECT log_base FROM postmortems WHERE id = $1)",
    )
    .bind(id.to_string())
    .execute(connection)
    .await?;
    Ok(())
}

fn version_row(row: &SqlRow) -> Result<VersionRow, StoreError> {
    let created_by = match row.try_get::<Option<&str>, _>("person_id")? {
        Some(id) => Some(person(id, row.try_get("person_name")?, row.try_get("color")?, row.try_get("guest")?)?),
        None => None,
    };
    Ok(VersionRow {
        id: uuid(row.try_get("id")?)?,
        name: row.try_get("name")?,
        seq: row.try_get("seq")?,
        created_by,
        created_at: timestamp(row.try_get("created_at")?)?,
    })
}
