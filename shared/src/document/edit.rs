//! Every way in which the document is changed, apart from typing into its texts.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use yrs::{Any, Array, ArrayPrelim, ArrayRef, Map, MapPrelim, MapRef, Out, Text, TextPrelim, TransactionMut};

use super::{
    Approach, Category, EntryKind, Evidence, Field, List, Mark, Names, Postmortem, SectionKind, Status, item, rank,
    schema, view::plain,
};

/// The item is not in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not in this document")]
pub struct Missing;

/// Where in its list an item goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// At the top.
    First,
    /// At the end.
    Last,
    /// Right before the item with this id; at the end if it is not there.
    Before(&'a str),
    /// Right after the item with this id; at the end if it is not there.
    After(&'a str),
}

/// A section to add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSection {
    /// What it holds.
    pub kind: SectionKind,
    /// Heading.
    #[serde(default)]
    pub heading: String,
    /// Quiet help.
    #[serde(default)]
    pub guidance: String,
    /// Markdown.
    #[serde(default)]
    pub body: String,
}

/// A timeline entry to add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewEntry {
    /// RFC 3339 with offset.
    pub at: String,
    /// Sort of event.
    pub kind: EntryKind,
    /// What happened.
    #[serde(default)]
    pub text: String,
    /// Where the fact comes from.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// Where an imported entry was taken from.
    #[serde(default)]
    pub source: String,
}

/// A mitigation to add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMitigation {
    /// What is to be different afterwards.
    #[serde(default)]
    pub text: String,
    /// Which of the four kinds.
    #[serde(default)]
    pub category: Option<Category>,
    /// Carried by machines or by people.
    #[serde(default)]
    pub approach: Option<Approach>,
    /// Owner.
    #[serde(default)]
    pub owner: String,
    /// `YYYY-MM-DD`.
    #[serde(default)]
    pub due: String,
    /// Priority.
    #[serde(default)]
    pub priority: String,
    /// Ticket link.
    #[serde(default)]
    pub ticket: String,
    /// Where it stands.
    pub status: Status,
    /// Why it was decided against.
    #[serde(default)]
    pub reason: String,
}

impl Postmortem {
    /// Replaces the whole title.
    pub fn set_title(&self, txn: &mut TransactionMut<'_>, title: &str) {
        let length = self.title.len(txn);
        if length > 0 {
            self.title.remove_range(txn, 0, length);
        }
        if !title.is_empty() {
            self.title.insert(txn, 0, title);
        }
    }

    /// Sets the incident id; empty clears it.
    pub fn set_incident(&self, txn: &mut TransactionMut<'_>, incident: &str) {
        set(&self.meta, txn, schema::INCIDENT, incident);
    }

    /// Sets the severity; empty clears it.
    pub fn set_severity(&self, txn: &mut TransactionMut<'_>, severity: &str) {
        set(&self.meta, txn, schema::SEVERITY, severity);
    }

    /// Sets the IANA zone in which the incident is told; empty clears it.
    pub fn set_time_zone(&self, txn: &mut TransactionMut<'_>, zone: &str) {
        set(&self.meta, txn, schema::TIME_ZONE, zone);
    }

