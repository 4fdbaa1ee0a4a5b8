//! What the review says.

use debrief_shared::api::{Review, ReviewGaps, ReviewPoint, ReviewState, ReviewVerdict};

/// The state in a word or two, with how far it is.
pub(super) fn state(review: &Review) -> String {
    match review.state {
        ReviewState::Draft if review.gaps.sent_back > 0 => "Sent back".to_owned(),
        ReviewState::Draft => "Draft".to_owned(),
        ReviewState::InReview => {
            let reviewers = review.current().map(|round| round.reviewers.as_slice()).unwrap_or_default();
            let answered = reviewers.iter().filter(|reviewer| reviewer.verdict.is_some()).count();
            format!("In review, {answered} of {}", reviewers.len())
        }
        ReviewState::Approved => "Approved".to_owned(),
        ReviewState::Published => "Published".to_owned(),
    }
}

/// The state as a name for styles and tests.
pub(super) fn state_name(review: &Review) -> &'static str {
    match review.state {
        ReviewState::Draft => "draft",
        ReviewState::InReview => "in-review",
        ReviewState::Approved => "approved",
        ReviewState::Published => "published",
    }
}

/// What a reviewer came to.
pub(super) fn verdict(verdict: Option<ReviewVerdict>) -> &'static str {
    match verdict {
        Some(ReviewVerdict::Approved) => "Approved",
        Some(ReviewVerdict::SentBack) => "Sent back",
        None => "Not answered yet",
    }
}

/// A point, and what to look for.
pub(super) fn point(point: ReviewPoint) -> (&'static str, &'static str) {
    match point {
        ReviewPoint::Blameless => {
            ("Blameless", "It tells what people saw and why their choices made sense to them, and blames nobody.")
        }
        ReviewPoint::Useful => ("Useful", "Somebody who was not there can learn from it."),
        ReviewPoint::Accurate => ("Accurate", "Times, numbers and contributing factors hold against the evidence."),
        ReviewPoint::Complete => {
            ("Complete", "Impact, timeline, what helped and what made it worse, and actions with an owner are there.")
        }
        ReviewPoint::Protects => {
            ("Protects information", "No customer, personal detail or secret is in it that should not be.")
        }
    }
}

/// What is missing before publishing, each in a line.
pub(super) fn gaps(gaps: ReviewGaps) -> Vec<String> {
    let line = |count: u32, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    [
        line(
            gaps.approvals,
            "approval is still needed at this severity",
            "approvals are still needed at this severity",
        ),
        line(gaps.unanswered, "reviewer has not answered yet", "reviewers have not answered yet"),
        line(gaps.sent_back, "reviewer has sent it back", "reviewers have sent it back"),
        line(gaps.open_threads, "comment thread is open", "comment threads are open"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_counted_in_words() {
        let lines = gaps(ReviewGaps { approvals: 1, unanswered: 2, ..ReviewGaps::default() });
        assert_eq!(lines, ["1 approval is still needed at this severity", "2 reviewers have not answered yet"]);
        assert!(gaps(ReviewGaps::default()).is_empty());
    }
}
