//! Postmortems in which something was found.

use std::collections::HashMap;

use debrief_shared::api::{ReviewState, Role};
use debrief_shared::search::Wants;
use sqlx::{QueryBuilder, Row};

use super::super::columns::{number, timestamp, uuid};
use super::super::dialect::{POSITION, Sql, SqlConnection, SqlPool, SqlRow, SqlStore, fulltext};
use super::super::documents::rows::{document_columns, document_row, push_given, push_scope, strongest};
use crate::store::StoreError;
use crate::store::documents::{DocumentRow, Scope};
use crate::store::search::index::{key, parts_of};
use crate::store::search::{
    Asker, FoundComment, FoundPostmortem, MAX_COMMENTS, ReviewFacts, SearchCursor, SearchQuery, Tier,
};

/// Comments that are read for one page of results, at most.
const MAX_COMMENT_ROWS: i64 = 500;

/// When it happened: without a time of the incident, when it was begun. There is an index of it, for whoever goes through all of them in
/// order; where the words have found them already, that would be the long way.
const MOMENT: &str = "s.moment";
/// The same, by which no index goes.
const MOMENT_OF_FOUND: &str = "s.moment + 0";

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

/// Tiers in the order of results.
const TIERS: [Tier; 4] = [Tier::Title, Tier::Headings, Tier::Text, Tier::Comment];

/// One page of them. What somebody may not read is left out before anything is counted or ordered. One tier is asked for after the other,
/// and none any more once the page is full: where a word is frequent, thousands that fit less are not even looked at.
pub(super) async fn search(store: &SqlStore, query: SearchQuery) -> Result<Vec<FoundPostmortem>, StoreError> {
    // All statements see the same moment.
    let mut transaction = store.begin_reading().await?;
    if let Some(setting) = fulltext::BY_INDEX.filter(|_| !query.wants.is_empty()) {
        sqlx::query(setting).execute(&mut *transaction).await?;
    }
    let begin = query.after.map_or(0, |after| after.tier);
    let mut found = Vec::new();
    for tier in TIERS.into_iter().filter(|tier| *tier as i64 >= begin) {
        let room = usize::try_from(query.limit).unwrap_or(usize::MAX) - found.len();
        // Without words, everything is found in the same way.
        if room == 0 || query.wants.is_empty() && tier != Tier::Text {
            continue;
        }
        let rows = page(&query, tier, room).build().persistent(false).fetch_all(&mut *transaction).await?;
        for row in &rows {
            found.push(read(row, tier)?);
        }
    }
    if !query.wants.is_empty() && !found.is_empty() {
        add_comments(&mut transaction, &query, &mut found).await?;
    }
    Ok(found)
}

/// The query for what fits in this way and not in a better one, `room` of it.
fn page(query: &SearchQuery, tier: Tier, room: usize) -> QueryBuilder<Sql> {
    let mut sql = QueryBuilder::<Sql>::new("");
    push_given(&mut sql, query.asker.person, query.asker.now);
    sql.push(", page AS (SELECT p.id, s.moment");
    push_sources(&mut sql, query.asker);
    if !query.wants.is_empty() {
        push_fits(&mut sql, &query.wants, tier);
    }
    push_scope(&mut sql, query.asker.scope, query.asker.person);
    push_filters(&mut sql, query);
    if let Some(SearchCursor { moment, postmortem, .. }) = query.after.filter(|after| after.tier == tier as i64) {
        sql.push(" AND s.moment <= ").push_bind(moment).push(" AND (s.moment < ").push_bind(moment);
        sql.push(" OR s.postmortem_id < ").push_bind(postmortem.to_string()).push(")");
    }
    let moment = if query.wants.is_empty() { MOMENT } else { MOMENT_OF_FOUND };
    sql.push(" ORDER BY ")
        .push(moment)
        .push(" DESC, s.postmortem_id DESC LIMIT ")
        .push_bind(i64::try_from(room).unwrap_or(i64::MAX));
    sql.push(concat!(") SELECT ", document_columns!(), ", strength, page.moment, s.parts, "));
    sql.push(REVIEW);
    sql.push(" FROM page JOIN postmortems p ON p.id = page.id JOIN search_documents s ON s.postmortem_id = page.id");
    sql.push(" LEFT JOIN given ON given.postmortem_id = p.id");
    sql.push(" LEFT JOIN reviews r ON r.postmortem_id = p.id AND r.ended_at IS NULL");
    sql.push(" ORDER BY page.moment DESC, p.id DESC");
    sql
}

