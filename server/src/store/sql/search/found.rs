//! Postmortems in which something was found.

use std::collections::HashMap;

use debrief_shared::api::{ReviewState, Role};
use sqlx::{QueryBuilder, Row};

use super::super::columns::{number, timestamp, uuid};
use super::super::dialect::{POSITION, Sql, SqlPool, SqlRow, fulltext};
use super::super::documents::rows::{document_columns, document_row, push_given, push_scope, strongest};
use crate::store::StoreError;
use crate::store::documents::DocumentRow;
use crate::store::search::index::{key, parts_of};
use crate::store::search::{FoundComment, FoundPostmortem, MAX_COMMENTS, ReviewFacts, SearchCursor, SearchQuery, Tier};

/// Comments that are read for one page of results, at most.
const MAX_COMMENT_ROWS: i64 = 500;

/// When it happened: without a time of the incident, when it was begun.
const MOMENT: &str = "coalesce(s.happened, p.created_at)";

/// What is known of the review of `p`; `r` is its round that is going on.
const REVIEW: &str = "r.asked_at, \
    (SELECT count(*) FROM review_parts t WHERE t.review_id = r.id AND t.verdict IS NULL) AS unanswered, \
    (SELECT count(*) FROM review_parts t WHERE t.review_id = r.id AND t.verdict = 'sent_back') AS sent_back, \
    (SELECT count(*) FROM review_parts t WHERE t.review_id = r.id AND t.verdict = 'approved' \
        AND t.person_id <> r.asked_by) AS approvals, \
    (SELECT max(u.published_at) FROM publications u WHERE u.postmortem_id = p.id) AS published_at";

/// The round of `p` that is going on.
const ROUND: &str = "SELECT 1 FROM reviews r WHERE r.postmortem_id = p.id AND r.ended_at IS NULL";
/// Whether `p` was published, and no round was begun since.
const PUBLISHED: &str = "EXISTS (SELECT 1 FROM publications u WHERE u.postmortem_id = p.id AND NOT EXISTS (\
    SELECT 1 FROM reviews r WHERE r.postmortem_id = p.id AND r.ended_at IS NULL AND r.asked_at > u.published_at))";

/// One page of them. What somebody may not read is left out before anything is counted or ordered.
pub(super) async fn search(pool: &SqlPool, query: SearchQuery) -> Result<Vec<FoundPostmortem>, StoreError> {
    let mut sql = QueryBuilder::<Sql>::new("");
    push_given(&mut sql, query.asker.person, query.asker.now);
    sql.push(", hits AS (SELECT postmortem_id, CAST(min(tier) AS BIGINT) AS tier FROM (");
    if query.wants.is_empty() {
        sql.push(format!("SELECT postmortem_id, {} AS tier FROM search_documents", Tier::Text as i64));
    } else {
        fulltext::push_hits(&mut sql, &query.wants);
    }
    sql.push(") AS every GROUP BY postmortem_id), page AS (SELECT p.id, h.tier, ").push(MOMENT).push(" AS moment");
    sql.push(" FROM hits h JOIN postmortems p ON p.id = h.postmortem_id");
    sql.push(" JOIN search_documents s ON s.postmortem_id = h.postmortem_id");
    sql.push(" LEFT JOIN given ON given.postmortem_id = p.id WHERE p.deleted_at IS NULL");
    push_scope(&mut sql, query.asker.scope, query.asker.person);
    push_filters(&mut sql, &query);
    if let Some(SearchCursor { tier, moment, postmortem }) = query.after {
        let id = postmortem.to_string();
        sql.push(" AND (h.tier > ").push_bind(tier).push(" OR h.tier = ").push_bind(tier);
        sql.push(" AND (").push(MOMENT).push(" < ").push_bind(moment).push(" OR ").push(MOMENT).push(" = ");
        sql.push_bind(moment).push(" AND p.id < ").push_bind(id).push("))");
    }
    sql.push(" ORDER BY tier, moment DESC, p.id DESC LIMIT ").push_bind(i64::from(query.limit));
    sql.push(concat!(") SELECT ", document_columns!(), ", strength, page.tier, page.moment, s.parts, "));
    sql.push(REVIEW);
    sql.push(" FROM page JOIN postmortems p ON p.id = page.id JOIN search_documents s ON s.postmortem_id = page.id");
    sql.push(" LEFT JOIN given ON given.postmortem_id = p.id");
    sql.push(" LEFT JOIN reviews r ON r.postmortem_id = p.id AND r.ended_at IS NULL");
    sql.push(" ORDER BY page.tier, page.moment DESC, p.id DESC");
    let rows = sql.build().persistent(false).fetch_all(pool).await?;
    let mut found = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    if !query.wants.is_empty() && !found.is_empty() {
        add_comments(pool, &query, &mut found).await?;
    }
    Ok(found)
}

