//! Sessions of browsers, passwords that end them, and the browsers that are known.

use std::collections::HashMap;

use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::super::audit::commit;
use super::super::columns::{changed, json_list, timestamp, uuid};
use super::super::dialect::{SqlConnection, SqlRow, SqlStore, elements};
use super::accounts::{account, account_columns};
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::people::{Account, Holder, NewPassword, SecretHash, Session, Shown};

/// What the time that somebody was last here is rounded down to.
const HOUR_MS: i64 = 3_600_000;

/// Columns of `sessions s`.
macro_rules! session_columns {
    () => {
        "s.id, s.person_id, s.hash, s.created_at, s.expires_at, s.last_seen_at, s.address, s.browser, s.renew"
    };
}

pub(super) async fn create(
    store: &SqlStore,
    session: &Session,
    shown: Shown<'_>,
    secret: &SecretHash,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    insert(&mut transaction, session, secret).await?;
    require(&mut transaction, session.person, shown).await?;
    commit(transaction, audit).await
}

/// `Conflict` unless what a person has shown still holds.
async fn require(connection: &mut SqlConnection, person: Uuid, shown: Shown<'_>) -> Result<(), StoreError> {
    let holds = match shown {
        // An account without a password has an empty one, which nobody can show.
        Shown::Password(hash) => {
            sqlx::query("SELECT 1 FROM people WHERE id = $1 AND password_hash = $2 AND password_hash <> ''")
                .bind(person.to_string())
                .bind(hash)
        }
        Shown::Identity { issuer, subject } => {
            sqlx::query("SELECT 1 FROM identities WHERE person_id = $1 AND issuer = $2 AND subject = $3")
                .bind(person.to_string())
                .bind(issuer)
                .bind(subject)
        }
    };
    holds.fetch_optional(connection).await?.map(drop).ok_or(StoreError::Conflict)
}

/// Adds a session; `NotFound` when its account is not there or suspended: it may have been a moment ago.
pub(in crate::store) async fn insert(
    connection: &mut SqlConnection,
    session: &Session,
    secret: &SecretHash,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "INSERT INTO sessions (id, person_id, hash, created_at, expires_at, last_seen_at, address, browser, renew)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
         WHERE EXISTS (SELECT 1 FROM people WHERE id = $2 AND suspended_at IS NULL)",
    )
    .bind(session.id.to_string())
    .bind(session.person.to_string())
    .bind(secret.as_slice())
    .bind(session.created_at.as_millisecond())
    .bind(session.expires_at.as_millisecond())
    .bind(session.last_seen_at.as_millisecond())
    .bind(&session.address)
    .bind(&session.browser)
    .bind(session.renew)
    .execute(&mut *connection)
    .await?;
    changed(&done, StoreError::NotFound)?;
    note_presence(connection, session.person, session.last_seen_at).await
}

pub(super) async fn by_secret(
    store: &SqlStore,
    secret: &SecretHash,
    now: Timestamp,
) -> Result<Option<(Session, Account)>, StoreError> {
    let row = sqlx::query(concat!(
        "SELECT ",
        session_columns!(),
        ", ",
        account_columns!(),
        " FROM sessions s JOIN people p ON p.id = s.person_id
         WHERE (s.hash = $1 OR (s.previous_hash = $1 AND s.previous_until > $2))
           AND s.expires_at > $2 AND p.suspended_at IS NULL"
    ))
    .bind(secret.as_slice())
    .bind(now.as_millisecond())
    .fetch_optional(store.reader())
    .await?;
    let found = |row: &SqlRow| {
        let mut session = session(row)?;
        // Only who holds the newest secret is given the next one.
        session.renew &= row.try_get::<&[u8], _>("hash")? == secret.as_slice();
        Ok((session, account(row)?))
    };
    row.as_ref().map(found).transpose()
}

