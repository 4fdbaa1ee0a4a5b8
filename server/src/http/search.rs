//! Finding again: the search over everything that somebody may read, and what happened a year ago.

pub(super) mod results;
pub(super) mod similar;
pub(super) mod views;

use axum::extract::State;
use debrief_shared::api::{Anniversary, AnniversaryList, Policy, Problem, ReviewState, SearchPage};
use debrief_shared::search::{MAX_QUERY_CHARS, MAX_QUERY_WORDS, Wants};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::Query;
use super::identity::Caller;
use super::narrow::{begin, day, filter};
use super::state::AppState;
use crate::access::{Action, Facts, Resource};
use crate::policy;
use crate::store::search::{FoundPostmortem, SearchCursor, SearchQuery};

/// Results of a page when nothing else is said.
const PAGE_RESULTS: u32 = 20;
/// Most results of a page.
const MAX_PAGE_RESULTS: u32 = 50;
/// Days before and after the day a year ago.
const ANNIVERSARY_DAYS: i64 = 3;
/// Most postmortems of a year ago.
const MAX_ANNIVERSARIES: u32 = 5;

/// Query of the search; everything given has to fit. Without words, all that fits the rest; without anything, nothing.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Asked {
    /// Words that must all occur, each as the beginning of a word; neither case nor accents matter, and nothing is an operator
    q: String,
    /// Only those that name this service; any case
    service: String,
    /// Only those with this tag; any case
    tag: String,
    /// Only those to which this contributed; any case
    factor: String,
    /// Only those of this severity; any case
    severity: String,
    /// Only those that happened on this day or later, `YYYY-MM-DD`
    from: String,
    /// Only those that happened on this day or earlier, `YYYY-MM-DD`
    to: String,
    /// Only those that this account owns
    owner: Option<Uuid>,
    /// Only those that stand here: `draft`, `in_review`, `approved`, `published`
    #[param(inline)]
    state: Option<ReviewState>,
    /// Only what comes after this: `next` of the page before
    after: Option<String>,
    /// Most results to return, `1..=50`; 20 when absent
    #[param(minimum = 1, maximum = 50)]
    limit: Option<u32>,
}

