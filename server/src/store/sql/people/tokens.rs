//! API tokens.

use debrief_shared::api::TokenScope;
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::super::audit::commit;
use super::super::columns::{changed, timestamp, uuid};
use super::super::dialect::{SqlRow, SqlStore};
use super::accounts::{account, account_columns};
use super::sessions::note_presence;
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::people::{Account, SecretHash, Token};

/// Columns of `tokens t`.
macro_rules! token_columns {
    () => {
        "t.id, t.person_id, t.name, t.scope, t.created_at, t.last_used_at"
    };
}

pub(super) async fn create(
    store: &SqlStore,
    token: &Token,
    secret: &SecretHash,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let done = sqlx::query(
        "INSERT INTO tokens (id, person_id, hash, name, created_at, scope) SELECT $1, $2, $3, $4, $5, $6
         WHERE EXISTS (SELECT 1 FROM people WHERE id = $2 AND suspended_at IS NULL)",
    )
    .bind(token.id.to_string())
    .bind(token.person.to_string())
    .bind(secret.as_slice())
    .bind(&token.name)
    .bind(token.created_at.as_millisecond())
    .bind(token.scope.name())
    .execute(&mut *transaction)
    .await?;
    changed(&done, StoreError::NotFound)?;
    commit(transaction, audit).await
}

pub(super) async fn by_secret(store: &SqlStore, secret: &SecretHash) -> Result<Option<(Token, Account)>, StoreError> {
    let row = sqlx::query(concat!(
        "SELECT ",
        token_columns!(),
        ", ",
        account_columns!(),
        " FROM tokens t JOIN people p ON p.id = t.person_id WHERE t.hash = $1 AND p.suspended_at IS NULL"
    ))
    .bind(secret.as_slice())
    .fetch_optional(store.reader())
    .await?;
    row.as_ref().map(|row| Ok((token(row)?, account(row)?))).transpose()
}

pub(super) async fn by_id(store: &SqlStore, id: Uuid) -> Result<Option<Token>, StoreError> {
    let row = sqlx::query(concat!("SELECT ", token_columns!(), " FROM tokens t WHERE id = $1"))
        .bind(id.to_string())
        .fetch_optional(store.reader())
        .await?;
    row.as_ref().map(token).transpose()
}

pub(super) async fn of_person(store: &SqlStore, person: Uuid) -> Result<Vec<Token>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        token_columns!(),
        " FROM tokens t WHERE person_id = $1 ORDER BY created_at, id"
    ))
    .bind(person.to_string())
    .fetch_all(store.reader())
    .await?;
    rows.iter().map(token).collect()
}

pub(super) async fn touch(store: &SqlStore, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let person: Option<(String,)> =
        sqlx::query_as("UPDATE tokens SET last_used_at = $1 WHERE id = $2 RETURNING person_id")
            .bind(at.as_millisecond())
            .bind(id.to_string())
            .fetch_optional(&mut *transaction)
            .await?;
    if let Some((person,)) = person {
        note_presence(&mut transaction, uuid(&person)?, at).await?;
    }
    transaction.commit().await?;
    Ok(())
}

pub(super) async fn delete(store: &SqlStore, id: Uuid, audit: &Audit) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let done = sqlx::query("DELETE FROM tokens WHERE id = $1").bind(id.to_string()).execute(&mut *transaction).await?;
    changed(&done, StoreError::NotFound)?;
    commit(transaction, audit).await
}

fn token(row: &SqlRow) -> Result<Token, StoreError> {
    let last_used_at: Option<i64> = row.try_get("last_used_at")?;
    Ok(Token {
        id: uuid(row.try_get("id")?)?,
        person: uuid(row.try_get("person_id")?)?,
        name: row.try_get("name")?,
        scope: scope(row.try_get("scope")?)?,
        created_at: timestamp(row.try_get("created_at")?)?,
        last_used_at: last_used_at.map(timestamp).transpose()?,
    })
}

/// A scope as it is stored.
pub(super) fn scope(name: &str) -> Result<TokenScope, StoreError> {
    TokenScope::named(name).ok_or_else(|| StoreError::Unavailable(format!("a token is for `{name}`")))
}
