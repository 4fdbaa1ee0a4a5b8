//! Whom a comment can mention: people who may read the postmortem.

use std::collections::BTreeMap;

use axum::extract::State;
use debrief_shared::api::{InstanceRole, Person, Problem};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::errors::ApiError;
use super::super::extract::Path;
use super::super::identity::Caller;
use super::super::state::AppState;
use crate::access::{Action, Actor, Facts, Resource, Verdict, may};

/// `GET /api/postmortems/{id}/people`.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Readers {
    /// By name.
    people: Vec<Person>,
}

/// Who may read the postmortem, and so can be mentioned. A guest is told of the owner, of those who comment, and of themselves only.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/people", tag = "comments", operation_id = "comments_people", params(("id" = Uuid, Path)),
    responses((status = 200, body = Readers), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(in crate::http) async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<Readers>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    let me = caller.account()?.person.clone();
    let threads = state.store.threads(id).await?;
    let talking = threads.into_iter().flat_map(|thread| thread.comments).map(|comment| comment.author);
    let mut known: BTreeMap<Uuid, Person> = talking.map(|person| (person.id, person)).collect();
    known.insert(me.id, me);
    if may(&caller.actor(), Action::Read, &Resource::Directory) == Verdict::Allow {
        known.extend(state.store.directory().await?.into_iter().map(|person| (person.id, person)));
    } else if let Some(owner) = found.row.owner {
        known.extend(state.store.people_named(&[owner]).await?.into_iter().map(|person| (person.id, person)));
    }
    let places: Vec<(Uuid, Uuid)> = known.keys().map(|person| (id, *person)).collect();
    let standings = state.store.standings(&places, Timestamp::now()).await?;
    known.retain(|person, known| {
        // Admins could open everything; only what is theirs otherwise counts here.
        let role = if known.guest { InstanceRole::Guest } else { InstanceRole::Member };
        standings.get(&(id, *person)).is_some_and(|standing| {
            let postmortem = Resource::Postmortem(Facts::from(standing));
            may(&Actor::person(*person, role), Action::Read, &postmortem) == Verdict::Allow
        })
    });
    let mut people: Vec<Person> = known.into_values().collect();
    people.sort_by_key(|person| (person.name.to_lowercase(), person.id));
    Ok(axum::Json(Readers { people }))
}
