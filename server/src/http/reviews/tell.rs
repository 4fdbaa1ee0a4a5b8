//! Reviews and publications as they are told.

use debrief_shared::api::{Publication, Review, ReviewGaps, ReviewRound, Reviewer, WaitingReview};
use debrief_shared::review;
use debrief_shared::time::Moment;

use super::super::errors::ApiError;
use super::super::policy;
use super::super::state::AppState;
use super::since;
use crate::store::documents::DocumentRow;
use crate::store::reviews::{PartRow, PublicationRow, ReviewRow, WaitingRow};

/// Where a postmortem stands.
pub(super) async fn review(state: &AppState, row: &DocumentRow) -> Result<Review, ApiError> {
    let policy = policy::read(state).await?;
    let end = state.store.log_end(row.id).await?;
    let stored = state.store.reviews(row.id).await?;
    let changes = since::changes(state, row.id, end, stored.first().filter(|round| round.ended.is_none())).await?;
    let mut rounds: Vec<ReviewRound> = stored.into_iter().map(round).collect();
    for reviewer in rounds.first_mut().into_iter().flat_map(|round| &mut round.reviewers) {
        reviewer.changes_since = changes.get(&reviewer.person.id).copied().unwrap_or_default();
    }
    let publications: Vec<Publication> = state.store.publications(row.id).await?.into_iter().map(publication).collect();
    let threads = state.store.threads(row.id).await?;
    let open = u32::try_from(threads.iter().filter(|thread| thread.resolved.is_none()).count()).unwrap_or(u32::MAX);

    let rule = review::rule(&policy, &row.projection.severity);
    let required = rule.map_or(0, |rule| u32::from(rule.approvals));
    let resolved = row.projection.resolved.as_deref().and_then(Moment::parse).map(Moment::instant);
    let begin = resolved.unwrap_or(row.created_at).to_zoned(crate::policy::zone(&policy)).date();
    let due = rule.and_then(|rule| rule.days).and_then(|days| review::due(begin, days, &policy));

    let current = rounds.first().filter(|round| round.ended_at.is_none());
    let gaps = review::gaps(current, required, open);
    Ok(Review {
        state: review::state(current, publications.first(), gaps),
        due: due.map(|day| day.to_string()),
        required,
        gaps,
        end,
        rounds,
        publications,
    })
}

/// What is missing, in a sentence that says what to do.
pub(super) fn missing(gaps: ReviewGaps) -> String {
    let part = |count: u32, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("one {one}")),
        count => Some(format!("{count} {many}")),
    };
    let parts: Vec<String> = [
        part(gaps.approvals, "approval is missing", "approvals are missing"),
        part(gaps.earlier, "approval is of an earlier text", "approvals are of an earlier text"),
        part(gaps.unanswered, "reviewer has not answered", "reviewers have not answered"),
        part(gaps.sent_back, "reviewer has sent it back", "reviewers have sent it back"),
        part(gaps.open_threads, "comment thread is open", "comment threads are open"),
    ]
    .into_iter()
    .flatten()
    .collect();
    format!("Before publishing: {}. To publish anyway, say why in `despite`.", parts.join(", "))
}

fn round(row: ReviewRow) -> ReviewRound {
    let (ended_by, ended_at) = row.ended.unzip();
    ReviewRound {
        id: row.id,
        number: row.number,
        asked_by: Some(row.by),
        asked_at: row.at.to_string(),
        due: row.due,
        note: row.note,
        seq: row.seq,
        ended_at: ended_at.map(|at| at.to_string()),
        ended_by,
        reviewers: row.parts.into_iter().map(reviewer).collect(),
    }
}

fn reviewer(row: PartRow) -> Reviewer {
    let (at, seq) = row.at.unzip();
    Reviewer {
        person: row.person,
        team: row.team,
        points: row.said.points,
        verdict: row.said.verdict,
        note: row.said.note,
        at: at.map(|at| at.to_string()),
        seq,
        changes_since: 0,
    }
}

/// A publication.
pub(super) fn publication(row: PublicationRow) -> Publication {
    Publication { number: row.number, seq: row.seq, by: row.by, at: row.at.to_string(), despite: row.despite }
}

/// A review that is waited for.
pub(super) fn waiting(row: WaitingRow) -> WaitingReview {
    WaitingReview {
        postmortem: row.postmortem,
        title: row.title,
        asked_by: Some(row.by),
        asked_at: row.at.to_string(),
        due: row.due,
    }
}
