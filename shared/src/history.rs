//! What changed between two states of a postmortem, for people to read: part by part, texts word by word, with whoever wrote and deleted.
//! Bounded work, whatever the texts are.

mod items;
mod steps;
mod text;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::document::{Facts, Mark, Names, Removed, TextPath, View};

pub(crate) use steps::{Step, steps};
pub use text::runs;

/// How much comparing may cost, in elementary steps: about a second at most. Past it, what differs is shown as deleted and inserted as a whole.
const MAX_EFFORT: u64 = 100_000_000;

/// What is left of the work that a comparison may take; shared by all its parts.
#[derive(Clone, Debug)]
pub struct Effort(u64);

impl Default for Effort {
    fn default() -> Self {
        Self(MAX_EFFORT)
    }
}

impl Effort {
    /// Takes so many steps; `false` when there are not as many left.
    fn take(&mut self, steps: u64) -> bool {
        let left = self.0.checked_sub(steps);
        self.0 = left.unwrap_or_default();
        left.is_some()
    }
}

/// Who a stretch of a text belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Length in UTF-16 units.
    pub units: u32,
    /// The account; `None` when it is not known.
    pub by: Option<Uuid>,
}

/// For each text, in order, whom its stretches belong to. Texts that are absent belong to nobody known.
pub type Credits = HashMap<TextPath, Vec<Credit>>;

/// What happened to a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RunKind {
    /// In both.
    Equal,
    /// New.
    Inserted,
    /// Gone.
    Deleted,
}

/// A stretch of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Run {
    /// What happened to it.
    pub kind: RunKind,
    /// It.
    pub text: String,
    /// The account that wrote or deleted it, if it is known. Absent for what is equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Uuid>,
}

/// A plain field that reads otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldChange {
    /// Its name in the document, such as `severity`.
    pub field: String,
    /// Before; empty when it was not set.
    pub before: String,
    /// After; empty when it is not set.
    pub after: String,
}

/// What happened to a section, an entry or a mitigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// It was not there before.
    Added,
    /// It was taken out of sight.
    Removed,
    /// It had been removed, and is there again.
    BroughtBack,
    /// Its texts, fields or place are others.
    Changed,
}

/// A text that reads otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TextChange {
    /// Which text, such as `sections/…/body`.
    pub path: String,
    /// The whole of it.
    pub runs: Vec<Run>,
}

/// A section, an entry or a mitigation that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemChange {
    /// Its id in the document.
    pub id: String,
    /// What happened.
    pub kind: ItemKind,
    /// The beginning of its heading or text, to know it by.
    pub label: String,
    /// Whether it stands elsewhere among the others.
    pub moved: bool,
    /// When and by whom it was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub removed: Option<Removed>,
    /// Texts that changed.
    pub texts: Vec<TextChange>,
    /// Fields that changed.
    pub fields: Vec<FieldChange>,
}

/// Everything that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Changes {
    /// The title's runs; empty when it is the same.
    pub title: Vec<Run>,
    /// Facts and marks.
    pub facts: Vec<FieldChange>,
    /// Sections, in the order in which they stand now, removed ones at the end.
    pub sections: Vec<ItemChange>,
    /// Timeline entries, likewise.
    pub timeline: Vec<ItemChange>,
    /// Mitigations, likewise.
    pub mitigations: Vec<ItemChange>,
}

impl Changes {
    /// Whether there is no difference that people could see.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Compares two states. `wrote` says who wrote the texts of `after`, `deleted` who has deleted from the texts of `before`.
pub fn changes(before: &View, after: &View, wrote: &Credits, deleted: &Credits) -> Changes {
    let mut effort = Effort::default();
    let mut compare = |path: &TextPath, before: &str, after: &str| {
        let of = |credits: &Credits| credits.get(path).cloned().unwrap_or_default();
        if before == after { Vec::new() } else { runs(before, after, &of(wrote), &of(deleted), &mut effort) }
    };
    Changes {
        title: compare(&TextPath::Title, &before.title, &after.title),
        facts: items::fields(&facts(&before.facts), &facts(&after.facts)),
        sections: items::changes(&before.sections, &after.sections, true, &mut compare),
        timeline: items::changes(&before.timeline, &after.timeline, false, &mut compare),
        mitigations: items::changes(&before.mitigations, &after.mitigations, true, &mut compare),
    }
}

fn facts(facts: &Facts) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("incident", facts.incident.clone()),
        ("severity", facts.severity.clone()),
        ("time_zone", facts.time_zone.clone()),
    ];
    fields.splice(2..2, Names::ALL.iter().map(|list| (list.as_str(), facts.names(*list).join(", "))));
    fields.extend(Mark::ALL.iter().map(|mark| (mark.as_str(), facts.mark(*mark).to_owned())));
    fields
}