/// Leaves what holds all words in this way, and not in a better one. What a tier looks at is in the next one, too.
fn push_fits(sql: &mut QueryBuilder<Sql>, wants: &Wants, tier: Tier) {
    sql.push(" AND ");
    let better = match tier {
        Tier::Title => None,
        Tier::Headings => Some(Tier::Title),
        Tier::Text => Some(Tier::Headings),
        Tier::Comment => Some(Tier::Text),
    };
    if tier == Tier::Comment {
        sql.push("s.postmortem_id IN (SELECT c.postmortem_id FROM search_comments c WHERE ");
        fulltext::push_comment_holds(sql, wants);
        sql.push(")");
    } else {
        fulltext::push_holds(sql, wants, tier);
    }
    if let Some(better) = better {
        sql.push(" AND NOT (");
        fulltext::push_holds(sql, wants, better);
        sql.push(")");
    }
}

/// Everything that fits the filters, the latest first.
pub(super) async fn incidents(
    pool: &SqlPool,
    query: SearchQuery,
) -> Result<Vec<(DocumentRow, Option<Role>)>, StoreError> {
    let mut sql = QueryBuilder::<Sql>::new("");
    push_given(&mut sql, query.asker.person, query.asker.now);
    sql.push(concat!(" SELECT ", document_columns!(), ", strength"));
    push_sources(&mut sql, query.asker);
    push_scope(&mut sql, query.asker.scope, query.asker.person);
    push_filters(&mut sql, &query);
    sql.push(" ORDER BY ").push(MOMENT).push(" DESC, s.postmortem_id DESC LIMIT ").push_bind(i64::from(query.limit));
    let rows = sql.build().persistent(false).fetch_all(pool).await?;
    rows.iter().map(|row| Ok((document_row(row)?, row.try_get("strength").map(strongest)?))).collect()
}

/// Where `s`, `p` and what was given come from, up to the first condition. Who sees only what was shared with them has little of it: there
/// the search begins, and not with all that holds a word.
fn push_sources(sql: &mut QueryBuilder<Sql>, asker: Asker) {
    sql.push(" FROM ");
    if asker.scope == Scope::Shared {
        sql.push("(SELECT postmortem_id FROM given UNION SELECT id FROM postmortems WHERE owner_id = ");
        sql.push_bind(asker.person.to_string()).push(") AS mine CROSS JOIN search_documents s");
        sql.push(" JOIN postmortems p ON p.id = s.postmortem_id AND mine.postmortem_id = s.postmortem_id");
    } else {
        sql.push("search_documents s JOIN postmortems p ON p.id = s.postmortem_id");
    }
    sql.push(" LEFT JOIN given ON given.postmortem_id = p.id WHERE p.deleted_at IS NULL");
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

fn read(row: &SqlRow, tier: Tier) -> Result<FoundPostmortem, StoreError> {
    let at = |name: &str| row.try_get::<Option<i64>, _>(name)?.map(timestamp).transpose();
    let count = |name: &str| number(row.try_get(name)?);
    let document = document_row(row)?;
    Ok(FoundPostmortem {
        granted: row.try_get("strength").map(strongest)?,
        cursor: SearchCursor { tier: tier as i64, moment: row.try_get("moment")?, postmortem: document.id },
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
async fn add_comments(
    connection: &mut SqlConnection,
    query: &SearchQuery,
    found: &mut [FoundPostmortem],
) -> Result<(), StoreError> {
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
    let rows = sql.build().persistent(false).fetch_all(connection).await?;
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
