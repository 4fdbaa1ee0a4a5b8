//! Whether a connection can be set up like this, and what to do if not.

use debrief_shared::api::{
    ConnectionSettings, MAX_CONNECTION_NAME_CHARS, MAX_CONNECTION_SECRET_BYTES, MAX_CONNECTION_URL_BYTES,
    MAX_SEVERITY_TEMPLATES, TrackerKind,
};
use url::Url;
use uuid::Uuid;

use super::super::errors::ApiError;
use super::super::state::AppState;
use crate::access::{Action, Actor, Resource, Verdict, may};
use crate::store::StoreError;
use crate::store::connections::ConnectionRow;

/// Longest other field, in characters.
const MAX_FIELD_CHARS: usize = 200;

fn unfit<T>(text: impl Into<String>) -> Result<T, ApiError> {
    Err(ApiError::Unprocessable(text.into()))
}

/// The name, without blanks around it.
pub(super) fn name(name: &str) -> Result<String, ApiError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_CONNECTION_NAME_CHARS || name.chars().any(char::is_control) {
        return unfit(format!("Give it a name: one line of at most {MAX_CONNECTION_NAME_CHARS} characters."));
    }
    Ok(name.to_owned())
}

/// Refuses settings for another side than those that a connection has: its secret is for that side alone, and must not get to another. A
/// tracker's address changes only together with the secret.
pub(super) fn same_side(before: &ConnectionRow, now: &ConnectionSettings, with_secret: bool) -> Result<(), ApiError> {
    use ConnectionSettings::{Inbound, Tracker};
    let other = "A connection stays with whom it was set up for: its secret is theirs. Set up another one.";
    let Ok(before) = crate::connections::settings(before) else { return unfit(other) };
    let same = match (&before, now) {
        (Inbound { source: was, .. }, Inbound { source, .. }) => was == source,
        (Tracker { tracker: was, url: before, .. }, Tracker { tracker, url, .. }) => {
            if was == tracker && before != url && !with_secret {
                return unfit("Its secret is for the address before. Write the secret for the new address, too.");
            }
            was == tracker
        }
        (before, now) => before.kind() == now.kind(),
    };
    if !same {
        return unfit(other);
    }
    if with_secret && now.makes_secret() {
        return unfit("Its secret is made here: choose “New secret”.");
    }
    Ok(())
}

/// Whether the settings can work.
pub(super) async fn settings(state: &AppState, settings: &ConnectionSettings) -> Result<(), ApiError> {
    match settings {
        ConnectionSettings::Webhook { url, events, .. } => {
            address(state, url)?;
            some(events)
        }
        ConnectionSettings::Slack { events, .. } => some(events),
        ConnectionSettings::Inbound { owner, template, templates, .. } => {
            can_own(state, *owner).await?;
            if templates.len() > MAX_SEVERITY_TEMPLATES {
                return unfit(format!("Choose templates for at most {MAX_SEVERITY_TEMPLATES} severities."));
            }
            for one in templates {
                line("severity", &one.severity)?;
                is_template(state, &one.template).await?;
            }
            match template {
                Some(template) => is_template(state, template).await,
                None => Ok(()),
            }
        }
        ConnectionSettings::Tracker { tracker, url, project, user, issue_type } => {
            address(state, url)?;
            line("project", project)?;
            let wants_user = *tracker == TrackerKind::Jira;
            if wants_user {
                line("account", user)?;
            }
            if user.chars().count() > MAX_FIELD_CHARS || issue_type.chars().count() > MAX_FIELD_CHARS {
                return unfit(format!("Keep each field to {MAX_FIELD_CHARS} characters."));
            }
            if *tracker == TrackerKind::Github && project.split('/').filter(|part| !part.is_empty()).count() != 2 {
                return unfit("Write the repository as owner/name.");
            }
            Ok(())
        }
    }
}

/// A secret that was brought along.
pub(super) fn secret(
    state: &AppState,
    settings: &ConnectionSettings,
    brought: Option<String>,
) -> Result<String, ApiError> {
    let secret = brought.unwrap_or_default().trim().to_owned();
    if secret.is_empty()
        || secret.len() > MAX_CONNECTION_SECRET_BYTES
        || !secret.bytes().all(|byte| byte.is_ascii_graphic())
    {
        return unfit(
            "Paste the secret that the other side gave you: its token, signing secret, or the webhook's address.",
        );
    }
    if matches!(settings, ConnectionSettings::Slack { .. }) {
        address(state, &secret)?;
    }
    Ok(secret)
}

fn address(state: &AppState, text: &str) -> Result<(), ApiError> {
    let outbound = state.connections.outbound();
    if !outbound.reach().is_somewhere() {
        return Err(ApiError::Conflict(
            "This server asks nobody outside. Whoever runs it can change that with --connections.".to_owned(),
        ));
    }
    let url = Url::parse(text).ok().filter(|_| text.len() <= MAX_CONNECTION_URL_BYTES);
    let Some(url) = url.filter(|url| url.fragment().is_none()) else {
        return unfit("Write the whole address, as https://example.com/hooks/debrief.");
    };
    if url.scheme() == "http" && !outbound.reach().names_networks() {
        return unfit("Write an address with https: over http others could read along.");
    }
    if !outbound.may_ask(&url) {
        return unfit(
            "This address may not be asked from here. Public ones may; for others, whoever runs Debrief names networks with --connections.",
        );
    }
    Ok(())
}

fn some<T>(events: &[T]) -> Result<(), ApiError> {
    if events.is_empty() { unfit("Choose at least one thing to be told of.") } else { Ok(()) }
}

fn line(what: &str, text: &str) -> Result<(), ApiError> {
    if text.trim().is_empty() || text.chars().count() > MAX_FIELD_CHARS || text.chars().any(char::is_control) {
        return unfit(format!("Write the {what}: one line of at most {MAX_FIELD_CHARS} characters."));
    }
    Ok(())
}

async fn is_template(state: &AppState, id: &str) -> Result<(), ApiError> {
    match state.store.template(id).await? {
        Some(_) => Ok(()),
        None => unfit("There is no such template any more. Choose another one."),
    }
}

async fn can_own(state: &AppState, person: Uuid) -> Result<(), ApiError> {
    let account = match state.store.account(person).await {
        Err(StoreError::NotFound) => None,
        account => Some(account?),
    };
    let owns = account.is_some_and(|account| {
        let actor = Actor::person(person, account.role);
        account.suspended_at.is_none() && may(&actor, Action::Create, &Resource::Instance) == Verdict::Allow
    });
    if owns { Ok(()) } else { unfit("Choose somebody with an account who may make postmortems.") }
}
