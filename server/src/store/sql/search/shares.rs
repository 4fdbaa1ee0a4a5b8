//! What a postmortem shares with others. How rare a term is, is counted over what the asking person may read and nothing else: whatever they
//! see, they could have counted.

use std::collections::BTreeSet;

use sqlx::{QueryBuilder, Row};
use uuid::Uuid;

use super::super::columns::{number, uuid};
use super::super::dialect::{Sql, SqlStore};
use super::super::documents::rows::{document_columns, document_row, push_given, push_scope, strongest};
use crate::store::StoreError;
use crate::store::search::{Asker, SharedTerm, Shares};

/// A term that more than one in so many have says nothing …
const MAX_SHARE: i64 = 10;
/// … unless there are no more than so many that have it.
const FEW: i64 = 5;
/// Most postmortems that are compared.
const MAX_OTHERS: usize = 200;
/// Most rows of terms that are read.
const MAX_ROWS: i64 = 20_000;

pub(super) async fn shares(store: &SqlStore, id: Uuid, asker: Asker) -> Result<Shares, StoreError> {
    // All statements see the same moment.
    let mut transaction = store.begin_reading().await?;
    let mut sql = QueryBuilder::<Sql>::new("");
    push_readable(&mut sql, asker);
    sql.push(" SELECT count(*) FROM readable");
    let readable: i64 = sql.build().persistent(false).fetch_one(&mut *transaction).await?.try_get(0)?;

    let mut sql = QueryBuilder::<Sql>::new("");
    push_readable(&mut sql, asker);
    sql.push(
        ", shared AS (SELECT mine.term, mine.shown, mine.weight AS mine_weight, t.weight, t.postmortem_id \
         FROM search_terms mine JOIN search_terms t ON t.term = mine.term JOIN readable ON readable.id = t.postmortem_id \
         WHERE mine.postmortem_id = ",
    );
    sql.push_bind(id.to_string());
    sql.push(
        "), held AS (SELECT term, count(*) AS holders FROM shared GROUP BY term HAVING count(*) > 1 AND count(*) <= ",
    );
    // What all of them have says nothing, such as the words of a template.
    let most = (readable / MAX_SHARE).max(FEW).min(if readable > 2 { readable - 1 } else { 2 });
    sql.push_bind(most);
    sql.push(
        ") SELECT s.term, s.shown, s.mine_weight, s.weight, s.postmortem_id, h.holders FROM shared s \
         JOIN held h ON h.term = s.term WHERE s.postmortem_id <> ",
    );
    sql.push_bind(id.to_string()).push(" ORDER BY h.holders, s.term, s.postmortem_id LIMIT ").push_bind(MAX_ROWS);
    let mut terms = Vec::new();
    let mut others = BTreeSet::new();
    for row in sql.build().persistent(false).fetch_all(&mut *transaction).await? {
        let postmortem = uuid(row.try_get("postmortem_id")?)?;
        // The rarest come first: those that share none of them are not the most similar.
        if others.len() >= MAX_OTHERS && !others.contains(&postmortem) {
            continue;
        }
        others.insert(postmortem);
        terms.push(SharedTerm {
            postmortem,
            term: row.try_get("term")?,
            shown: row.try_get("shown")?,
            weight: number(row.try_get("mine_weight")?)?,
            other_weight: number(row.try_get("weight")?)?,
            holders: number(row.try_get("holders")?)?,
        });
    }
    let mut found = Shares { terms, others: Vec::new(), readable: number(readable)? };
    if others.is_empty() {
        return Ok(found);
    }
    let mut sql = QueryBuilder::<Sql>::new("");
    push_given(&mut sql, asker.person, asker.now);
    sql.push(concat!(" SELECT ", document_columns!(), ", strength FROM postmortems p"));
    sql.push(" LEFT JOIN given ON given.postmortem_id = p.id WHERE p.deleted_at IS NULL AND p.id IN (");
    let mut ids = sql.separated(", ");
    for other in &others {
        ids.push_bind(other.to_string());
    }
    sql.push(")");
    push_scope(&mut sql, asker.scope, asker.person);
    sql.push(" ORDER BY p.id");
    for row in sql.build().persistent(false).fetch_all(&mut *transaction).await? {
        found.others.push((document_row(&row)?, row.try_get("strength").map(strongest)?));
    }
    Ok(found)
}

/// Begins a query with the table `readable`: ids of what somebody may read.
fn push_readable(sql: &mut QueryBuilder<Sql>, asker: Asker) {
    push_given(sql, asker.person, asker.now);
    sql.push(", readable AS (SELECT p.id FROM postmortems p LEFT JOIN given ON given.postmortem_id = p.id");
    sql.push(" WHERE p.deleted_at IS NULL");
    push_scope(sql, asker.scope, asker.person);
    sql.push(")");
}
