//! What the review says.

use debrief_shared::api::{Review, ReviewGaps, ReviewPoint, ReviewState, ReviewVerdict};

use crate::texts::review as texts;

/// The state in a word or two, with how far it is.
pub(super) fn state(review: &Review) -> String {
    match review.state {
        ReviewState::Draft if review.gaps.sent_back > 0 => texts::SENT_BACK.to_owned(),
        ReviewState::Draft => texts::DRAFT.to_owned(),
        ReviewState::InReview => {
            let reviewers = review.current().map(|round| round.reviewers.as_slice()).unwrap_or_default();
            let answered = reviewers.iter().filter(|reviewer| reviewer.verdict.is_some()).count();
            texts::in_review_of(answered, reviewers.len())
        }
        ReviewState::Approved if has_earlier(review) => texts::APPROVED_BEFORE_CHANGES.to_owned(),
        ReviewState::Approved => texts::APPROVED.to_owned(),
        ReviewState::Published => match review.publications.first() {
            Some(newest) if newest.seq < review.end => texts::changed_since(newest.number),
            _ => texts::PUBLISHED.to_owned(),
        },
    }
}

/// Whether somebody approved a text that was worked on since.
fn has_earlier(review: &Review) -> bool {
    let reviewers = review.current().map(|round| round.reviewers.as_slice()).unwrap_or_default();
    reviewers.iter().any(|reviewer| reviewer.verdict == Some(ReviewVerdict::Approved) && reviewer.changes_since > 0)
}

/// What a reviewer came to, and of which text.
pub(super) fn said(verdict: Option<ReviewVerdict>, changes_since: u32) -> String {
    match verdict {
        Some(ReviewVerdict::Approved) if changes_since > 0 => texts::approved_an_earlier_text(changes_since),
        verdict => self::verdict(verdict).to_owned(),
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
        Some(ReviewVerdict::Approved) => texts::APPROVED,
        Some(ReviewVerdict::SentBack) => texts::SENT_BACK,
        None => texts::NOT_ANSWERED_YET,
    }
}

/// A point, and what to look for.
pub(super) fn point(point: ReviewPoint) -> (&'static str, &'static str) {
    match point {
        ReviewPoint::Blameless => (texts::BLAMELESS, texts::ABOUT_BLAMELESS),
        ReviewPoint::Useful => (texts::USEFUL, texts::ABOUT_USEFUL),
        ReviewPoint::Accurate => (texts::ACCURATE, texts::ABOUT_ACCURATE),
        ReviewPoint::Complete => (texts::COMPLETE, texts::ABOUT_COMPLETE),
        ReviewPoint::Protects => (texts::PROTECTS_INFORMATION, texts::ABOUT_PROTECTS),
    }
}

/// What is missing before publishing, each in a line.
pub(super) fn gaps(gaps: ReviewGaps) -> Vec<String> {
    let line = |count: u32, words: fn(u32) -> String| (count > 0).then(|| words(count));
    [
        line(gaps.approvals, texts::approvals_needed),
        line(gaps.earlier, texts::approvals_of_an_earlier_text),
        line(gaps.unanswered, texts::have_not_answered),
        line(gaps.sent_back, texts::have_sent_back),
        line(gaps.open_threads, texts::threads_open),
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
        let earlier = gaps(ReviewGaps { earlier: 1, ..ReviewGaps::default() });
        assert_eq!(earlier, ["1 approval is of an earlier text"]);
    }

    #[test]
    fn an_approval_says_of_which_text_it_is() {
        let approved = Some(ReviewVerdict::Approved);
        assert_eq!(said(approved, 0), "Approved");
        assert_eq!(said(approved, 1), "Approved an earlier text (1 change since)");
        assert_eq!(said(approved, 99), "Approved an earlier text (99 changes or more since)");
        assert_eq!(said(Some(ReviewVerdict::SentBack), 3), "Sent back");
    }
}
