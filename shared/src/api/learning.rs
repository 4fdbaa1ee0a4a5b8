//! What many incidents tell together, on the wire. Nothing in it is about a person.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::document::Mark;

/// How long the periods are that incidents are counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PeriodLength {
    /// Calendar months.
    #[default]
    Month,
    /// Calendar quarters.
    Quarter,
    /// Calendar years.
    Year,
}

/// A period with its incidents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Period {
    /// Its first day, `YYYY-MM-DD`.
    pub from: String,
    /// Its last day, `YYYY-MM-DD`.
    pub to: String,
    /// How many incidents began in it, for each of [`Learning::severities`] in their order.
    pub incidents: Vec<u32>,
}

/// One incident's span: both ends, and what lies between them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpanValue {
    /// The postmortem.
    pub postmortem: Uuid,
    /// Its title, possibly empty.
    pub title: String,
    /// Severity as written, or empty.
    pub severity: String,
    /// The mark where it begins, RFC 3339 with offset as written.
    pub from: String,
    /// The mark where it ends, RFC 3339 with offset as written.
    pub to: String,
    /// Its length in seconds, 0 or more.
    pub seconds: i64,
}

/// The middle of a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Quartiles {
    /// A quarter of the values is at most this, in seconds.
    pub lower: i64,
    /// Half of the values is at most this, in seconds.
    pub median: i64,
    /// Three quarters of the values are at most this, in seconds.
    pub upper: i64,
}

/// A span between two marks over all incidents that have both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpanFigures {
    /// What it says, such as `Time to detect`.
    pub name: String,
    /// The mark where it begins.
    pub from: Mark,
    /// The mark where it ends.
    pub to: Mark,
    /// Every single value, the shortest first.
    pub values: Vec<SpanValue>,
    /// Incidents in which one of the two marks is missing or cannot be read.
    pub unmarked: u32,
    /// Incidents in which the marks are the wrong way round.
    pub reversed: u32,
    /// The middle, if there are enough values for one.
    pub quartiles: Option<Quartiles>,
}

/// A name and how many postmortems have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recurring {
    /// As it is written most often.
    pub name: String,
    /// In how many postmortems.
    pub postmortems: u32,
}

/// `GET /api/learning`: figures over the postmortems that the asking person may read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Learning {
    /// How many postmortems it is about.
    pub postmortems: u32,
    /// Of these, how many have no readable start of impact: they count when the postmortem was begun.
    pub undated: u32,
    /// Whether there are more than are looked at; the earliest are then left out.
    pub truncated: bool,
    /// How long a period is.
    pub length: PeriodLength,
    /// Severities as written, in alphabetical order; the empty one stands for none and comes last.
    pub severities: Vec<String>,
    /// From the first incident to the last, without gaps.
    pub periods: Vec<Period>,
    /// The spans between marks.
    pub spans: Vec<SpanFigures>,
    /// Contributing factors, those of most postmortems first.
    pub factors: Vec<Recurring>,
    /// Services, likewise.
    pub services: Vec<Recurring>,
    /// Tags, likewise.
    pub tags: Vec<Recurring>,
}

/// `GET /api/learning/names`: names that are used in postmortems that the asking person may read, those of most postmortems first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsedNames {
    /// Services.
    pub services: Vec<Recurring>,
    /// Tags.
    pub tags: Vec<Recurring>,
    /// Contributing factors.
    pub factors: Vec<Recurring>,
}
