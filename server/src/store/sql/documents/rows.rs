//! Rows of postmortems: one, and lists of those that somebody may open.

use debrief_shared::api::{Role, Visibility};
use jiff::Timestamp;
use sqlx::{QueryBuilder, Row};
use uuid::Uuid;

use super::super::columns::{number, role, timestamp, uuid};
use super::super::dialect::{POSITION, Sql, SqlPool, SqlRow, text};
use crate::store::StoreError;
use crate::store::documents::{DocumentRow, ListQuery, Projection, Scope};
use crate::store::projection::FORM;

/// Most words of a search that are looked for; SQLite allows an expression of 1,000 levels.
pub(in crate::store) const MAX_WORDS: usize = 64;

/// Columns of `postmortems p`. Each is named: a newer version may add some while this one runs, and PostgreSQL keeps no statement whose
/// columns change.
macro_rules! document_columns {
    () => {
        "p.id, p.owner_id, p.created_at, p.updated_at, p.deleted_at, p.deleted_by, p.visibility, p.workspace_role, p.title, \
         p.incident, p.severity, p.services, p.impact_started, p.resolved, p.entries, p.actions, p.actions_done, p.projected_seq, \
         p.projection_form, p.log_base, p.tags, p.factors, p.detected, p.acknowledged, p.mitigated"
    };
}
pub(in crate::store) use document_columns;

/// Rows that match, with the strongest role that was given to the asking person. What they may not open is left out before rows are
/// counted: others' postmortems never crowd theirs out.
pub(super) async fn list(pool: &SqlPool, query: ListQuery) -> Result<Vec<(DocumentRow, Option<Role>)>, StoreError> {
    let mut sql = QueryBuilder::<Sql>::new("");
    push_given(&mut sql, query.person, query.now);
    sql.push(concat!(" SELECT ", document_columns!(), ", strength FROM postmortems p"));
    sql.push(" LEFT JOIN given ON given.postmortem_id = p.id");
    sql.push(" WHERE deleted_at IS ").push(if query.deleted { "NOT NULL" } else { "NULL" });
    push_scope(&mut sql, query.scope, query.person);
    for word in query.search.as_deref().unwrap_or_default().split_whitespace().take(MAX_WORDS) {
        let word = text(&word.to_lowercase()).into_owned();
        sql.push(" AND (").push(POSITION).push("(search, ").push_bind(word.clone()).push(") > 0 OR EXISTS (");
        sql.push("SELECT 1 FROM search_texts s WHERE s.postmortem_id = p.id AND ").push(POSITION);
        sql.push("(s.text, ").push_bind(word).push(") > 0))");
    }
    sql.push(" ORDER BY updated_at DESC, id DESC LIMIT ").push_bind(i64::from(query.limit));
    let rows = sql.build().persistent(false).fetch_all(pool).await?;
    rows.iter().map(|row| Ok((document_row(row)?, row.try_get("strength").map(strongest)?))).collect()
}

/// Begins a query with the table `given`: the postmortems that somebody was given a role in, and how strong it is.
pub(in crate::store) fn push_given(sql: &mut QueryBuilder<Sql>, person: Uuid, now: Timestamp) {
    let person = person.to_string();
    sql.push("WITH given AS (SELECT postmortem_id, ");
    // The smallest is the strongest.
    sql.push(
        "CAST(min(CASE role WHEN 'editor' THEN 1 WHEN 'commenter' THEN 2 ELSE 3 END) AS BIGINT) AS strength FROM (",
    );
    sql.push("SELECT postmortem_id, role FROM person_grants WHERE person_id = ").push_bind(person.clone());
    sql.push(
        " UNION ALL SELECT g.postmortem_id, g.role FROM team_members m JOIN team_grants g ON g.team_id = m.team_id",
    );
    sql.push(" WHERE m.person_id = ").push_bind(person.clone());
    sql.push(" UNION ALL SELECT l.postmortem_id, l.role FROM link_visitors v JOIN links l ON l.id = v.link_id");
    sql.push(" WHERE v.person_id = ").push_bind(person);
    sql.push(" AND l.expires_at > ").push_bind(now.as_millisecond());
    sql.push(") AS every GROUP BY postmortem_id)");
}

/// Leaves out postmortems that can't matter to somebody. In the query are `postmortems` and `given`.
pub(in crate::store) fn push_scope(sql: &mut QueryBuilder<Sql>, scope: Scope, person: Uuid) {
    let person = person.to_string();
    match scope {
        Scope::Everything => {}
        Scope::Workspace => {
            sql.push(" AND (visibility = 'workspace' OR strength IS NOT NULL OR owner_id = ")
                .push_bind(person)
                .push(")");
        }
        Scope::Shared => {
            sql.push(" AND (strength IS NOT NULL OR owner_id = ").push_bind(person).push(")");
        }
    }
}

pub(in crate::store) fn strongest(strength: Option<i64>) -> Option<Role> {
    match strength? {
        1 => Some(Role::Editor),
        2 => Some(Role::Commenter),
        _ => Some(Role::Viewer),
    }
}

/// Reads a row of `postmortems`.
pub(in crate::store) fn document_row(row: &SqlRow) -> Result<DocumentRow, StoreError> {
    let names = |column: &str| {
        let names = serde_json::from_str(row.try_get(column)?);
        names.map_err(|error| StoreError::Unavailable(error.to_string()))
    };
    Ok(DocumentRow {
        id: uuid(row.try_get("id")?)?,
        owner: row.try_get::<Option<&str>, _>("owner_id")?.map(uuid).transpose()?,
        created_at: timestamp(row.try_get("created_at")?)?,
        updated_at: timestamp(row.try_get("updated_at")?)?,
        deleted_at: row.try_get::<Option<i64>, _>("deleted_at")?.map(timestamp).transpose()?,
        deleted_by: row.try_get::<Option<&str>, _>("deleted_by")?.map(uuid).transpose()?,
        visibility: visibility(row.try_get("visibility")?)?,
        workspace_role: role(row.try_get("workspace_role")?)?,
        projection: Projection {
            title: row.try_get("title")?,
            incident: row.try_get("incident")?,
            severity: row.try_get("severity")?,
            services: names("services")?,
            tags: names("tags")?,
            factors: names("factors")?,
            impact_started: row.try_get("impact_started")?,
            detected: row.try_get("detected")?,
            acknowledged: row.try_get("acknowledged")?,
            mitigated: row.try_get("mitigated")?,
            resolved: row.try_get("resolved")?,
            entries: number(row.try_get("entries")?)?,
            actions: number(row.try_get("actions")?)?,
            actions_done: number(row.try_get("actions_done")?)?,
            ..Projection::default()
        },
        // One of an older form says too little: as good as none.
        projected: if row.try_get::<i64, _>("projection_form")? < FORM { 0 } else { row.try_get("projected_seq")? },
        trimmed: row.try_get("log_base")?,
    })
}

fn visibility(text: &str) -> Result<Visibility, StoreError> {
    match text {
        "workspace" => Ok(Visibility::Workspace),
        "restricted" => Ok(Visibility::Restricted),
        other => Err(StoreError::Unavailable(format!("unknown visibility of a postmortem: {other:?}"))),
    }
}
