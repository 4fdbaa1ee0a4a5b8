//! What the index holds of a postmortem, made before a transaction begins: nobody waits for it who writes.

use std::collections::{BTreeMap, BTreeSet};

use debrief_shared::api::PlaceKind;
use debrief_shared::search::terms::{Term, terms};
use debrief_shared::search::words;
use debrief_shared::time::Moment;
use serde::{Deserialize, Serialize};

use super::{Part, Tier};
use crate::store::StoreError;
use crate::store::documents::Projection;
use crate::store::plain;

/// Which form the index has. Grows when words are made or weighed in another way: then it says something else of the same parts.
const FORM: u32 = 2;
/// What all words of a postmortem may take together, in bytes: PostgreSQL holds no more than a MiB in one row of its index.
const MAX_WORDS_BYTES: usize = 900_000;
/// What a word takes beside its letters, in PostgreSQL's index.
const WORD_BYTES: usize = 16;

/// Fields of the index, the most telling first.
const TITLE: usize = 0;
/// Headings, incident, severity, services.
const HEADINGS: usize = 1;
/// Timeline entries and mitigations.
const ITEMS: usize = 2;
/// The text of sections.
const BODIES: usize = 3;
/// How many there are.
const FIELDS: usize = 4;

/// Words by the fields that they are in, as bits.
type Words = BTreeMap<String, u8>;

/// What the index holds of a postmortem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct Entry {
    /// When the impact began, Unix milliseconds.
    pub(in crate::store) happened: Option<i64>,
    /// Severity, to compare.
    pub(in crate::store) severity: String,
    /// Services to compare, each between line breaks.
    pub(in crate::store) services: String,
    /// Tags, likewise.
    pub(in crate::store) tags: String,
    /// Contributing factors, likewise.
    pub(in crate::store) factors: String,
    /// Its parts, as JSON.
    pub(in crate::store) parts: String,
    /// All words, by their fields.
    words: Words,
    /// What it is about.
    pub(in crate::store) terms: Vec<Term>,
}

/// Parts as they are stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    form: u32,
    parts: Vec<Part>,
}

/// Reads [`Entry::parts`].
pub(in crate::store) fn parts_of(json: &str) -> Result<Vec<Part>, StoreError> {
    let stored: Result<Stored, _> = serde_json::from_str(json);
    stored.map(|stored| stored.parts).map_err(|error| StoreError::Unavailable(error.to_string()))
}

impl Entry {
    /// Makes it of a projection.
    pub(in crate::store) fn of(projection: &Projection) -> Self {
        let parts = &projection.searched;
        let started = projection.impact_started.as_deref().and_then(Moment::parse);
        Self {
            happened: started.map(Moment::epoch_ms),
            severity: key(&projection.severity),
            services: keys(&projection.services),
            tags: keys(&projection.tags),
            factors: keys(&projection.factors),
            parts: serde_json::to_string(&Stored { form: FORM, parts: parts.clone() }).expect("plain data serialises"),
            words: words_of(parts),
            terms: terms(parts.iter().filter(|part| part.kind != PlaceKind::Facts).flat_map(weighed)),
        }
    }

    /// The words that a tier looks at: those of every better tier are among them.
    pub(in crate::store) fn words_in(&self, tier: Tier) -> impl Iterator<Item = &str> {
        let fields: u8 = match tier {
            Tier::Title => 1 << TITLE,
            Tier::Headings => 1 << TITLE | 1 << HEADINGS,
            Tier::Text | Tier::Comment => u8::MAX,
        };
        self.words.iter().filter(move |(_, found_in)| **found_in & fields != 0).map(|(word, _)| word.as_str())
    }
}

/// Names to compare, each between line breaks.
fn keys(names: &[String]) -> String {
    format!("\n{}\n", names.iter().map(|name| key(name)).collect::<Vec<_>>().join("\n"))
}

/// A severity, or the name of a service, to compare: however it is written, the same.
pub(in crate::store) fn key(name: &str) -> String {
    plain::text(&name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()).into_owned()
}

/// How much the words of a part weigh.
fn weighed(part: &Part) -> Vec<(&str, u32)> {
    match part.kind {
        PlaceKind::Title => vec![(part.text.as_str(), 4)],
        PlaceKind::Section => vec![(part.text.as_str(), 1)],
        _ => vec![(part.text.as_str(), 2)],
    }
}

fn words_of(parts: &[Part]) -> Words {
    let mut all = Words::new();
    let mut room = MAX_WORDS_BYTES;
    // The most telling first: if something has no room any more, it is the text of sections.
    for field in 0..FIELDS {
        for part in parts {
            for text in texts(part, field) {
                for word in words(text) {
                    if let Some(fields) = all.get_mut(&word.folded) {
                        *fields |= 1 << field;
                    } else if let Some(left) = room.checked_sub(word.folded.len() + WORD_BYTES) {
                        room = left;
                        all.insert(word.folded, 1 << field);
                    }
                }
            }
        }
    }
    all
}

/// What of a part belongs into a field.
fn texts(part: &Part, field: usize) -> Vec<&str> {
    match (part.kind, field) {
        (PlaceKind::Title, TITLE)
        | (PlaceKind::Facts, HEADINGS)
        | (PlaceKind::Section, BODIES)
        | (PlaceKind::Comment, ITEMS) => vec![&part.text],
        (PlaceKind::Section, HEADINGS) => vec![&part.label],
        (PlaceKind::Entry | PlaceKind::Mitigation, ITEMS) => vec![&part.text, &part.label],
        _ => Vec::new(),
    }
}

/// The words of a comment.
pub(in crate::store) fn comment_words(body: &str) -> BTreeSet<String> {
    let (plain, _) = debrief_shared::said::to_plain(body);
    words(&plain).map(|word| word.folded).collect()
}

/// The words of one field, one space between them.
pub(in crate::store) fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(kind: PlaceKind, label: &str, text: &str) -> Part {
        Part { kind, id: "a".to_owned(), anchor: String::new(), label: label.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn words_are_noted_by_their_fields() {
        let parts = [
            part(PlaceKind::Title, "", "Pool"),
            part(PlaceKind::Section, "Impact", "The pool"),
            part(PlaceKind::Mitigation, "Ada", "Alert"),
        ];
        let words = words_of(&parts);
        let told: Vec<(&str, u8)> = words.iter().map(|(word, fields)| (word.as_str(), *fields)).collect();
        assert_eq!(told, [("ada", 4), ("alert", 4), ("impact", 2), ("pool", 9), ("the", 8)]);
    }

    #[test]
    fn what_says_most_has_room_whatever_else_there_is() {
        let long = (0..200_000).map(|at| format!("w{at:x}")).collect::<Vec<_>>().join(" ");
        let words = words_of(&[part(PlaceKind::Section, "Heading", &long), part(PlaceKind::Title, "", "Title")]);
        assert!(words.contains_key("title") && words.contains_key("heading"));
        let bytes: usize = words.keys().map(|word| word.len() + WORD_BYTES).sum();
        assert!(bytes <= MAX_WORDS_BYTES && bytes > MAX_WORDS_BYTES - 100);
    }
}
