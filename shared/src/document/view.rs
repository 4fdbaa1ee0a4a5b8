//! A plain picture of the whole document, for rendering, lists and tests. Reading it never fails.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use yrs::{Any, Array, GetString, Map, MapRef, Out, ReadTxn};

use super::{
    AccountView, Approach, Category, EntryKind, List, Mark, Names, Postmortem, SectionKind, Status, accounts, schema,
};
use crate::time::Moment;

/// Longest single field that a view shows, in UTF-16 units of plain fields and list items; longer ones are cut, never refused.
pub(super) const MAX_PLAIN_ITEMS: usize = 1_000;

/// The whole postmortem. Lists are in the order in which they are shown and hold removed items too, marked as such.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Title; may be empty.
    pub title: String,
    /// Facts and marks.
    pub facts: Facts,
    /// By rank.
    pub sections: Vec<SectionView>,
    /// By time; entries whose time cannot be read come last.
    pub timeline: Vec<EntryView>,
    /// By rank.
    pub mitigations: Vec<MitigationView>,
}

/// What is known of the incident as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Id in the incident tracker.
    pub incident: String,
    /// As the organisation words it.
    pub severity: String,
    /// Services concerned.
    pub services: Vec<String>,
    /// Words to find it again by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Conditions that contributed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<String>,
    /// IANA zone in which the incident is told.
    pub time_zone: String,
    /// RFC 3339 with offset, or empty; see [`Mark::ImpactStarted`].
    pub impact_started: String,
    /// See [`Mark::Detected`].
    pub detected: String,
    /// See [`Mark::Acknowledged`].
    pub acknowledged: String,
    /// See [`Mark::Mitigated`].
    pub mitigated: String,
    /// See [`Mark::Resolved`].
    pub resolved: String,
    /// What is missing and was said not to matter here, see [`crate::missing`]. In alphabetical order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<String>,
}

impl Facts {
    /// A list of names.
    pub fn names(&self, list: Names) -> &Vec<String> {
        match list {
            Names::Services => &self.services,
            Names::Tags => &self.tags,
            Names::Factors => &self.factors,
        }
    }

    /// A mark as it is stored: RFC 3339 with offset, or empty.
    pub fn mark(&self, mark: Mark) -> &str {
        match mark {
            Mark::ImpactStarted => &self.impact_started,
            Mark::Detected => &self.detected,
            Mark::Acknowledged => &self.acknowledged,
            Mark::Mitigated => &self.mitigated,
            Mark::Resolved => &self.resolved,
        }
    }

    /// A mark as a point in time, if it is set and readable.
    pub fn moment(&self, mark: Mark) -> Option<Moment> {
        Moment::parse(self.mark(mark))
    }
}

/// That an item was removed, when and by whom. It can be brought back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// RFC 3339.
    pub at: String,
    /// The person's name at that time.
    pub by: String,
}

/// A section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionView {
    /// Key in the document.
    pub id: String,
    /// What it holds.
    pub kind: SectionKind,
    /// Heading.
    pub heading: String,
    /// Quiet help, shown to writers only.
    pub guidance: String,
    /// Markdown.
    pub body: String,
    /// Set while removed.
    pub removed: Option<Removed>,
}

/// A link to where a fact comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    /// Address.
    pub url: String,
    /// Shown text; the address where empty.
    pub title: String,
}

/// A timeline entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// Key in the document.
    pub id: String,
    /// RFC 3339 with offset, or whatever was written there.
    pub at: String,
    /// Whether that time is only about right.
    #[serde(default)]
    pub approximate: bool,
    /// Sort of event.
    pub kind: EntryKind,
    /// What happened.
    pub text: String,
    /// Where the fact comes from.
    pub evidence: Vec<Evidence>,
    /// Where an imported entry was taken from, or empty.
    pub source: String,
    /// What several people tell of it, removed ones too.
    #[serde(default)]
    pub accounts: Vec<AccountView>,
    /// Set while removed.
    pub removed: Option<Removed>,
}

impl EntryView {
    /// Its time, if readable.
    pub fn moment(&self) -> Option<Moment> {
        Moment::parse(&self.at)
    }

    /// Accounts that are not removed.
    pub fn live_accounts(&self) -> impl Iterator<Item = &AccountView> {
        self.accounts.iter().filter(|account| account.removed.is_none())
    }
}

