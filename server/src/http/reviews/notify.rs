//! Whom what happens in a review concerns: those who are asked, whoever asked, and the owner.

use std::collections::BTreeMap;

use debrief_shared::api::{NotificationKind, Review, ReviewVerdict};
use uuid::Uuid;

use super::super::state::AppState;
use crate::notify::News;
use crate::store::notifications::About;
use crate::store::reviews::{NewReview, ReviewRow};

/// Somebody asked for a review.
pub(super) async fn asked(state: &AppState, review: &NewReview) {
    let concerned = review.reviewers.iter().map(|(person, _)| (*person, NotificationKind::ReviewAsked)).collect();
    let about = About::Review(review.id);
    state.notifier.tell(News { postmortem: review.postmortem, actor: review.by, about, concerned }).await;
}

/// A reviewer said something; told once they come to something else than before.
pub(super) async fn given(
    state: &AppState,
    postmortem: Uuid,
    reviewer: Uuid,
    before: &ReviewRow,
    verdict: Option<ReviewVerdict>,
) {
    let part = before.parts.iter().find(|part| part.person.id == reviewer);
    let kind = match verdict {
        _ if part.is_some_and(|part| part.said.verdict == verdict) => return,
        None => return,
        Some(ReviewVerdict::Approved) => NotificationKind::Approved,
        Some(ReviewVerdict::SentBack) => NotificationKind::SentBack,
    };
    let owner = owner(state, postmortem).await;
    let concerned = owner.into_iter().chain([before.by.id]).map(|person| (person, kind)).collect();
    state.notifier.tell(News { postmortem, actor: reviewer, about: About::Review(before.id), concerned }).await;
}

/// It was published. `review` is how it stood before: those who took part since it was last published are told.
pub(super) async fn published(state: &AppState, postmortem: Uuid, by: Uuid, review: &Review) {
    let before = review.publications.first().map(|publication| publication.seq);
    let rounds = review.rounds.iter().filter(|round| before.is_none_or(|before| round.seq >= before));
    let people = rounds.flat_map(|round| round.reviewers.iter().map(|part| &part.person).chain(&round.asked_by));
    let mut concerned: BTreeMap<Uuid, NotificationKind> =
        people.map(|person| (person.id, NotificationKind::Published)).collect();
    concerned.extend(owner(state, postmortem).await.map(|owner| (owner, NotificationKind::Published)));
    state.notifier.tell(News { postmortem, actor: by, about: About::Publication, concerned }).await;
}

async fn owner(state: &AppState, postmortem: Uuid) -> Option<Uuid> {
    // Without an answer the others are told nevertheless.
    state.store.row(postmortem).await.ok().and_then(|row| row.owner)
}
