//! What `access` says of owners and sharers, in SQL: for statements in whose own transaction it has to hold.

use uuid::Uuid;

use super::dialect::SqlConnection;
use crate::store::StoreError;

/// Whether person `m` may share postmortem `p`: the same as `access::may` says of `Share`.
macro_rules! may_share {
    () => {
        "m.suspended_at IS NULL AND (m.role = 'admin' OR (m.role <> 'guest' AND p.owner_id = m.id))"
    };
}

/// `NotFound` unless this person may share this postmortem.
pub(super) async fn require_sharer(
    connection: &mut SqlConnection,
    person: Uuid,
    postmortem: Uuid,
) -> Result<(), StoreError> {
    let found = sqlx::query(concat!(
        "SELECT 1 FROM people m JOIN postmortems p ON p.id = $1 WHERE m.id = $2 AND ",
        may_share!()
    ))
    .bind(postmortem.to_string())
    .bind(person.to_string())
    .fetch_optional(connection)
    .await?;
    found.map(drop).ok_or(StoreError::NotFound)
}

/// Ends the share links of `maker` to whatever they may not share any more: a link holds as long as its maker could make it.
pub(super) async fn end_links_of(connection: &mut SqlConnection, maker: &str) -> Result<(), StoreError> {
    sqlx::query(concat!(
        "DELETE FROM links WHERE created_by = $1 AND NOT EXISTS (
             SELECT 1 FROM people m JOIN postmortems p ON p.id = links.postmortem_id WHERE m.id = links.created_by AND ",
        may_share!(),
        ")"
    ))
    .bind(maker)
    .execute(connection)
    .await?;
    Ok(())
}

/// `Conflict` unless there is such an account that can own postmortems: no guest, and not suspended.
pub(super) async fn require_owner(connection: &mut SqlConnection, id: Uuid) -> Result<(), StoreError> {
    let found = sqlx::query("SELECT 1 FROM people WHERE id = $1 AND suspended_at IS NULL AND role <> 'guest'")
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?;
    found.map(drop).ok_or(StoreError::Conflict)
}
