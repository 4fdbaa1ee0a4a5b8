//! What many incidents tell together, and the names that postmortems use for what they have in common.

use axum::extract::State;
use debrief_shared::api::{Learning, Problem, UsedNames};
use debrief_shared::document::Facts as Told;
use debrief_shared::learning::{Incident, learn, recurring};
use debrief_shared::search::Wants;
use jiff::ToSpan;
use jiff::tz::TimeZone;
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
use crate::store::documents::DocumentRow;
use crate::store::search::SearchQuery;

/// Most postmortems that figures are made of.
const MAX_POSTMORTEMS: u32 = 5_000;

/// Which postmortems the figures are about; everything given has to fit.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Asked {
    /// Only those that happened on this day or later, `YYYY-MM-DD`
    from: String,
    /// Only those that happened on this day or earlier, `YYYY-MM-DD`
    to: String,
    /// Only those that name this service; any case
    service: String,
    /// Only those of this severity; any case
    severity: String,
    /// Only those with this tag; any case
    tag: String,
    /// Only those to which this contributed; any case
    factor: String,
    /// Only those whose owner is a member of this team
    team: Option<Uuid>,
}

/// Figures over the postmortems that one may read: incidents over time, every span between marks, what recurs. Nothing in them is about a
/// person, and none of them is a mean.
#[utoipa::path(
    get, path = "/api/learning", tag = "learning", operation_id = "learning", params(Asked),
    responses(
        (status = 200, body = Learning), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<Learning>, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let zone = policy::zone(&policy::read(state.store.as_ref()).await?);
    let query = query(&caller, &asked, &zone)?;
    let members = match asked.team {
        Some(team) => Some(members(&state, &caller, team).await?),
        None => None,
    };
    state.documents.catch_up_lists().await;
    let (rows, truncated) = readable(&state, &caller, query).await?;
    let of_team =
        |row: &DocumentRow| members.as_ref().is_none_or(|members| row.owner.is_some_and(|it| members.contains(&it)));
    let incidents: Vec<Incident> = rows.into_iter().filter(of_team).map(incident).collect();
    Ok(axum::Json(Learning { truncated, ..learn(&incidents, &zone) }))
}

/// Names of services, tags and contributing factors in postmortems that one may read: to be offered where one writes.
#[utoipa::path(
    get, path = "/api/learning/names", tag = "learning", operation_id = "learning_names",
    responses((status = 200, body = UsedNames), (status = 401, body = Problem))
)]
pub(super) async fn names(State(state): State<AppState>, caller: Caller) -> Result<axum::Json<UsedNames>, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let query = query(&caller, &Asked::default(), &TimeZone::UTC)?;
    let (rows, _) = readable(&state, &caller, query).await?;
    let projections = || rows.iter().map(|row| &row.projection);
    Ok(axum::Json(UsedNames {
        services: recurring(projections().map(|projection| &projection.services)),
        tags: recurring(projections().map(|projection| &projection.tags)),
        factors: recurring(projections().map(|projection| &projection.factors)),
    }))
}

fn query(caller: &Caller, asked: &Asked, zone: &TimeZone) -> Result<SearchQuery, ApiError> {
    Ok(SearchQuery {
        wants: Wants::read(""),
        service: filter(&asked.service, "service")?,
        tag: filter(&asked.tag, "tag")?,
        factor: filter(&asked.factor, "factor")?,
        severity: filter(&asked.severity, "severity")?,
        owner: None,
        state: None,
        from: day(&asked.from, "from")?.map(|day| begin(day, zone)).transpose()?,
        to: day(&asked.to, "to")?.map(|day| begin(day.saturating_add(1.day()), zone)).transpose()?,
        after: None,
        asker: caller.asker()?,
        limit: MAX_POSTMORTEMS,
    })
}

/// The postmortems that fit and that the caller may read, and whether there are more.
async fn readable(state: &AppState, caller: &Caller, query: SearchQuery) -> Result<(Vec<DocumentRow>, bool), ApiError> {
    let found = state.store.incidents(query).await?;
    let full = found.len() >= usize::try_from(MAX_POSTMORTEMS).unwrap_or(usize::MAX);
    let may_read = |facts: Facts| caller.may(Action::Read, &Resource::Postmortem(facts)).is_ok();
    let rows = found.into_iter().filter(|(row, granted)| may_read(Facts::of(row, *granted))).map(|(row, _)| row);
    Ok((rows.collect(), full))
}

async fn members(state: &AppState, caller: &Caller, team: Uuid) -> Result<Vec<Uuid>, ApiError> {
    caller.may(Action::Read, &Resource::Directory)?;
    let found = state.store.teams().await?.into_iter().find(|row| row.id == team);
    let found = found.ok_or_else(|| ApiError::Unprocessable("There is no such team any more.".to_owned()))?;
    Ok(found.members.into_iter().map(|member| member.id).collect())
}

fn incident(row: DocumentRow) -> Incident {
    let projection = row.projection;
    let mark = Option::unwrap_or_default;
    Incident {
        postmortem: row.id,
        title: projection.title,
        facts: Told {
            severity: projection.severity,
            services: projection.services,
            tags: projection.tags,
            factors: projection.factors,
            impact_started: mark(projection.impact_started),
            detected: mark(projection.detected),
            acknowledged: mark(projection.acknowledged),
            mitigated: mark(projection.mitigated),
            resolved: mark(projection.resolved),
            ..Told::default()
        },
        begun: row.created_at,
    }
}
