//! Names of roots and fields, and the words that some fields hold.

use serde::{Deserialize, Serialize};

pub(super) const TITLE: &str = "title";
pub(super) const META: &str = "meta";
pub(super) const SECTIONS: &str = "sections";
pub(super) const TIMELINE: &str = "timeline";
pub(super) const MITIGATIONS: &str = "mitigations";
pub(super) const MEETING: &str = "meeting";

pub(super) const INCIDENT: &str = "incident";
pub(super) const SEVERITY: &str = "severity";
pub(super) const TIME_ZONE: &str = "time_zone";
pub(super) const SET_ASIDE: &str = "set_aside:";

pub(super) const RANK: &str = "rank";
pub(super) const KIND: &str = "kind";
pub(super) const HEADING: &str = "heading";
pub(super) const GUIDANCE: &str = "guidance";
pub(super) const BODY: &str = "body";
pub(super) const AT: &str = "at";
pub(super) const TEXT: &str = "text";
pub(super) const EVIDENCE: &str = "evidence";
pub(super) const SOURCE: &str = "source";
pub(super) const APPROXIMATE: &str = "approximate";
pub(super) const ACCOUNTS: &str = "accounts";
pub(super) const AUTHOR: &str = "author";
pub(super) const URL: &str = "url";
pub(super) const EVIDENCE_TITLE: &str = "title";
pub(super) const CATEGORY: &str = "category";
pub(super) const APPROACH: &str = "approach";
pub(super) const OWNER: &str = "owner";
pub(super) const DUE: &str = "due";
pub(super) const PRIORITY: &str = "priority";
pub(super) const TICKET: &str = "ticket";
pub(super) const STATUS: &str = "status";
pub(super) const REASON: &str = "reason";
pub(super) const PROOF: &str = "proof";
pub(super) const REMOVED_AT: &str = "removed_at";
pub(super) const REMOVED_BY: &str = "removed_by";

/// Defines an enum of words as they are stored, with the label people see.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $stored:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name {
            $(
                $(#[$variant_doc])*
                #[serde(rename = $stored)]
                #[cfg_attr(feature = "openapi", schema(rename = $stored))]
                $variant,
            )+
        }

        impl $name {
            /// Every one, in the order in which to offer them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word stored in the document.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $stored),+ }
            }

            /// The word people see.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            /// Reads the stored word.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($stored => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

words! {
    /// What a section holds.
    SectionKind {
        /// Markdown text.
        Prose = "prose", "Text";
        /// The timeline, under a note in Markdown.
        Timeline = "timeline", "Timeline";
        /// The mitigations, under a note in Markdown.
        Mitigations = "mitigations", "Mitigations";
    }
}

words! {
    /// What sort of event a timeline entry tells of.
    EntryKind {
        /// A change of status or impact.
        Status = "status", "Status or impact";
        /// Something was noticed.
        Detection = "detection", "Detection";
        /// Something was decided.
        Decision = "decision", "Decision";
        /// Something was done.
        Action = "action", "Action";
        /// Something was taken to be so.
        Assumption = "assumption", "Assumption";
        /// The effect was lessened for a while.
        Workaround = "workaround", "Workaround";
        /// The effect was ended.
        Solution = "solution", "Solution";
        /// Somebody was told.
        Communication = "communication", "Communication";
        /// Anything else, or nobody has said.
        Note = "note", "Note";
    }
}

words! {
    /// The four kinds of good mitigations.
    Category {
        /// See it coming.
        Anticipate = "anticipate", "Anticipate";
        /// Notice it sooner.
        Monitor = "monitor", "Monitor";
        /// Handle it better.
        Respond = "respond", "Respond";
        /// Know more next time.
        Learn = "learn", "Learn";
    }
}

words! {
    /// Whether machines or people carry a mitigation.
    Approach {
        /// Built into the system.
        Technical = "technical", "Technical";
        /// Done by people each time.
        Process = "process", "Process";
    }
}

words! {
    /// Where a mitigation stands. An idea becomes a commitment by somebody's decision.
    Status {
        /// Not decided on.
        Idea = "idea", "Idea";
        /// Committed to.
        Open = "open", "Open";
        /// Being worked on.
        InProgress = "in_progress", "In progress";
        /// Done.
        Done = "done", "Done";
        /// Decided against.
        WontDo = "wont_do", "Won't do";
    }
}

words! {
    /// A mark on the incident's course. Durations are derived from marks.
    Mark {
        /// Somebody was affected from here on.
        ImpactStarted = "impact_started", "Impact started";
        /// It was noticed.
        Detected = "detected", "Detected";
        /// Somebody took it on.
        Acknowledged = "acknowledged", "Acknowledged";
        /// The effect was over or bearable.
        Mitigated = "mitigated", "Mitigated";
        /// Everything was as it is meant to be.
        Resolved = "resolved", "Resolved";
    }
}

words! {
    /// A list of short names among the facts.
    Names {
        /// The services concerned.
        Services = "services", "Services";
        /// Words of the organisation's own, to find it again by.
        Tags = "tags", "Tags";
        /// Conditions that contributed: several, and none of them a person.
        Factors = "factors", "Contributing factors";
    }
}

/// Most names that people and API put into one of the lists of [`Names`]; a view shows what else is there.
pub const MAX_NAMES: usize = 50;
/// Longest of these names, in characters.
pub const MAX_NAME_CHARS: usize = 100;

impl Status {
    /// Whether it is a commitment: neither an idea nor decided against.
    pub fn is_commitment(self) -> bool {
        matches!(self, Self::Open | Self::InProgress | Self::Done)
    }
}

/// The lists whose items are soft-removed and brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// Sections.
    Sections,
    /// Timeline entries.
    Timeline,
    /// Mitigations.
    Mitigations,
}

/// What a field that says yes or no holds for yes; for no it is empty.
pub const YES: &str = "true";

/// A field that holds one plain string, last writer wins. Setting it to an empty string clears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// A section's quiet help.
    Guidance,
    /// A timeline entry's time, RFC 3339 with offset.
    At,
    /// Whether a timeline entry's time is only about right: [`YES`] or empty.
    Approximate,
    /// A timeline entry's [`EntryKind`].
    Kind,
    /// Where an imported timeline entry came from.
    Source,
    /// A mitigation's [`Category`].
    Category,
    /// A mitigation's [`Approach`].
    Approach,
    /// A mitigation's one owner.
    Owner,
    /// A mitigation's due date, `YYYY-MM-DD`.
    Due,
    /// A mitigation's priority.
    Priority,
    /// A mitigation's ticket link.
    Ticket,
    /// A mitigation's [`Status`].
    Status,
    /// Why a mitigation was decided against.
    Reason,
    /// What shows that a mitigation is done.
    Proof,
}

impl Field {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Guidance => GUIDANCE,
            Self::At => AT,
            Self::Approximate => APPROXIMATE,
            Self::Kind => KIND,
            Self::Source => SOURCE,
            Self::Category => CATEGORY,
            Self::Approach => APPROACH,
            Self::Owner => OWNER,
            Self::Due => DUE,
            Self::Priority => PRIORITY,
            Self::Ticket => TICKET,
            Self::Status => STATUS,
            Self::Reason => REASON,
            Self::Proof => PROOF,
        }
    }
}
