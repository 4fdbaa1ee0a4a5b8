//! Reminds owners of mitigations that are due: shortly before, on the day, and then less and less often. Whatever is answered is not
//! reminded of again. What went is noted in the transaction that tells of it, so that of several nodes one reminds, and none twice.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use debrief_shared::api::Policy;
use debrief_shared::review;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::notify::Notifier;
use crate::policy;
use crate::rounds::Rounds;
use crate::store::reminders::{DueAction, NewReminder, Reminded};
use crate::store::{Store, StoreError};

/// How often it is looked for what is due.
const EVERY: Duration = Duration::from_secs(20);
/// Business days before the date at which an owner hears of it first.
const AHEAD: u16 = 3;
/// Calendar days in which so many business days lie, holidays and all.
const AHEAD_AT_MOST: i64 = 21;
/// Days after the date until the second reminder of what was due; each further one takes twice as long.
const FIRST_PAUSE: i64 = 7;
/// Most reminders of one date.
const MAX_STEPS: u32 = 5;
/// What was due longer ago is not reminded of: it shows its age in the list.
const OLD: i64 = 120;
/// Most mitigations of one look.
const MAX_ACTIONS: u32 = 2_000;

/// Reminds until `stop`.
pub async fn run(store: Arc<dyn Store>, notifier: Notifier, stop: CancellationToken) {
    let mut rounds = Rounds::new(EVERY, &stop);
    while rounds.next().await {
        tokio::select! {
            () = stop.cancelled() => return,
            done = remind(store.as_ref(), &notifier, Timestamp::now()) => if let Err(error) = done {
                tracing::warn!(%error, "nobody could be reminded of what is due");
            }
        }
    }
}

/// Reminds of everything that wants it now.
pub(crate) async fn remind(store: &dyn Store, notifier: &Notifier, now: Timestamp) -> Result<(), StoreError> {
    let policy = policy::read(store).await?;
    let local = now.to_zoned(policy::zone(&policy));
    let today = local.date();
    if !notifier.reminds_at(local.time()) || !works(today, &policy) {
        return Ok(());
    }
    let (from, to) = (today.saturating_sub(OLD.days()), today.saturating_add(AHEAD_AT_MOST.days()));
    let mut wanted = Vec::new();
    for action in store.due_actions(from, to, MAX_ACTIONS).await? {
        if let Some(step) = next(&action, today, &policy) {
            wanted.push((action, step));
        }
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let owners = owners(store).await?;
    for (action, step) in wanted {
        if let Some(Some(person)) = owners.get(&action.owner_key) {
            notifier.remind(NewReminder { action, person: *person, step, on: today }, now).await?;
        }
    }
    Ok(())
}

/// Whether a mitigation of this owner is that of an account: no other one has the name.
pub(crate) async fn is_owner(store: &dyn Store, owner: &str, person: Uuid) -> Result<bool, StoreError> {
    Ok(owners(store).await?.get(&owner.trim().to_lowercase()) == Some(&Some(person)))
}

/// Accounts by their names in lower case; a name that two people have is nobody's.
async fn owners(store: &dyn Store) -> Result<HashMap<String, Option<Uuid>>, StoreError> {
    let mut all: HashMap<String, Option<Uuid>> = HashMap::new();
    for person in store.people().await? {
        let key = person.name.trim().to_lowercase();
        all.entry(key).and_modify(|known| *known = None).or_insert(Some(person.id));
    }
    Ok(all)
}

fn works(day: Date, policy: &Policy) -> bool {
    day.yesterday().ok().and_then(|before| review::due(before, 1, policy)) == Some(day)
}

/// Which reminder an owner gets today, if any.
fn next(action: &DueAction, today: Date, policy: &Policy) -> Option<u32> {
    let last = action.reminded;
    if last.is_some_and(|last| last.answered) {
        return None;
    }
    if today < action.due {
        let near = review::due(today, AHEAD, policy).is_some_and(|day| day >= action.due);
        return (near && last.is_none()).then_some(1);
    }
    match last {
        None | Some(Reminded { step: 1, .. }) => Some(2),
        Some(Reminded { step, on, .. }) if step < MAX_STEPS => {
            let pause = FIRST_PAUSE << (step - 2).min(8);
            (today >= on.saturating_add(pause.days())).then_some(step + 1)
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The days on which somebody is reminded who never answers.
    fn days(due: &str, first: &str, count: i64) -> Vec<(String, u32)> {
        let policy = Policy { holidays: vec!["2026-12-25".to_owned()], ..Policy::default() };
        let first: Date = first.parse().expect("a day");
        let mut action = DueAction {
            postmortem: Uuid::nil(),
            action: "m".to_owned(),
            owner_key: "grace".to_owned(),
            due: due.parse().expect("a day"),
            reminded: None,
        };
        let mut all = Vec::new();
        for day in (0..count).map(|days| first.saturating_add(days.days())).filter(|day| works(*day, &policy)) {
            if let Some(step) = next(&action, day, &policy) {
                action.reminded = Some(Reminded { step, on: day, answered: false });
                all.push((day.to_string(), step));
            }
        }
        all
    }

    #[test]
    fn reminders_come_on_worked_days_less_and_less_often_and_have_an_end() {
        let told = days("2026-12-02", "2026-11-20", 300);
        let told: Vec<_> = told.iter().map(|(day, step)| (day.as_str(), *step)).collect();
        // A Wednesday: three business days before lies the Friday; 23 December is a week, 20 January four weeks after.
        let expected = [("2026-11-27", 1), ("2026-12-02", 2), ("2026-12-09", 3), ("2026-12-23", 4), ("2027-01-20", 5)];
        assert_eq!(told, expected);
        let holiday = days("2026-12-25", "2026-12-22", 10);
        assert_eq!(holiday[1].0, "2026-12-28", "neither on the holiday nor at the weekend");
    }

    #[test]
    fn an_answer_ends_them() {
        let policy = Policy::default();
        let day: Date = "2026-12-02".parse().expect("a day");
        let reminded = Some(Reminded { step: 1, on: day, answered: true });
        let action =
            DueAction { postmortem: Uuid::nil(), action: String::new(), owner_key: String::new(), due: day, reminded };
        assert_eq!(next(&action, day, &policy), None);
        let open = Reminded { answered: false, ..action.reminded.expect("there") };
        assert_eq!(next(&DueAction { reminded: Some(open), ..action }, day, &policy), Some(2));
    }
}
