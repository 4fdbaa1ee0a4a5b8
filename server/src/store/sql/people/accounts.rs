//! Accounts, and the set-up secret. Those without an address hold their id in its place, those without a password nothing.

use std::collections::HashMap;

use debrief_shared::api::{InstanceRole, Person};
use jiff::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use super::super::audit::commit;
use super::super::columns::{changed, number, person, timestamp, uuid};
use super::super::dialect::{SqlConnection, SqlRow, SqlStore};
use super::super::rights;
use crate::store::StoreError;
use crate::store::audit::Audit;
use crate::store::people::{Account, AccountRow, Estate, SecretHash};

/// Columns of an account, of `people p`, under names that no other table's column has.
macro_rules! account_columns {
    () => {
        "p.id AS person_id, p.email AS person_email, p.name AS person_name, p.color, p.role AS instance_role, \
         p.password_hash, p.created_at AS joined_at, p.suspended_at, p.last_seen_at AS person_seen_at, p.link_id"
    };
}
pub(in super::super) use account_columns;

pub(super) async fn create(store: &SqlStore, account: &Account, audit: &Audit) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    insert(&mut transaction, account).await?;
    commit(transaction, audit).await
}

pub(super) async fn set_up(
    store: &SqlStore,
    secret: &SecretHash,
    account: &Account,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let (accounts,): (i64,) = sqlx::query_as("SELECT count(*) FROM people").fetch_one(&mut *transaction).await?;
    if accounts > 0 {
        return Err(StoreError::Conflict);
    }
    let used =
        sqlx::query("DELETE FROM setup WHERE hash = $1").bind(secret.as_slice()).execute(&mut *transaction).await?;
    changed(&used, StoreError::NotFound)?;
    insert(&mut transaction, account).await?;
    commit(transaction, audit).await
}

pub(super) async fn offer_set_up(store: &SqlStore, secret: &SecretHash) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO setup (one, hash) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET hash = excluded.hash")
        .bind(secret.as_slice())
        .execute(store.writer())
        .await?;
    Ok(())
}

pub(super) async fn by_email(store: &SqlStore, email: &str) -> Result<Option<Account>, StoreError> {
    let row = sqlx::query(concat!(
        "SELECT ",
        account_columns!(),
        " FROM people p WHERE p.email = $1 AND p.email <> p.id" // an id is no address
    ))
    .bind(email)
    .fetch_optional(store.reader())
    .await?;
    row.as_ref().map(account).transpose()
}

pub(super) async fn by_id(store: &SqlStore, id: Uuid) -> Result<Account, StoreError> {
    let row = sqlx::query(concat!("SELECT ", account_columns!(), " FROM people p WHERE p.id = $1"))
        .bind(id.to_string())
        .fetch_one(store.reader())
        .await?;
    account(&row)
}

pub(super) async fn people(store: &SqlStore) -> Result<Vec<Person>, StoreError> {
    let sql = "SELECT id, name, color, role = 'guest' FROM people ORDER BY lower(name), id";
    persons(&sqlx::query(sql).fetch_all(store.reader()).await?)
}

pub(super) async fn directory(store: &SqlStore) -> Result<Vec<Person>, StoreError> {
    let sql = "SELECT id, name, color, role = 'guest' FROM people WHERE suspended_at IS NULL AND link_id IS NULL
               ORDER BY lower(name), id";
    persons(&sqlx::query(sql).fetch_all(store.reader()).await?)
}

pub(super) async fn all(store: &SqlStore) -> Result<Vec<AccountRow>, StoreError> {
    // Both statements see the same moment.
    let mut transaction = store.begin_reading().await?;
    let rows = sqlx::query(concat!(
        "SELECT ",
        account_columns!(),
        ", (SELECT count(*) FROM postmortems WHERE owner_id = p.id AND deleted_at IS NULL) AS owns
         FROM people p ORDER BY lower(p.name), p.id"
    ))
    .fetch_all(&mut *transaction)
    .await?;
    let identities: Vec<(String, String)> =
        sqlx::query_as("SELECT person_id, issuer FROM identities ORDER BY issuer").fetch_all(&mut *transaction).await?;
    let mut issuers: HashMap<String, Vec<String>> = HashMap::new();
    for (person, issuer) in identities {
        issuers.entry(person).or_default().push(issuer);
    }
    rows.iter()
        .map(|row| {
            let issuers = issuers.remove(row.try_get::<&str, _>("person_id")?).unwrap_or_default();
            Ok(AccountRow { account: account(row)?, owns: number(row.try_get("owns")?)?, issuers })
        })
        .collect()
}

