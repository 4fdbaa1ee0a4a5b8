//! The whole content, out and in.

use async_trait::async_trait;
use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, Database, Row};

use super::dialect::{HOLDS_ZERO, OWN_NUMBERS, Sql, SqlRow, SqlStore, recount};
use crate::store::StoreError;
use crate::store::portable::{Column, PortableError, PortableStore, Sink, Source, TABLES, Table, Value};

const SCHEMA: &str = "SELECT max(version) FROM _sqlx_migrations";

#[async_trait]
impl PortableStore for SqlStore {
    async fn schema(&self) -> Result<i64, StoreError> {
        let (version,) = sqlx::query_as(SCHEMA).fetch_one(self.reader()).await?;
        Ok(version)
    }

    async fn dump(&self, sink: &mut dyn Sink) -> Result<(), PortableError> {
        // The first statement fixes what all of them see.
        let mut transaction = self.begin_reading().await?;
        for table in &TABLES {
            sink.begin(table)?;
            let columns = names(table.columns);
            let order = names(&table.columns[..table.key]);
            let sql = AssertSqlSafe(format!("SELECT {columns} FROM {} ORDER BY {order}", table.name));
            let mut rows = sqlx::query(sql).persistent(false).fetch(&mut *transaction);
            while let Some(row) = rows.try_next().await? {
                sink.row(&values(&row, table)?)?;
            }
        }
        Ok(transaction.rollback().await?)
    }

    async fn fill(&self, schema: i64, source: &mut dyn Source) -> Result<(), PortableError> {
        let mut transaction = self.begin().await?;
        let (here,): (i64,) = sqlx::query_as(SCHEMA).fetch_one(&mut *transaction).await?;
        if here != schema {
            return Err(PortableError::Schema { found: schema, here });
        }
        for table in &TABLES {
            let sql = AssertSqlSafe(format!("SELECT 1 FROM {} LIMIT 1", table.name));
            if sqlx::query(sql).fetch_optional(&mut *transaction).await?.is_some() {
                return Err(PortableError::NotEmpty(table.name));
            }
        }
        for table in &TABLES {
            let places: Vec<String> = (1..=table.columns.len()).map(|place| format!("${place}")).collect();
            let (columns, places) = (names(table.columns), places.join(", "));
            let own = if table.counted { OWN_NUMBERS } else { "" };
            let sql = format!("INSERT INTO {} ({columns}) {own} VALUES ({places})", table.name);
            while let Some(row) = source.row(table)? {
                if !HOLDS_ZERO && let Some(refused) = zero(table, &row) {
                    return Err(refused);
                }
                let insert = sqlx::query(AssertSqlSafe(sql.clone()));
                let bound = row.into_iter().zip(table.columns).fold(insert, |query, value| bind(query, value));
                bound.execute(&mut *transaction).await?;
            }
            if let Some(sql) = recount(table.name, table.columns[0].name()).filter(|_| table.counted) {
                sqlx::query(AssertSqlSafe(sql)).execute(&mut *transaction).await?;
            }
        }
        let run = "INSERT INTO runs (one, clean) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET clean = excluded.clean";
        sqlx::query(run).bind(false).execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }
}

/// The first text of a row with a zero character in it, by name: put in with something else in its place, it would be another text.
fn zero(table: &Table, row: &[Value]) -> Option<PortableError> {
    let has_zero = |value: &Value| matches!(value, Value::Text(text) if text.contains('\0'));
    let (column, _) = table.columns.iter().zip(row).find(|(_, value)| has_zero(value))?;
    let key = row[..table.key].iter().map(|value| match value {
        Value::Text(text) => text.escape_debug().to_string(),
        Value::Integer(number) => number.to_string(),
        other => format!("{other:?}"),
    });
    let key = key.collect::<Vec<_>>().join(", ");
    Some(PortableError::Zero { table: table.name, key, column: column.name() })
}

fn names(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name()).collect::<Vec<_>>().join(", ")
}

fn values(row: &SqlRow, table: &Table) -> Result<Vec<Value>, sqlx::Error> {
    let value = |(index, column): (usize, &Column)| {
        Ok(match column {
            Column::Text(_) => row.try_get::<Option<String>, _>(index)?.map(Value::Text),
            Column::Integer(_) => row.try_get::<Option<i64>, _>(index)?.map(Value::Integer),
            Column::Flag(_) => row.try_get::<Option<bool>, _>(index)?.map(Value::Flag),
            Column::Bytes(_) => row.try_get::<Option<Vec<u8>>, _>(index)?.map(Value::Bytes),
        }
        .unwrap_or(Value::Null))
    };
    table.columns.iter().enumerate().map(value).collect()
}

type Query<'q> = sqlx::query::Query<'q, Sql, <Sql as Database>::Arguments>;

fn bind<'q>(query: Query<'q>, (value, column): (Value, &Column)) -> Query<'q> {
    match (value, column) {
        (Value::Text(written), _) => query.bind(written),
        (Value::Integer(number), _) => query.bind(number),
        (Value::Flag(flag), _) => query.bind(flag),
        (Value::Bytes(bytes), _) => query.bind(bytes),
        // Databases with strict types ask of what type it is that is not there.
        (Value::Null, Column::Text(_)) => query.bind(None::<String>),
        (Value::Null, Column::Integer(_)) => query.bind(None::<i64>),
        (Value::Null, Column::Flag(_)) => query.bind(None::<bool>),
        (Value::Null, Column::Bytes(_)) => query.bind(None::<Vec<u8>>),
    }
}
