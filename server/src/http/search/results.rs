//! What was found, as it is told: the best places of each postmortem, and where links lead to them.

use std::fmt::Write as _;

use debrief_shared::api::{Excerpt, Person, PlaceKind, Policy, ReviewState, SearchHit, SearchResult};
use debrief_shared::review;
use debrief_shared::said::to_plain;
use debrief_shared::search::Wants;
use debrief_shared::search::excerpt::{excerpt, held};
use uuid::Uuid;

use crate::store::search::{FoundComment, FoundPostmortem, Part, ReviewFacts};

/// Most places of one postmortem.
const MAX_HITS: usize = 4;

/// A result.
pub(super) fn result(found: FoundPostmortem, wants: &Wants, policy: &Policy, people: &[Person]) -> SearchResult {
    let FoundPostmortem { row, review: facts, parts, comments, .. } = found;
    let (mut hits, more) = hits(row.id, &parts, comments, wants);
    let rest = hits.len().saturating_sub(MAX_HITS);
    hits.truncate(MAX_HITS);
    let projection = row.projection;
    SearchResult {
        postmortem: row.id,
        title: whole(&projection.title, wants),
        state: state(&facts, policy, &projection.severity),
        incident: projection.incident,
        severity: projection.severity,
        services: projection.services,
        impact_started: projection.impact_started,
        owner: row.owner.and_then(|owner| people.iter().find(|person| person.id == owner).cloned()),
        visibility: row.visibility,
        hits,
        more: u32::try_from(rest + more).unwrap_or(u32::MAX),
    }
}

/// A title with what was found in it; a long one is cut.
fn whole(title: &str, wants: &Wants) -> Excerpt {
    excerpt(title, wants)
}

/// Places in which something was found: those with the most of the wanted words first, and headings before texts.
fn hits(id: Uuid, parts: &[Part], comments: Vec<FoundComment>, wants: &Wants) -> (Vec<SearchHit>, usize) {
    if wants.is_empty() {
        return (Vec::new(), 0);
    }
    let mut ranked: Vec<(u32, u32, usize)> = Vec::new();
    for (at, part) in parts.iter().enumerate().filter(|(_, part)| part.kind != PlaceKind::Title) {
        let (label, text) = (held(&part.label, wants), held(&part.text, wants));
        if label | text != 0 {
            ranked.push(((label | text).count_ones(), label.count_ones(), at));
        }
    }
    ranked.sort_by(|one, two| (two.0, two.1).cmp(&(one.0, one.1)).then(one.2.cmp(&two.2)));
    let more = ranked.len().saturating_sub(MAX_HITS);
    let all = wants.all().len() as u64;
    let whole = ranked.iter().take_while(|(count, ..)| u64::from(*count) == all).count();
    let mut hits: Vec<SearchHit> = ranked.iter().take(MAX_HITS).map(|(.., at)| hit(id, &parts[*at], wants)).collect();
    // A comment that holds every word says more than a place that holds some of them.
    let place = whole.min(hits.len());
    hits.splice(place..place, comments.into_iter().map(|comment| commented(id, &comment, wants)));
    (hits, more)
}

fn hit(id: Uuid, part: &Part, wants: &Wants) -> SearchHit {
    // A heading that was found stands above its excerpt, with nothing to mark in that.
    let text = if part.kind == PlaceKind::Section && held(&part.text, wants) == 0 && part.text.trim().is_empty() {
        &part.label
    } else {
        &part.text
    };
    SearchHit { kind: part.kind, place: part.label.clone(), href: href(id, part), excerpt: excerpt(text, wants) }
}

/// Where a part is: links by the ids that the page knows them by.
fn href(id: Uuid, part: &Part) -> String {
    match part.kind {
        PlaceKind::Section if !part.anchor.is_empty() => {
            format!("/p/{id}#heading-{}/{}", escaped(&part.id), escaped(&part.anchor))
        }
        PlaceKind::Section => format!("/p/{id}#section-{}", escaped(&part.id)),
        PlaceKind::Entry => format!("/p/{id}#entry-{}", escaped(&part.id)),
        PlaceKind::Mitigation => format!("/p/{id}#mitigation-{}", escaped(&part.id)),
        PlaceKind::Title | PlaceKind::Facts | PlaceKind::Comment => format!("/p/{id}"),
    }
}

/// An id or a name in an address, whatever a stranger chose for it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            // A String takes everything.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn commented(id: Uuid, comment: &FoundComment, wants: &Wants) -> SearchHit {
    SearchHit {
        kind: PlaceKind::Comment,
        place: comment.author.clone(),
        href: format!("/p/{id}#comment-{}", comment.id),
        excerpt: excerpt(&to_plain(&comment.body).0, wants),
    }
}

/// Where a postmortem stands, by the same rules as [`review::state`].
fn state(facts: &ReviewFacts, policy: &Policy, severity: &str) -> ReviewState {
    let required = review::rule(policy, severity).map_or(0, |rule| u32::from(rule.approvals));
    match (facts.asked, facts.published) {
        (asked, Some(published)) if asked.is_none_or(|asked| published >= asked) => ReviewState::Published,
        (Some(_), _) if facts.sent_back > 0 => ReviewState::Draft,
        (Some(_), _) if facts.unanswered == 0 && facts.approvals >= required => ReviewState::Approved,
        (Some(_), _) => ReviewState::InReview,
        (None, _) => ReviewState::Draft,
    }
}
