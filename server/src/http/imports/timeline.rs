//! A file of a chat, of alerts or of notes into a timeline, as the page's dialog does it, through the live document.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{Problem, TimelineImport};
use debrief_shared::document::{NewEntry, Postmortem};
use debrief_shared::import::{
    Answers, Choice, Format, Input, MAX_ADDED_LINES, Parsed, Roles, detect, entries, known, parse,
};
use debrief_shared::time::Moment;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use yrs::TransactionMut;

use super::super::errors::ApiError;
use super::super::extract::{Path, Query};
use super::super::identity::Caller;
use super::super::state::AppState;
use super::{file_name, refused, whole, zone};
use crate::access::Action;
use crate::import::clock;
use crate::random;

/// How to read a file, and which lines of it to take.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct How {
    /// The file's name; some formats say day or channel in it
    #[serde(default)]
    name: String,
    /// The word of the format, such as `slack` or `pagerduty`; found out otherwise
    format: Option<String>,
    /// Only lines of this channel
    channel: Option<String>,
    /// Only lines at or after this time, RFC 3339
    from: Option<String>,
    /// Only lines at or before this time, RFC 3339
    to: Option<String>,
    /// The day of the first line where the file says none, `YYYY-MM-DD`
    day: Option<String>,
    /// Zone of times that say none, by its IANA name; UTC otherwise
    #[serde(default)]
    time_zone: String,
    /// Name people by their roles: “on-call engineer 1”
    #[serde(default)]
    people_as_roles: bool,
    /// Say what would be added, and add nothing
    #[serde(default)]
    dry_run: bool,
}

/// Adds lines of a file to the timeline, at most 1,000 at once; the file itself is the body. Open pages see them at once. Lines that are entries
/// already, or were and were removed, are left out, so that sending a file again adds what is new.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/timeline/imports", tag = "imports", operation_id = "timeline_imports_create",
    params(("id" = Uuid, Path), How),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file."),
    responses(
        (status = 200, body = TimelineImport, description = "Nothing was added: a dry run, or all of it is there"),
        (status = 201, body = TimelineImport), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem),
        (status = 429, body = Problem)
    )
)]
pub(in crate::http) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(how): Query<How>,
    body: Body,
) -> Result<(StatusCode, axum::Json<TimelineImport>), ApiError> {
    caller.postmortem(&state, id, Action::Edit).await?;
    let wanted = Wanted::of(&how)?;
    let bytes = whole(body).await?;
    let dry_run = how.dry_run;
    let reading = state.desk.read(move || wanted.read(&bytes)).await;
    let Read { format, channels, entries } =
        reading.map_err(|error| ApiError::Internal(format!("reading a file ended early: {error}")))??;
    // Reading may have taken a while: what was lost meanwhile is lost.
    caller.postmortem(&state, id, Action::Edit).await?;
    let lines = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    let new = move |postmortem: &Postmortem, txn: &yrs::Transaction<'_>| {
        let there = known(&postmortem.view(txn));
        entries.into_iter().filter(|entry| !there.contains_key(&entry.source)).collect::<Vec<_>>()
    };
    let added = if dry_run {
        state
            .documents
            .read(id, move |postmortem| new(postmortem, &yrs::Transact::transact(postmortem.doc())).len())
            .await?
    } else {
        let all = new;
        let fresh = state
            .documents
            .read(id, move |postmortem| all(postmortem, &yrs::Transact::transact(postmortem.doc())))
            .await?;
        if fresh.len() > MAX_ADDED_LINES {
            return Err(ApiError::Unprocessable(format!(
                "At most {MAX_ADDED_LINES} lines are added at once, and these are {}. Name a channel, or times with `from` and `to`.",
                fresh.len()
            )));
        }
        if fresh.is_empty() {
            0
        } else {
            state.documents.edit(id, caller.id()?, move |postmortem, txn| add(postmortem, txn, fresh)).await?
        }
    };
    let added = u32::try_from(added).unwrap_or(u32::MAX);
    let answer = TimelineImport {
        format: format.as_str().to_owned(),
        lines,
        added,
        known: lines.saturating_sub(added),
        channels,
    };
    let status = if dry_run || added == 0 { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, axum::Json(answer)))
}

