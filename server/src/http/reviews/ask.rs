//! Who is asked for a review: people by name, and teams whose turn it is.

use debrief_shared::api::{AskReview, MAX_REVIEWERS};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use super::super::errors::ApiError;
use super::super::state::AppState;
use crate::access::{Action, Actor, Facts, Resource, Verdict, may};
use crate::store::StoreError;
use crate::store::documents::DocumentRow;

/// Furthest day that an answer is asked for by, in days from now: further ones are slips of a key.
const MAX_DUE_DAYS: i64 = 2 * 366;

/// A day as it is stored.
pub(super) fn day(text: Option<&str>, today: Date) -> Result<Option<String>, ApiError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let day: Date = text
        .parse()
        .map_err(|_| ApiError::Unprocessable("Write the day as 2026-03-11: year, month, day.".to_owned()))?;
    // Whoever asks may be a day behind or ahead of the instance's zone.
    let (first, last) = (today.saturating_sub(1.day()), today.saturating_add(MAX_DUE_DAYS.days()));
    if day < first {
        return Err(ApiError::Unprocessable("That day is over. Choose today or a later one, or none.".to_owned()));
    }
    if day > last {
        return Err(ApiError::Unprocessable("That day is far off. Choose one within the next two years.".to_owned()));
    }
    Ok(Some(day.to_string()))
}

/// Everybody who is asked, each once; with the name of the team if it is its turn that they are asked in. Whoever cannot open the
/// postmortem is not asked: that would tell them of it.
pub(super) async fn reviewers(
    state: &AppState,
    row: &DocumentRow,
    asking: Uuid,
    asked: &AskReview,
) -> Result<Vec<(Uuid, Option<String>)>, ApiError> {
    let many = || ApiError::Unprocessable(format!("Ask at most {MAX_REVIEWERS} people at once."));
    let turns: usize = asked.teams.iter().map(|turn| usize::from(turn.people)).sum();
    if asked.people.len() + turns > MAX_REVIEWERS {
        return Err(many());
    }
    let mut reviewers: Vec<(Uuid, Option<String>)> = Vec::new();
    for person in &asked.people {
        if reviewers.iter().any(|(there, _)| there == person) {
            continue;
        }
        if !can_open(state, row, *person).await? {
            return Err(ApiError::Unprocessable(
                "Somebody you ask cannot open this postmortem. Share it with them first.".to_owned(),
            ));
        }
        reviewers.push((*person, None));
    }
    for turn in &asked.teams {
        let team = state.store.team(turn.team).await?;
        let mut left = usize::from(turn.people);
        for person in state.store.review_turns(turn.team).await? {
            let taken = person == asking || reviewers.iter().any(|(there, _)| *there == person);
            if left > 0 && !taken && can_open(state, row, person).await? {
                reviewers.push((person, Some(team.name.clone())));
                left -= 1;
            }
        }
        if left > 0 {
            let text = format!("{} has too few people who can open this postmortem and were not asked yet.", team.name);
            return Err(ApiError::Unprocessable(text));
        }
    }
    if reviewers.is_empty() {
        return Err(ApiError::Unprocessable("Say who is to review: people, or a team and how many of it.".to_owned()));
    }
    Ok(reviewers)
}

/// Who is asked, for the audit log.
pub(super) fn listed(reviewers: &[(Uuid, Option<String>)]) -> Vec<String> {
    reviewers.iter().map(|(person, _)| person.to_string()).collect()
}

/// Whether somebody can sign in and open the postmortem.
async fn can_open(state: &AppState, row: &DocumentRow, person: Uuid) -> Result<bool, ApiError> {
    let account = match state.store.account(person).await {
        Ok(account) => account,
        Err(StoreError::NotFound) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let facts = Facts::from(&state.store.standing(row.id, person, Timestamp::now()).await?);
    let actor = Actor::person(person, account.role);
    let opens = may(&actor, Action::Read, &Resource::Postmortem(facts)) == Verdict::Allow;
    Ok(opens && account.suspended_at.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_asked_for_that_somebody_can_answer_by() {
        let today: Date = "2026-11-28".parse().expect("a day");
        let day = |text| day(Some(text), today).map_err(|error| error.to_string());
        for fine in ["2026-11-27", "2026-11-28", " 2027-01-05 ", "2028-11-28"] {
            assert_eq!(day(fine), Ok(Some(fine.trim().to_owned())));
        }
        assert_eq!(day(""), Ok(None));
        for (wrong, words) in [
            ("2026-11-26", "is over"),
            ("-009999-01-01", "is over"),
            ("2029-01-01", "far off"),
            ("9999-12-31", "far off"),
            ("10000-01-01", "year, month, day"),
            ("tomorrow", "year, month, day"),
        ] {
            assert!(day(wrong).is_err_and(|said| said.contains(words)), "{wrong}");
        }
    }
}