pub(super) async fn count(store: &SqlStore) -> Result<u64, StoreError> {
    let (count,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM people WHERE link_id IS NULL").fetch_one(store.reader()).await?;
    Ok(count.unsigned_abs())
}

pub(super) async fn set_profile(store: &SqlStore, person: &Person, audit: &Audit) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let done = sqlx::query("UPDATE people SET name = $1, color = $2 WHERE id = $3")
        .bind(&person.name)
        .bind(i64::from(person.color))
        .bind(person.id.to_string())
        .execute(&mut *transaction)
        .await?;
    changed(&done, StoreError::NotFound)?;
    commit(transaction, audit).await
}

pub(super) async fn set_role(
    store: &SqlStore,
    id: Uuid,
    role: InstanceRole,
    estate: Estate,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let id = id.to_string();
    if role != InstanceRole::Admin {
        require_another_admin(&mut transaction, &id).await?;
    }
    let done = sqlx::query("UPDATE people SET role = $1 WHERE id = $2")
        .bind(role_text(role))
        .bind(&id)
        .execute(&mut *transaction)
        .await?;
    changed(&done, StoreError::NotFound)?;
    if role != InstanceRole::Admin {
        withdraw(&mut transaction, &id).await?;
    }
    if let (InstanceRole::Guest, Estate::Passes(to)) = (role, estate) {
        pass_on(&mut transaction, &id, to).await?;
    }
    rights::end_links_of(&mut transaction, &id).await?;
    sqlx::query("UPDATE sessions SET renew = TRUE WHERE person_id = $1").bind(&id).execute(&mut *transaction).await?;
    commit(transaction, audit).await
}

pub(super) async fn suspend(
    store: &SqlStore,
    id: Uuid,
    new_owner: Option<Uuid>,
    audit: &Audit,
) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let id = id.to_string();
    require_another_admin(&mut transaction, &id).await?;
    let done = sqlx::query("UPDATE people SET suspended_at = $1 WHERE id = $2 AND suspended_at IS NULL")
        .bind(audit.at.as_millisecond())
        .bind(&id)
        .execute(&mut *transaction)
        .await?;
    changed(&done, StoreError::NotFound)?;
    sqlx::query("DELETE FROM sessions WHERE person_id = $1").bind(&id).execute(&mut *transaction).await?;
    sqlx::query("DELETE FROM tickets WHERE person_id = $1").bind(&id).execute(&mut *transaction).await?;
    withdraw(&mut transaction, &id).await?;
    pass_on(&mut transaction, &id, new_owner).await?;
    rights::end_links_of(&mut transaction, &id).await?;
    commit(transaction, audit).await
}

/// Voids the one-time links that somebody has made: who runs the instance no more must not hold a way back in.
async fn withdraw(connection: &mut SqlConnection, by: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM tickets WHERE created_by = $1").bind(by).execute(connection).await?;
    Ok(())
}

