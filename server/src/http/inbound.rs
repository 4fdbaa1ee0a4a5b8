//! What comes in. Webhooks: each opens a draft, or adds to the timeline of the postmortem that its incident has. The same one twice adds
//! nothing, whoever sends it again and when.

mod commands;

use std::time::Instant;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use debrief_shared::api::{ConnectionSettings, InboundSource, SeverityTemplate, TakenIn};
use debrief_shared::document::Mark;
use debrief_shared::import;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use uuid::Uuid;

use super::errors::ApiError;
use super::extract::{Path, Query, client_address, whole};
use super::state::AppState;
use crate::access::{Action, Actor, Facts, Resource, Verdict, may};
use crate::connections::inbound::{self, Incident, Incoming, Refusal, Stage};
use crate::connections::settings;
use crate::images::hash;
use crate::store::StoreError;
use crate::store::audit::{Audit, AuditAction};
use crate::{random, templates};

/// Largest webhook that is taken: Alertmanager groups many alerts.
const MAX_INBOUND_BYTES: usize = 512 * 1024;
/// How long after its end an incident that may recur is still the same.
const SAME_AFTER: SignedDuration = SignedDuration::from_hours(6);

/// The secret in the address, for what cannot sign.
#[derive(Deserialize)]
pub(super) struct Shown {
    token: Option<String>,
}

/// Takes one. Who sends it proves that by its signature, so nobody has to be signed in.
pub(super) async fn take(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    Query(shown): Query<Shown>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let address = client_address(&parts, &state.site);
    state.limits.nobody(address, Instant::now()).map_err(|wait| ApiError::TooMany {
        text: "That was too much at once. Nothing was changed; send it again later.".to_owned(),
        wait,
    })?;
    let row = state.store.connection(id).await?;
    let ConnectionSettings::Inbound { source, owner, template, templates } = settings(&row)? else {
        return Err(ApiError::NotFound);
    };
    let body = to_bytes(whole(body, MAX_INBOUND_BYTES).await?, MAX_INBOUND_BYTES).await;
    let body = body.map_err(|_| ApiError::TooLarge)?;
    let now = Timestamp::now();
    if source == InboundSource::SlackCommands {
        let opens = commands::Opens { owner, template, templates };
        return commands::take(state, row, opens, address, &parts.headers, &body, now).await;
    }
    let incoming = match inbound::read(source, &row.secret, &parts.headers, shown.token.as_deref(), &body, now) {
        Ok(Some(incoming)) => incoming,
        Ok(None) => return Ok(axum::Json(nothing(None)).into_response()),
        Err(refusal @ Refusal::NotSigned) => {
            let audit = Audit::by(None, address, AuditAction::InboundRefused, now)
                .with("connection", id.to_string())
                .with("name", row.name);
            state.store.note(&audit).await?;
            return Err(ApiError::WrongCredentials(refusal.to_string()));
        }
        Err(refusal @ Refusal::Unreadable(_)) => return Err(ApiError::Unprocessable(refusal.to_string())),
    };
    if row.off_at.is_some() {
        let text = "This connection is switched off. Switch it on under Administration → Connections.";
        return Err(ApiError::Conflict(text.to_owned()));
    }
    let template = chosen(&incoming.incident, template, &templates);
    let audit = Audit::by(Some(owner), address, AuditAction::PostmortemCreated, now).with("connection", id.to_string());
    enter(&state, Account { connection: id, owner, audit }, incoming, template.as_deref())
        .await
        .map(|taken| axum::Json(taken).into_response())
}

/// In whose name something comes in.
struct Account {
    connection: Uuid,
    owner: Uuid,
    /// What notes that a draft was opened.
    audit: Audit,
}

