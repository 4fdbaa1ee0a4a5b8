//! Share links, and who came by them.

use debrief_shared::api::InstanceRole;
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::super::audit::commit;
use super::super::columns::{changed, number, role, role_text, timestamp, uuid};
use super::super::dialect::{SqlConnection, SqlRow, SqlStore};
use super::super::people::{accounts, sessions};
use super::super::rights;
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::people::{Account, SecretHash, Session};
use crate::store::sharing::{LinkRow, NewLink};

/// Columns of `links l`.
macro_rules! link_columns {
    () => {
        "l.id, l.postmortem_id, l.role, l.password_hash, l.created_by, l.created_at, l.expires_at"
    };
}

pub(super) async fn of_postmortem(
    store: &SqlStore,
    postmortem: Uuid,
    now: Timestamp,
) -> Result<Vec<LinkRow>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        link_columns!(),
        ", (SELECT count(*) FROM link_visitors WHERE link_id = l.id) AS visitors
         FROM links l WHERE postmortem_id = $1 AND expires_at > $2 ORDER BY created_at DESC, id DESC"
    ))
    .bind(postmortem.to_string())
    .bind(now.as_millisecond())
    .fetch_all(store.reader())
    .await?;
    rows.iter().map(link).collect()
}

pub(super) async fn create(
    store: &SqlStore,
    link: &NewLink,
    secret: &SecretHash,
    most: u32,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    // The right may have gone since it was asked for.
    rights::require_sharer(&mut transaction, link.created_by, link.postmortem).await?;
    let done = sqlx::query(
        "INSERT INTO links (id, postmortem_id, role, hash, password_hash, created_by, created_at, expires_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8
         WHERE (SELECT count(*) FROM links WHERE postmortem_id = $2 AND expires_at > $7) < $9",
    )
    .bind(link.id.to_string())
    .bind(link.postmortem.to_string())
    .bind(role_text(link.role))
    .bind(secret.as_slice())
    .bind(&link.password_hash)
    .bind(link.created_by.to_string())
    .bind(link.created_at.as_millisecond())
    .bind(link.expires_at.as_millisecond())
    .bind(i64::from(most))
    .execute(&mut *transaction)
    .await?;
    changed(&done, StoreError::Conflict)?;
    commit(transaction, audit).await
}

pub(super) async fn revoke(store: &SqlStore, postmortem: Uuid, link: Uuid, audit: &Audit) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let done = sqlx::query("DELETE FROM links WHERE id = $1 AND postmortem_id = $2")
        .bind(link.to_string())
        .bind(postmortem.to_string())
        .execute(&mut *transaction)
        .await?;
    changed(&done, StoreError::NotFound)?;
    commit(transaction, audit).await
}

pub(super) async fn by_secret(
    store: &SqlStore,
    secret: &SecretHash,
    now: Timestamp,
) -> Result<Option<LinkRow>, StoreError> {
    let row = sqlx::query(concat!(
        "SELECT ",
        link_columns!(),
        ", (SELECT count(*) FROM link_visitors WHERE link_id = l.id) AS visitors
         FROM links l JOIN postmortems p ON p.id = l.postmortem_id
         WHERE l.hash = $1 AND l.expires_at > $2 AND p.deleted_at IS NULL"
    ))
    .bind(secret.as_slice())
    .bind(now.as_millisecond())
    .fetch_optional(store.reader())
    .await?;
    row.as_ref().map(link).transpose()
}

pub(super) async fn visit(store: &SqlStore, link: Uuid, person: Uuid, audit: &Audit) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    require_open(&mut transaction, link, audit.at).await?;
    insert_visit(&mut transaction, link, person, audit.at).await?;
    commit(transaction, audit).await
}

pub(super) async fn visit_as_guest(
    store: &SqlStore,
    link: Uuid,
    guest: &Account,
    session: &Session,
    secret: &SecretHash,
    most: u32,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let visitors = require_open(&mut transaction, link, audit.at).await?;
    if visitors >= i64::from(most) {
        return Err(StoreError::Conflict);
    }
    // Whatever the caller says, nobody gets more by a link than what a guest is.
    let guest =
        Account { role: InstanceRole::Guest, email: None, password_hash: None, link: Some(link), ..guest.clone() };
    accounts::insert(&mut transaction, &guest).await?;
    sessions::insert(&mut transaction, session, secret).await?;
    insert_visit(&mut transaction, link, guest.person.id, audit.at).await?;
    commit(transaction, audit).await
}

/// The number of people who came by a link; `NotFound` when it is gone, has ended, or its postmortem is in the bin.
async fn require_open(connection: &mut SqlConnection, link: Uuid, now: Timestamp) -> Result<i64, StoreError> {
    let (visitors,): (i64,) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM link_visitors WHERE link_id = l.id)
         FROM links l JOIN postmortems p ON p.id = l.postmortem_id
         WHERE l.id = $1 AND l.expires_at > $2 AND p.deleted_at IS NULL",
    )
    .bind(link.to_string())
    .bind(now.as_millisecond())
    .fetch_one(connection)
    .await?;
    Ok(visitors)
}

async fn insert_visit(
    connection: &mut SqlConnection,
    link: Uuid,
    person: Uuid,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO link_visitors (link_id, person_id, came_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(link.to_string())
        .bind(person.to_string())
        .bind(at.as_millisecond())
        .execute(connection)
        .await?;
    Ok(())
}

fn link(row: &SqlRow) -> Result<LinkRow, StoreError> {
    Ok(LinkRow {
        id: uuid(row.try_get("id")?)?,
        postmortem: uuid(row.try_get("postmortem_id")?)?,
        role: role(row.try_get("role")?)?,
        password_hash: row.try_get("password_hash")?,
        created_by: row.try_get::<Option<&str>, _>("created_by")?.map(uuid).transpose()?,
        created_at: timestamp(row.try_get("created_at")?)?,
        expires_at: timestamp(row.try_get("expires_at")?)?,
        visitors: number(row.try_get("visitors")?)?,
    })
}