/// Passes postmortems to a new owner, who needs no grants there any more.
async fn pass_on(connection: &mut SqlConnection, from: &str, to: Option<Uuid>) -> Result<(), StoreError> {
    let (owns,): (bool,) = sqlx::query_as("SELECT EXISTS (SELECT 1 FROM postmortems WHERE owner_id = $1)")
        .bind(from)
        .fetch_one(&mut *connection)
        .await?;
    if !owns {
        return Ok(());
    }
    let to = to.ok_or(StoreError::Conflict)?;
    rights::require_owner(connection, to).await?;
    sqlx::query(
        "DELETE FROM person_grants WHERE person_id = $1 AND postmortem_id IN (SELECT id FROM postmortems WHERE owner_id = $2)",
    )
    .bind(to.to_string())
    .bind(from)
    .execute(&mut *connection)
    .await?;
    sqlx::query("UPDATE postmortems SET owner_id = $1 WHERE owner_id = $2")
        .bind(to.to_string())
        .bind(from)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn reinstate(store: &SqlStore, id: Uuid, audit: &Audit) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let done = sqlx::query("UPDATE people SET suspended_at = NULL WHERE id = $1 AND suspended_at IS NOT NULL")
        .bind(id.to_string())
        .execute(&mut *transaction)
        .await?;
    changed(&done, StoreError::NotFound)?;
    commit(transaction, audit).await
}

/// `Conflict` when this account is the last that can run the instance.
async fn require_another_admin(connection: &mut SqlConnection, id: &str) -> Result<(), StoreError> {
    let (last,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM people WHERE role = 'admin' AND suspended_at IS NULL AND id = $1)
            AND NOT EXISTS (SELECT 1 FROM people WHERE role = 'admin' AND suspended_at IS NULL AND id <> $1)",
    )
    .bind(id)
    .fetch_one(connection)
    .await?;
    if last { Err(StoreError::Conflict) } else { Ok(()) }
}

pub(in crate::store) async fn insert(connection: &mut SqlConnection, account: &Account) -> Result<(), StoreError> {
    let id = account.person.id.to_string();
    sqlx::query(
        "INSERT INTO people (id, email, name, color, role, password_hash, created_at, suspended_at, last_seen_at, link_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&id)
    .bind(account.email.as_ref().unwrap_or(&id))
    .bind(&account.person.name)
    .bind(i64::from(account.person.color))
    .bind(role_text(account.role))
    .bind(account.password_hash.as_deref().unwrap_or_default())
    .bind(account.created_at.as_millisecond())
    .bind(account.suspended_at.map(Timestamp::as_millisecond))
    .bind(account.last_seen_at.map(Timestamp::as_millisecond))
    .bind(account.link.map(|link| link.to_string()))
    .execute(connection)
    .await?;
    Ok(())
}

pub(in super::super) fn account(row: &SqlRow) -> Result<Account, StoreError> {
    let id: &str = row.try_get("person_id")?;
    let (email, password_hash): (&str, &str) = (row.try_get("person_email")?, row.try_get("password_hash")?);
    let role = instance_role(row.try_get("instance_role")?)?;
    let time = |column: &str| row.try_get::<Option<i64>, _>(column)?.map(timestamp).transpose();
    Ok(Account {
        person: person(id, row.try_get("person_name")?, row.try_get("color")?, role == InstanceRole::Guest)?,
        email: Some(email).filter(|email| *email != id).map(str::to_owned),
        role,
        password_hash: Some(password_hash).filter(|hash| !hash.is_empty()).map(str::to_owned),
        created_at: timestamp(row.try_get("joined_at")?)?,
        suspended_at: time("suspended_at")?,
        last_seen_at: time("person_seen_at")?,
        link: row.try_get::<Option<&str>, _>("link_id")?.map(uuid).transpose()?,
    })
}

/// What a role in the instance is stored as.
pub(super) fn role_text(role: InstanceRole) -> &'static str {
    match role {
        InstanceRole::Admin => "admin",
        InstanceRole::Member => "member",
        InstanceRole::Guest => "guest",
    }
}

/// Reads a column with a role in the instance.
pub(super) fn instance_role(text: &str) -> Result<InstanceRole, StoreError> {
    match text {
        "admin" => Ok(InstanceRole::Admin),
        "member" => Ok(InstanceRole::Member),
        "guest" => Ok(InstanceRole::Guest),
        other => Err(StoreError::Unavailable(format!("unknown role of an account: {other:?}"))),
    }
}

fn persons(rows: &[SqlRow]) -> Result<Vec<Person>, StoreError> {
    rows.iter().map(|row| person(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?)).collect()
}
