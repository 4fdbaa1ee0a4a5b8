//! Slash commands of Slack, done and answered within the three seconds that Slack waits, or later where Slack says.

use std::net::IpAddr;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use debrief_shared::api::{InstanceRole, ReviewState, SeverityTemplate, Visibility};
use debrief_shared::document::{EntryKind, NewEntry};
use debrief_shared::search::{MAX_QUERY_CHARS, MAX_QUERY_WORDS, Wants};
use debrief_shared::time::Moment;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use tokio::time::timeout;
use url::form_urlencoded;
use uuid::Uuid;

use super::super::errors::ApiError;
use super::super::state::AppState;
use super::writer;
use crate::access::{Action, Actor, Facts, Resource, Verdict, may};
use crate::connections::commands::{self, Given, MAX_FOUND, Named, Order, Reply};
use crate::connections::sign;
use crate::images::hash;
use crate::store::StoreError;
use crate::store::audit::{Audit, AuditAction};
use crate::store::connections::ConnectionRow;
use crate::store::documents::{DocumentRow, Scope};
use crate::store::search::{Asker, SearchQuery};
use crate::{policy, random, templates};

/// How long somebody waits for the answer: Slack gives up after 3 s.
const ANSWER_WITHIN: Duration = Duration::from_millis(2_500);
/// How long it is known that a command came: for as long as it could come again, signed for a moment that is still ahead.
const KNOWN: SignedDuration = SignedDuration::from_mins(2 * sign::TOLERANCE.as_mins());

/// Whose drafts a connection opens, and from what.
pub(super) struct Opens {
    pub(super) owner: Uuid,
    pub(super) template: Option<String>,
    pub(super) templates: Vec<SeverityTemplate>,
}

/// Takes a command. One that is not signed, or was there before, is an error; whatever else is wrong is said in words.
pub(super) async fn take(
    state: AppState,
    row: ConnectionRow,
    opens: Opens,
    address: IpAddr,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Result<Response, ApiError> {
    let refused = |why: &'static str| {
        Audit::by(None, address, AuditAction::InboundRefused, now)
            .with("connection", row.id.to_string())
            .with("name", row.name.clone())
            .with("why", why)
    };
    let Some(message) = sign::slack_verified(&row.secret, headers, body, now) else {
        state.store.note(&refused("signature")).await?;
        let text = "The signature is missing, wrong or too old. Paste the app's signing secret into the connection.";
        return Err(ApiError::WrongCredentials(text.to_owned()));
    };
    let once = Sha256::new().chain_update(row.id.as_bytes()).chain_update(&message).finalize().into();
    if !state.store.use_once(&once, now + KNOWN, now).await? {
        state.store.note(&refused("sent again")).await?;
        return Err(ApiError::Conflict("This command was taken already. Give it again in Slack.".to_owned()));
    }
    // Slack looks at the certificate now and then.
    let Some(given) = commands::read(body) else { return Ok(().into_response()) };
    let command = given.command.clone();
    let reply = if row.off_at.is_some() {
        Reply::Plain("This connection is switched off. An admin of Debrief can switch it on.")
    } else {
        let (later, connections) = (given.later.clone(), state.connections.clone());
        // What was begun is done, also when nobody waits for it any more.
        let mut doing = connections.begin(act(state, row.id, opens, given, address, now));
        match timeout(ANSWER_WITHIN, &mut doing).await {
            Ok(done) => done.map_err(|error| ApiError::Internal(error.to_string()))??,
            Err(_) if connections.may_answer(&later) => {
                let command = command.clone();
                connections.clone().begin(async move {
                    let reply = doing.await.map_err(|error| ApiError::Internal(error.to_string())).flatten();
                    let reply = reply.unwrap_or_else(|error| {
                        tracing::warn!(?error, "a command of a chat failed after nobody waited for it any more");
                        Reply::Plain(
                            "It could not be done, or not all of it. Look into Debrief before you give it again.",
                        )
                    });
                    if let Err(error) = connections.answer_later(&later, &commands::answer(&reply, &command)).await {
                        tracing::warn!(%error, "a later answer to a command of a chat was not taken");
                    }
                });
                Reply::Plain("This takes longer than usual, and goes on. The answer comes here.")
            }
            Err(_) => Reply::Plain(
                "This takes longer than usual, and goes on. Look into Debrief in a moment before you give it again.",
            ),
        }
    };
    Ok(axum::Json(commands::answer(&reply, &command)).into_response())
}

async fn act(
    state: AppState,
    connection: Uuid,
    opens: Opens,
    given: Given,
    address: IpAddr,
    now: Timestamp,
) -> Result<Reply, ApiError> {
    let done = match &given.order {
        Order::New(words) => open(&state, connection, &opens, &given, words, address, now).await,
        Order::Note(text) => note(&state, connection, opens.owner, &given, text, now).await,
        Order::Find(words) => find(&state, words, now).await,
        Order::Help => Ok(Reply::Help),
    };
    match done {
        // What somebody can do about it is for those who typed.
        Err(ApiError::Unprocessable(text) | ApiError::Conflict(text)) => Ok(Reply::Said(text)),
        done => done,
    }
}

