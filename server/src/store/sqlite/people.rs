//! Accounts, sessions, API tokens and the set-up secret in SQLite.

use async_trait::async_trait;
use debrief_shared::api::{InstanceRole, Person};
use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use super::{SqliteStore, person, timestamp, uuid};
use crate::store::StoreError;
use crate::store::people::{Account, PeopleStore, SecretHash, Session, Token};

const INSERT_ACCOUNT: &str =
    "INSERT INTO people (id, email, name, color, role, password_hash, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)";

#[async_trait]
impl PeopleStore for SqliteStore {
    async fn create_account(&self, account: &Account) -> Result<(), StoreError> {
        insert_account(account).execute(self.writer()).await?;
        Ok(())
    }

    async fn set_up(&self, secret: &SecretHash, account: &Account) -> Result<(), StoreError> {
        let mut transaction = self.writer().begin_with("BEGIN IMMEDIATE").await?;
        let (accounts,): (i64,) = sqlx::query_as("SELECT count(*) FROM people").fetch_one(&mut *transaction).await?;
        if accounts > 0 {
            return Err(StoreError::Conflict);
        }
        let used =
            sqlx::query("DELETE FROM setup WHERE hash = ?").bind(secret.as_slice()).execute(&mut *transaction).await?;
        if used.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        insert_account(account).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn offer_set_up(&self, secret: &SecretHash) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO setup (one, hash) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET hash = excluded.hash")
            .bind(secret.as_slice())
            .execute(self.writer())
            .await?;
        Ok(())
    }

    async fn account_by_email(&self, email: &str) -> Result<Option<Account>, StoreError> {
        let row = sqlx::query(
            "SELECT id AS person_id, email, name AS person_name, color, role, password_hash, created_at AS joined_at
             FROM people WHERE email = ?",
        )
        .bind(email)
        .fetch_optional(self.reader())
        .await?;
        row.as_ref().map(account).transpose()
    }

    async fn people(&self) -> Result<Vec<Person>, StoreError> {
        let rows = sqlx::query("SELECT id, name, color FROM people ORDER BY name, id").fetch_all(self.reader()).await?;
        rows.iter().map(|row| person(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)).collect()
    }

    async fn count_accounts(&self) -> Result<u64, StoreError> {
        let (count,): (i64,) = sqlx::query_as("SELECT count(*) FROM people").fetch_one(self.reader()).await?;
        Ok(count.unsigned_abs())
    }

