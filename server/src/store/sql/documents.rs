//! Documents.

pub(super) mod rows;

use async_trait::async_trait;
use debrief_shared::api::Role;
use futures_util::TryStreamExt;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::{QueryBuilder, Row};
use uuid::Uuid;

use self::rows::{document_columns, document_row};
use super::audit::commit;
use super::columns::{changed, timestamp, uuid, visibility_text};
use super::comments::deciding::{Decided, decide};
use super::dialect::{Sql, SqlConnection, SqlRow, SqlStore, TAIL, text};
use super::history;
use super::projection::save as save_rows;
use super::search::save as save_entry;
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::comments::Decision;
use crate::store::documents::{
    DocumentRow, DocumentStore, ListQuery, NewDocument, NewUpdate, Projection, Seq, Snapshot, StoredUpdate,
    TAIL_PAGE_BYTES,
};
use crate::store::projection::FORM;
use crate::store::search::index::Entry;

/// Rows of one INSERT while appending. Few different sizes, so that each statement is prepared once.
const INSERT_ROWS: [usize; 3] = [64, 8, 1];
/// Most rows of one page of the log.
const TAIL_PAGE_ROWS: i64 = 5_000;

#[async_trait]
impl DocumentStore for SqlStore {
    async fn create(&self, document: NewDocument, audit: &Audit) -> Result<Seq, StoreError> {
        let entry = Entry::of(&document.projection);
        let mut transaction = self.begin().await?;
        let at = document.created_at.as_millisecond();
        sqlx::query(
            "INSERT INTO postmortems (id, owner_id, created_at, updated_at, title, incident, severity, services, entries, \
             actions, actions_done, search, projected_seq, visibility) \
             VALUES ($1, $2, $3, $4, '', '', '', '[]', 0, 0, 0, '', 0, $5)",
        )
        .bind(document.id.to_string())
        .bind(document.owner.to_string())
        .bind(at)
        .bind(at)
        .bind(visibility_text(document.visibility))
        .execute(&mut *transaction)
        .await?;
        let first = NewUpdate {
            document: document.id,
            author: Some(document.owner),
            created_at: document.created_at,
            data: document.first.into(),
            writers: document.writers.into_iter().map(|client| (client, None)).collect(),
        };
        let mut seqs = Vec::with_capacity(1);
        insert_writers(&mut transaction, &first).await?;
        insert(&mut transaction, &[first], &mut seqs).await?;
        let seq = seqs.pop().ok_or_else(|| StoreError::Unavailable("an insert returned no row".to_owned()))?;
        let described = (&document.projection, &entry);
        update_projection(&mut transaction, document.id, seq, document.created_at, described, true).await?;
        commit(transaction, audit).await?;
        Ok(seq)
    }

    async fn row(&self, id: Uuid) -> Result<DocumentRow, StoreError> {
        let row = sqlx::query(concat!("SELECT ", document_columns!(), " FROM postmortems p WHERE p.id = $1"))
            .bind(id.to_string())
            .fetch_one(self.reader())
            .await?;
        document_row(&row)
    }

    async fn list(&self, query: ListQuery) -> Result<Vec<(DocumentRow, Option<Role>)>, StoreError> {
        rows::list(self.reader(), query).await
    }

    async fn set_deleted(&self, id: Uuid, by: Uuid, at: Timestamp, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let done =
            sqlx::query("UPDATE postmortems SET deleted_at = $1, deleted_by = $2 WHERE id = $3 AND deleted_at IS NULL")
                .bind(at.as_millisecond())
                .bind(by.to_string())
                .bind(id.to_string())
                .execute(&mut *transaction)
                .await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }

