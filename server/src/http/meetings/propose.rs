//! Who should be at a meeting, by what they have to do with the postmortem; nobody who may not read it.

use std::collections::BTreeMap;

use debrief_shared::api::{AttendeeReason, MeetingPart, Person, ProposedAttendee};
use debrief_shared::document::View;
use debrief_shared::said::mentioned;
use jiff::Timestamp;
use uuid::Uuid;

use super::super::errors::ApiError;
use super::super::identity::{Caller, Found};
use super::super::state::AppState;
use crate::access::{Action, Resource};
use crate::notify;

/// Most people who are proposed.
const MAX_PROPOSED: usize = 40;
/// How much of a document is looked at for names, in bytes.
const MAX_READ_BYTES: usize = 1 << 20;

/// Those with an account who may read the postmortem, by name.
pub(super) async fn readers(state: &AppState, id: Uuid) -> Result<Vec<Person>, ApiError> {
    let mut people = state.store.directory().await?;
    let ids: Vec<Uuid> = people.iter().map(|person| person.id).collect();
    let readers = notify::readers(state.store.as_ref(), id, &ids, Timestamp::now()).await?;
    people.retain(|person| readers.contains(&person.id));
    Ok(people)
}

/// Who is proposed, those who have to be there first; nobody to those who may not schedule a meeting.
pub(super) async fn people_for(
    state: &AppState,
    caller: &Caller,
    found: &Found,
) -> Result<Vec<ProposedAttendee>, ApiError> {
    let may = caller.may(Action::Edit, &Resource::Postmortem(found.facts)).is_ok()
        && caller.may(Action::Read, &Resource::Directory).is_ok();
    if !may {
        return Ok(Vec::new());
    }
    let row = &found.row;
    let request = state.store.facilitator_request(row.id).await?;
    let readers = readers(state, row.id).await?;
    let mut reasons: BTreeMap<Uuid, Vec<AttendeeReason>> = BTreeMap::new();
    let mut add = |person: Uuid, reason: AttendeeReason| {
        let all = reasons.entry(person).or_default();
        if !all.contains(&reason) {
            all.push(reason);
        }
    };
    for person in request.iter().filter_map(|request| request.taken_by.as_ref()) {
        add(person.id, AttendeeReason::Facilitates);
    }
    if let Some(person) = row.owner {
        add(person, AttendeeReason::Owns);
    }
    for person in state.store.authors_after(row.id, 0).await? {
        add(person, AttendeeReason::Wrote);
    }
    if let Some(round) = state.store.reviews(row.id).await?.first() {
        for part in &round.parts {
            add(part.person.id, AttendeeReason::Reviews);
        }
    }
    let known = readers.clone();
    let found = state
        .documents
        .read(row.id, move |document| in_document(&document.view(&yrs::Transact::transact(document.doc())), &known));
    for (person, reason) in found.await? {
        add(person, reason);
    }
    let mut proposed: Vec<ProposedAttendee> = readers
        .into_iter()
        .filter_map(|person| {
            let mut because = reasons.remove(&person.id)?;
            because.sort_unstable();
            Some(ProposedAttendee { part: part(&because), person, because })
        })
        .collect();
    proposed.sort_by_key(|attendee| (attendee.part, attendee.because.first().copied()));
    proposed.truncate(MAX_PROPOSED);
    Ok(proposed)
}

fn part(because: &[AttendeeReason]) -> MeetingPart {
    match because.first() {
        Some(AttendeeReason::Facilitates) => MeetingPart::Facilitator,
        Some(AttendeeReason::Owns | AttendeeReason::Mitigates | AttendeeReason::Wrote) => MeetingPart::Required,
        _ => MeetingPart::Optional,
    }
}

/// Who owns what is to be done, and who is named: by a mention, or by their full name.
fn in_document(view: &View, people: &[Person]) -> Vec<(Uuid, AttendeeReason)> {
    let mut found = Vec::new();
    let key = |name: &str| name.trim().to_lowercase();
    for mitigation in view.live_mitigations().filter(|mitigation| !mitigation.owner.trim().is_empty()) {
        let owners = people.iter().filter(|person| key(&person.name) == key(&mitigation.owner));
        found.extend(owners.map(|person| (person.id, AttendeeReason::Mitigates)));
    }
    let mut text = String::new();
    let sections = view.live_sections().map(|section| section.body.as_str());
    let mitigations = view.live_mitigations().map(|mitigation| mitigation.text.as_str());
    for part in sections.chain(view.live_timeline().map(|entry| entry.text.as_str())).chain(mitigations) {
        if text.len() + part.len() > MAX_READ_BYTES {
            break;
        }
        text.push_str(part);
        text.push('\n');
        found.extend(mentioned(part).into_iter().map(|person| (person, AttendeeReason::Named)));
    }
    let text = text.to_lowercase();
    // A first name alone may be anybody's, or a service's.
    let full = people.iter().filter(|person| person.name.trim().contains(' '));
    found.extend(full.filter(|person| is_named(&text, &key(&person.name))).map(|p| (p.id, AttendeeReason::Named)));
    found
}

/// Whether a name stands in a text as words of its own.
fn is_named(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_only_as_words_of_its_own() {
        assert!(is_named("the page went to ada byron, then", "ada byron"));
        assert!(is_named("ada byron", "ada byron"));
        assert!(!is_named("granada byronic", "ada byron"));
        assert!(!is_named("élada byron", "ada byron"));
    }

    #[test]
    fn the_first_reason_says_who_has_to_be_there() {
        use AttendeeReason::{Facilitates, Named, Owns, Reviews, Wrote};
        assert_eq!(part(&[Facilitates, Owns]), MeetingPart::Facilitator);
        assert_eq!(part(&[Wrote, Reviews]), MeetingPart::Required);
        assert_eq!(part(&[Reviews, Named]), MeetingPart::Optional);
    }
}
