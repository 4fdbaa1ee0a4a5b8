//! The message for people outside: what is picked for it, how strangers would see it, publishing and withdrawing it.

mod check;
pub(super) mod policy;
pub(super) mod public;

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{
    Outside, OutsideChoice, OutsidePage, OutsidePreview, OutsideVersion, Problem, PublishOutside,
};
use debrief_shared::outside::{self, Composed, Known};
use jiff::Timestamp;
use uuid::Uuid;
use yrs::Transact;

use super::customers;
use super::errors::ApiError;
use super::extract::{Path, Unread};
use super::identity::Caller;
use super::state::AppState;
use crate::access::{Action, may_publish_outside};
use crate::images;
use crate::store::StoreError;
use crate::store::audit::AuditAction;
use crate::store::documents::Seq;
use crate::store::outside::{NewOutside, NewPassword, OutsideRow};

/// Most versions of one message.
const MAX_VERSIONS: u32 = 100;
/// Letters of a picture's name outside: 128 bits, which nobody guesses.
const PICTURE_NAME_CHARS: usize = 32;

/// Where the message of a postmortem stands. For those alone who may share it: it names what is hidden from strangers.
#[utoipa::path(
    get, path = "/api/postmortems/{id}/outside", tag = "outside", operation_id = "outside_show", params(("id" = Uuid, Path)),
    responses((status = 200, body = Outside), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<Outside>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Share).await?;
    caller.note_opening(&state, &found).await?;
    told(&state, &caller, id).await.map(axum::Json)
}