async fn enter(
    state: &AppState,
    account: Account,
    incoming: Incoming,
    template: Option<&str>,
) -> Result<TakenIn, ApiError> {
    let Incoming { incident, entries } = incoming;
    let (now, key) = (account.audit.at, hash(incident.key.as_bytes()));
    let actor = writer(state, account.owner).await?;
    let Some(id) = place(state, &account, &actor, &incident, &key, template).await? else { return Ok(nothing(None)) };
    let opened = match state.store.row(id).await {
        Ok(row) if row.deleted_at.is_some() => return Ok(nothing(Some(id))),
        Ok(_) => false,
        Err(StoreError::NotFound) => {
            let Some(template) = template else { return Ok(nothing(None)) };
            let template = state.store.template(template).await?;
            let template = template.ok_or_else(|| {
                ApiError::Unprocessable("The template of this connection is gone. Choose another one.".to_owned())
            })?;
            let first = templates::first_update(&incident.title, &template.sections, now);
            let made = state.documents.create(id, account.owner, first, now, &account.audit.clone().about(id)).await;
            // Another delivery about the same incident may have been quicker.
            if made.is_err() {
                state.store.row(id).await?;
            }
            made.is_ok()
        }
        Err(error) => return Err(error.into()),
    };
    let standing = state.store.standing(id, account.owner, now).await?;
    if may(&actor, Action::Edit, &Resource::Postmortem(Facts::from(&standing))) != Verdict::Allow {
        let text =
            "The account of this connection may not write in the postmortem of this incident. Share it with them.";
        return Err(ApiError::Unprocessable(text.to_owned()));
    }
    let now_is = incident.stage;
    let added = state
        .documents
        .edit(id, account.owner, move |postmortem, txn| {
            let view = postmortem.view(txn);
            if opened {
                postmortem.set_severity(txn, &incident.severity);
                postmortem.set_incident(txn, &incident.name);
                if let Some(first) = entries.first() {
                    postmortem.set_mark(txn, Mark::Detected, &first.at);
                }
            }
            let there = import::known(&view);
            let mut added = 0;
            for entry in entries.iter().filter(|entry| !there.contains_key(&entry.source)) {
                postmortem.add_entry(txn, &random::id(Timestamp::now()).to_string(), entry);
                added += 1;
            }
            added
        })
        .await?;
    match now_is {
        Stage::Begins => state.store.end_incident(account.connection, &key, None).await?,
        Stage::Ends => state.store.end_incident(account.connection, &key, Some(now)).await?,
        Stage::GoesOn => {}
    }
    Ok(TakenIn { postmortem: Some(id), opened, added })
}

/// The postmortem of an incident: the one that it has, one whose people wrote its name down, or the one that is to be.
async fn place(
    state: &AppState,
    account: &Account,
    actor: &Actor,
    incident: &Incident,
    key: &str,
    template: Option<&str>,
) -> Result<Option<Uuid>, ApiError> {
    let anew = if incident.recurs { account.audit.at - SAME_AFTER } else { Timestamp::MIN };
    let known = state.store.incident(account.connection, key).await?;
    if let Some((id, ended)) = known
        && ended.is_none_or(|ended| ended > anew)
    {
        return Ok(Some(id));
    }
    let mut found = None;
    if !incident.name.is_empty()
        && let Some(id) = state.store.postmortem_of_incident(&incident.name).await?
    {
        let standing = state.store.standing(id, account.owner, account.audit.at).await?;
        let writes = may(actor, Action::Edit, &Resource::Postmortem(Facts::from(&standing))) == Verdict::Allow;
        found = Some(id).filter(|_| writes);
    }
    let opens = incident.stage == Stage::Begins && template.is_some();
    let Some(new) = found.or_else(|| opens.then(|| random::id(account.audit.at))) else { return Ok(None) };
    Ok(Some(state.store.begin_incident(account.connection, key, new, anew).await?))
}

/// The account that writes, as the rules see it.
async fn writer(state: &AppState, owner: Uuid) -> Result<Actor, ApiError> {
    let account = state.store.account(owner).await?;
    let actor = Actor::person(owner, account.role);
    if account.suspended_at.is_some() || may(&actor, Action::Create, &Resource::Instance) != Verdict::Allow {
        let text = "The account of this connection may not make postmortems any more. Choose another one.";
        return Err(ApiError::Unprocessable(text.to_owned()));
    }
    Ok(actor)
}

fn chosen(incident: &Incident, otherwise: Option<String>, templates: &[SeverityTemplate]) -> Option<String> {
    let severity = incident.severity.to_lowercase();
    let fits = |one: &&SeverityTemplate| one.severity.trim().to_lowercase() == severity;
    templates.iter().find(fits).map(|one| one.template.clone()).or(otherwise)
}

fn nothing(postmortem: Option<Uuid>) -> TakenIn {
    TakenIn { postmortem, opened: false, added: 0 }
}