    async fn create_session(&self, session: &Session, secret: &SecretHash) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO sessions (id, person_id, hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?)")
            .bind(session.id.to_string())
            .bind(session.person.to_string())
            .bind(secret.as_slice())
            .bind(session.created_at.as_millisecond())
            .bind(session.expires_at.as_millisecond())
            .execute(self.writer())
            .await?;
        Ok(())
    }

    async fn session(&self, secret: &SecretHash, now: Timestamp) -> Result<Option<(Session, Account)>, StoreError> {
        let row = sqlx::query(
            "SELECT s.id, s.created_at, s.expires_at,
                    p.id AS person_id, email, p.name AS person_name, color, role, password_hash, p.created_at AS joined_at
             FROM sessions s JOIN people p ON p.id = s.person_id WHERE s.hash = ? AND s.expires_at > ?",
        )
        .bind(secret.as_slice())
        .bind(now.as_millisecond())
        .fetch_optional(self.reader())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let account = account(&row)?;
        let session = Session {
            id: uuid(row.try_get("id")?)?,
            person: account.person.id,
            created_at: timestamp(row.try_get("created_at")?)?,
            expires_at: timestamp(row.try_get("expires_at")?)?,
        };
        Ok(Some((session, account)))
    }

    async fn extend_session(&self, id: Uuid, expires_at: Timestamp) -> Result<(), StoreError> {
        sqlx::query("UPDATE sessions SET expires_at = ? WHERE id = ?")
            .bind(expires_at.as_millisecond())
            .bind(id.to_string())
            .execute(self.writer())
            .await?;
        Ok(())
    }

    async fn delete_session(&self, id: Uuid) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sessions WHERE id = ?").bind(id.to_string()).execute(self.writer()).await?;
        Ok(())
    }

    async fn delete_expired_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM sessions WHERE expires_at <= ?")
            .bind(now.as_millisecond())
            .execute(self.writer())
            .await?;
        Ok(done.rows_affected())
    }

    async fn create_token(&self, token: &Token, secret: &SecretHash) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO tokens (id, person_id, hash, name, created_at) VALUES (?, ?, ?, ?, ?)")
            .bind(token.id.to_string())
            .bind(token.person.to_string())
            .bind(secret.as_slice())
            .bind(&token.name)
            .bind(token.created_at.as_millisecond())
            .execute(self.writer())
            .await?;
        Ok(())
    }

    async fn token(&self, secret: &SecretHash) -> Result<Option<(Token, Account)>, StoreError> {
        let row = sqlx::query(
            "SELECT t.id, t.person_id, t.name, t.created_at, t.last_used_at,
                    email, p.name AS person_name, color, role, password_hash, p.created_at AS joined_at
             FROM tokens t JOIN people p ON p.id = t.person_id WHERE t.hash = ?",
        )
        .bind(secret.as_slice())
        .fetch_optional(self.reader())
        .await?;
        row.as_ref().map(|row| Ok((token(row)?, account(row)?))).transpose()
    }

    async fn token_by_id(&self, id: Uuid) -> Result<Option<Token>, StoreError> {
        let row = sqlx::query("SELECT id, person_id, name, created_at, last_used_at FROM tokens WHERE id = ?")
            .bind(id.to_string())
            .fetch_optional(self.reader())
            .await?;
        row.as_ref().map(token).transpose()
    }

    async fn tokens(&self, person: Uuid) -> Result<Vec<Token>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, person_id, name, created_at, last_used_at FROM tokens WHERE person_id = ? ORDER BY created_at, id",
        )
        .bind(person.to_string())
        .fetch_all(self.reader())
        .await?;
        rows.iter().map(token).collect()
    }

    async fn touch_token(&self, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
        sqlx::query("UPDATE tokens SET last_used_at = ? WHERE id = ?")
            .bind(at.as_millisecond())
            .bind(id.to_string())
            .execute(self.writer())
            .await?;
        Ok(())
    }

    async fn delete_token(&self, id: Uuid) -> Result<(), StoreError> {
        let done = sqlx::query("DELETE FROM tokens WHERE id = ?").bind(id.to_string()).execute(self.writer()).await?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }
}

type Insert = sqlx::query::Query<'static, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

fn insert_account(account: &Account) -> Insert {
    let role = match account.role {
        InstanceRole::Admin => "admin",
        InstanceRole::Member => "member",
    };
    sqlx::query(INSERT_ACCOUNT)
        .bind(account.person.id.to_string())
        .bind(account.email.clone())
        .bind(account.person.name.clone())
        .bind(account.person.color)
        .bind(role)
        .bind(account.password_hash.clone())
        .bind(account.created_at.as_millisecond())
}

fn account(row: &SqliteRow) -> Result<Account, StoreError> {
    let role = match row.try_get("role")? {
        "admin" => InstanceRole::Admin,
        "member" => InstanceRole::Member,
        other => return Err(StoreError::Unavailable(format!("unknown role of an account: {other:?}"))),
    };
    Ok(Account {
        person: person(row.try_get("person_id")?, row.try_get("person_name")?, row.try_get("color")?)?,
        email: row.try_get("email")?,
        role,
        password_hash: row.try_get("password_hash")?,
        created_at: timestamp(row.try_get("joined_at")?)?,
    })
}

fn token(row: &SqliteRow) -> Result<Token, StoreError> {
    let last_used_at: Option<i64> = row.try_get("last_used_at")?;
    Ok(Token {
        id: uuid(row.try_get("id")?)?,
        person: uuid(row.try_get("person_id")?)?,
        name: row.try_get("name")?,
        created_at: timestamp(row.try_get("created_at")?)?,
        last_used_at: last_used_at.map(timestamp).transpose()?,
    })
}
