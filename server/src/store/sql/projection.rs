//! What is derived of documents: written where it changed, and the list of action items.

use std::collections::HashMap;

use async_trait::async_trait;
use debrief_shared::api::WebhookEvent;
use debrief_shared::document::Status;
use jiff::Timestamp;
use serde_json::{Map, Value};
use sqlx::{QueryBuilder, Row};
use uuid::Uuid;

use super::connections::announce;
use super::dialect::{POSITION, Sql, SqlConnection, SqlRow, SqlStore, text};
use super::documents::rows::{MAX_WORDS, document_columns, document_row, push_given, push_scope, strongest};
use crate::store::StoreError;
use crate::store::documents::Projection;
use crate::store::projection::{ActionQuery, ActionRow, EntryRow, FoundAction, ProjectionStore};

#[async_trait]
impl ProjectionStore for SqlStore {
    async fn actions(&self, query: ActionQuery) -> Result<Vec<FoundAction>, StoreError> {
        let mut sql = QueryBuilder::<Sql>::new("");
        push_given(&mut sql, query.person, query.now);
        sql.push(concat!(" SELECT ", document_columns!(), ", strength, "));
        sql.push(
            "a.action_id AS a_id, a.place AS a_place, a.text AS a_text, \
             a.category AS a_category, a.approach AS a_approach, a.owner AS a_owner, a.due AS a_due, \
             a.priority AS a_priority, a.ticket AS a_ticket, a.status AS a_status, a.reason AS a_reason FROM actions a \
             JOIN postmortems p ON p.id = a.postmortem_id LEFT JOIN given ON given.postmortem_id = p.id \
             WHERE p.deleted_at IS NULL",
        );
        push_scope(&mut sql, query.scope, query.person);
        sql.push(" AND a.status IN (");
        let mut statuses = sql.separated(", ");
        for status in &query.statuses {
            statuses.push_bind(status.as_str());
        }
        sql.push(")");
        if let Some(owners) = &query.owners {
            // A list has to hold something, and no key is NULL.
            sql.push(" AND a.owner_key IN (");
            let mut keys = sql.separated(", ");
            for owner in owners {
                keys.push_bind(text(&owner.trim().to_lowercase()).into_owned());
            }
            keys.push("NULL");
            sql.push(")");
        }
        if let Some(category) = query.category {
            sql.push(" AND a.category = ").push_bind(category.as_str());
        }
        if let Some(approach) = query.approach {
            sql.push(" AND a.approach = ").push_bind(approach.as_str());
        }
        if let Some(day) = query.due_before {
            sql.push(" AND a.due_key < ").push_bind(day.to_string());
        }
        for word in query.search.as_deref().unwrap_or_default().split_whitespace().take(MAX_WORDS) {
            let word = text(&word.to_lowercase()).into_owned();
            sql.push(" AND ").push(POSITION).push("(a.search, ").push_bind(word).push(") > 0");
        }
        if let Some(after) = query.after {
            sql.push(" AND (a.due_key, a.postmortem_id, a.action_id) > (").push_bind(text(&after.due_key).into_owned());
            sql.push(", ")
                .push_bind(after.postmortem.to_string())
                .push(", ")
                .push_bind(text(&after.id).into_owned())
                .push(")");
        }
        sql.push(" ORDER BY a.due_key, a.postmortem_id, a.action_id LIMIT ").push_bind(i64::from(query.limit));
        let rows = sql.build().persistent(false).fetch_all(self.reader()).await?;
        let found = rows.iter().map(|row| {
            Ok(FoundAction {
                row: document_row(row)?,
                granted: row.try_get("strength").map(strongest)?,
                action: action(row, "a_")?,
            })
        });
        found.collect()
    }

    async fn entries(&self, id: Uuid) -> Result<Vec<EntryRow>, StoreError> {
        let sql =
            "SELECT entry_id, at, at_ms, kind, text, removed FROM entries WHERE postmortem_id = $1 ORDER BY entry_id";
        sqlx::query(sql).bind(id.to_string()).fetch_all(self.reader()).await?.iter().map(entry).collect()
    }
}

/// Writes what is other than before, in the transaction that writes the rest of the projection. Mitigations that stand otherwise than
/// before are told of, unless all of it is `new`.
pub(super) async fn save(
    connection: &mut SqlConnection,
    id: Uuid,
    projection: &Projection,
    at: Timestamp,
    new: bool,
) -> Result<(), StoreError> {
    let id = id.to_string();
    save_entries(connection, &id, &projection.timeline).await?;
    for moved in save_actions(connection, &id, &projection.mitigations).await?.iter().filter(|_| !new) {
        announce(connection, moved.event, &id, at, &moved.detail).await?;
    }
    sqlx::query(
        "INSERT INTO search_texts (postmortem_id, text) VALUES ($1, $2) \
         ON CONFLICT (postmortem_id) DO UPDATE SET text = excluded.text WHERE search_texts.text <> excluded.text",
    )
    .bind(&id)
    .bind(text(&projection.prose))
    .execute(connection)
    .await?;
    Ok(())
}

