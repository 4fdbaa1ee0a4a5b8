//! Review rounds, what was published, and what the instance has decided.

use async_trait::async_trait;
use debrief_shared::api::{Person, PointNote, ReviewVerdict};
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::audit::Audit;
use super::documents::{Seq, Snapshot};

/// A round to begin.
#[derive(Clone, Debug)]
pub struct NewReview {
    /// Its id.
    pub id: Uuid,
    /// Of which postmortem.
    pub postmortem: Uuid,
    /// Who asks.
    pub by: Uuid,
    /// Now.
    pub at: Timestamp,
    /// The newest change in the log.
    pub seq: Seq,
    /// The day by which an answer is asked for.
    pub due: Option<String>,
    /// What is said to the reviewers.
    pub note: String,
    /// Who is asked, with the name of the team whose turn it is.
    pub reviewers: Vec<(Uuid, Option<String>)>,
}

/// What one reviewer says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartSaid {
    /// The points that they have worked.
    pub points: Vec<PointNote>,
    /// What they come to.
    pub verdict: Option<ReviewVerdict>,
    /// What they want to say as a whole.
    pub note: String,
}

/// One reviewer of a round, as read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartRow {
    /// Who.
    pub person: Person,
    /// The team whose turn it was theirs in.
    pub team: Option<String>,
    /// What they say.
    pub said: PartSaid,
    /// When, and the newest change in the log then.
    pub at: Option<(Timestamp, Seq)>,
    /// What the text read then; unknown for what was said before that was noted.
    pub text: Option<String>,
}

/// What a reviewer has before them while they say something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Had {
    /// Now.
    pub at: Timestamp,
    /// The newest change in the log.
    pub seq: Seq,
    /// A fingerprint of the text.
    pub text: String,
}

/// A round as read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRow {
    /// Its id.
    pub id: Uuid,
    /// 1 for the first of the postmortem.
    pub number: u32,
    /// Who asked.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// The newest change in the log then.
    pub seq: Seq,
    /// The day by which an answer is asked for.
    pub due: Option<String>,
    /// What was said to the reviewers.
    pub note: String,
    /// Who ended it and when, if it was.
    pub ended: Option<(Person, Timestamp)>,
    /// Those who were asked, by name.
    pub parts: Vec<PartRow>,
}

/// A version to publish.
#[derive(Clone, Debug)]
pub struct NewPublication {
    /// Of which postmortem.
    pub postmortem: Uuid,
    /// The exact state.
    pub state: Snapshot,
    /// Who publishes it.
    pub by: Uuid,
    /// Now.
    pub at: Timestamp,
    /// Why, although something is missing.
    pub despite: String,
}

/// What was published, as read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicationRow {
    /// 1 for the first of the postmortem.
    pub number: u32,
    /// The state after this update.
    pub seq: Seq,
    /// Who published it.
    pub by: Option<Person>,
    /// When.
    pub at: Timestamp,
    /// Why, although something was missing.
    pub despite: String,
}

/// The newest published version of a postmortem that every member may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedRow {
    /// Of which postmortem.
    pub postmortem: Uuid,
    /// When that was made.
    pub created_at: Timestamp,
    /// The version.
    pub publication: PublicationRow,
}

/// A review that somebody has not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingRow {
    /// Of which postmortem.
    pub postmortem: Uuid,
    /// Its title.
    pub title: String,
    /// Who asked.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// The day by which an answer is asked for.
    pub due: Option<String>,
}

/// Reviews and publications. A round or a part is always named together with its postmortem.
#[async_trait]
pub trait ReviewStore: Send + Sync {
    /// Rounds of a postmortem, newest first.
    async fn reviews(&self, postmortem: Uuid) -> Result<Vec<ReviewRow>, StoreError>;

    /// Begins a round; the one that is going on ends. `Conflict` when there were `most` already, or somebody who is asked is not there.
    async fn begin_review(&self, review: &NewReview, most: u32, audit: &Audit) -> Result<(), StoreError>;

    /// Ends the round that is going on. `NotFound` when there is none.
    async fn end_review(&self, postmortem: Uuid, by: Uuid, at: Timestamp, audit: &Audit) -> Result<(), StoreError>;

    /// Keeps what a reviewer says, in place of what they said before; `noted` when they come to something else than before. `NotFound` unless the round is going on and they were asked.
    async fn save_part(
        &self,
        postmortem: Uuid,
        review: Uuid,
        person: Uuid,
        said: &PartSaid,
        had: &Had,
        noted: Option<&Audit>,
    ) -> Result<(), StoreError>;

    /// Reviews that a person was asked for and has not answered, of postmortems that are not in the bin; at most `limit`, due ones first.
    async fn waiting_reviews(&self, person: Uuid, limit: u32) -> Result<Vec<WaitingRow>, StoreError>;

    /// When each member of a team who can sign in was last asked for a review; those who never were come first, then by time.
    async fn review_turns(&self, team: Uuid) -> Result<Vec<Uuid>, StoreError>;

    /// What was published of a postmortem, newest first.
    async fn publications(&self, postmortem: Uuid) -> Result<Vec<PublicationRow>, StoreError>;

    /// The newest published version of each postmortem that is neither restricted nor in the bin, by id, behind `after`; at most `limit`.
    async fn published(&self, after: Option<Uuid>, limit: u32) -> Result<Vec<PublishedRow>, StoreError>;

    /// A number that grows whenever [`ReviewStore::published`] may have come to say something else.
    async fn publication_epoch(&self) -> Result<i64, StoreError>;

    /// Publishes a state for good; a round that is going on ends. `Conflict` when there are `most` already.
    async fn publish(&self, publication: &NewPublication, most: u32, audit: &Audit) -> Result<(), StoreError>;

    /// What the instance has decided, as JSON.
    async fn setting(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// Decides something.
    async fn set_setting(&self, name: &str, value: &str, audit: &Audit) -> Result<(), StoreError>;
}