/// Everything that fits the filters, the latest first.
pub(super) async fn incidents(
    pool: &SqlPool,
    query: SearchQuery,
) -> Result<Vec<(DocumentRow, Option<Role>)>, StoreError> {
    let mut sql = QueryBuilder::<Sql>::new("");
    push_given(&mut sql, query.asker.person, query.asker.now);
    sql.push(concat!(" SELECT ", document_columns!(), ", strength FROM search_documents s"));
    sql.push(" JOIN postmortems p ON p.id = s.postmortem_id LEFT JOIN given ON given.postmortem_id = p.id");
    sql.push(" WHERE p.deleted_at IS NULL");
    push_scope(&mut sql, query.asker.scope, query.asker.person);
    push_filters(&mut sql, &query);
    sql.push(" ORDER BY ").push(MOMENT).push(" DESC, p.id DESC LIMIT ").push_bind(i64::from(query.limit));
    let rows = sql.build().persistent(false).fetch_all(pool).await?;
    rows.iter().map(|row| Ok((document_row(row)?, row.try_get("strength").map(strongest)?))).collect()
}

fn push_filters(sql: &mut QueryBuilder<Sql>, query: &SearchQuery) {
    if let Some(severity) = &query.severity {
        sql.push(" AND s.severity = ").push_bind(key(severity));
    }
    let lists = [("services", &query.service), ("tags", &query.tag), ("factors", &query.factor)];
    for (list, name) in lists {
        if let Some(name) = name {
            let name = format!("\n{}\n", key(name));
            sql.push(" AND ").push(POSITION).push("(s.").push(list).push(", ").push_bind(name).push(") > 0");
        }
    }
    if let Some(owner) = query.owner {
        sql.push(" AND p.owner_id = ").push_bind(owner.to_string());
    }
    if let Some(from) = query.from {
        sql.push(" AND ").push(MOMENT).push(" >= ").push_bind(from.as_millisecond());
    }
    if let Some(to) = query.to {
        sql.push(" AND ").push(MOMENT).push(" < ").push_bind(to.as_millisecond());
    }
    match query.state {
        None => {}
        Some(ReviewState::Published) => {
            sql.push(" AND ").push(PUBLISHED);
        }
        Some(ReviewState::InReview | ReviewState::Approved) => {
            sql.push(" AND EXISTS (").push(ROUND).push(") AND NOT ").push(PUBLISHED);
        }
        // Those that were sent back are drafts again.
        Some(ReviewState::Draft) => {
            sql.push(" AND NOT ").push(PUBLISHED);
        }
    }
}

fn read(row: &SqlRow) -> Result<FoundPostmortem, StoreError> {
    let at = |name: &str| row.try_get::<Option<i64>, _>(name)?.map(timestamp).transpose();
    let count = |name: &str| number(row.try_get(name)?);
    let document = document_row(row)?;
    Ok(FoundPostmortem {
        granted: row.try_get("strength").map(strongest)?,
        cursor: SearchCursor { tier: row.try_get("tier")?, moment: row.try_get("moment")?, postmortem: document.id },
        review: ReviewFacts {
            asked: at("asked_at")?,
            unanswered: count("unanswered")?,
            sent_back: count("sent_back")?,
            approvals: count("approvals")?,
            published: at("published_at")?,
        },
        parts: parts_of(row.try_get("parts")?)?,
        comments: Vec::new(),
        row: document,
    })
}

/// Comments on what was found that hold every word.
async fn add_comments(pool: &SqlPool, query: &SearchQuery, found: &mut [FoundPostmortem]) -> Result<(), StoreError> {
    let mut sql = QueryBuilder::<Sql>::new(
        "SELECT m.id, m.body, c.postmortem_id, a.name FROM search_comments c JOIN comments m ON m.id = c.comment_id \
         JOIN people a ON a.id = m.author_id WHERE c.postmortem_id IN (",
    );
    let mut ids = sql.separated(", ");
    for found in found.iter() {
        ids.push_bind(found.row.id.to_string());
    }
    sql.push(") AND ");
    fulltext::push_comment_holds(&mut sql, &query.wants);
    sql.push(" ORDER BY m.created_at DESC, m.id DESC LIMIT ").push_bind(MAX_COMMENT_ROWS);
    let rows = sql.build().persistent(false).fetch_all(pool).await?;
    let mut places: HashMap<uuid::Uuid, &mut Vec<FoundComment>> =
        found.iter_mut().map(|found| (found.row.id, &mut found.comments)).collect();
    for row in &rows {
        if let Some(comments) = places.get_mut(&uuid(row.try_get("postmortem_id")?)?)
            && comments.len() < MAX_COMMENTS
        {
            let (author, body) = (row.try_get("name")?, row.try_get("body")?);
            comments.push(FoundComment { id: uuid(row.try_get("id")?)?, author, body });
        }
    }
    Ok(())
}
