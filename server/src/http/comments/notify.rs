//! Who is told of what happens in threads: never the one who did it, nobody who may not read it, and nobody who does not want to know.

use std::collections::BTreeMap;

use debrief_shared::api::{InstanceRole, NotificationKind};
use debrief_shared::said::mentioned;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::super::state::AppState;
use crate::access::{Action, Actor, Facts, Resource, Verdict, may};
use crate::random;
use crate::store::StoreError;
use crate::store::comments::{CommentRow, ThreadRow};
use crate::store::notifications::NewNotification;

/// Most notifications that are kept for one person; older ones give way.
const MAX_NOTIFICATIONS: u32 = 200;
/// How long a notification is kept at most, read or not.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Who wrote one of so many comments last, or was mentioned in it, takes part in a thread.
const MAX_LOOKED_AT: usize = 100;
/// Most people who are told of one thing.
const MAX_TOLD: usize = 100;

/// What has happened.
pub(super) enum Happened<'a> {
    /// A thread was begun; its first comment is new.
    Begun,
    /// The last comment is new.
    Answered,
    /// A comment was edited, from these words.
    Edited(Uuid, &'a str),
    /// It was settled.
    Resolved,
}

/// Tells whom it concerns. The thing itself is done: that nobody could be told of it is for the log only.
pub(super) async fn tell_people(
    state: &AppState,
    postmortem: Uuid,
    actor: Uuid,
    thread: &ThreadRow,
    what: Happened<'_>,
) {
    if let Err(error) = tell(state, postmortem, actor, thread, what).await {
        tracing::warn!(%error, %postmortem, "nobody could be told of a comment");
    }
}

async fn tell(
    state: &AppState,
    postmortem: Uuid,
    actor: Uuid,
    thread: &ThreadRow,
    what: Happened<'_>,
) -> Result<(), StoreError> {
    let owner = match what {
        Happened::Begun => state.store.row(postmortem).await?.owner,
        _ => None,
    };
    let (comment, mut told) = concerned(thread, &what, owner);
    told.remove(&actor);
    while told.len() > MAX_TOLD {
        told.pop_last();
    }
    if told.is_empty() {
        return Ok(());
    }
    let now = Timestamp::now();
    keep_readers(state, postmortem, &mut told, now).await?;
    let people: Vec<Uuid> = told.keys().copied().collect();
    let settings = state.store.notification_settings(&people).await?;
    told.retain(|person, kind| settings.get(person).is_some_and(|settings| settings.of(*kind).app));
    let news: Vec<NewNotification> = told
        .into_iter()
        .map(|(person, kind)| NewNotification {
            id: random::id(now),
            person,
            postmortem,
            thread: thread.id,
            comment,
            kind,
            actor,
            at: now,
        })
        .collect();
    state.store.notify(&news, MAX_NOTIFICATIONS, now - KEPT_FOR).await
}

/// Whom it concerns, and the comment that it is about. Being mentioned counts more than anything else.
fn concerned(
    thread: &ThreadRow,
    what: &Happened<'_>,
    owner: Option<Uuid>,
) -> (Option<Uuid>, BTreeMap<Uuid, NotificationKind>) {
    let mut told = BTreeMap::new();
    let lately = || thread.comments.iter().rev().filter(|comment| !comment.removed).take(MAX_LOOKED_AT);
    let of = |comment: &CommentRow| mentioned(&comment.body).into_iter().chain([comment.author.id]).collect::<Vec<_>>();
    let taking_part = || lately().flat_map(of).chain([thread.author]);
    let comment = match what {
        Happened::Begun | Happened::Answered => thread.comments.last(),
        Happened::Edited(id, _) => thread.comments.iter().find(|comment| comment.id == *id),
        Happened::Resolved => None,
    };
    match what {
        Happened::Begun => told.extend(owner.map(|owner| (owner, NotificationKind::Begun))),
        Happened::Answered => told.extend(taking_part().map(|person| (person, NotificationKind::Answered))),
        Happened::Edited(..) => {}
        Happened::Resolved => told.extend(taking_part().map(|person| (person, NotificationKind::Resolved))),
    }
    if let Some(comment) = comment {
        let before = if let Happened::Edited(_, before) = what { mentioned(before) } else { Vec::new() };
        let new = mentioned(&comment.body).into_iter().filter(|person| !before.contains(person));
        told.extend(new.map(|person| (person, NotificationKind::Mentioned)));
    }
    (comment.map(|comment| comment.id), told)
}

/// Leaves those who have an account and may read the postmortem.
async fn keep_readers(
    state: &AppState,
    postmortem: Uuid,
    told: &mut BTreeMap<Uuid, NotificationKind>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = told.keys().copied().collect();
    let known = state.store.people_named(&ids).await?;
    let places: Vec<(Uuid, Uuid)> = known.iter().map(|person| (postmortem, person.id)).collect();
    let standings = state.store.standings(&places, now).await?;
    told.retain(|id, _| {
        let Some(person) = known.iter().find(|person| person.id == *id) else { return false };
        // Admins could open everything; only what is theirs otherwise counts here.
        let role = if person.guest { InstanceRole::Guest } else { InstanceRole::Member };
        standings.get(&(postmortem, *id)).is_some_and(|standing| {
            let resource = Resource::Postmortem(Facts::from(standing));
            may(&Actor::Person { id: *id, role }, Action::Read, &resource) == Verdict::Allow
        })
    });
    Ok(())
}
