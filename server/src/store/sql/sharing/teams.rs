//! Teams.

use std::collections::HashMap;

use debrief_shared::api::Person;
use sqlx::Row;
use uuid::Uuid;

use super::super::audit::commit;
use super::super::columns::{changed, person, uuid};
use super::super::dialect::{SqlConnection, SqlStore};
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::sharing::TeamRow;

pub(super) async fn all(store: &SqlStore) -> Result<Vec<TeamRow>, StoreError> {
    // Both statements see the same moment.
    let mut transaction = store.begin_reading().await?;
    select(&mut transaction, None).await
}

pub(super) async fn by_id(store: &SqlStore, id: Uuid) -> Result<TeamRow, StoreError> {
    let mut transaction = store.begin_reading().await?;
    select(&mut transaction, Some(id)).await?.pop().ok_or(StoreError::NotFound)
}

/// All teams by name, or one of them, with their members.
pub(super) async fn select(connection: &mut SqlConnection, id: Option<Uuid>) -> Result<Vec<TeamRow>, StoreError> {
    let id = id.map(|id| id.to_string());
    let mut members: HashMap<String, Vec<Person>> = HashMap::new();
    let rows = sqlx::query(
        "SELECT m.team_id, p.id, p.name, p.color, p.role = 'guest' FROM team_members m JOIN people p ON p.id = m.person_id
         WHERE $1 IS NULL OR m.team_id = $1 ORDER BY lower(p.name), p.id",
    )
    .bind(&id)
    .fetch_all(&mut *connection)
    .await?;
    for row in rows {
        let member = person(row.try_get(1)?, row.try_get(2)?, row.try_get(3)?, row.try_get(4)?)?;
        members.entry(row.try_get(0)?).or_default().push(member);
    }
    let rows = sqlx::query("SELECT id, name FROM teams WHERE $1 IS NULL OR id = $1 ORDER BY lower(name), id")
        .bind(&id)
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| {
            let id: &str = row.try_get(0)?;
            Ok(TeamRow { id: uuid(id)?, name: row.try_get(1)?, members: members.remove(id).unwrap_or_default() })
        })
        .collect()
}

pub(super) async fn create(store: &SqlStore, id: Uuid, name: &str, audit: &Audit) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    sqlx::query("INSERT INTO teams (id, name, created_at) VALUES ($1, $2, $3)")
        .bind(id.to_string())
        .bind(name)
        .bind(audit.at.as_millisecond())
        .execute(&mut *transaction)
        .await?;
    commit(transaction, audit).await
}

pub(super) async fn rename(store: &SqlStore, id: Uuid, name: &str, audit: &Audit) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let done = sqlx::query("UPDATE teams SET name = $1 WHERE id = $2")
        .bind(name)
        .bind(id.to_string())
        .execute(&mut *transaction)
        .await?;
    changed(&done, StoreError::NotFound)?;
    commit(transaction, audit).await
}

pub(super) async fn delete(store: &SqlStore, id: Uuid, audit: &Audit) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let done = sqlx::query("DELETE FROM teams WHERE id = $1").bind(id.to_string()).execute(&mut *transaction).await?;
    changed(&done, StoreError::NotFound)?;
    commit(transaction, audit).await
}

pub(super) async fn join(store: &SqlStore, team: Uuid, person: Uuid, audit: &Audit) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    sqlx::query("INSERT INTO team_members (team_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(team.to_string())
        .bind(person.to_string())
        .execute(&mut *transaction)
        .await?;
    commit(transaction, audit).await
}

pub(super) async fn leave(store: &SqlStore, team: Uuid, person: Uuid, audit: &Audit) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let done = sqlx::query("DELETE FROM team_members WHERE team_id = $1 AND person_id = $2")
        .bind(team.to_string())
        .bind(person.to_string())
        .execute(&mut *transaction)
        .await?;
    changed(&done, StoreError::NotFound)?;
    commit(transaction, audit).await
}