async fn save_entries(connection: &mut SqlConnection, id: &str, rows: &[EntryRow]) -> Result<(), StoreError> {
    let stored = sqlx::query("SELECT entry_id, at, at_ms, kind, text, removed FROM entries WHERE postmortem_id = $1")
        .bind(id)
        .fetch_all(&mut *connection);
    let stored = stored.await?.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
    let mut old: HashMap<&str, &EntryRow> = stored.iter().map(|row| (row.id.as_str(), row)).collect();
    for row in rows {
        if old.remove(row.id.as_str()) == Some(row) {
            continue;
        }
        sqlx::query(
            "INSERT INTO entries (postmortem_id, entry_id, at, at_ms, kind, text, removed) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (postmortem_id, entry_id) DO UPDATE SET at = excluded.at, \
             at_ms = excluded.at_ms, kind = excluded.kind, text = excluded.text, removed = excluded.removed",
        )
        .bind(id)
        .bind(text(&row.id))
        .bind(text(&row.at))
        .bind(row.at_ms)
        .bind(text(&row.kind))
        .bind(text(&row.text))
        .bind(i64::from(row.removed))
        .execute(&mut *connection)
        .await?;
    }
    for gone in old.into_keys() {
        let sql = "DELETE FROM entries WHERE postmortem_id = $1 AND entry_id = $2";
        sqlx::query(sql).bind(id).bind(gone).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn save_actions(connection: &mut SqlConnection, id: &str, rows: &[ActionRow]) -> Result<Vec<Moved>, StoreError> {
    let stored = sqlx::query(
        "SELECT action_id AS id, place, text, category, approach, owner, due, priority, ticket, status, reason FROM actions \
         WHERE postmortem_id = $1",
    )
    .bind(id);
    let stored = stored.fetch_all(&mut *connection).await?;
    let stored = stored.iter().map(|row| action(row, "")).collect::<Result<Vec<_>, _>>()?;
    let mut old: HashMap<&str, &ActionRow> = stored.iter().map(|row| (row.id.as_str(), row)).collect();
    let mut moved = Vec::new();
    for row in rows {
        let before = old.remove(row.id.as_str());
        if before == Some(row) {
            continue;
        }
        moved.extend(Moved::between(before, row));
        let search = format!("{}\n{}\n{}", row.text, row.owner, row.ticket).to_lowercase();
        sqlx::query(
            "INSERT INTO actions (postmortem_id, action_id, place, text, category, approach, owner, owner_key, due, \
             due_key, priority, ticket, status, search, reason) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
             ON CONFLICT (postmortem_id, action_id) DO UPDATE SET place = excluded.place, text = excluded.text, \
             category = excluded.category, approach = excluded.approach, owner = excluded.owner, \
             owner_key = excluded.owner_key, due = excluded.due, due_key = excluded.due_key, \
             priority = excluded.priority, ticket = excluded.ticket, status = excluded.status, search = excluded.search, \
             reason = excluded.reason",
        )
        .bind(id)
        .bind(text(&row.id))
        .bind(row.position)
        .bind(text(&row.text))
        .bind(text(&row.category))
        .bind(text(&row.approach))
        .bind(text(&row.owner))
        .bind(text(&row.owner.trim().to_lowercase()))
        .bind(text(&row.due))
        .bind(row.due_key())
        .bind(text(&row.priority))
        .bind(text(&row.ticket))
        .bind(text(&row.status))
        .bind(text(&search))
        .bind(text(&row.reason))
        .execute(&mut *connection)
        .await?;
    }
    for gone in old.into_keys() {
        let sql = "DELETE FROM actions WHERE postmortem_id = $1 AND action_id = $2";
        sqlx::query(sql).bind(id).bind(gone).execute(&mut *connection).await?;
    }
    Ok(moved)
}

/// A mitigation that stands otherwise than before.
struct Moved {
    event: WebhookEvent,
    detail: Map<String, Value>,
}

impl Moved {
    /// What there is to tell. One that is new and a mere idea is nothing yet.
    fn between(before: Option<&ActionRow>, now: &ActionRow) -> Option<Self> {
        let idea = Status::Idea.as_str();
        let was = before.map_or(idea, |row| row.status.as_str());
        if was == now.status {
            return None;
        }
        let event = match Status::parse(&now.status) {
            Some(Status::Open | Status::InProgress) if was == idea => WebhookEvent::Committed,
            Some(Status::Done) => WebhookEvent::Done,
            _ => WebhookEvent::MitigationChanged,
        };
        let fields =
            [("id", &now.id), ("text", &now.text), ("owner", &now.owner), ("due", &now.due), ("ticket", &now.ticket)];
        let mut mitigation: Map<String, Value> =
            fields.into_iter().map(|(key, value)| (key.to_owned(), value.as_str().into())).collect();
        mitigation.insert("status".to_owned(), now.status.as_str().into());
        mitigation.insert("before".to_owned(), was.into());
        Some(Self { event, detail: Map::from_iter([("mitigation".to_owned(), mitigation.into())]) })
    }
}

fn entry(row: &SqlRow) -> Result<EntryRow, StoreError> {
    Ok(EntryRow {
        id: row.try_get("entry_id")?,
        at: row.try_get("at")?,
        at_ms: row.try_get("at_ms")?,
        kind: row.try_get("kind")?,
        text: row.try_get("text")?,
        removed: row.try_get::<i64, _>("removed")? != 0,
    })
}

fn action(row: &SqlRow, prefix: &str) -> Result<ActionRow, StoreError> {
    let column = |name: &str| row.try_get(format!("{prefix}{name}").as_str());
    Ok(ActionRow {
        id: column("id")?,
        position: row.try_get(format!("{prefix}place").as_str())?,
        text: column("text")?,
        category: column("category")?,
        approach: column("approach")?,
        owner: column("owner")?,
        due: column("due")?,
        priority: column("priority")?,
        ticket: column("ticket")?,
        status: column("status")?,
        reason: column("reason")?,
    })
}
