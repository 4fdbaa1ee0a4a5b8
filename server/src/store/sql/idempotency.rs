//! Keys of requests that may be sent again.

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::Row;

use super::columns::number;
use super::dialect::SqlStore;
use crate::store::StoreError;
use crate::store::idempotency::{Claim, IdempotencyStore, KeptAnswer, KeyedRequest};

#[async_trait]
impl IdempotencyStore for SqlStore {
    async fn claim_key(
        &self,
        request: &KeyedRequest,
        stale: Timestamp,
        forgotten: Timestamp,
    ) -> Result<Claim, StoreError> {
        let mut transaction = self.begin().await?;
        let taken = sqlx::query(
            "INSERT INTO idempotency_keys (person_id, key, request, begun_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (person_id, key) DO UPDATE SET request = excluded.request, begun_at = excluded.begun_at,
                status = NULL, location = NULL, body = NULL
             WHERE idempotency_keys.begun_at < $6 OR (idempotency_keys.status IS NULL AND idempotency_keys.begun_at < $5)",
        )
        .bind(request.person.to_string())
        .bind(&request.key)
        .bind(request.request.as_slice())
        .bind(request.at.as_millisecond())
        .bind(stale.as_millisecond())
        .bind(forgotten.as_millisecond())
        .execute(&mut *transaction)
        .await?;
        if taken.rows_affected() > 0 {
            transaction.commit().await?;
            return Ok(Claim::New);
        }
        let row = sqlx::query(
            "SELECT request, status, location, body FROM idempotency_keys WHERE person_id = $1 AND key = $2",
        )
        .bind(request.person.to_string())
        .bind(&request.key)
        .fetch_one(&mut *transaction)
        .await?;
        transaction.commit().await?;
        if row.try_get::<&[u8], _>("request")? != request.request {
            return Ok(Claim::Other);
        }
        let Some(status) = row.try_get::<Option<i64>, _>("status")? else { return Ok(Claim::GoesOn) };
        let body: Option<Vec<u8>> = row.try_get("body")?;
        let location = row.try_get("location")?;
        Ok(Claim::Answered(KeptAnswer { status: number(status)?, location, body: body.unwrap_or_default() }))
    }

    async fn keep_answer(&self, request: &KeyedRequest, answer: &KeptAnswer) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "UPDATE idempotency_keys SET status = $4, location = $5, body = $6
             WHERE person_id = $1 AND key = $2 AND begun_at = $3",
        )
        .bind(request.person.to_string())
        .bind(&request.key)
        .bind(request.at.as_millisecond())
        .bind(i64::from(answer.status))
        .bind(answer.location.as_deref())
        .bind(answer.body.as_slice())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn release_key(&self, request: &KeyedRequest) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "DELETE FROM idempotency_keys WHERE person_id = $1 AND key = $2 AND begun_at = $3 AND status IS NULL",
        )
        .bind(request.person.to_string())
        .bind(&request.key)
        .bind(request.at.as_millisecond())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut transaction = self.begin().await?;
        let gone = sqlx::query("DELETE FROM idempotency_keys WHERE begun_at < $1")
            .bind(before.as_millisecond())
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        transaction.commit().await?;
        Ok(gone)
    }
}