async fn open(
    state: &AppState,
    connection: Uuid,
    opens: &Opens,
    given: &Given,
    words: &str,
    address: IpAddr,
    now: Timestamp,
) -> Result<Reply, ApiError> {
    let policy = policy::read(state.store.as_ref()).await?;
    let rules = policy.rules.iter().map(|rule| rule.severity.as_str());
    let known: Vec<&str> = opens.templates.iter().map(|one| one.severity.as_str()).chain(rules).collect();
    let (severity, title) = commands::severity_first(words, &known);
    let title = commands::title(title);
    if title.is_empty() {
        return Ok(Reply::Plain("Say in a few words what happens: new Checkout refuses cards"));
    }
    writer(state, opens.owner).await?;
    let fits = |one: &&SeverityTemplate| commands::plain(&one.severity) == commands::plain(&severity);
    let template = opens.templates.iter().find(fits).map(|one| &one.template).or(opens.template.as_ref());
    let Some(template) = template else {
        return Ok(Reply::Plain(
            "This connection opens no drafts of that severity. An admin of Debrief can change that.",
        ));
    };
    let Some(template) = state.store.template(template).await? else {
        return Ok(Reply::Plain(
            "The template of this connection is gone. An admin of Debrief can choose another one.",
        ));
    };
    let id = random::id(now);
    let audit = Audit::by(Some(opens.owner), address, AuditAction::PostmortemCreated, now)
        .with("connection", connection.to_string())
        .with("slack_user", given.who.clone())
        .about(id);
    let first = templates::first_update(&title, &template.sections, now);
    state.documents.create(id, opens.owner, first, now, &audit).await?;
    state.store.move_incident(connection, &key(given), id).await?;
    if !severity.is_empty() {
        let severity = severity.clone();
        state.documents.edit(id, opens.owner, move |postmortem, txn| postmortem.set_severity(txn, &severity)).await?;
    }
    Ok(Reply::Opened(Named { url: state.site.address(&format!("/p/{id}")), title, facts: vec![severity] }))
}

async fn note(
    state: &AppState,
    connection: Uuid,
    owner: Uuid,
    given: &Given,
    text: &str,
    now: Timestamp,
) -> Result<Reply, ApiError> {
    if text.is_empty() {
        return Ok(Reply::Plain("Say what happened: note Rolled back to 1.4"));
    }
    if !commands::fits(text) {
        return Ok(Reply::Plain("That is too long for one line of a timeline. Say it in several."));
    }
    let nothing =
        Reply::Plain("No postmortem was opened from this channel yet. Open one first: new Checkout refuses cards");
    let Some((id, _)) = state.store.incident(connection, &key(given)).await? else { return Ok(nothing) };
    let actor = writer(state, owner).await?;
    let standing = match state.store.standing(id, owner, now).await {
        Err(StoreError::NotFound) => return Ok(nothing),
        standing => standing?,
    };
    if standing.row.deleted_at.is_some() {
        return Ok(Reply::Plain(
            "What was opened from this channel is in the bin. Open another one, or bring it back in Debrief.",
        ));
    }
    if may(&actor, Action::Edit, &Resource::Postmortem(Facts::from(&standing))) != Verdict::Allow {
        return Ok(Reply::Plain(
            "The account of this connection may not write there any more. Ask an admin of Debrief.",
        ));
    }
    let entry = NewEntry {
        at: Moment::new(now, Offset::UTC).to_string(),
        kind: EntryKind::Note,
        text: text.to_owned(),
        evidence: Vec::new(),
        source: commands::source(given, now),
    };
    let adding = state.documents.edit(id, owner, move |postmortem, txn| {
        postmortem.add_entry(txn, &random::id(now).to_string(), &entry);
    });
    adding.await?;
    let named = is_for_everybody(&standing.row).then(|| named(state, &standing.row, Vec::new()));
    Ok(Reply::Noted(now.strftime("%H:%M").to_string(), named))
}

async fn find(state: &AppState, words: &str, now: Timestamp) -> Result<Reply, ApiError> {
    let wants = Wants::read(words);
    if wants.is_empty() {
        return Ok(Reply::Plain("Say what to look for: find card pool"));
    }
    if words.chars().count() > MAX_QUERY_CHARS || wants.all().len() > MAX_QUERY_WORDS {
        return Ok(Reply::Plain("That is too much at once. Look for fewer words."));
    }
    state.documents.catch_up_lists().await;
    let query = SearchQuery {
        wants,
        service: None,
        tag: None,
        factor: None,
        severity: None,
        owner: None,
        state: Some(ReviewState::Published),
        from: None,
        to: None,
        after: None,
        // Nobody in particular: nothing was shared with them, and they own nothing.
        asker: Asker { person: Uuid::nil(), scope: Scope::Workspace, now },
        limit: MAX_FOUND + 1,
    };
    let rows: Vec<DocumentRow> = state.store.search(query).await?.into_iter().map(|found| found.row).collect();
    let shown = rows.iter().filter(|row| is_for_everybody(row)).take(MAX_FOUND as usize);
    let shown = shown.map(|row| {
        let day = row.projection.impact_started.as_deref().and_then(|at| at.get(..10)).unwrap_or_default();
        named(state, row, vec![row.projection.severity.clone(), day.to_owned()])
    });
    let search = form_urlencoded::Serializer::new(String::new()).append_pair("q", words).finish();
    let more = Some(state.site.address(&format!("/search?{search}")));
    let more = more.filter(|url| rows.len() > MAX_FOUND as usize && url.starts_with("http"));
    Ok(Reply::Found(shown.collect(), more))
}

/// Whether everybody of the instance may see it, to whom nothing was given.
fn is_for_everybody(row: &DocumentRow) -> bool {
    let anybody = Actor::person(Uuid::nil(), InstanceRole::Member);
    row.visibility == Visibility::Workspace
        && may(&anybody, Action::Read, &Resource::Postmortem(Facts::of(row, None))) == Verdict::Allow
}

fn named(state: &AppState, row: &DocumentRow, facts: Vec<String>) -> Named {
    let url = state.site.address(&format!("/p/{}", row.id));
    Named { url, title: row.projection.title.clone(), facts }
}

/// What a conversation is called among the incidents of its connection.
fn key(given: &Given) -> String {
    hash(format!("slack:{}", given.channel).as_bytes())
}