    /// Sets a list of names; blank ones are dropped. An empty list that is not there stays so.
    pub fn set_names(&self, txn: &mut TransactionMut<'_>, list: Names, names: &[String]) {
        let names: Vec<Any> =
            names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).map(Any::from).collect();
        if !names.is_empty() || self.meta.contains_key(txn, list.as_str()) {
            self.meta.insert(txn, list.as_str(), Any::from(names));
        }
    }

    /// Sets the services concerned; blank names are dropped.
    pub fn set_services(&self, txn: &mut TransactionMut<'_>, services: &[String]) {
        self.set_names(txn, Names::Services, services);
    }

    /// Sets a mark to RFC 3339 with offset; empty clears it.
    pub fn set_mark(&self, txn: &mut TransactionMut<'_>, mark: Mark, at: &str) {
        set(&self.meta, txn, mark.as_str(), at);
    }

    /// Says of something that is missing that it does not matter here (`true`), or takes that back. `key` as [`crate::missing::Missing`] has it.
    pub fn set_aside(&self, txn: &mut TransactionMut<'_>, key: &str, aside: bool) {
        set(&self.meta, txn, &format!("{}{key}", schema::SET_ASIDE), if aside { "yes" } else { "" });
    }

    /// Adds a section under a fresh id.
    pub fn add_section(&self, txn: &mut TransactionMut<'_>, id: &str, section: &NewSection, place: Place<'_>) {
        let rank = self.make_room(txn, List::Sections, id, place);
        let map = self.sections.insert(txn, id, MapPrelim::default());
        map.insert(txn, schema::RANK, rank);
        map.insert(txn, schema::KIND, section.kind.as_str());
        map.insert(txn, schema::HEADING, TextPrelim::new(section.heading.as_str()));
        map.insert(txn, schema::GUIDANCE, section.guidance.as_str());
        map.insert(txn, schema::BODY, TextPrelim::new(section.body.as_str()));
    }

    /// Adds a timeline entry under a fresh id. Its place follows from its time.
    pub fn add_entry(&self, txn: &mut TransactionMut<'_>, id: &str, entry: &NewEntry) {
        let map = self.timeline.insert(txn, id, MapPrelim::default());
        map.insert(txn, schema::AT, entry.at.as_str());
        map.insert(txn, schema::KIND, entry.kind.as_str());
        map.insert(txn, schema::TEXT, TextPrelim::new(entry.text.as_str()));
        let links: Vec<Any> = entry.evidence.iter().map(link).collect();
        map.insert(txn, schema::EVIDENCE, ArrayPrelim::from(links));
        set(&map, txn, schema::SOURCE, &entry.source);
    }

    /// Adds a link to an entry's evidence.
    ///
    /// # Errors
    /// [`Missing`] if the entry is not there.
    pub fn add_evidence(&self, txn: &mut TransactionMut<'_>, entry: &str, evidence: &Evidence) -> Result<(), Missing> {
        let map = item(&self.timeline, txn, entry).ok_or(Missing)?;
        let array: ArrayRef = match map.get(txn, schema::EVIDENCE) {
            Some(Out::YArray(array)) => array,
            _ => map.insert(txn, schema::EVIDENCE, ArrayPrelim::default()),
        };
        array.push_back(txn, link(evidence));
        Ok(())
    }

    /// Removes a link from an entry's evidence, by its place as [`EntryView`](super::EntryView) shows it.
    ///
    /// # Errors
    /// [`Missing`] if the entry or the link is not there.
    pub fn remove_evidence(&self, txn: &mut TransactionMut<'_>, entry: &str, index: u32) -> Result<(), Missing> {
        let map = item(&self.timeline, txn, entry).ok_or(Missing)?;
        match map.get(txn, schema::EVIDENCE) {
            Some(Out::YArray(array)) if index < array.len(txn) => array.remove_range(txn, index, 1),
            _ => return Err(Missing),
        }
        Ok(())
    }

    /// Adds a mitigation under a fresh id.
    pub fn add_mitigation(&self, txn: &mut TransactionMut<'_>, id: &str, mitigation: &NewMitigation, place: Place<'_>) {
        let rank = self.make_room(txn, List::Mitigations, id, place);
        let map = self.mitigations.insert(txn, id, MapPrelim::default());
        map.insert(txn, schema::RANK, rank);
        map.insert(txn, schema::TEXT, TextPrelim::new(mitigation.text.as_str()));
        set(&map, txn, schema::CATEGORY, mitigation.category.map_or("", Category::as_str));
        set(&map, txn, schema::APPROACH, mitigation.approach.map_or("", Approach::as_str));
        set(&map, txn, schema::OWNER, &mitigation.owner);
        set(&map, txn, schema::DUE, &mitigation.due);
        set(&map, txn, schema::PRIORITY, &mitigation.priority);
        set(&map, txn, schema::TICKET, &mitigation.ticket);
        map.insert(txn, schema::STATUS, mitigation.status.as_str());
        set(&map, txn, schema::REASON, &mitigation.reason);
    }

    /// Sets a plain field of an item; empty clears it.
    ///
    /// # Errors
    /// [`Missing`] if the item is not there.
    pub fn set_field(
        &self,
        txn: &mut TransactionMut<'_>,
        list: List,
        id: &str,
        field: Field,
        value: &str,
    ) -> Result<(), Missing> {
        let map = item(self.list(list), txn, id).ok_or(Missing)?;
        set(&map, txn, field.key(), value);
        Ok(())
    }

    /// Moves a section or a mitigation. The timeline has no order of its own.
    ///
    /// # Errors
    /// [`Missing`] if the item is not there.
    pub fn move_item(
        &self,
        txn: &mut TransactionMut<'_>,
        list: List,
        id: &str,
        place: Place<'_>,
    ) -> Result<(), Missing> {
        let map = item(self.list(list), txn, id).ok_or(Missing)?;
        let rank = self.make_room(txn, list, id, place);
        map.insert(txn, schema::RANK, rank);
        Ok(())
    }

    /// Takes an item out of sight: it stays in the document with all that others type into it, and can be brought back. `at` is RFC 3339, `by` a name.
    ///
    /// # Errors
    /// [`Missing`] if the item is not there.
    pub fn remove(
        &self,
        txn: &mut TransactionMut<'_>,
        list: List,
        id: &str,
        at: &str,
        by: &str,
    ) -> Result<(), Missing> {
        let map = item(self.list(list), txn, id).ok_or(Missing)?;
        map.insert(txn, schema::REMOVED_AT, at);
        map.insert(txn, schema::REMOVED_BY, by);
        Ok(())
    }

    /// Brings a removed item back.
    ///
    /// # Errors
    /// [`Missing`] if the item is not there.
    pub fn bring_back(&self, txn: &mut TransactionMut<'_>, list: List, id: &str) -> Result<(), Missing> {
        let map = item(self.list(list), txn, id).ok_or(Missing)?;
        map.remove(txn, schema::REMOVED_AT);
        map.remove(txn, schema::REMOVED_BY);
        Ok(())
    }

    /// A rank for `id` at `place` among the others. Where there is no room (two replicas chose the same rank), the others are spread anew first.
    fn make_room(&self, txn: &mut TransactionMut<'_>, list: List, id: &str, place: Place<'_>) -> String {
        let map = self.list(list);
        let mut others: Vec<(String, String)> = map
            .iter(txn)
            .filter_map(|(other, value)| match value {
                Out::YMap(item) if other != id => Some((plain(&item, txn, schema::RANK), other.to_owned())),
                _ => None,
            })
            .collect();
        others.sort();
        let position = |wanted: &str| others.iter().position(|(_, other)| other == wanted);
        let index = match place {
            Place::First => 0,
            Place::Last => others.len(),
            Place::Before(other) => position(other).unwrap_or(others.len()),
            Place::After(other) => position(other).map_or(others.len(), |index| index + 1),
        };
        let low = index.checked_sub(1).map(|before| others[before].0.as_str());
        if let Some(rank) = rank::between(low, others.get(index).map(|(rank, _)| rank.as_str())) {
            return rank;
        }
        let mut own = String::new();
        let mut rest = others.iter();
        for (slot, rank) in rank::spread(others.len() + 1).enumerate() {
            if slot == index {
                own = rank;
            } else if let Some((_, other)) = rest.next()
                && let Some(item) = item(map, txn, other)
            {
                item.insert(txn, schema::RANK, rank);
            }
        }
        own
    }
}

fn link(evidence: &Evidence) -> Any {
    let fields = [(schema::URL, &evidence.url), (schema::EVIDENCE_TITLE, &evidence.title)];
    Any::from(
        fields.into_iter().map(|(key, value)| (key.to_owned(), Any::from(value.as_str()))).collect::<HashMap<_, _>>(),
    )
}

/// Writes a plain field, without a change where it already says so.
pub(super) fn set(map: &MapRef, txn: &mut TransactionMut<'_>, key: &str, value: &str) {
    if value.is_empty() {
        if map.contains_key(txn, key) {
            map.remove(txn, key);
        }
    } else if !matches!(map.get(txn, key), Some(Out::Any(Any::String(held))) if &*held == value) {
        map.insert(txn, key, value);
    }
}