pub(super) async fn holders(
    store: &SqlStore,
    proofs: &[Uuid],
    now: Timestamp,
) -> Result<HashMap<Uuid, Holder>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT proof, expires_at, scope, ",
        account_columns!(),
        " FROM (SELECT s.id AS proof, s.person_id AS holder, s.expires_at, 'all' AS scope
                FROM ",
        elements!("$1"),
        " JOIN sessions s ON s.id = value ->> 0 WHERE s.expires_at > $2
                UNION ALL SELECT t.id, t.person_id, NULL, t.scope FROM ",
        elements!("$1"),
        " JOIN tokens t ON t.id = value ->> 0) AS proofs
         JOIN people p ON p.id = holder WHERE p.suspended_at IS NULL"
    ))
    .bind(json_list(proofs.iter().map(|proof| [proof.to_string()])))
    .bind(now.as_millisecond())
    .fetch_all(store.reader())
    .await?;
    let holder = |row: &SqlRow| {
        let expires_at: Option<i64> = row.try_get("expires_at")?;
        let holder = Holder {
            account: account(row)?,
            expires_at: expires_at.map(timestamp).transpose()?,
            scope: super::tokens::scope(row.try_get("scope")?)?,
        };
        Ok((uuid(row.try_get("proof")?)?, holder))
    };
    rows.iter().map(holder).collect()
}

pub(super) async fn of_person(store: &SqlStore, person: Uuid, now: Timestamp) -> Result<Vec<Session>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        session_columns!(),
        " FROM sessions s WHERE person_id = $1 AND expires_at > $2
         ORDER BY coalesce(last_seen_at, created_at) DESC, id DESC"
    ))
    .bind(person.to_string())
    .bind(now.as_millisecond())
    .fetch_all(store.reader())
    .await?;
    rows.iter().map(session).collect()
}

