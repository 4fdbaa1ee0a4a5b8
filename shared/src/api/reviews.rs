//! Review rounds, what an instance requires of them, and publishing, on the wire.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Person;

/// Most reviewers of one round.
pub const MAX_REVIEWERS: usize = 20;
/// Longest note of a round, a point or a verdict, in characters.
pub const MAX_REVIEW_NOTE_CHARS: usize = 4_000;
/// Most rules by severity of a policy.
pub const MAX_POLICY_RULES: usize = 20;
/// Most holidays of a policy.
pub const MAX_HOLIDAYS: usize = 500;
/// Most business days until something is due.
pub const MAX_BUSINESS_DAYS: u16 = 250;

/// Where a postmortem stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// Being written; also after a reviewer sent it back.
    #[default]
    Draft,
    /// Reviewers were asked and have not all answered.
    InReview,
    /// Everybody who was asked has approved, and they are enough.
    Approved,
    /// It was published, and nobody has begun another round since.
    Published,
}

/// What a reviewer looks at: the points of PagerDuty's and Google's reviews of postmortems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReviewPoint {
    /// It tells what happened without blaming anybody.
    Blameless,
    /// Others can learn from it.
    Useful,
    /// Times, numbers and causes hold.
    Accurate,
    /// Nothing that matters is left out.
    Complete,
    /// It gives nothing away about users and customers.
    Protects,
}

impl ReviewPoint {
    /// All of them, in the order in which they are worked.
    pub const ALL: [Self; 5] = [Self::Blameless, Self::Useful, Self::Accurate, Self::Complete, Self::Protects];
}

/// What a reviewer says about one point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PointNote {
    /// Which point.
    pub point: ReviewPoint,
    /// Whether it is fine as it is.
    pub fine: bool,
    /// What they noticed; may be empty.
    #[serde(default)]
    pub note: String,
}

/// What a reviewer comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReviewVerdict {
    /// It can be published as far as they are concerned.
    Approved,
    /// Something has to be worked on first.
    SentBack,
}

/// One reviewer of a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reviewer {
    /// Who.
    pub person: Person,
    /// The team whose turn it was theirs in, if they were not named.
    pub team: Option<String>,
    /// The points that they have worked.
    pub points: Vec<PointNote>,
    /// What they came to, once they have.
    pub verdict: Option<ReviewVerdict>,
    /// What they want to say as a whole.
    pub note: String,
    /// When they last said something, RFC 3339, UTC.
    pub at: Option<String>,
    /// What they had before them then: the change in the history. What came after it is new to them.
    pub seq: Option<i64>,
    /// How often the text was worked on since they said it, as far as that is counted; 0 while it reads the same.
    #[serde(default)]
    pub changes_since: u32,
}

/// A round: some people are asked to review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewRound {
    /// Its id.
    pub id: Uuid,
    /// 1 for the first of the postmortem.
    pub number: u32,
    /// Who asked.
    pub asked_by: Option<Person>,
    /// When, RFC 3339, UTC.
    pub asked_at: String,
    /// The day by which they are asked to answer, `2026-03-11`.
    pub due: Option<String>,
    /// What was said to them.
    pub note: String,
    /// The newest change in the history then.
    pub seq: i64,
    /// When it was ended without another one, RFC 3339, UTC.
    pub ended_at: Option<String>,
    /// Who ended it.
    pub ended_by: Option<Person>,
    /// Those who were asked, by name.
    pub reviewers: Vec<Reviewer>,
}

/// A version that was published inside; it never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Publication {
    /// 1 for the first of the postmortem.
    pub number: u32,
    /// Its place in the history.
    pub seq: i64,
    /// Who published it.
    pub by: Option<Person>,
    /// When, RFC 3339, UTC.
    pub at: String,
    /// Why it was published although something was missing; empty when nothing was.
    pub despite: String,
}

/// What is missing before a postmortem can be published without a deliberate choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewGaps {
    /// Approvals that the policy asks for and that are not there.
    pub approvals: u32,
    /// Of the approvals that the policy asks for, those that are there, but of an earlier text.
    #[serde(default)]
    pub earlier: u32,
    /// Reviewers who were asked and have not answered.
    pub unanswered: u32,
    /// Reviewers who sent it back.
    pub sent_back: u32,
    /// Comment threads that are open.
    pub open_threads: u32,
}

