//! What is derived of timeline entries and mitigations, and the list of action items over all postmortems.

use async_trait::async_trait;
use debrief_shared::api::Role;
use debrief_shared::document::{Approach, Category, Status};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::StoreError;
use super::documents::{DocumentRow, Scope};

/// Which form projections have. Grows when more is derived: older ones are then renewed at the next start.
pub const FORM: i64 = 5;

/// A timeline entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryRow {
    /// Its id in the document.
    pub id: String,
    /// RFC 3339 with offset, or whatever was written there.
    pub at: String,
    /// The same as Unix milliseconds, if readable.
    pub at_ms: Option<i64>,
    /// Sort of event, as stored in the document.
    pub kind: String,
    /// What happened.
    pub text: String,
    /// Whether it is out of sight.
    pub removed: bool,
}

/// A mitigation that is not removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionRow {
    /// Its id in the document.
    pub id: String,
    /// Its place among the others.
    pub position: i64,
    /// What is to be different afterwards.
    pub text: String,
    /// Which of the four kinds, or empty.
    pub category: String,
    /// Carried by machines or by people, or empty.
    pub approach: String,
    /// The one person it belongs to, or empty.
    pub owner: String,
    /// `YYYY-MM-DD`, empty, or whatever was written there.
    pub due: String,
    /// Priority, or empty.
    pub priority: String,
    /// Link into the tracker, or empty.
    pub ticket: String,
    /// Where it stands, as stored in the document.
    pub status: String,
    /// Why it was decided against, or empty.
    pub reason: String,
}

impl ActionRow {
    /// What its due date is sorted by: what is no date comes last.
    pub fn due_key(&self) -> String {
        let date: Result<Date, _> = self.due.trim().parse();
        date.map_or_else(|_| NO_DATE.to_owned(), |date| date.to_string())
    }
}

/// Behind every date.
const NO_DATE: &str = "none";

/// Where a page of action items goes on: after this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionCursor {
    /// Its due date as it is sorted by.
    pub due_key: String,
    /// Its postmortem.
    pub postmortem: Uuid,
    /// Its id in the document.
    pub id: String,
}

/// What a list of action items asks for.
#[derive(Clone, Debug)]
pub struct ActionQuery {
    /// Only those of one of these owners; any case. The empty one stands for nobody.
    pub owners: Option<Vec<String>>,
    /// Only those of this kind.
    pub category: Option<Category>,
    /// Only those carried like this.
    pub approach: Option<Approach>,
    /// Only those that stand here.
    pub statuses: Vec<Status>,
    /// Only those that are due before this day.
    pub due_before: Option<Date>,
    /// Words that must all occur in text, owner or ticket; any case.
    pub search: Option<String>,
    /// Only those after this one.
    pub after: Option<ActionCursor>,
    /// Who asks: their grants are looked up.
    pub person: Uuid,
    /// Which postmortems can matter to them at all.
    pub scope: Scope,
    /// Now: share links that have ended don't count.
    pub now: Timestamp,
    /// Most rows to return.
    pub limit: u32,
}

/// An action item with its postmortem.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundAction {
    /// The postmortem.
    pub row: DocumentRow,
    /// The strongest role that was given to the asking person in it.
    pub granted: Option<Role>,
    /// The item.
    pub action: ActionRow,
}

/// Lists of what is derived.
#[async_trait]
pub trait ProjectionStore: Send + Sync {
    /// Action items of postmortems that are not in the bin, the first due first.
    async fn actions(&self, query: ActionQuery) -> Result<Vec<FoundAction>, StoreError>;

    /// Timeline entries of a postmortem, by id.
    async fn entries(&self, id: Uuid) -> Result<Vec<EntryRow>, StoreError>;
}
