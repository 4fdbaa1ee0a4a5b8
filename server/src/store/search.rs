//! Finding again: an index of all words over all postmortems and comments, what they share, and searches that people keep. The index is
//! derived and can be made anew at any time; what nobody but its author may read is found by nobody else.

pub mod index;

use async_trait::async_trait;
use debrief_shared::api::{PlaceKind, ReviewState, Role, SavedView};
use debrief_shared::search::Wants;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::StoreError;
use super::documents::{DocumentRow, Scope};

/// A piece of a postmortem that is found by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it is.
    pub kind: PlaceKind,
    /// Its id in the document; empty for title and facts.
    pub id: String,
    /// The name of a heading in a section's text that it stands under, or empty.
    pub anchor: String,
    /// What it is called: a section's heading, an entry's time, a mitigation's owner.
    pub label: String,
    /// What it says.
    pub text: String,
}

/// How well a postmortem fits a search. The order is that of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Every word is in the title.
    Title = 0,
    /// Every word is in title, headings or facts.
    Headings = 1,
    /// Every word is somewhere in it.
    Text = 2,
    /// Every word is in one comment on it.
    Comment = 3,
}

/// Where a page of results goes on: after this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchCursor {
    /// Its [`Tier`], as a number.
    pub tier: i64,
    /// When it happened, Unix milliseconds.
    pub moment: i64,
    /// The postmortem.
    pub postmortem: Uuid,
}

/// What somebody searches for. Everything given has to fit.
#[derive(Clone, Debug)]
pub struct SearchQuery {
    /// Words; all postmortems that fit the rest when there are none.
    pub wants: Wants,
    /// Only those that name this service; any case.
    pub service: Option<String>,
    /// Only those with this tag; any case.
    pub tag: Option<String>,
    /// Only those to which this contributed; any case.
    pub factor: Option<String>,
    /// Only those of this severity; any case.
    pub severity: Option<String>,
    /// Only those that this account owns.
    pub owner: Option<Uuid>,
    /// Only those that may stand here: what is asked for beyond the database is told by [`ReviewFacts`].
    pub state: Option<ReviewState>,
    /// Only what happened at this moment or later.
    pub from: Option<Timestamp>,
    /// Only what happened before this moment.
    pub to: Option<Timestamp>,
    /// Only those after this one.
    pub after: Option<SearchCursor>,
    /// Who asks, and when.
    pub asker: Asker,
    /// Most rows to return.
    pub limit: u32,
}

/// Who asks: nothing else than what they may read is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    /// Their account: grants are looked up.
    pub person: Uuid,
    /// Which postmortems can matter to them at all.
    pub scope: Scope,
    /// Now: share links that have ended don't count.
    pub now: Timestamp,
}

/// What is known of a postmortem's review, without the policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReviewFacts {
    /// When the round that is going on was asked for.
    pub asked: Option<Timestamp>,
    /// Reviewers of it who have not answered.
    pub unanswered: u32,
    /// Those who sent it back.
    pub sent_back: u32,
    /// Those who approved, but for whoever asked.
    pub approvals: u32,
    /// When it was last published.
    pub published: Option<Timestamp>,
}

/// A comment in which something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundComment {
    /// Its id.
    pub id: Uuid,
    /// Who wrote it.
    pub author: String,
    /// What it says.
    pub body: String,
}

/// A postmortem in which something was found.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundPostmortem {
    /// The postmortem.
    pub row: DocumentRow,
    /// The strongest role that was given to the asking person in it.
    pub granted: Option<Role>,
    /// Where the next page begins, were this the last one.
    pub cursor: SearchCursor,
    /// Where it stands.
    pub review: ReviewFacts,
    /// What it says, in parts.
    pub parts: Vec<Part>,
    /// Comments that hold every word, newest first, [`MAX_COMMENTS`] at most.
    pub comments: Vec<FoundComment>,
}

/// Comments that [`SearchStore::index_comments`] enters in one transaction, beside which others have to be written.
pub const COMMENTS_AT_ONCE: u32 = 200;

/// Most comments of a postmortem in a result.
pub const MAX_COMMENTS: usize = 3;

/// A term that a postmortem shares with another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedTerm {
    /// The other postmortem.
    pub postmortem: Uuid,
    /// The term, folded.
    pub term: String,
    /// As it is written in the one that was asked about.
    pub shown: String,
    /// How much it says in that one …
    pub weight: u32,
    /// … and in the other.
    pub other_weight: u32,
    /// How many postmortems that the asking person may read have it.
    pub holders: u32,
}

/// What a postmortem shares with others that the asking person may read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shares {
    /// Terms, of which few enough have each.
    pub terms: Vec<SharedTerm>,
    /// The others that share a term.
    pub others: Vec<(DocumentRow, Option<Role>)>,
    /// How many postmortems the asking person may read.
    pub readable: u32,
}

/// A search to keep.
#[derive(Clone, Debug)]
pub struct NewView {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub person: Uuid,
    /// What they call it.
    pub name: String,
    /// What stands behind `/search?`.
    pub query: String,
    /// Now.
    pub created_at: Timestamp,
}

/// The index, and searches that are kept.
#[async_trait]
pub trait SearchStore: Send + Sync {
    /// Postmortems that are not in the bin: the best [`Tier`] first, within it the latest incident, within that the greatest id.
    async fn search(&self, query: SearchQuery) -> Result<Vec<FoundPostmortem>, StoreError>;

    /// What a postmortem shares with others, which are not in the bin.
    async fn shares(&self, id: Uuid, asker: Asker) -> Result<Shares, StoreError>;

    /// Postmortems whose impact began from `from` until before `to`, the earliest first, with the role that was given to the asking
    /// person.
    async fn happened(
        &self,
        from: Timestamp,
        to: Timestamp,
        asker: Asker,
        limit: u32,
    ) -> Result<Vec<(DocumentRow, Option<Role>)>, StoreError>;

    /// Postmortems that fit what is asked for beside words, those that happened last first, with the role that was given to the asking
    /// person. Without a time of the incident it is when they were begun.
    async fn incidents(&self, query: SearchQuery) -> Result<Vec<(DocumentRow, Option<Role>)>, StoreError>;

    /// Enters comments that the index does not know, at most `limit` of them, and returns how many. Those that are written from now on
    /// enter it by themselves; after an update or a restore there are others.
    async fn index_comments(&self, limit: u32) -> Result<u32, StoreError>;

    /// Searches that somebody keeps, by name.
    async fn views(&self, person: Uuid) -> Result<Vec<SavedView>, StoreError>;

    /// Keeps a search. `Conflict` when they keep `most` already.
    async fn save_view(&self, view: &NewView, most: u32) -> Result<(), StoreError>;

    /// Forgets a search. `NotFound` when they keep none of this id.
    async fn remove_view(&self, person: Uuid, id: Uuid) -> Result<(), StoreError>;
}
