//! Whom what becomes of a meeting concerns.

use std::collections::BTreeMap;

use debrief_shared::api::NotificationKind;
use uuid::Uuid;

use super::super::state::AppState;
use crate::notify::News;
use crate::store::meetings::MeetingRow;
use crate::store::notifications::About;

/// A meeting was scheduled, or changed from how it was before.
pub(super) async fn scheduled(state: &AppState, before: Option<&MeetingRow>, after: &MeetingRow, actor: Uuid) {
    let shown =
        |row: &MeetingRow| (row.starts_at, row.ends_at, row.place.clone(), row.facilitator().map(|person| person.id));
    let moved = before.is_none_or(|before| shown(before) != shown(after));
    let mut concerned = BTreeMap::new();
    for (person, part) in after.attendees() {
        match before.and_then(|before| before.part_of(person.id)) {
            None => concerned.insert(person.id, NotificationKind::MeetingSet),
            Some(was) if moved || was != part => concerned.insert(person.id, NotificationKind::MeetingMoved),
            Some(_) => None,
        };
    }
    tell(state, after.postmortem, actor, concerned).await;
}

/// It was cancelled.
pub(super) async fn cancelled(state: &AppState, meeting: &MeetingRow, actor: Uuid) {
    let concerned = meeting.attendees().into_iter().map(|(person, _)| (person.id, NotificationKind::MeetingCancelled));
    tell(state, meeting.postmortem, actor, concerned.collect()).await;
}

/// A facilitator is looked for among these.
pub(super) async fn sought(state: &AppState, postmortem: Uuid, actor: Uuid, willing: impl Iterator<Item = Uuid>) {
    let concerned = willing.map(|person| (person, NotificationKind::FacilitatorSought)).collect();
    tell(state, postmortem, actor, concerned).await;
}

/// Somebody facilitates; these have waited for it.
pub(super) async fn found(state: &AppState, postmortem: Uuid, actor: Uuid, waiting: impl Iterator<Item = Uuid>) {
    let concerned = waiting.map(|person| (person, NotificationKind::FacilitatorFound)).collect();
    tell(state, postmortem, actor, concerned).await;
}

async fn tell(state: &AppState, postmortem: Uuid, actor: Uuid, concerned: BTreeMap<Uuid, NotificationKind>) {
    state.notifier.tell(News { postmortem, actor, about: About::Meeting, concerned }).await;
}
