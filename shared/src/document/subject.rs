//! What a comment thread can be about: a text, in which it has a range, or a place as a whole.

use std::{fmt, str::FromStr};

use yrs::ReadTxn;

use super::{List, Postmortem, TextPath, View, item};

/// What a comment thread is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A range of a text.
    Text(TextPath),
    /// `postmortem`: all of it.
    Whole,
    /// `sections/<id>`.
    Section(String),
    /// `timeline/<id>`: an entry.
    Entry(String),
    /// `mitigations/<id>`.
    Mitigation(String),
}

/// A path that names nothing to comment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "nothing to comment on: write `postmortem`, `sections/<id>`, `timeline/<id>`, `mitigations/<id>`, or the path of a text with its range"
)]
pub struct InvalidSubject;

impl Subject {
    /// The place that a text belongs to.
    pub fn around(path: &TextPath) -> Self {
        match path.clone() {
            TextPath::Title => Self::Whole,
            TextPath::Heading(id) | TextPath::Body(id) => Self::Section(id),
            TextPath::Entry(id) | TextPath::Account { entry: id, .. } => Self::Entry(id),
            TextPath::Mitigation(id) => Self::Mitigation(id),
        }
    }

    /// The text itself, or the one that stands for the place.
    pub fn text_path(&self) -> TextPath {
        match self {
            Self::Text(path) => path.clone(),
            Self::Whole => TextPath::Title,
            Self::Section(id) => TextPath::Heading(id.clone()),
            Self::Entry(id) => TextPath::Entry(id.clone()),
            Self::Mitigation(id) => TextPath::Mitigation(id.clone()),
        }
    }

    /// What a place is called, as it is now; `None` for texts and for what is not in sight.
    pub fn words(&self, view: &View) -> Option<String> {
        let called = |kind: &str, text: &str, empty: &str| {
            let text = text.trim();
            Some(format!("{kind}: {}", if text.is_empty() { empty } else { text }))
        };
        match self {
            Self::Text(_) => None,
            Self::Whole => Some("The whole postmortem".to_owned()),
            Self::Section(id) => {
                called("Section", &view.live_sections().find(|section| section.id == *id)?.heading, "untitled")
            }
            Self::Entry(id) => {
                called("Timeline entry", &view.live_timeline().find(|entry| entry.id == *id)?.text, "empty")
            }
            Self::Mitigation(id) => {
                called("Mitigation", &view.live_mitigations().find(|item| item.id == *id)?.text, "empty")
            }
        }
    }

    /// Whether it is in the document, in sight or not.
    pub fn is_in<T: ReadTxn>(&self, postmortem: &Postmortem, txn: &T) -> bool {
        let has = |list, id: &str| item(postmortem.list(list), txn, id).is_some();
        match self {
            Self::Text(path) => postmortem.text(txn, path).is_some(),
            Self::Whole => true,
            Self::Section(id) => has(List::Sections, id),
            Self::Entry(id) => has(List::Timeline, id),
            Self::Mitigation(id) => has(List::Mitigations, id),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(path) => path.fmt(f),
            Self::Whole => f.write_str("postmortem"),
            Self::Section(id) => write!(f, "sections/{id}"),
            Self::Entry(id) => write!(f, "timeline/{id}"),
            Self::Mitigation(id) => write!(f, "mitigations/{id}"),
        }
    }
}

impl FromStr for Subject {
    type Err = InvalidSubject;

    fn from_str(text: &str) -> Result<Self, InvalidSubject> {
        if text == "postmortem" {
            return Ok(Self::Whole);
        }
        if let Ok(path) = text.parse() {
            return Ok(Self::Text(path));
        }
        let (list, id) = text.split_once('/').ok_or(InvalidSubject)?;
        if id.is_empty() || id.contains('/') {
            return Err(InvalidSubject);
        }
        match list {
            "sections" => Ok(Self::Section(id.to_owned())),
            "timeline" => Ok(Self::Entry(id.to_owned())),
            "mitigations" => Ok(Self::Mitigation(id.to_owned())),
            _ => Err(InvalidSubject),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_read_back_as_written() {
        for path in ["postmortem", "sections/a", "timeline/b", "mitigations/c", "title", "sections/a/body"] {
            assert_eq!(path.parse::<Subject>().expect("a known form").to_string(), path);
        }
        for path in ["", "postmortems", "sections/", "sections/a/none", "meeting/a", "timeline", "title/a"] {
            assert_eq!(path.parse::<Subject>(), Err(InvalidSubject), "{path}");
        }
    }

    #[test]
    fn a_place_and_its_text_lead_to_each_other() {
        for place in ["postmortem", "sections/a", "timeline/b", "mitigations/c"] {
            let place: Subject = place.parse().expect("a known form");
            assert_eq!(Subject::around(&place.text_path()), place);
        }
        assert_eq!(Subject::around(&TextPath::Body("a".into())), Subject::Section("a".into()));
    }
}
