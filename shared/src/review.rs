//! Where a postmortem stands between draft and published, what is missing, and when it is due. Pure: the server asks it, and the page may.

use jiff::civil::Date;

use crate::api::{
    MAX_BUSINESS_DAYS, Policy, PolicyRule, Publication, ReviewGaps, ReviewRound, ReviewState, ReviewVerdict,
};

/// Years in which a due date is looked for: a calendar without a working day has none.
const MAX_DAYS: u32 = MAX_BUSINESS_DAYS as u32 * 8;

/// The rule of a policy for a severity as somebody wrote it: `SEV1` is `Sev-1`.
pub fn rule<'a>(policy: &'a Policy, severity: &str) -> Option<&'a PolicyRule> {
    let plain = |text: &str| -> String {
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let wanted = plain(severity);
    policy.rules.iter().find(|rule| !wanted.is_empty() && plain(&rule.severity) == wanted)
}

/// The day that lies `days` business days after `start`. None when the calendar leaves no such day within reach.
pub fn due(start: Date, days: u16, policy: &Policy) -> Option<Date> {
    let works = |date: Date| {
        let weekday = u8::try_from(date.weekday().to_monday_one_offset()).unwrap_or_default();
        policy.working_days.contains(&weekday) && !policy.holidays.contains(&date.to_string())
    };
    let mut left = days;
    let mut date = start;
    for _ in 0..MAX_DAYS {
        if left == 0 {
            return Some(date);
        }
        date = date.tomorrow().ok()?;
        left -= u16::from(works(date));
    }
    None
}

/// What is missing before publishing, after the newest round. Whoever asked may answer as well, but a review is another pair of eyes: their own approval
/// is none of those required. An approval stands when the text is worked on afterwards, and is told as one of an earlier text.
pub fn gaps(round: Option<&ReviewRound>, required: u32, open_threads: u32) -> ReviewGaps {
    let reviewers = round.map(|round| round.reviewers.as_slice()).unwrap_or_default();
    let asked_by = round.and_then(|round| round.asked_by.as_ref()).map(|person| person.id);
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let count = |verdict: Option<ReviewVerdict>| {
        number(reviewers.iter().filter(|reviewer| reviewer.verdict == verdict).count())
    };
    let approved: Vec<_> = reviewers
        .iter()
        .filter(|reviewer| reviewer.verdict == Some(ReviewVerdict::Approved) && Some(reviewer.person.id) != asked_by)
        .collect();
    let of_this_text = number(approved.iter().filter(|reviewer| reviewer.changes_since == 0).count());
    let approved = number(approved.len());
    ReviewGaps {
        approvals: required.saturating_sub(approved),
        earlier: required.min(approved).saturating_sub(of_this_text),
        unanswered: count(None),
        sent_back: count(Some(ReviewVerdict::SentBack)),
        open_threads,
    }
}

/// Where a postmortem stands. `round` is the one that is going on, `published` the newest publication; whichever came later decides.
pub fn state(round: Option<&ReviewRound>, published: Option<&Publication>, gaps: ReviewGaps) -> ReviewState {
    // Times of one server in RFC 3339, UTC.
    let moment = |text: &str| text.parse::<jiff::Timestamp>().ok();
    let asked = round.and_then(|round| moment(&round.asked_at));
    if published.is_some_and(|published| asked.is_none_or(|asked| moment(&published.at).is_some_and(|at| at >= asked)))
    {
        return ReviewState::Published;
    }
    match round {
        Some(_) if gaps.sent_back > 0 => ReviewState::Draft,
        Some(_) if gaps.unanswered == 0 && gaps.approvals == 0 => ReviewState::Approved,
        Some(_) => ReviewState::InReview,
        None => ReviewState::Draft,
    }
}

#[cfg(test)]
mod tests;
