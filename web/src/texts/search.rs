//! The search over everything, what is similar, and what happened a year ago.

use std::fmt::Display;

use debrief_shared::api::{PlaceKind, ReviewState};

use super::{counted, listed};

pub(crate) const SEARCH: &str = "Search";
pub(crate) const SEARCH_EVERYTHING: &str = "Search everything";
pub(crate) const WORDS: &str = "Words anywhere in a postmortem";
pub(crate) const GO_TO_THE_BOX: &str = "Go to the search box";
pub(crate) const MOVE_THROUGH_THE_RESULTS: &str = "Move through the results";
pub(crate) const OPEN_THE_PLACE: &str = "Open the place";
pub(crate) const FILTERS: &str = "Filters";
pub(crate) const SERVICE: &str = "Service";
pub(crate) const SEVERITY: &str = "Severity";
pub(crate) const TAG: &str = "Tag";
pub(crate) const FACTOR: &str = "Contributing factor";
pub(crate) const STATE: &str = "State";
pub(crate) const OWNER: &str = "Owner";
pub(crate) const FROM: &str = "From";
pub(crate) const TO: &str = "Until";
pub(crate) const ANY: &str = "Any";
pub(crate) const ANYBODY: &str = "Anybody";
pub(crate) const SOMEBODY: &str = "somebody";
pub(crate) const CLEAR_ALL: &str = "Clear all";
pub(crate) const UNTITLED: &str = "Untitled";
pub(crate) const ON_ITS_WAY: &str = "The results are on their way";
pub(crate) const SHOW_MORE: &str = "Show more";
pub(crate) const ONLY_PEOPLE_ADDED: &str = "Only people added";
pub(crate) const FIND_AGAIN: &str = "Find again what somebody wrote down";
pub(crate) const HOW_TO_SEARCH: &str = "Type a few words: a postmortem is found when it holds all of them. The beginning of a word is enough, and neither capitals nor accents matter.";
pub(crate) const HOW_TO_NARROW: &str = "Filters narrow it down by service, severity, tag, contributing factor, time, owner or state. The address holds the whole search: send it to somebody, or save it here.";
pub(crate) const NOTHING_HOLDS_ALL: &str = "Nothing holds all of this";
pub(crate) const WHAT_TO_TRY: &str = "Leave a word out, or try only its beginning. A comment is found by its own words alone. What you may not open is never found.";
pub(crate) const WITHOUT_FILTERS: &str = "Search without filters";
pub(crate) const OFFLINE: &str = "Searching needs the server, which cannot be reached right now. What is kept on this device stands in the list of postmortems.";
pub(crate) const SAVED_SEARCHES: &str = "Saved searches";
pub(crate) const SAVE_THIS_SEARCH: &str = "Save this search";
pub(crate) const NAME_OF_THE_SEARCH: &str = "Name of the search";
pub(crate) const SAVE: &str = "Save";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const SIMILAR_INCIDENTS: &str = "Similar incidents";
pub(crate) const NOTHING_SIMILAR: &str =
    "Nothing similar yet. As you write, postmortems with the same rare words or services appear here.";

/// How many were found; `more` says that there are others.
pub(crate) fn found(count: usize, more: bool) -> String {
    match (count, more) {
        (0, _) => "Nothing found".to_owned(),
        (_, true) => format!("The first {}", counted(count, "postmortem", "postmortems")),
        (_, false) => counted(count, "postmortem", "postmortems"),
    }
}
/// How many more places a postmortem has.
pub(crate) fn more_places(count: u32) -> String {
    format!("and {} in it", counted(count, "more place", "more places"))
}
pub(crate) fn place(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Title => "Title",
        PlaceKind::Facts => "Facts",
        PlaceKind::Section => "Section",
        PlaceKind::Entry => "Timeline",
        PlaceKind::Mitigation => "Mitigation",
        PlaceKind::Comment => "Comment",
    }
}
pub(crate) fn state(state: ReviewState) -> &'static str {
    match state {
        ReviewState::Draft => "Draft",
        ReviewState::InReview => "In review",
        ReviewState::Approved => "Approved",
        ReviewState::Published => "Published",
    }
}
pub(crate) fn filter(name: impl Display, value: impl Display) -> String {
    format!("{name}: {value}")
}
pub(crate) fn take_out(filter: impl Display) -> String {
    format!("Take out {filter}")
}
pub(crate) fn is_saved(name: impl Display) -> String {
    format!("“{name}” is saved.")
}
pub(crate) fn remove(name: impl Display) -> String {
    format!("Remove “{name}”")
}
pub(crate) fn is_removed(name: impl Display) -> String {
    format!("“{name}” is removed.")
}
/// Why two postmortems are similar.
pub(crate) fn both(terms: &[String], services: &[String]) -> String {
    let mention = (!terms.is_empty()).then(|| format!("both mention {}", listed(terms)));
    let service = match services {
        [] => None,
        [one] => Some(format!("same service: {one}")),
        several => Some(format!("same services: {}", listed(several))),
    };
    mention.into_iter().chain(service).collect::<Vec<_>>().join("; ")
}
