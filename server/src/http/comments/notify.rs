//! Whom what happens in threads concerns.

use std::collections::BTreeMap;

use debrief_shared::api::NotificationKind;
use debrief_shared::said::mentioned;
use uuid::Uuid;

use super::super::state::AppState;
use crate::notify::News;
use crate::store::comments::{CommentRow, ThreadRow};
use crate::store::notifications::About;

/// Who wrote one of so many comments last, or was mentioned in it, takes part in a thread.
const MAX_LOOKED_AT: usize = 100;

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

/// Tells whom it concerns.
pub(super) async fn tell_people(
    state: &AppState,
    postmortem: Uuid,
    actor: Uuid,
    thread: &ThreadRow,
    what: Happened<'_>,
) {
    let owner = match what {
        Happened::Begun => state.store.row(postmortem).await.ok().and_then(|row| row.owner),
        _ => None,
    };
    let (comment, concerned) = concerned(thread, &what, owner);
    let about = About::Thread { thread: thread.id, comment };
    state.notifier.tell(News { postmortem, actor, about, concerned }).await;
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
