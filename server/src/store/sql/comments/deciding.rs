//! What is decided on a suggestion, in a transaction of somebody else's.

use uuid::Uuid;

use super::super::dialect::SqlConnection;
use crate::store::StoreError;
use crate::store::comments::Decision;

/// When a decision was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Decided {
    /// In this transaction.
    Now,
    /// In one before it, whose answer was lost.
    Before,
}

/// Decides on a suggestion, which settles its thread. The row is what two who decide at the same moment meet at.
pub(in super::super) async fn decide(
    connection: &mut SqlConnection,
    postmortem: Uuid,
    decision: &Decision,
) -> Result<Decided, StoreError> {
    let (thread, by, at) = (decision.thread.to_string(), decision.by.to_string(), decision.at.as_millisecond());
    let done = sqlx::query(
        "UPDATE suggestions SET accepted = $1, decided_by = $2, decided_at = $3, decision = $4 WHERE thread_id = $5 AND accepted IS NULL
         AND EXISTS (SELECT 1 FROM threads WHERE id = $5 AND postmortem_id = $6)",
    )
    .bind(decision.accepted)
    .bind(&by)
    .bind(at)
    .bind(decision.id.to_string())
    .bind(&thread)
    .bind(postmortem.to_string())
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() == 0 {
        // `NotFound` without a row.
        let (known,): (Option<String>,) = sqlx::query_as(
            "SELECT s.decision FROM suggestions s JOIN threads t ON t.id = s.thread_id WHERE t.id = $1 AND t.postmortem_id = $2",
        )
        .bind(&thread)
        .bind(postmortem.to_string())
        .fetch_one(connection)
        .await?;
        let same = known.is_some_and(|known| known == decision.id.to_string());
        return if same { Ok(Decided::Before) } else { Err(StoreError::Conflict) };
    }
    sqlx::query("UPDATE threads SET resolved_by = $1, resolved_at = $2 WHERE id = $3")
        .bind(&by)
        .bind(at)
        .bind(&thread)
        .execute(connection)
        .await?;
    Ok(Decided::Now)
}
