//! What somebody may do: in the instance, and in a postmortem.

use serde::{Deserialize, Serialize};

/// A role in the whole instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InstanceRole {
    /// Runs the instance: people, every template, every postmortem.
    Admin,
    /// Writes postmortems.
    Member,
    /// Sees and does what was shared with them, and nothing else. People who came by a share link are guests, too.
    Guest,
}

/// A role in one postmortem, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees to it that the postmortem is finished; may remove it.
    Owner,
    /// Writes.
    Editor,
    /// Reads and comments.
    Commenter,
    /// Reads.
    Viewer,
}

impl Role {
    /// Whether this role may change the document.
    pub fn writes(self) -> bool {
        matches!(self, Self::Owner | Self::Editor)
    }

    /// Whether this role may write comments.
    pub fn comments(self) -> bool {
        !matches!(self, Self::Viewer)
    }
}
