//! Roles in postmortems, their owners and visibility,.

use std::collections::{HashMap, HashSet};

use debrief_shared::api::{Role, Visibility};
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::super::audit::commit;
use super::super::columns::{
    changed, json_list, person as read_person, role as read_role, role_text, timestamp, uuid, visibility_text,
};
use super::super::dialect::{SqlStore, elements};
use super::super::documents::rows::{document_columns, document_row};
use super::super::rights;
use super::teams;
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::documents::DocumentRow;
use crate::store::sharing::{Grants, Standing};

pub(super) async fn standings(
    store: &SqlStore,
    places: &[(Uuid, Uuid)],
    now: Timestamp,
) -> Result<HashMap<(Uuid, Uuid), Standing>, StoreError> {
    // Both statements see the same moment.
    let mut transaction = store.begin_reading().await?;
    let documents: HashSet<Uuid> = places.iter().map(|(document, _)| *document).collect();
    let rows = sqlx::query(concat!(
        "SELECT ",
        document_columns!(),
        " FROM ",
        elements!("$1"),
        " JOIN postmortems p ON p.id = value ->> 0"
    ))
    .bind(json_list(documents.iter().map(|document| [document.to_string()])))
    .fetch_all(&mut *transaction)
    .await?;
    let given = sqlx::query(concat!(
        "WITH places (document, person) AS (SELECT value ->> 0, value ->> 1 FROM ",
        elements!("$1"),
        ") SELECT document, person, g.role, CAST(NULL AS BIGINT) AS until FROM places
         JOIN person_grants g ON g.postmortem_id = document AND g.person_id = person
         UNION ALL SELECT document, person, g.role, CAST(NULL AS BIGINT) FROM places
         JOIN team_members m ON m.person_id = person
         JOIN team_grants g ON g.postmortem_id = document AND g.team_id = m.team_id
         UNION ALL SELECT document, person, l.role, l.expires_at FROM places
         JOIN link_visitors v ON v.person_id = person
         JOIN links l ON l.id = v.link_id AND l.postmortem_id = document WHERE l.expires_at > $2"
    ))
    .bind(json_list(places.iter().map(|(document, person)| [document.to_string(), person.to_string()])))
    .bind(now.as_millisecond())
    .fetch_all(&mut *transaction)
    .await?;
    let rows = rows.iter().map(document_row).map(|row| row.map(|row| (row.id, row)));
    let rows = rows.collect::<Result<HashMap<Uuid, DocumentRow>, StoreError>>()?;
    let standing = |place: &(Uuid, Uuid)| {
        let row = rows.get(&place.0)?.clone();
        Some((*place, Standing { row, granted: None, until: None }))
    };
    let mut standings: HashMap<_, _> = places.iter().filter_map(standing).collect();
    for row in given {
        let place = (uuid(row.try_get("document")?)?, uuid(row.try_get("person")?)?);
        let Some(standing) = standings.get_mut(&place) else { continue };
        let until = row.try_get::<Option<i64>, _>("until")?.map(timestamp).transpose()?;
        // Roles are ordered strongest first.
        standing.granted = standing.granted.into_iter().chain([read_role(row.try_get("role")?)?]).min();
        standing.until = standing.until.into_iter().chain(until).min();
    }
    Ok(standings)
}

pub(super) async fn set_visibility(
    store: &SqlStore,
    postmortem: Uuid,
    visibility: Visibility,
    workspace_role: Role,
    audit: &Audit,
) -> Result<(), StoreError> {
    if workspace_role == Role::Owner {
        return Err(StoreError::Conflict);
    }
    let mut transaction = store.begin().await?;
    let done = sqlx::query("UPDATE postmortems SET visibility = $1, workspace_role = $2 WHERE id = $3")
        .bind(visibility_text(visibility))
        .bind(role_text(workspace_role))
        .bind(postmortem.to_string())
        .execute(&mut *transaction)
        .await?;
    changed(&done, StoreError::NotFound)?;
    commit(transaction, audit).await
}

pub(super) async fn hand_over(
    store: &SqlStore,
    postmortem: Uuid,
    owner: Uuid,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let postmortem = postmortem.to_string();
    let (before,): (Option<String>,) = sqlx::query_as("SELECT owner_id FROM postmortems WHERE id = $1")
        .bind(&postmortem)
        .fetch_one(&mut *transaction)
        .await?;
    rights::require_owner(&mut transaction, owner).await?;
    let owner = owner.to_string();
    if before.as_ref() == Some(&owner) {
        return Err(StoreError::Conflict);
    }
    // The owner so far may be somebody from before accounts were kept.
    sqlx::query(
        "INSERT INTO person_grants (postmortem_id, person_id, role) SELECT $1, id, 'editor' FROM people WHERE id = $2
         ON CONFLICT (postmortem_id, person_id) DO UPDATE SET role = excluded.role",
    )
    .bind(&postmortem)
    .bind(&before)
    .execute(&mut *transaction)
    .await?;
    sqlx::query("DELETE FROM person_grants WHERE postmortem_id = $1 AND person_id = $2")
        .bind(&postmortem)
        .bind(&owner)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("UPDATE postmortems SET owner_id = $1 WHERE id = $2")
        .bind(&owner)
        .bind(&postmortem)
        .execute(&mut *transaction)
        .await?;
    if let Some(before) = before {
        rights::end_links_of(&mut transaction, &before).await?;
    }
    commit(transaction, audit).await
}