    async fn clear_deleted(&self, id: Uuid, audit: &Audit) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let sql =
            "UPDATE postmortems SET deleted_at = NULL, deleted_by = NULL WHERE id = $1 AND deleted_at IS NOT NULL";
        let done = sqlx::query(sql).bind(id.to_string()).execute(&mut *transaction).await?;
        changed(&done, StoreError::NotFound)?;
        commit(transaction, audit).await
    }

    async fn writers(&self, id: Uuid) -> Result<Vec<(u64, Option<Uuid>)>, StoreError> {
        let rows = sqlx::query("SELECT client_id, person_id FROM writers WHERE postmortem_id = $1 ORDER BY client_id")
            .bind(id.to_string())
            .fetch_all(self.reader())
            .await?;
        rows.iter()
            .map(|row| {
                let client: i64 = row.try_get(0)?;
                Ok((client.cast_unsigned(), row.try_get::<Option<&str>, _>(1)?.map(uuid).transpose()?))
            })
            .collect()
    }

    async fn begin_run(&self) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let clean: Option<(bool,)> = sqlx::query_as("SELECT clean FROM runs").fetch_optional(&mut *transaction).await?;
        set_clean(&mut transaction, false).await?;
        transaction.commit().await?;
        Ok(clean.is_none_or(|(clean,)| clean))
    }

    async fn end_run(&self) -> Result<(), StoreError> {
        set_clean(&mut *self.writer().acquire().await?, true).await
    }

    async fn append(&self, batch: &[NewUpdate]) -> Result<Vec<Seq>, StoreError> {
        self.in_time(append(self, batch)).await
    }

    async fn snapshot(&self, id: Uuid) -> Result<Option<Snapshot>, StoreError> {
        let sql = "SELECT through_seq, state, hash FROM snapshots WHERE postmortem_id = $1";
        let Some(row) = sqlx::query(sql).bind(id.to_string()).fetch_optional(self.reader()).await? else {
            return Ok(None);
        };
        let state: Vec<u8> = row.try_get("state")?;
        let hash: &[u8] = row.try_get("hash")?;
        if Sha256::digest(&state).as_slice() != hash {
            // The log holds everything that a snapshot does.
            tracing::error!(document = %id, "a snapshot is not what was written; the log is read instead");
            return Ok(None);
        }
        Ok(Some(Snapshot { through: row.try_get("through_seq")?, state }))
    }

    async fn is_snapshot_intact(&self, id: Uuid) -> Result<bool, StoreError> {
        let sql = "SELECT state, hash FROM snapshots WHERE postmortem_id = $1";
        let Some(row) = sqlx::query(sql).bind(id.to_string()).fetch_optional(self.reader()).await? else {
            return Ok(true);
        };
        let (state, hash): (&[u8], &[u8]) = (row.try_get("state")?, row.try_get("hash")?);
        Ok(Sha256::digest(state).as_slice() == hash)
    }

    async fn tail(&self, id: Uuid, after: Seq) -> Result<Vec<StoredUpdate>, StoreError> {
        let mut rows = sqlx::query(TAIL).bind(id.to_string()).bind(after).bind(TAIL_PAGE_ROWS).fetch(self.reader());
        let mut page = Vec::new();
        let mut bytes = 0;
        while let Some(row) = rows.try_next().await? {
            let data: Vec<u8> = row.try_get("data")?;
            bytes += data.len();
            page.push(StoredUpdate {
                seq: row.try_get("seq")?,
                author: row.try_get::<Option<&str>, _>("author_id")?.map(uuid).transpose()?,
                created_at: timestamp(row.try_get("created_at")?)?,
                data,
            });
            if bytes >= TAIL_PAGE_BYTES {
                break;
            }
        }
        Ok(page)
    }

    async fn log_before(&self, id: Uuid, before: Timestamp) -> Result<Option<Seq>, StoreError> {
        let sql = "SELECT max(seq) FROM updates WHERE postmortem_id = $1 AND created_at < $2";
        let query = sqlx::query(sql).bind(id.to_string()).bind(before.as_millisecond());
        Ok(query.fetch_one(self.reader()).await?.try_get(0)?)
    }

    async fn log_end(&self, id: Uuid) -> Result<Seq, StoreError> {
        let sql = "SELECT coalesce((SELECT max(seq) FROM updates WHERE postmortem_id = $1), \
                   (SELECT log_base FROM postmortems WHERE id = $1), 0)";
        Ok(sqlx::query(sql).bind(id.to_string()).fetch_one(self.reader()).await?.try_get(0)?)
    }

    async fn state_before(&self, id: Uuid, through: Seq) -> Result<Option<Snapshot>, StoreError> {
        history::state_before(self.reader(), id, through).await
    }

    async fn trim(&self, id: Uuid, base: &Snapshot, at: Timestamp) -> Result<u64, StoreError> {
        history::trim(self, id, base, at).await
    }

    async fn save_snapshot(&self, id: Uuid, snapshot: &Snapshot, at: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO snapshots (postmortem_id, through_seq, state, hash, created_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (postmortem_id) DO UPDATE SET through_seq = excluded.through_seq, state = excluded.state, \
             hash = excluded.hash, created_at = excluded.created_at WHERE excluded.through_seq >= snapshots.through_seq",
        )
        .bind(id.to_string())
        .bind(snapshot.through)
        .bind(&snapshot.state)
        .bind(Sha256::digest(&snapshot.state).to_vec())
        .bind(at.as_millisecond())
        .execute(self.writer())
        .await?;
        Ok(())
    }

    async fn save_projection(
        &self,
        id: Uuid,
        through: Seq,
        updated_at: Timestamp,
        projection: &Projection,
    ) -> Result<(), StoreError> {
        // Before the transaction: those who write don't wait for it.
        let entry = Entry::of(projection);
        let mut transaction = self.writer().begin().await?;
        update_projection(&mut transaction, id, through, updated_at, (projection, &entry), false).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn stale_projections(&self) -> Result<Vec<Uuid>, StoreError> {
        let sql = "SELECT id FROM postmortems WHERE deleted_at IS NULL \
                   AND (projection_form < $1 OR EXISTS (SELECT 1 FROM updates WHERE postmortem_id = postmortems.id AND seq > projected_seq)) \
                   OR NOT EXISTS (SELECT 1 FROM search_documents s WHERE s.postmortem_id = postmortems.id)";
        ids(sqlx::query(sql).bind(FORM).fetch_all(self.reader()).await?)
    }

    async fn append_deciding(&self, update: &NewUpdate, decision: &Decision, audit: &Audit) -> Result<Seq, StoreError> {
        self.in_time(append_deciding(self, update, decision, audit)).await
    }

    async fn ids(&self) -> Result<Vec<Uuid>, StoreError> {
        ids(sqlx::query("SELECT id FROM postmortems ORDER BY id").fetch_all(self.reader()).await?)
    }

    async fn disk_bytes(&self) -> Result<u64, StoreError> {
        self.size().await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(self.reader()).await?;
        Ok(())
    }

    async fn close(&self) {
        self.close_all().await;
    }
}

