//! Bringing documents in: what each file became or would become, and what was added to a timeline.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Largest file that is brought in over REST, in bytes.
pub const MAX_IMPORT_BYTES: usize = 32 << 20;

/// A postmortem that was made of a file, or would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportedPostmortem {
    /// Its id; absent in a preview.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// The file it is from, with its folders.
    pub file: String,
    /// Its title.
    pub title: String,
    /// How many sections it has.
    pub sections: u32,
    /// How many timeline entries.
    pub entries: u32,
    /// How many mitigations.
    pub mitigations: u32,
    /// How many pictures.
    pub pictures: u32,
    /// What somebody should know who brings it in, a sentence each.
    pub warnings: Vec<String>,
    /// What became of the same file before, and is in the library still. It was not made once more, unless that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existing: Option<Uuid>,
    /// Another one of the same title that is in the library already; this one was, or would be, made beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alike: Option<Uuid>,
}

/// A file that did not become a postmortem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportProblem {
    /// The file, with its folders.
    pub file: String,
    /// Why, and what to do.
    pub problem: String,
}

/// What became of files that were brought in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportReport {
    /// Those that were read.
    pub postmortems: Vec<ImportedPostmortem>,
    /// Those that were not.
    pub problems: Vec<ImportProblem>,
}

/// What a file became in a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimelineImport {
    /// The word of the format that it was read as.
    pub format: String,
    /// Lines that were asked for: of the channel and between the times that were named.
    pub lines: u32,
    /// Entries that were added, or would be.
    pub added: u32,
    /// Lines that are entries already, or were and were removed.
    pub known: u32,
    /// The channels in the file.
    pub channels: Vec<String>,
}
