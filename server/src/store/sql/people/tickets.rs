//! One-time links.

use debrief_shared::api::TicketKind;
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::super::audit::commit;
use super::super::columns::{changed, timestamp, uuid};
use super::super::dialect::{SqlRow, SqlStore};
use super::{accounts, sessions};
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::people::{Account, SecretHash, Ticket};

/// Columns of `tickets`.
macro_rules! ticket_columns {
    () => {
        "id, kind, email, person_id, role, created_by, created_at, expires_at"
    };
}

pub(super) async fn create(
    store: &SqlStore,
    ticket: &Ticket,
    secret: &SecretHash,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    sqlx::query("DELETE FROM tickets WHERE kind = $1 AND email = $2")
        .bind(kind_text(ticket.kind))
        .bind(&ticket.email)
        .execute(&mut *transaction)
        .await?;
    sqlx::query(
        "INSERT INTO tickets (id, kind, hash, email, person_id, role, created_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(ticket.id.to_string())
    .bind(kind_text(ticket.kind))
    .bind(secret.as_slice())
    .bind(&ticket.email)
    .bind(ticket.person.map(|id| id.to_string()))
    .bind(ticket.role.map(accounts::role_text))
    .bind(ticket.created_by.map(|id| id.to_string()))
    .bind(ticket.created_at.as_millisecond())
    .bind(ticket.expires_at.as_millisecond())
    .execute(&mut *transaction)
    .await?;
    commit(transaction, audit).await
}

pub(super) async fn by_secret(
    store: &SqlStore,
    secret: &SecretHash,
    now: Timestamp,
) -> Result<Option<Ticket>, StoreError> {
    let row = sqlx::query(concat!("SELECT ", ticket_columns!(), " FROM tickets WHERE hash = $1 AND expires_at > $2"))
        .bind(secret.as_slice())
        .bind(now.as_millisecond())
        .fetch_optional(store.reader())
        .await?;
    row.as_ref().map(ticket).transpose()
}

pub(super) async fn invitations(store: &SqlStore, now: Timestamp) -> Result<Vec<Ticket>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        ticket_columns!(),
        " FROM tickets WHERE kind = 'invitation' AND expires_at > $1 ORDER BY created_at DESC, id DESC"
    ))
    .bind(now.as_millisecond())
    .fetch_all(store.reader())
    .await?;
    rows.iter().map(ticket).collect()
}

pub(super) async fn delete_invitation(store: &SqlStore, id: Uuid, audit: &Audit) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let done = sqlx::query("DELETE FROM tickets WHERE id = $1 AND kind = 'invitation'")
        .bind(id.to_string())
        .execute(&mut *transaction)
        .await?;
    changed(&done, StoreError::NotFound)?;
    commit(transaction, audit).await
}

pub(super) async fn use_invitation(
    store: &SqlStore,
    secret: &SecretHash,
    account: &Account,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    // The account can be no other than the one that was offered.
    let done = sqlx::query(
        "DELETE FROM tickets WHERE kind = 'invitation' AND hash = $1 AND expires_at > $2 AND email = $3 AND role = $4",
    )
    .bind(secret.as_slice())
    .bind(account.created_at.as_millisecond())
    .bind(&account.email)
    .bind(accounts::role_text(account.role))
    .execute(&mut *transaction)
    .await?;
    changed(&done, StoreError::NotFound)?;
    accounts::insert(&mut transaction, account).await?;
    commit(transaction, audit).await
}

pub(super) async fn use_reset(
    store: &SqlStore,
    secret: &SecretHash,
    password_hash: &str,
    now: Timestamp,
    audit: &Audit,
) -> Result<Uuid, StoreError> {
    let mut transaction = store.begin().await?;
    let (person,): (String,) = sqlx::query_as(
        "DELETE FROM tickets WHERE kind = 'reset' AND hash = $1 AND expires_at > $2
         AND person_id IN (SELECT id FROM people WHERE suspended_at IS NULL) RETURNING person_id",
    )
    .bind(secret.as_slice())
    .bind(now.as_millisecond())
    .fetch_one(&mut *transaction)
    .await?;
    let person = uuid(&person)?;
    sessions::replace_password(&mut transaction, person, password_hash, None).await?;
    commit(transaction, audit).await?;
    Ok(person)
}

fn ticket(row: &SqlRow) -> Result<Ticket, StoreError> {
    let id = |column: &str| row.try_get::<Option<&str>, _>(column)?.map(uuid).transpose();
    Ok(Ticket {
        id: uuid(row.try_get("id")?)?,
        kind: kind(row.try_get("kind")?)?,
        email: row.try_get("email")?,
        person: id("person_id")?,
        role: row.try_get::<Option<&str>, _>("role")?.map(accounts::instance_role).transpose()?,
        created_by: id("created_by")?,
        created_at: timestamp(row.try_get("created_at")?)?,
        expires_at: timestamp(row.try_get("expires_at")?)?,
    })
}

fn kind_text(kind: TicketKind) -> &'static str {
    match kind {
        TicketKind::Invitation => "invitation",
        TicketKind::Reset => "reset",
    }
}

fn kind(text: &str) -> Result<TicketKind, StoreError> {
    match text {
        "invitation" => Ok(TicketKind::Invitation),
        "reset" => Ok(TicketKind::Reset),
        other => Err(StoreError::Unavailable(format!("unknown kind of a one-time link: {other:?}"))),
    }
}