pub(super) async fn touch(
    store: &SqlStore,
    id: Uuid,
    expires_at: Timestamp,
    seen_at: Timestamp,
    address: &str,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let person: Option<(String,)> = sqlx::query_as(
        "UPDATE sessions SET expires_at = $1, last_seen_at = $2, address = $3 WHERE id = $4 RETURNING person_id",
    )
    .bind(expires_at.as_millisecond())
    .bind(seen_at.as_millisecond())
    .bind(address)
    .bind(id.to_string())
    .fetch_optional(&mut *transaction)
    .await?;
    if let Some((person,)) = person {
        note_presence(&mut transaction, uuid(&person)?, seen_at).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Notes the hour in which somebody was last here.
pub(super) async fn note_presence(
    connection: &mut SqlConnection,
    person: Uuid,
    at: Timestamp,
) -> Result<(), StoreError> {
    let at = at.as_millisecond();
    sqlx::query("UPDATE people SET last_seen_at = $1 WHERE id = $2 AND (last_seen_at IS NULL OR last_seen_at < $1)")
        .bind(at - at.rem_euclid(HOUR_MS))
        .bind(person.to_string())
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn renew(
    store: &SqlStore,
    id: Uuid,
    secret: &SecretHash,
    previous_until: Timestamp,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE sessions SET previous_hash = hash, previous_until = $1, hash = $2, renew = FALSE WHERE id = $3",
    )
    .bind(previous_until.as_millisecond())
    .bind(secret.as_slice())
    .bind(id.to_string())
    .execute(store.writer())
    .await?;
    changed(&done, StoreError::NotFound)
}

pub(super) async fn delete(store: &SqlStore, person: Uuid, id: Uuid, audit: &Audit) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let done = sqlx::query("DELETE FROM sessions WHERE id = $1 AND person_id = $2")
        .bind(id.to_string())
        .bind(person.to_string())
        .execute(&mut *transaction)
        .await?;
    changed(&done, StoreError::NotFound)?;
    commit(transaction, audit).await
}

pub(super) async fn delete_all(
    store: &SqlStore,
    person: Uuid,
    keep: Option<Uuid>,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    end_all(&mut transaction, person, keep).await?;
    commit(transaction, audit).await
}

async fn end_all(connection: &mut SqlConnection, person: Uuid, keep: Option<Uuid>) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE person_id = $1 AND id IS DISTINCT FROM $2")
        .bind(person.to_string())
        .bind(keep.map(|id| id.to_string()))
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn set_password(
    store: &SqlStore,
    id: Uuid,
    new: &NewPassword<'_>,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let (before,): (String,) =
        sqlx::query_as("SELECT password_hash FROM people WHERE id = $1 AND suspended_at IS NULL")
            .bind(id.to_string())
            .fetch_one(&mut *transaction)
            .await?;
    if before != new.before.unwrap_or_default() {
        return Err(StoreError::Conflict);
    }
    if let Some(keep) = new.keep {
        let kept = sqlx::query("SELECT 1 FROM sessions WHERE id = $1 AND person_id = $2")
            .bind(keep.to_string())
            .bind(id.to_string())
            .fetch_optional(&mut *transaction)
            .await?;
        kept.map(drop).ok_or(StoreError::Conflict)?;
    }
    replace_password(&mut transaction, id, new.hash, new.keep).await?;
    commit(transaction, audit).await
}

/// Sets the password; sessions but `keep`, and one-time links that would set another one, end.
pub(super) async fn replace_password(
    connection: &mut SqlConnection,
    person: Uuid,
    hash: &str,
    keep: Option<Uuid>,
) -> Result<(), StoreError> {
    let done = sqlx::query("UPDATE people SET password_hash = $1 WHERE id = $2")
        .bind(hash)
        .bind(person.to_string())
        .execute(&mut *connection)
        .await?;
    changed(&done, StoreError::NotFound)?;
    sqlx::query("DELETE FROM tickets WHERE person_id = $1").bind(person.to_string()).execute(&mut *connection).await?;
    end_all(connection, person, keep).await
}

pub(super) async fn delete_expired(store: &SqlStore, now: Timestamp) -> Result<u64, StoreError> {
    let mut transaction = store.begin().await?;
    let mut gone = 0;
    for sql in [
        "DELETE FROM sessions WHERE expires_at <= $1",
        "DELETE FROM tickets WHERE expires_at <= $1",
        "DELETE FROM links WHERE expires_at <= $1",
    ] {
        gone += sqlx::query(sql).bind(now.as_millisecond()).execute(&mut *transaction).await?.rows_affected();
    }
    transaction.commit().await?;
    Ok(gone)
}

pub(super) async fn keep_device(
    store: &SqlStore,
    device: &SecretHash,
    person: Uuid,
    at: Timestamp,
    most: u32,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    sqlx::query(
        "INSERT INTO devices (hash, person_id, last_used_at) VALUES ($1, $2, $3)
         ON CONFLICT (hash, person_id) DO UPDATE SET last_used_at = excluded.last_used_at
         WHERE devices.last_used_at < excluded.last_used_at",
    )
    .bind(device.as_slice())
    .bind(person.to_string())
    .bind(at.as_millisecond())
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "DELETE FROM devices WHERE person_id = $1 AND hash NOT IN
         (SELECT hash FROM devices WHERE person_id = $1 ORDER BY last_used_at DESC, hash LIMIT $2)",
    )
    .bind(person.to_string())
    .bind(i64::from(most))
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

pub(super) async fn knows_device(store: &SqlStore, device: &SecretHash, person: Uuid) -> Result<bool, StoreError> {
    let (known,): (bool,) = sqlx::query_as("SELECT EXISTS (SELECT 1 FROM devices WHERE hash = $1 AND person_id = $2)")
        .bind(device.as_slice())
        .bind(person.to_string())
        .fetch_one(store.reader())
        .await?;
    Ok(known)
}

fn session(row: &SqlRow) -> Result<Session, StoreError> {
    let created_at: i64 = row.try_get("created_at")?;
    // Sessions from before this was noted.
    let seen_at = row.try_get::<Option<i64>, _>("last_seen_at")?.unwrap_or(created_at);
    Ok(Session {
        id: uuid(row.try_get("id")?)?,
        person: uuid(row.try_get("person_id")?)?,
        created_at: timestamp(created_at)?,
        expires_at: timestamp(row.try_get("expires_at")?)?,
        last_seen_at: timestamp(seen_at)?,
        address: row.try_get("address")?,
        browser: row.try_get("browser")?,
        renew: row.try_get("renew")?,
    })
}