impl ReviewGaps {
    /// Whether nothing is missing.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// `GET …/review`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Review {
    /// Where it stands.
    pub state: ReviewState,
    /// The day by which it is to be published, by the policy, `2026-03-11`.
    pub due: Option<String>,
    /// Approvals that the policy asks for at this severity.
    pub required: u32,
    /// What is missing.
    pub gaps: ReviewGaps,
    /// The newest change in the history.
    pub end: i64,
    /// Rounds, newest first.
    pub rounds: Vec<ReviewRound>,
    /// What was published, newest first.
    pub publications: Vec<Publication>,
}

impl Review {
    /// The round that is going on, also when everybody has answered.
    pub fn current(&self) -> Option<&ReviewRound> {
        self.rounds.first().filter(|round| round.ended_at.is_none())
    }
}

/// A team of which some are asked, those first who have not been asked for the longest time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TeamTurn {
    /// Which team.
    pub team: Uuid,
    /// How many of it.
    pub people: u8,
}

/// `POST …/review`: begins a round; one that is going on ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskReview {
    /// Who is asked.
    #[serde(default)]
    pub people: Vec<Uuid>,
    /// Teams whose turn it is.
    #[serde(default)]
    pub teams: Vec<TeamTurn>,
    /// The day by which they are asked to answer, `2026-03-11`.
    #[serde(default)]
    pub due: Option<String>,
    /// What is said to them.
    #[serde(default)]
    pub note: String,
}

/// `PUT …/review/mine`: what the reviewer says, in place of what they said before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GiveReview {
    /// The points that they have worked; each at most once.
    #[serde(default)]
    pub points: Vec<PointNote>,
    /// What they come to; absent while they are at it.
    #[serde(default)]
    pub verdict: Option<ReviewVerdict>,
    /// What they want to say as a whole.
    #[serde(default)]
    pub note: String,
}

/// `POST …/publications`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Publish {
    /// Why it is published although something is missing. Needed then, and only then.
    #[serde(default)]
    pub despite: String,
}

/// A review that somebody is waiting for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingReview {
    /// Of which postmortem.
    pub postmortem: Uuid,
    /// Its title.
    pub title: String,
    /// Who asked.
    pub asked_by: Option<Person>,
    /// When, RFC 3339, UTC.
    pub asked_at: String,
    /// The day by which an answer is asked for, `2026-03-11`.
    pub due: Option<String>,
}

/// `GET /api/reviews`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingReviews {
    /// What the one who asks has been asked to review and has not answered; what is due first comes first.
    pub reviews: Vec<WaitingReview>,
}

/// What is required at one severity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyRule {
    /// The severity as it is written in postmortems; compared by its letters and digits.
    pub severity: String,
    /// Approvals without which publishing is a deliberate choice.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 20))]
    pub approvals: u8,
    /// Business days after the incident until it is to be published; absent: no date.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 250))]
    pub days: Option<u16>,
}

/// `GET` and `PUT /api/policy`: what the instance requires, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// IANA name of the zone in which days are counted.
    pub time_zone: String,
    /// Days that are worked, 1 for Monday to 7 for Sunday.
    #[cfg_attr(feature = "openapi", schema(schema_with = weekdays))]
    pub working_days: Vec<u8>,
    /// Days that are not worked although their weekday is, `2026-12-25`.
    pub holidays: Vec<String>,
    /// By severity.
    pub rules: Vec<PolicyRule>,
}

#[cfg(feature = "openapi")]
fn weekdays() -> utoipa::openapi::schema::Array {
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};

    let day = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(7));
    ArrayBuilder::new().items(day).build()
}

impl Default for Policy {
    /// Three business days at Sev-1 and five at Sev-2, as PagerDuty schedules its postmortem meetings; Monday to Friday, in UTC.
    fn default() -> Self {
        let rule =
            |severity: &str, approvals, days| PolicyRule { severity: severity.to_owned(), approvals, days: Some(days) };
        Self {
            time_zone: "UTC".to_owned(),
            working_days: vec![1, 2, 3, 4, 5],
            holidays: Vec::new(),
            rules: vec![rule("Sev-1", 2, 3), rule("Sev-2", 1, 5)],
        }
    }
}