/// Appends all of a batch, or nothing.
async fn append(store: &SqlStore, batch: &[NewUpdate]) -> Result<Vec<Seq>, StoreError> {
    let mut transaction = store.begin_appending(batch).await?;
    let mut seqs = Vec::with_capacity(batch.len());
    for update in batch {
        insert_writers(&mut transaction, update).await?;
    }
    let mut rest = batch;
    for rows in INSERT_ROWS {
        while rest.len() >= rows {
            let (now, later) = rest.split_at(rows);
            insert(&mut transaction, now, &mut seqs).await?;
            rest = later;
        }
    }
    transaction.commit().await?;
    Ok(seqs)
}

/// Appends an update and decides, or does nothing.
async fn append_deciding(
    store: &SqlStore,
    update: &NewUpdate,
    decision: &Decision,
    audit: &Audit,
) -> Result<Seq, StoreError> {
    let mut transaction = store.begin_appending(std::slice::from_ref(update)).await?;
    let decided = decide(&mut transaction, update.document, decision).await?;
    insert_writers(&mut transaction, update).await?;
    let mut seqs = Vec::with_capacity(1);
    insert(&mut transaction, std::slice::from_ref(update), &mut seqs).await?;
    match decided {
        Decided::Now => commit(transaction, audit).await?,
        Decided::Before => transaction.commit().await?,
    }
    seqs.pop().ok_or_else(|| StoreError::Unavailable("an insert returned no row".to_owned()))
}