/// A mitigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MitigationView {
    /// Key in the document.
    pub id: String,
    /// What is to be different afterwards.
    pub text: String,
    /// Which of the four kinds.
    pub category: Option<Category>,
    /// Carried by machines or by people.
    pub approach: Option<Approach>,
    /// The one person it belongs to, or empty.
    pub owner: String,
    /// `YYYY-MM-DD`, or empty.
    pub due: String,
    /// As the organisation words it, or empty.
    pub priority: String,
    /// Link into the tracker, or empty.
    pub ticket: String,
    /// Where it stands.
    pub status: Status,
    /// Why it was decided against, or empty. Kept when somebody thinks again, and of no meaning then.
    #[serde(default)]
    pub reason: String,
    /// What shows that it is done, or empty. Kept when it is taken up again, and of no meaning then.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub proof: String,
    /// Set while removed.
    pub removed: Option<Removed>,
}

impl MitigationView {
    /// Where it stands, with the reason where it was decided against and what shows it where it is done, if that is given.
    pub fn status_words(&self) -> String {
        match (self.status, self.reason.trim(), self.proof.trim()) {
            (Status::WontDo, reason, _) if !reason.is_empty() => format!("{}, because {reason}", self.status.label()),
            (Status::Done, _, proof) if !proof.is_empty() => format!("{}, as shown by {proof}", self.status.label()),
            _ => self.status.label().to_owned(),
        }
    }
}

impl View {
    /// Sections that are not removed.
    pub fn live_sections(&self) -> impl Iterator<Item = &SectionView> {
        self.sections.iter().filter(|section| section.removed.is_none())
    }

    /// Entries that are not removed.
    pub fn live_timeline(&self) -> impl Iterator<Item = &EntryView> {
        self.timeline.iter().filter(|entry| entry.removed.is_none())
    }

    /// Mitigations that are not removed.
    pub fn live_mitigations(&self) -> impl Iterator<Item = &MitigationView> {
        self.mitigations.iter().filter(|mitigation| mitigation.removed.is_none())
    }
}

impl Postmortem {
    /// The whole document as it is now.
    pub fn view<T: ReadTxn>(&self, txn: &T) -> View {
        self.read(txn, true)
    }

    /// The same without the sections' bodies, which are left empty: cheap enough for every structural change.
    pub fn outline<T: ReadTxn>(&self, txn: &T) -> View {
        self.read(txn, false)
    }

    fn read<T: ReadTxn>(&self, txn: &T, bodies: bool) -> View {
        let mut sections = self.items(txn, List::Sections, |id, map, removed| SectionView {
            kind: SectionKind::parse(&plain(map, txn, schema::KIND)).unwrap_or(SectionKind::Prose),
            heading: text(map, txn, schema::HEADING),
            guidance: plain(map, txn, schema::GUIDANCE),
            body: if bodies { text(map, txn, schema::BODY) } else { String::new() },
            id,
            removed,
        });
        sections.sort_by(|(one, a), (two, b)| (one, &a.id).cmp(&(two, &b.id)));
        let mut timeline = self.items(txn, List::Timeline, |id, map, removed| EntryView {
            at: plain(map, txn, schema::AT),
            approximate: plain(map, txn, schema::APPROXIMATE) == schema::YES,
            kind: EntryKind::parse(&plain(map, txn, schema::KIND)).unwrap_or(EntryKind::Note),
            text: text(map, txn, schema::TEXT),
            evidence: evidence(map, txn),
            source: plain(map, txn, schema::SOURCE),
            accounts: accounts::accounts(map, txn),
            id,
            removed,
        });
        timeline.sort_by_cached_key(|(_, entry)| {
            let instant = entry.moment().map(Moment::instant);
            (instant.is_none(), instant, entry.id.clone())
        });
        let mut mitigations = self.items(txn, List::Mitigations, |id, map, removed| MitigationView {
            text: text(map, txn, schema::TEXT),
            category: Category::parse(&plain(map, txn, schema::CATEGORY)),
            approach: Approach::parse(&plain(map, txn, schema::APPROACH)),
            owner: plain(map, txn, schema::OWNER),
            due: plain(map, txn, schema::DUE),
            priority: plain(map, txn, schema::PRIORITY),
            ticket: plain(map, txn, schema::TICKET),
            status: Status::parse(&plain(map, txn, schema::STATUS)).unwrap_or(Status::Idea),
            reason: plain(map, txn, schema::REASON),
            proof: plain(map, txn, schema::PROOF),
            id,
            removed,
        });
        mitigations.sort_by(|(one, a), (two, b)| (one, &a.id).cmp(&(two, &b.id)));
        View {
            title: self.title.get_string(txn),
            facts: self.facts(txn),
            sections: unranked(sections),
            timeline: unranked(timeline),
            mitigations: unranked(mitigations),
        }
    }

