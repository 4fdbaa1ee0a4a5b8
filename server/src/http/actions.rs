//! Action items over all postmortems that the caller may read.

use axum::extract::State;
use axum::http::StatusCode;
use debrief_shared::api::{ActionItem, ActionList, AnswerMitigation, MitigationAnswer, Problem};
use debrief_shared::document::{Approach, Category, Field, List, Postmortem, Status};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use yrs::{Transact as _, TransactionMut};

use super::errors::ApiError;
use super::extract::{Path, Query, Unread};
use super::identity::{Caller, Found};
use super::state::AppState;
use crate::access::{Action, Facts, Resource};
use crate::reminders;
use crate::store::documents::Scope;
use crate::store::projection::{ActionCursor, ActionQuery, FoundAction};

/// Items of a page when nothing else is said.
const PAGE_ITEMS: u32 = 100;
/// Most items of a page.
const MAX_PAGE_ITEMS: u32 = 500;

/// Longest note with an answer, in characters.
const MAX_NOTE_CHARS: usize = 500;

/// Query of the action items; everything given has to match.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    /// Only those of this owner, as written there; any case; empty for those of nobody
    owner: Option<String>,
    /// Only those of members of this team
    team: Option<Uuid>,
    /// Only those of this kind: `anticipate`, `monitor`, `respond`, `learn`
    #[param(inline)]
    category: Option<Category>,
    /// Only those carried like this: `technical`, `process`
    #[param(inline)]
    approach: Option<Approach>,
    /// Only those that stand here: `idea`, `open`, `in_progress`, `done`, `wont_do`; open ones and those in progress when absent
    #[param(inline)]
    status: Option<Status>,
    /// Only those that are due before this day, `YYYY-MM-DD`
    due_before: Option<String>,
    /// Words that must all occur in text, owner or ticket; any case
    #[serde(default)]
    q: String,
    /// Only what comes after this: `next` of the page before
    after: Option<String>,
    /// Most items to return, `1..=500`; 100 when absent
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Action items, the first due first.
#[utoipa::path(
    get, path = "/api/actions", tag = "postmortems", operation_id = "actions_list", params(Page),
    responses(
        (status = 200, body = ActionList), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Query(page): Query<Page>,
) -> Result<axum::Json<ActionList>, ApiError> {
    caller.may(Action::Look, &Resource::Instance)?;
    let limit = page.limit.unwrap_or(PAGE_ITEMS);
    if !(1..=MAX_PAGE_ITEMS).contains(&limit) {
        return Err(ApiError::Unprocessable(format!("Ask for 1 to {MAX_PAGE_ITEMS} items at once.")));
    }
    let due_before = page.due_before.map(|day| day.parse::<Date>()).transpose();
    let due_before = due_before.map_err(|_| ApiError::Unprocessable("due_before is a day, YYYY-MM-DD.".to_owned()))?;
    let after = page.after.map(|after| cursor(&after)).transpose()?;
    let owners = match page.team {
        Some(team) => Some(team_owners(&state, &caller, team, page.owner.as_deref()).await?),
        None => page.owner.map(|owner| vec![owner]),
    };
    let actor = caller.actor();
    let scope = match actor {
        _ if actor.is_admin() => Scope::Everything,
        _ if actor.is_member() => Scope::Workspace,
        _ => Scope::Shared,
    };
    let query = ActionQuery {
        owners,
        category: page.category,
        approach: page.approach,
        statuses: page.status.map_or_else(|| vec![Status::Open, Status::InProgress], |status| vec![status]),
        due_before,
        search: Some(page.q).filter(|words| !words.trim().is_empty()),
        after,
        person: caller.id()?,
        scope,
        now: Timestamp::now(),
        limit,
    };
    state.documents.catch_up_lists().await;
    let found = state.store.actions(query).await?;
    let full = found.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    let next = found
        .last()
        .filter(|_| full)
        .map(|last| format!("{}~{}~{}", last.action.due_key(), last.row.id, last.action.id));
    let may_read = |found: &FoundAction| {
        caller.may(Action::Read, &Resource::Postmortem(Facts::of(&found.row, found.granted))).is_ok()
    };
    let may_edit = |found: &FoundAction| {
        caller.may(Action::Edit, &Resource::Postmortem(Facts::of(&found.row, found.granted))).is_ok()
    };
    let shown = |found: FoundAction| ActionItem { may_edit: may_edit(&found), ..item(found) };
    let actions = found.into_iter().filter(may_read).map(shown).collect();
    Ok(axum::Json(ActionList { actions, next }))
}

