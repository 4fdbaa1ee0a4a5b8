//! Finding again: what was found and where, what is similar, what happened a year ago, and searches that somebody keeps.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Person, ReviewState, Visibility};

/// Longest name of a saved search, in characters.
pub const MAX_VIEW_NAME_CHARS: usize = 80;
/// Longest saved search, in characters of its address.
pub const MAX_VIEW_QUERY_CHARS: usize = 2_000;
/// Most searches that somebody keeps.
pub const MAX_VIEWS: u32 = 50;

/// A word to highlight, in UTF-16 units of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SearchMark))]
pub struct Mark {
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

/// A piece of a text in which something was found. Plain text, never HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Excerpt {
    /// On one line, with `…` where it was cut.
    pub text: String,
    /// What was found in it, in order.
    pub marks: Vec<Mark>,
}

/// Sort of place in a postmortem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// Its title.
    Title,
    /// Incident, severity and services.
    Facts,
    /// A section.
    Section,
    /// A timeline entry.
    Entry,
    /// A mitigation.
    Mitigation,
    /// A comment.
    Comment,
}

/// A place where something was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchHit {
    /// What it is.
    pub kind: PlaceKind,
    /// Which one: a section's heading, an entry's time, a mitigation's owner, a comment's author; may be empty.
    pub place: String,
    /// Leads there: a path on this server.
    pub href: String,
    /// What it says.
    pub excerpt: Excerpt,
}

/// A postmortem in which something was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchResult {
    /// The postmortem.
    pub postmortem: Uuid,
    /// Its title, possibly empty.
    pub title: Excerpt,
    /// Incident id as written, or empty.
    pub incident: String,
    /// Severity as written, or empty.
    pub severity: String,
    /// Services as written.
    pub services: Vec<String>,
    /// When the impact started, RFC 3339 with offset, or `None`.
    pub impact_started: Option<String>,
    /// The one who sees to it that it is finished.
    pub owner: Option<Person>,
    /// Who may open it without having been added.
    pub visibility: Visibility,
    /// Where it stands.
    pub state: ReviewState,
    /// Where something was found, the best places first.
    pub hits: Vec<SearchHit>,
    /// How many more places there are in it.
    pub more: u32,
}

/// `GET /api/search`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchPage {
    /// Those with every word in the title first, then those with them in headings and facts, in the text, in a comment; within each, the
    /// latest incident first.
    pub results: Vec<SearchResult>,
    /// What to send as `after` for the next page; `None` on the last. A page may hold fewer than asked for, even none, before the last.
    pub next: Option<String>,
}

/// A postmortem that tells of something similar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SimilarPostmortem {
    /// The postmortem.
    pub postmortem: Uuid,
    /// Its title, possibly empty.
    pub title: String,
    /// Severity as written, or empty.
    pub severity: String,
    /// When the impact started, RFC 3339 with offset, or `None`.
    pub impact_started: Option<String>,
    /// What both mention and few others do, the most telling first.
    pub terms: Vec<String>,
    /// Services that both name.
    pub services: Vec<String>,
}

/// `GET /api/postmortems/{id}/similar`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SimilarList {
    /// The most similar first.
    pub similar: Vec<SimilarPostmortem>,
}

/// A postmortem of an incident that began about a year ago.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Anniversary {
    /// The postmortem.
    pub postmortem: Uuid,
    /// Its title, possibly empty.
    pub title: String,
    /// When the impact started, RFC 3339 with offset.
    pub impact_started: String,
}

/// `GET /api/anniversaries`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnniversaryList {
    /// The earliest first.
    pub anniversaries: Vec<Anniversary>,
}

/// A search that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedView {
    /// Its id.
    pub id: Uuid,
    /// What they call it.
    pub name: String,
    /// What stands behind `/search?`.
    pub query: String,
}

/// `POST /api/views`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveView {
    /// What to call it.
    pub name: String,
    /// What stands behind `/search?`.
    pub query: String,
}

/// `GET /api/views`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedViewList {
    /// By name.
    pub views: Vec<SavedView>,
}