/// Postmortems that one may read in which something is found, with excerpts. Highlights are ranges, never HTML.
#[utoipa::path(
    get, path = "/api/search", tag = "search", operation_id = "search", params(Asked),
    responses(
        (status = 200, body = SearchPage), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(super) async fn search(
    State(state): State<AppState>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<SearchPage>, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let policy = policy::read(state.store.as_ref()).await?;
    let Some(query) = query(&caller, &asked, &policy)? else {
        return Ok(axum::Json(SearchPage { results: Vec::new(), next: None }));
    };
    let (limit, wants, wanted_state) = (query.limit, query.wants.clone(), query.state);
    state.documents.catch_up_lists().await;
    let found = state.store.search(query).await?;
    let full = found.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    let next = found.last().filter(|_| full).map(|last| {
        let SearchCursor { tier, moment, postmortem } = last.cursor;
        format!("{tier}~{moment}~{postmortem}")
    });
    let people = state.store.people().await?;
    let may_read = |found: &FoundPostmortem| {
        caller.may(Action::Read, &Resource::Postmortem(Facts::of(&found.row, found.granted))).is_ok()
    };
    let results = found
        .into_iter()
        .filter(may_read)
        .map(|found| results::result(found, &wants, &policy, &people))
        .filter(|result| wanted_state.is_none_or(|wanted| result.state == wanted))
        .collect();
    Ok(axum::Json(SearchPage { results, next }))
}

/// What is asked of the store; `None` when nothing can be found.
fn query(caller: &Caller, asked: &Asked, policy: &Policy) -> Result<Option<SearchQuery>, ApiError> {
    let limit = asked.limit.unwrap_or(PAGE_RESULTS);
    if !(1..=MAX_PAGE_RESULTS).contains(&limit) {
        return Err(ApiError::Unprocessable(format!("Ask for 1 to {MAX_PAGE_RESULTS} results at once.")));
    }
    if asked.q.chars().count() > MAX_QUERY_CHARS {
        return Err(ApiError::Unprocessable(format!("Search for at most {MAX_QUERY_CHARS} characters at once.")));
    }
    let wants = Wants::read(&asked.q);
    if wants.all().len() > MAX_QUERY_WORDS {
        return Err(ApiError::Unprocessable(format!("Search for at most {MAX_QUERY_WORDS} words at once.")));
    }
    let zone = policy::zone(policy);
    let from = day(&asked.from, "from")?.map(|day| begin(day, &zone)).transpose()?;
    let to = day(&asked.to, "to")?.map(|day| begin(day.saturating_add(1.day()), &zone)).transpose()?;
    let after = asked.after.as_deref().map(cursor).transpose()?;
    let service = filter(&asked.service, "service")?;
    let tag = filter(&asked.tag, "tag")?;
    let factor = filter(&asked.factor, "factor")?;
    let severity = filter(&asked.severity, "severity")?;
    let narrows = service.is_some()
        || tag.is_some()
        || factor.is_some()
        || severity.is_some()
        || from.is_some()
        || to.is_some()
        || asked.owner.is_some()
        || asked.state.is_some();
    let typed = !asked.q.trim().is_empty();
    // What holds no word, such as `?!`, is in no postmortem; an empty box asks for all that fits the rest.
    if wants.is_empty() && (typed || !narrows) {
        return Ok(None);
    }
    Ok(Some(SearchQuery {
        wants,
        service,
        tag,
        factor,
        severity,
        owner: asked.owner,
        state: asked.state,
        from,
        to,
        after,
        asker: caller.asker()?,
        limit,
    }))
}

fn cursor(text: &str) -> Result<SearchCursor, ApiError> {
    let mut parts = text.splitn(3, '~');
    let cursor = (|| {
        let (tier, moment) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(SearchCursor { tier, moment, postmortem: parts.next()?.parse().ok()? })
    })();
    cursor.ok_or_else(|| ApiError::Unprocessable("after is the next of the page before.".to_owned()))
}

/// Postmortems that one may read of incidents that began a year ago, three days more or less.
#[utoipa::path(
    get, path = "/api/anniversaries", tag = "search", operation_id = "anniversaries",
    responses((status = 200, body = AnniversaryList), (status = 401, body = Problem))
)]
pub(super) async fn anniversaries(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<AnniversaryList>, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let policy = policy::read(state.store.as_ref()).await?;
    let (from, to) = a_year_ago(Timestamp::now(), &policy::zone(&policy))?;
    let found = state.store.happened(from, to, caller.asker()?, MAX_ANNIVERSARIES).await?;
    let may_read = |facts: Facts| caller.may(Action::Read, &Resource::Postmortem(facts)).is_ok();
    let anniversaries = found.into_iter().filter(|(row, granted)| may_read(Facts::of(row, *granted)));
    let anniversaries = anniversaries.map(|(row, _)| Anniversary {
        postmortem: row.id,
        title: row.projection.title,
        impact_started: row.projection.impact_started.unwrap_or_default(),
    });
    Ok(axum::Json(AnniversaryList { anniversaries: anniversaries.collect() }))
}

/// From the first moment three days before the day a year ago until the last of the third day after it.
fn a_year_ago(now: Timestamp, zone: &TimeZone) -> Result<(Timestamp, Timestamp), ApiError> {
    let day = now.to_zoned(zone.clone()).date().saturating_sub(1.year());
    let first = day.saturating_sub(ANNIVERSARY_DAYS.days());
    Ok((begin(first, zone)?, begin(day.saturating_add((ANNIVERSARY_DAYS + 1).days()), zone)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_ago_is_a_week_around_the_same_day() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let of = |now: &str| {
            let (from, to) = a_year_ago(now.parse().unwrap(), &zone).map_err(|error| error.to_string()).unwrap();
            (from.to_string(), to.to_string())
        };
        let expected = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(of("2026-11-27T12:00:00Z"), expected("2025-11-23T23:00:00Z", "2025-11-30T23:00:00Z"));
        assert_eq!(
            of("2024-02-29T23:30:00Z"),
            expected("2023-02-25T23:00:00Z", "2023-03-04T23:00:00Z"),
            "the day there"
        );
    }
}