/// The message as a stranger would see it, and what was taken out. Nothing is kept.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/outside/preview", tag = "outside", operation_id = "outside_preview", params(("id" = Uuid, Path)),
    request_body = OutsideChoice,
    responses(
        (status = 200, body = OutsidePreview), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn preview(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<OutsideChoice>,
) -> Result<axum::Json<OutsidePreview>, ApiError> {
    let found = caller.postmortem(&state, id, Action::Share).await?;
    caller.note_opening(&state, &found).await?;
    let choice = body.read().await?;
    check::choice(&choice)?;
    let made = compose(&state, id, choice).await?.composed;
    let before = state.store.outside(id).await?;
    let now = Timestamp::now();
    let number = before.as_ref().map_or(1, |row| newest(row) + 1);
    let first = before.and_then(|row| row.versions.last().map(|(.., at)| *at)).unwrap_or(now);
    let (digest, title, body) = (digest(&made), made.title, made.body);
    // What is not published yet has no address outside: pictures come from inside.
    let mut html = outside::page(&outside::Page {
        title: &title,
        body: &body,
        pictures: "",
        number,
        first,
        at: now,
        feed: policy::read(&state).await?.feed,
    });
    for image in &made.shown {
        let inside = format!("src=\"/api/postmortems/{id}/images/{image}\"");
        html = html.replace(&format!("src=\"{}\"", picture_name(*image)), &inside);
    }
    Ok(axum::Json(OutsidePreview {
        html,
        digest,
        redacted: made.redacted,
        links: made.links,
        images: made.images,
        empty: made.empty,
    }))
}

/// Publishes the message under its address, in place of the version before. It never changes by itself: what is written into the
/// postmortem afterwards gets out by publishing again only.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/outside", tag = "outside", operation_id = "outside_publish", params(("id" = Uuid, Path)),
    request_body = PublishOutside,
    responses(
        (status = 201, body = Outside), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn publish(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Unread<PublishOutside>,
) -> Result<(StatusCode, axum::Json<Outside>), ApiError> {
    let may_publish = async || -> Result<(), ApiError> {
        caller.postmortem(&state, id, Action::Share).await?;
        let who = policy::read(&state).await?.who;
        if may_publish_outside(&caller.actor(), who) { Ok(()) } else { Err(ApiError::Forbidden) }
    };
    may_publish().await?;
    let PublishOutside { choice, slug, password, digest: looked_at } = body.read().await?;
    check::choice(&choice)?;
    check::slug(&slug)?;
    let Made { composed: made, seq, known, written } = compose(&state, id, choice.clone()).await?;
    if let Some(found) = outside::tells(&slug, &choice, &known, &written) {
        let text = format!("The address says “{found}”, which is taken out of the text. Choose another one.");
        return Err(ApiError::Unprocessable(text));
    }
    if made.title.is_empty() || made.empty {
        return Err(ApiError::Unprocessable("Give the message a title, and something to read.".to_owned()));
    }
    if digest(&made) != looked_at {
        let text = "The postmortem has changed since you looked at the preview. Look at it again, then publish.";
        return Err(ApiError::Conflict(text.to_owned()));
    }
    let before = state.store.outside(id).await?;
    if before.as_ref().is_some_and(|row| newest(row) >= MAX_VERSIONS) {
        return Err(ApiError::Conflict(format!("This message was published {MAX_VERSIONS} times.")));
    }
    let password = match password {
        None => NewPassword::Kept,
        Some(password) if password.is_empty() => NewPassword::None,
        Some(password) => NewPassword::Hash(state.people.hash_link_password(password).await?),
    };
    let has_password = match &password {
        NewPassword::Kept => before.as_ref().is_some_and(|row| row.has_password),
        other => matches!(other, NewPassword::Hash(_)),
    };
    // Composing and hashing may have taken a while.
    may_publish().await?;
    let audit = caller
        .audit(AuditAction::PublishedOutside)
        .about(id)
        .with("slug", slug.clone())
        .with("version", before.as_ref().map_or(1, |row| newest(row) + 1))
        .with("password", has_password);
    let new = NewOutside {
        postmortem: id,
        slug,
        password,
        seq,
        by: caller.id()?,
        at: audit.at,
        title: made.title,
        body: made.body,
        images: made.shown,
        choice: serde_json::to_string(&choice).map_err(|error| ApiError::Internal(error.to_string()))?,
    };
    state.store.publish_outside(&new, MAX_VERSIONS, &audit).await.map_err(|error| match error {
        StoreError::Conflict => {
            ApiError::Conflict("Another message has or had this address. Choose another one.".to_owned())
        }
        other => other.into(),
    })?;
    Ok((StatusCode::CREATED, axum::Json(told(&state, &caller, id).await?)))
}

/// Withdraws the message: from now on its address answers as if there had never been one.
#[utoipa::path(
    delete, path = "/api/postmortems/{id}/outside", tag = "outside", operation_id = "outside_withdraw", params(("id" = Uuid, Path)),
    responses((status = 200, body = Outside), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn withdraw(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<Outside>, ApiError> {
    caller.postmortem(&state, id, Action::Share).await?;
    let audit = caller.audit(AuditAction::WithdrawnOutside).about(id);
    state.store.withdraw_outside(id, caller.id()?, audit.at, &audit).await?;
    told(&state, &caller, id).await.map(axum::Json)
}

/// Takes back that the message was withdrawn.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/outside/restore", tag = "outside", operation_id = "outside_restore", params(("id" = Uuid, Path)),
    responses((status = 200, body = Outside), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn restore(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<Outside>, ApiError> {
    caller.postmortem(&state, id, Action::Share).await?;
    if !may_publish_outside(&caller.actor(), policy::read(&state).await?.who) {
        return Err(ApiError::Forbidden);
    }
    state.store.restore_outside(id, &caller.audit(AuditAction::RestoredOutside).about(id)).await?;
    told(&state, &caller, id).await.map(axum::Json)
}

async fn told(state: &AppState, caller: &Caller, id: Uuid) -> Result<Outside, ApiError> {
    let policy = policy::read(state).await?;
    let page = match state.store.outside(id).await? {
        Some(row) => Some(page(state, id, row).await?),
        None => None,
    };
    Ok(Outside {
        may_publish: may_publish_outside(&caller.actor(), policy.who),
        feed: policy.feed,
        base: state.site.address("/outside/"),
        page,
    })
}

async fn page(state: &AppState, id: Uuid, row: OutsideRow) -> Result<OutsidePage, ApiError> {
    let version = |(number, by, at): (u32, _, Timestamp)| OutsideVersion { number, by, at: at.to_string() };
    let (withdrawn_by, withdrawn_at) = row.withdrawn.unzip();
    Ok(OutsidePage {
        url: state.site.address(&format!("/outside/{}", row.slug)),
        slug: row.slug,
        has_password: row.has_password,
        withdrawn_at: withdrawn_at.map(|at| at.to_string()),
        withdrawn_by: withdrawn_by.flatten(),
        changed_since: state.store.log_end(id).await? > row.seq,
        // A newer version may have written more than this one knows: then it is picked anew.
        choice: serde_json::from_str(&row.choice).unwrap_or_default(),
        versions: row.versions.into_iter().map(version).collect(),
    })
}

/// A composed message, and what it was composed with.
struct Made {
    composed: Composed,
    seq: Seq,
    known: Known,
    /// Names in the document.
    written: Vec<String>,
}

async fn compose(state: &AppState, id: Uuid, choice: OutsideChoice) -> Result<Made, ApiError> {
    let seq = state.store.log_end(id).await?;
    let view = state.documents.read(id, |postmortem| postmortem.view(&postmortem.doc().transact())).await?;
    let known = Known {
        people: state.store.people().await?.into_iter().map(|person| person.name).collect(),
        customers: customers::read(state).await?.names,
        site: state.site.address(""),
    };
    // Not on the threads that serve everybody.
    let composing = tokio::task::spawn_blocking(move || {
        let composed = outside::compose(&view, &choice, &known, &picture_name);
        (composed, known, outside::names_in(&view))
    });
    let (composed, known, written) = composing.await.map_err(|error| ApiError::Internal(error.to_string()))?;
    let composed = composed.map_err(|too_large| ApiError::Unprocessable(too_large.to_string()))?;
    Ok(Made { composed, seq, known, written })
}

/// What a picture is called outside: its id leads inside.
fn picture_name(id: Uuid) -> String {
    let mut name = images::hash(format!("outside {id}").as_bytes());
    name.truncate(PICTURE_NAME_CHARS);
    name
}

/// Names a composed message.
fn digest(made: &Composed) -> String {
    images::hash(format!("{}\n{}", made.title, made.body).as_bytes())
}

fn newest(row: &OutsideRow) -> u32 {
    row.versions.first().map_or(0, |(number, ..)| *number)
}
