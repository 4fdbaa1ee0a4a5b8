//! The name of one collaborative text, as comments, presence and editors refer to it.

use std::{fmt, str::FromStr};

/// Which text of the document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TextPath {
    /// `title`.
    Title,
    /// `sections/<id>/heading`.
    Heading(String),
    /// `sections/<id>/body`.
    Body(String),
    /// `timeline/<id>/text`.
    Entry(String),
    /// `timeline/<entry>/accounts/<account>/text`.
    Account {
        /// The entry.
        entry: String,
        /// The account within it.
        account: String,
    },
    /// `mitigations/<id>/text`.
    Mitigation(String),
}

/// A text path that names no text of the document model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a text of a postmortem: write `title`, `sections/<id>/heading`, `sections/<id>/body`, `timeline/<id>/text`, `timeline/<id>/accounts/<id>/text` or `mitigations/<id>/text`"
)]
pub struct InvalidPath;

impl fmt::Display for TextPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title => f.write_str("title"),
            Self::Heading(id) => write!(f, "sections/{id}/heading"),
            Self::Body(id) => write!(f, "sections/{id}/body"),
            Self::Entry(id) => write!(f, "timeline/{id}/text"),
            Self::Account { entry, account } => write!(f, "timeline/{entry}/accounts/{account}/text"),
            Self::Mitigation(id) => write!(f, "mitigations/{id}/text"),
        }
    }
}

impl FromStr for TextPath {
    type Err = InvalidPath;

    fn from_str(text: &str) -> Result<Self, InvalidPath> {
        let mut parts = text.splitn(3, '/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("title"), None, None) => Ok(Self::Title),
            (Some("sections"), Some(id), Some("heading")) if !id.is_empty() => Ok(Self::Heading(id.to_owned())),
            (Some("sections"), Some(id), Some("body")) if !id.is_empty() => Ok(Self::Body(id.to_owned())),
            (Some("timeline"), Some(id), Some("text")) if !id.is_empty() => Ok(Self::Entry(id.to_owned())),
            (Some("timeline"), Some(id), Some(rest)) if !id.is_empty() => {
                let account = rest.strip_prefix("accounts/").and_then(|rest| rest.strip_suffix("/text"));
                let account = account.filter(|account| !account.is_empty()).ok_or(InvalidPath)?;
                Ok(Self::Account { entry: id.to_owned(), account: account.to_owned() })
            }
            (Some("mitigations"), Some(id), Some("text")) if !id.is_empty() => Ok(Self::Mitigation(id.to_owned())),
            _ => Err(InvalidPath),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_back_as_written() {
        for path in [
            "title",
            "sections/a/heading",
            "sections/a/body",
            "timeline/b/text",
            "timeline/b/accounts/d/text",
            "mitigations/c/text",
        ] {
            assert_eq!(path.parse::<TextPath>().expect("a known form").to_string(), path);
        }
        for path in [
            "",
            "titles",
            "sections//body",
            "sections/a",
            "timeline/a/body",
            "timeline/a/accounts//text",
            "timeline/a/accounts/b",
            "meeting/a/text",
        ] {
            assert_eq!(path.parse::<TextPath>(), Err(InvalidPath));
        }
    }
}