/// Says of a mitigation where it stands: done, due on another day, decided against, or still right. Whoever owns it is then not reminded of
/// its date again. Its owner says that it is still right without a right to write, too: that changes nothing of the postmortem.
#[utoipa::path(
    post, path = "/api/postmortems/{id}/mitigations/{mitigation}/answer", tag = "postmortems", operation_id = "mitigations_answer",
    params(("id" = Uuid, Path), ("mitigation" = String, Path)), request_body = AnswerMitigation,
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(super) async fn answer(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, mitigation)): Path<(Uuid, String)>,
    body: Unread<AnswerMitigation>,
) -> Result<StatusCode, ApiError> {
    let found = caller.postmortem(&state, id, Action::Read).await?;
    if !found.role.writes() {
        may_answer(&state, &caller, &found, &mitigation).await?;
    }
    let AnswerMitigation { answer, due, note } = body.read().await?;
    if answer != MitigationAnswer::StillRight {
        caller.may(Action::Edit, &Resource::Postmortem(found.facts))?;
    }
    let note = note.trim().to_owned();
    if note.chars().count() > MAX_NOTE_CHARS || note.chars().any(char::is_control) {
        return Err(ApiError::Unprocessable(format!(
            "Keep the note to one line of at most {MAX_NOTE_CHARS} characters."
        )));
    }
    let fields: Vec<(Field, String)> = match answer {
        MitigationAnswer::Done => vec![(Field::Status, Status::Done.as_str().to_owned()), (Field::Proof, note)],
        MitigationAnswer::WontDo if note.is_empty() => {
            return Err(ApiError::Unprocessable("Say in a few words why it won't be done.".to_owned()));
        }
        MitigationAnswer::WontDo => vec![(Field::Status, Status::WontDo.as_str().to_owned()), (Field::Reason, note)],
        MitigationAnswer::Later => {
            let day: Result<Date, _> = due.unwrap_or_default().trim().parse();
            let day =
                day.map_err(|_| ApiError::Unprocessable("Give it a new date: due is a day, YYYY-MM-DD.".to_owned()))?;
            vec![(Field::Due, day.to_string())]
        }
        MitigationAnswer::StillRight => Vec::new(),
    };
    if owner_of(&state, id, &mitigation).await?.is_none() {
        return Err(ApiError::NotFound);
    }
    let of = mitigation.clone();
    let there = move |postmortem: &Postmortem, txn: &mut TransactionMut<'_>| {
        let view = postmortem.outline(txn);
        let there = view.live_mitigations().any(|item| item.id == of);
        for (field, value) in &fields {
            if there {
                // It was there right before.
                let _ = postmortem.set_field(txn, List::Mitigations, &of, *field, value);
            }
        }
        there
    };
    // What is still right changes nothing, so that nobody has to be able to write.
    if answer != MitigationAnswer::StillRight && !state.documents.edit(id, caller.id()?, there).await? {
        return Err(ApiError::NotFound);
    }
    state.store.answer_reminder(id, &mitigation, caller.id()?, Timestamp::now()).await?;
    state.documents.catch_up_lists().await;
    // What was answered is taken from the bell.
    state.bells.ring(&[caller.id()?]);
    Ok(StatusCode::NO_CONTENT)
}

/// Of those who may not write, the owner alone says something.
async fn may_answer(state: &AppState, caller: &Caller, found: &Found, mitigation: &str) -> Result<(), ApiError> {
    let owned = match owner_of(state, found.row.id, mitigation).await? {
        Some(owner) => reminders::is_owner(state.store.as_ref(), &owner, caller.id()?).await?,
        None => false,
    };
    caller.may(Action::Comment, &Resource::Mitigation { facts: found.facts, owned })
}

/// The owner that stands at a mitigation, possibly empty; nothing where there is no such mitigation.
async fn owner_of(state: &AppState, id: Uuid, mitigation: &str) -> Result<Option<String>, ApiError> {
    let of = mitigation.to_owned();
    let owner = move |postmortem: &Postmortem| {
        let view = postmortem.outline(&postmortem.doc().transact());
        view.live_mitigations().find(|item| item.id == of).map(|item| item.owner.clone())
    };
    Ok(state.documents.read(id, owner).await?)
}

/// The names of a team's members, or the one asked for if they are of it.
async fn team_owners(
    state: &AppState,
    caller: &Caller,
    team: Uuid,
    owner: Option<&str>,
) -> Result<Vec<String>, ApiError> {
    caller.may(Action::Read, &Resource::Directory)?;
    let found = state.store.teams().await?.into_iter().find(|row| row.id == team);
    let found = found.ok_or_else(|| ApiError::Unprocessable("There is no such team any more.".to_owned()))?;
    let names = found.members.into_iter().map(|member| member.name);
    let wanted = owner.map(|owner| owner.trim().to_lowercase());
    Ok(names.filter(|name| wanted.as_ref().is_none_or(|wanted| name.trim().to_lowercase() == *wanted)).collect())
}

fn item(found: FoundAction) -> ActionItem {
    let FoundAction { row, action, .. } = found;
    ActionItem {
        id: action.id,
        postmortem: row.id,
        title: row.projection.title,
        since: row.created_at.to_string(),
        text: action.text,
        category: action.category,
        approach: action.approach,
        owner: action.owner,
        due: action.due,
        priority: action.priority,
        ticket: action.ticket,
        status: Status::parse(&action.status).unwrap_or(Status::Idea),
        reason: action.reason,
        may_edit: false,
    }
}

fn cursor(text: &str) -> Result<ActionCursor, ApiError> {
    let mut parts = text.splitn(3, '~');
    let cursor = (|| {
        let due_key = parts.next()?.to_owned();
        Some(ActionCursor { due_key, postmortem: parts.next()?.parse().ok()?, id: parts.next()?.to_owned() })
    })();
    cursor.ok_or_else(|| ApiError::Unprocessable("after is the next of the page before.".to_owned()))
}