/// Appends `rows` with one statement.
async fn insert(connection: &mut SqlConnection, rows: &[NewUpdate], seqs: &mut Vec<Seq>) -> Result<(), StoreError> {
    let mut sql = QueryBuilder::<Sql>::new("INSERT INTO updates (postmortem_id, author_id, created_at, data) ");
    sql.push_values(rows, |mut values, row| {
        values
            .push_bind(row.document.to_string())
            .push_bind(row.author.map(|author| author.to_string()))
            .push_bind(row.created_at.as_millisecond())
            .push_bind(row.data.to_vec());
    });
    sql.push(" RETURNING seq");
    let start = seqs.len();
    for row in sql.build().fetch_all(connection).await? {
        seqs.push(row.try_get(0)?);
    }
    // Rows get their numbers in the order of VALUES; RETURNING promises no order.
    seqs[start..].sort_unstable();
    Ok(())
}

/// Notes whose the client ids of an update are, unless that is known.
async fn insert_writers(connection: &mut SqlConnection, update: &NewUpdate) -> Result<(), StoreError> {
    for (client, person) in &update.writers {
        sqlx::query(
            "INSERT INTO writers (postmortem_id, client_id, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(update.document.to_string())
        .bind(client.cast_signed())
        .bind(person.map(|person| person.to_string()))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn set_clean(connection: &mut SqlConnection, clean: bool) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO runs (one, clean) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET clean = excluded.clean")
        .bind(clean)
        .execute(connection)
        .await?;
    Ok(())
}

async fn update_projection(
    connection: &mut SqlConnection,
    id: Uuid,
    through: Seq,
    updated_at: Timestamp,
    (projection, entry): (&Projection, &Entry),
    new: bool,
) -> Result<(), StoreError> {
    let names =
        |names: &Vec<String>| serde_json::to_string(names).map_err(|error| StoreError::Unavailable(error.to_string()));
    let done = sqlx::query(
        "UPDATE postmortems SET title = $1, incident = $2, severity = $3, services = $4, impact_started = $5, resolved = $6, \
         entries = $7, actions = $8, actions_done = $9, search = $10, projected_seq = $11, \
         updated_at = CASE WHEN updated_at < $12 THEN $12 ELSE updated_at END, projection_form = $13, \
         tags = $15, factors = $16, detected = $17, acknowledged = $18, mitigated = $19 WHERE id = $14 AND projected_seq <= $11",
    )
    .bind(text(&projection.title))
    .bind(text(&projection.incident))
    .bind(text(&projection.severity))
    .bind(names(&projection.services)?)
    .bind(projection.impact_started.as_deref().map(text))
    .bind(projection.resolved.as_deref().map(text))
    .bind(i64::from(projection.entries))
    .bind(i64::from(projection.actions))
    .bind(i64::from(projection.actions_done))
    .bind(text(&projection.search))
    .bind(through)
    .bind(updated_at.as_millisecond())
    .bind(FORM)
    .bind(id.to_string())
    .bind(names(&projection.tags)?)
    .bind(names(&projection.factors)?)
    .bind(projection.detected.as_deref().map(text))
    .bind(projection.acknowledged.as_deref().map(text))
    .bind(projection.mitigated.as_deref().map(text))
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() == 0 {
        // A newer one is there, or nothing is.
        sqlx::query("SELECT 1 FROM postmortems WHERE id = $1").bind(id.to_string()).fetch_one(connection).await?;
        return Ok(());
    }
    save_rows(connection, id, projection, updated_at, new).await?;
    save_entry(connection, &id.to_string(), entry).await
}

fn ids(rows: Vec<SqlRow>) -> Result<Vec<Uuid>, StoreError> {
    rows.iter().map(|row| uuid(row.try_get("id")?)).collect()
}