/// Adds what is not there by now: the same file may have been sent twice at the same moment.
fn add(postmortem: &Postmortem, txn: &mut TransactionMut<'_>, fresh: Vec<NewEntry>) -> usize {
    let there = known(&postmortem.view(txn));
    let mut added = 0;
    for entry in fresh.into_iter().filter(|entry| !there.contains_key(&entry.source)) {
        postmortem.add_entry(txn, &random::id(Timestamp::now()).to_string(), &entry);
        added += 1;
    }
    added
}

/// What was asked for, checked.
struct Wanted {
    name: String,
    format: Option<Format>,
    channel: Option<String>,
    from: Option<Moment>,
    to: Option<Moment>,
    day: Option<Date>,
    zone: TimeZone,
    people_as_roles: bool,
}

/// What was read.
struct Read {
    format: Format,
    channels: Vec<String>,
    entries: Vec<NewEntry>,
}

impl Wanted {
    fn of(how: &How) -> Result<Self, ApiError> {
        let words = || Format::ALL.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", ");
        let format = how.format.as_deref().map(|word| {
            Format::parse(word)
                .ok_or_else(|| ApiError::Unprocessable(format!("There is no such `format`; there are {}.", words())))
        });
        let moment = |name: &str, text: &Option<String>| {
            let read = |text: &str| {
                Moment::parse(text).ok_or_else(|| {
                    let advice = "as a time with its offset, like 2026-03-11T09:00:00Z.";
                    ApiError::Unprocessable(format!("Write `{name}` {advice}"))
                })
            };
            text.as_deref().map(read).transpose()
        };
        let day = how.day.as_deref().map(str::parse::<Date>).transpose();
        Ok(Self {
            name: file_name(&how.name)?,
            format: format.transpose()?,
            channel: how.channel.clone(),
            from: moment("from", &how.from)?,
            to: moment("to", &how.to)?,
            day: day.map_err(|_| ApiError::Unprocessable("Write `day` like 2026-03-11.".to_owned()))?,
            zone: zone(&how.time_zone)?.0,
            people_as_roles: how.people_as_roles,
        })
    }

    fn read(self, bytes: &[u8]) -> Result<Read, ApiError> {
        let input = Input { name: &self.name, bytes };
        let format = self.format.or_else(|| detect(input)).ok_or_else(|| {
            ApiError::Unprocessable("Nothing tells in which format this is. Name it with `format`.".to_owned())
        })?;
        let parsed: Parsed = parse(input, format).map_err(refused)?;
        if parsed.asks().day && self.day.is_none() {
            return Err(ApiError::Unprocessable(
                "The file does not say the day of these times. Name it with `day`.".to_owned(),
            ));
        }
        let local = clock(&self.zone);
        let answers = Answers { day: self.day, zone: &local };
        let roles = self.people_as_roles.then(|| Roles::of(&parsed));
        let is_wanted = |line: &debrief_shared::import::Line| {
            let at = line.moment(&answers);
            self.channel.as_deref().is_none_or(|channel| *channel == *line.channel)
                && self.from.is_none_or(|from| at.is_some_and(|at| at.instant() >= from.instant()))
                && self.to.is_none_or(|to| at.is_some_and(|at| at.instant() <= to.instant()))
        };
        let lines = parsed.lines.iter().enumerate().filter(|(_, line)| is_wanted(line));
        let choices: Vec<Choice> = lines.map(|(at, line)| Choice { line: at, kind: line.kind() }).collect();
        let mut found = Vec::with_capacity(choices.len());
        // One by one: only what is new counts towards what is added in one step.
        for choice in choices {
            let entry = entries(&parsed, &[choice], &answers, roles.as_ref());
            found.extend(entry.map_err(|refused| ApiError::Unprocessable(refused.to_string()))?);
        }
        let channels =
            parsed.channels().iter().map(ToString::to_string).filter(|channel| !channel.is_empty()).collect();
        Ok(Read { format, channels, entries: found })
    }
}