    /// Facts and marks as they are now.
    pub fn facts<T: ReadTxn>(&self, txn: &T) -> Facts {
        let mark = |mark: Mark| plain(&self.meta, txn, mark.as_str());
        Facts {
            incident: plain(&self.meta, txn, schema::INCIDENT),
            severity: plain(&self.meta, txn, schema::SEVERITY),
            services: names(&self.meta, txn, Names::Services),
            tags: names(&self.meta, txn, Names::Tags),
            factors: names(&self.meta, txn, Names::Factors),
            time_zone: plain(&self.meta, txn, schema::TIME_ZONE),
            impact_started: mark(Mark::ImpactStarted),
            detected: mark(Mark::Detected),
            acknowledged: mark(Mark::Acknowledged),
            mitigated: mark(Mark::Mitigated),
            resolved: mark(Mark::Resolved),
            set_aside: set_aside(&self.meta, txn),
        }
    }

    fn items<T: ReadTxn, V>(
        &self,
        txn: &T,
        list: List,
        mut read: impl FnMut(String, &MapRef, Option<Removed>) -> V,
    ) -> Vec<(String, V)> {
        self.list(list)
            .iter(txn)
            .filter_map(|(id, value)| match value {
                Out::YMap(map) => {
                    let item = read(id.to_owned(), &map, removed(&map, txn));
                    Some((plain(&map, txn, schema::RANK), item))
                }
                _ => None,
            })
            .collect()
    }
}

fn unranked<V>(items: Vec<(String, V)>) -> Vec<V> {
    items.into_iter().map(|(_, item)| item).collect()
}

/// A field that holds a plain string; other scalars are shown as text.
pub(super) fn plain<T: ReadTxn>(map: &MapRef, txn: &T, key: &str) -> String {
    match map.get(txn, key) {
        Some(Out::Any(any)) => scalar(&any),
        Some(Out::YText(text)) => text.get_string(txn),
        _ => String::new(),
    }
}

fn scalar(any: &Any) -> String {
    match any {
        Any::String(text) => text.to_string(),
        Any::Number(number) => number.to_string(),
        Any::Bool(flag) => flag.to_string(),
        _ => String::new(),
    }
}

/// A field that holds a collaborative text; a plain string that a stranger put there is shown as well.
fn text<T: ReadTxn>(map: &MapRef, txn: &T, key: &str) -> String {
    plain(map, txn, key)
}

pub(super) fn removed<T: ReadTxn>(map: &MapRef, txn: &T) -> Option<Removed> {
    let at = plain(map, txn, schema::REMOVED_AT);
    (!at.is_empty()).then(|| Removed { at, by: plain(map, txn, schema::REMOVED_BY) })
}

fn evidence<T: ReadTxn>(map: &MapRef, txn: &T) -> Vec<Evidence> {
    let Some(Out::YArray(array)) = map.get(txn, schema::EVIDENCE) else {
        return Vec::new();
    };
    let field = |fields: &HashMap<String, Any>, key| fields.get(key).map(scalar).unwrap_or_default();
    array
        .iter(txn)
        .take(MAX_PLAIN_ITEMS)
        .map(|value| match value {
            Out::Any(Any::Map(fields)) => {
                Evidence { url: field(&fields, schema::URL), title: field(&fields, schema::EVIDENCE_TITLE) }
            }
            Out::YMap(map) => {
                Evidence { url: plain(&map, txn, schema::URL), title: plain(&map, txn, schema::EVIDENCE_TITLE) }
            }
            Out::Any(any) => Evidence { url: scalar(&any), title: String::new() },
            _ => Evidence::default(),
        })
        .collect()
}

fn set_aside<T: ReadTxn>(meta: &MapRef, txn: &T) -> Vec<String> {
    let mut keys: Vec<String> =
        meta.keys(txn).filter_map(|key| key.strip_prefix(schema::SET_ASIDE)).map(str::to_owned).collect();
    keys.sort();
    keys.truncate(MAX_PLAIN_ITEMS);
    keys
}

fn names<T: ReadTxn>(meta: &MapRef, txn: &T, list: Names) -> Vec<String> {
    let names: Vec<String> = match meta.get(txn, list.as_str()) {
        Some(Out::Any(Any::Array(items))) => items.iter().take(MAX_PLAIN_ITEMS).map(scalar).collect(),
        Some(Out::YArray(array)) => {
            let names = array.iter(txn).take(MAX_PLAIN_ITEMS);
            names.map(|item| if let Out::Any(any) = item { scalar(&any) } else { String::new() }).collect()
        }
        Some(Out::Any(any)) => scalar(&any).split(',').map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    names.into_iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}