pub(super) async fn all(store: &SqlStore, postmortem: Uuid) -> Result<Grants, StoreError> {
    let mut transaction = store.begin_reading().await?;
    let people = sqlx::query(
        "SELECT p.id, p.name, p.color, p.role = 'guest', g.role FROM person_grants g JOIN people p ON p.id = g.person_id
         WHERE g.postmortem_id = $1 ORDER BY lower(p.name), p.id",
    )
    .bind(postmortem.to_string())
    .fetch_all(&mut *transaction)
    .await?;
    let mut grants = Grants::default();
    for row in people {
        let person = read_person(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?)?;
        grants.people.push((person, read_role(row.try_get(4)?)?));
    }
    let given: Vec<(String, String)> = sqlx::query_as("SELECT team_id, role FROM team_grants WHERE postmortem_id = $1")
        .bind(postmortem.to_string())
        .fetch_all(&mut *transaction)
        .await?;
    if given.is_empty() {
        return Ok(grants);
    }
    let given: HashMap<String, String> = given.into_iter().collect();
    for team in teams::select(&mut transaction, None).await? {
        if let Some(role) = given.get(&team.id.to_string()) {
            grants.teams.push((team, read_role(role)?));
        }
    }
    Ok(grants)
}

pub(super) async fn grant_person(
    store: &SqlStore,
    postmortem: Uuid,
    person: Uuid,
    role: Role,
    most: u32,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let done = sqlx::query(
        "INSERT INTO person_grants (postmortem_id, person_id, role) SELECT $1, $2, $3
         WHERE (SELECT count(*) FROM person_grants WHERE postmortem_id = $1 AND person_id <> $2) < $4
           AND NOT EXISTS (SELECT 1 FROM postmortems WHERE id = $1 AND owner_id = $2)
         ON CONFLICT (postmortem_id, person_id) DO UPDATE SET role = excluded.role",
    )
    .bind(postmortem.to_string())
    .bind(person.to_string())
    .bind(role_text(role))
    .bind(i64::from(most))
    .execute(&mut *transaction)
    .await?;
    changed(&done, StoreError::Conflict)?;
    commit(transaction, audit).await
}

pub(super) async fn revoke_person(
    store: &SqlStore,
    postmortem: Uuid,
    person: Uuid,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let mut gone = 0;
    for sql in [
        "DELETE FROM person_grants WHERE postmortem_id = $1 AND person_id = $2",
        "DELETE FROM link_visitors WHERE link_id IN (SELECT id FROM links WHERE postmortem_id = $1) AND person_id = $2",
    ] {
        gone += sqlx::query(sql)
            .bind(postmortem.to_string())
            .bind(person.to_string())
            .execute(&mut *transaction)
            .await?
            .rows_affected();
    }
    if gone == 0 {
        return Err(StoreError::NotFound);
    }
    commit(transaction, audit).await
}

pub(super) async fn grant_team(
    store: &SqlStore,
    postmortem: Uuid,
    team: Uuid,
    role: Role,
    most: u32,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let done = sqlx::query(
        "INSERT INTO team_grants (postmortem_id, team_id, role) SELECT $1, $2, $3
         WHERE (SELECT count(*) FROM team_grants WHERE postmortem_id = $1 AND team_id <> $2) < $4
         ON CONFLICT (postmortem_id, team_id) DO UPDATE SET role = excluded.role",
    )
    .bind(postmortem.to_string())
    .bind(team.to_string())
    .bind(role_text(role))
    .bind(i64::from(most))
    .execute(&mut *transaction)
    .await?;
    changed(&done, StoreError::Conflict)?;
    commit(transaction, audit).await
}

pub(super) async fn revoke_team(
    store: &SqlStore,
    postmortem: Uuid,
    team: Uuid,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let done = sqlx::query("DELETE FROM team_grants WHERE postmortem_id = $1 AND team_id = $2")
        .bind(postmortem.to_string())
        .bind(team.to_string())
        .execute(&mut *transaction)
        .await?;
    changed(&done, StoreError::NotFound)?;
    commit(transaction, audit).await
}
