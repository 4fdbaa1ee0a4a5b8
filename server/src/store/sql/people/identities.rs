//! Accounts at sign-in providers.

use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::super::audit::commit;
use super::super::columns::{changed, timestamp, uuid};
use super::super::dialect::{SqlConnection, SqlRow, SqlStore};
use super::accounts;
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::people::{Account, IdentityRow};

/// Columns of `identities`.
macro_rules! identity_columns {
    () => {
        "issuer, subject, person_id, email, created_at, last_used_at"
    };
}

pub(super) async fn find(store: &SqlStore, issuer: &str, subject: &str) -> Result<Option<IdentityRow>, StoreError> {
    let row =
        sqlx::query(concat!("SELECT ", identity_columns!(), " FROM identities WHERE issuer = $1 AND subject = $2"))
            .bind(issuer)
            .bind(subject)
            .fetch_optional(store.reader())
            .await?;
    row.as_ref().map(identity).transpose()
}

pub(super) async fn of_person(store: &SqlStore, person: Uuid) -> Result<Vec<IdentityRow>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        identity_columns!(),
        " FROM identities WHERE person_id = $1 ORDER BY created_at, issuer"
    ))
    .bind(person.to_string())
    .fetch_all(store.reader())
    .await?;
    rows.iter().map(identity).collect()
}

pub(super) async fn create(store: &SqlStore, identity: &IdentityRow, audit: &Audit) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    insert(&mut transaction, identity).await?;
    commit(transaction, audit).await
}

pub(super) async fn create_with_account(
    store: &SqlStore,
    account: &Account,
    identity: &IdentityRow,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    accounts::insert(&mut transaction, account).await?;
    insert(&mut transaction, identity).await?;
    commit(transaction, audit).await
}

pub(super) async fn touch(
    store: &SqlStore,
    issuer: &str,
    subject: &str,
    email: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE identities SET email = $1, last_used_at = $2 WHERE issuer = $3 AND subject = $4")
        .bind(email)
        .bind(at.as_millisecond())
        .bind(issuer)
        .bind(subject)
        .execute(store.writer())
        .await?;
    Ok(())
}

pub(super) async fn delete(store: &SqlStore, person: Uuid, issuer: &str, audit: &Audit) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let person = person.to_string();
    let done = sqlx::query("DELETE FROM identities WHERE person_id = $1 AND issuer = $2")
        .bind(&person)
        .bind(issuer)
        .execute(&mut *transaction)
        .await?;
    changed(&done, StoreError::NotFound)?;
    let (another_way,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM people WHERE id = $1 AND password_hash <> '')
             OR EXISTS (SELECT 1 FROM identities WHERE person_id = $1)",
    )
    .bind(&person)
    .fetch_one(&mut *transaction)
    .await?;
    if !another_way {
        return Err(StoreError::Conflict);
    }
    commit(transaction, audit).await
}

async fn insert(connection: &mut SqlConnection, identity: &IdentityRow) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO identities (issuer, subject, person_id, email, created_at, last_used_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&identity.issuer)
    .bind(&identity.subject)
    .bind(identity.person.to_string())
    .bind(&identity.email)
    .bind(identity.created_at.as_millisecond())
    .bind(identity.last_used_at.as_millisecond())
    .execute(connection)
    .await?;
    Ok(())
}

fn identity(row: &SqlRow) -> Result<IdentityRow, StoreError> {
    Ok(IdentityRow {
        issuer: row.try_get("issuer")?,
        subject: row.try_get("subject")?,
        person: uuid(row.try_get("person_id")?)?,
        email: row.try_get("email")?,
        created_at: timestamp(row.try_get("created_at")?)?,
        last_used_at: timestamp(row.try_get("last_used_at")?)?,
    })
}
